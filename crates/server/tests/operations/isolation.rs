//! What one customer can see or touch of another: nothing.

use serde_json::{Value, json};
use tokencraft_testing::both_databases;

use crate::world::World;

/// Stands in everything of the owner's.
const CANARY: &str = "canary";

both_databases! {
    async fn a10_foreign_unknown_and_malformed_ids_are_alike(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, _) = world.light_and_dark().await;
        let token = world.token(&light, "a", "color", "#fff").await;
        let unknown = world.app.unknown_id().to_string();
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let (mode_id, token_id) = (id(&light), id(&token));
        let real = [world.workspace.to_string(), set, mode_id, token_id];
        for route in tokencraft_server::auth::routes::resources() {
            if !route.path.contains('{') {
                continue;
            }
            let path = |ids: [&str; 4]| {
                let root = if route.path.starts_with("/workspaces") { ids[0] } else { ids[1] };
                route.path.replace("{id}", root).replace("{modeId}", ids[2]).replace("{tokenId}", ids[3])
            };
            let send = async |path: String| {
                let mut request = world.stranger.request(route.method.as_str(), &path);
                if matches!(route.method.as_str(), "POST" | "PATCH") {
                    request = request.json(&json!({"name": "x"}));
                }
                request.send().await.expect(404).bare()
            };
            let foreign = send(path([&real[0], &real[1], &real[2], &real[3]])).await;
            let other = send(path([&unknown; 4])).await;
            let malformed = send(path(["not-an-id"; 4])).await;
            assert_eq!(foreign, other, "{route:?}");
            assert_eq!(foreign, malformed, "{route:?}");
        }
    }

    async fn a11_mixed_parents_are_not_found_and_nothing_is_touched(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        let token = world.token(&light, "a", "color", "#fff").await;
        let other = world.tokenset("Other").await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let (light_id, token_id) = (id(&light), id(&token));
        let foreign = world.stranger
            .post(&format!("/workspaces/{}/tokensets", world.foreign), &json!({"name": "Theirs"}))
            .await.expect(201).member("id");
        let error = async |client: &tokencraft_testing::Client, method: &str, path: String| {
            client.request(method, &path).json(&json!({"name": "x"})).send().await.expect(404).error()
        };
        for method in ["GET", "PATCH", "DELETE"] {
            let path = format!("/tokensets/{other}/modes/{light_id}");
            assert_eq!(error(&world.owner, method, path).await, "Mode not found");
            let path = format!("{dark}/tokens/{token_id}");
            assert_eq!(error(&world.owner, method, path).await, "Token not found");
            let path = format!("/tokensets/{other}/modes/{light_id}/tokens/{token_id}");
            assert_eq!(error(&world.owner, method, path).await, "Token not found");
            let path = format!("/tokensets/{foreign}/modes/base/tokens/{token_id}");
            assert_eq!(error(&world.stranger, method, path).await, "Token not found");
            let path = format!("/tokensets/{set}/modes/{light_id}/tokens/{token_id}");
            assert_eq!(error(&world.stranger, method, path).await, "Token not found");
        }
        assert_eq!(error(&world.owner, "GET", format!("/tokensets/{other}/modes/{light_id}/tokens")).await, "Mode not found");
        assert_eq!(error(&world.owner, "GET", format!("/tokensets/{other}/modes/{light_id}/export")).await, "Mode not found");
        assert_eq!(error(&world.owner, "GET", format!("/tokensets/{light_id}/modes")).await, "Tokenset not found");
        assert_eq!(error(&world.owner, "GET", format!("/workspaces/{set}/tokensets")).await, "Workspace not found");
        world.owner.get(&token).await.expect(200);
        world.owner.get(&light).await.expect(200);
    }

    async fn a12_no_answer_to_a_stranger_holds_a_canary(test: TestDb) {
        let world = World::new(test).await;
        let workspace = format!("/workspaces/{}", world.workspace);
        world.owner.patch(&workspace, &json!({"name": CANARY, "description": CANARY})).await.expect(200);
        let set = world.tokenset(CANARY).await;
        let mode = format!("/tokensets/{set}/modes/{}", world.mode(&set, CANARY, true).await);
        world.token(&mode, CANARY, "string", CANARY).await;
        let theirs = world.stranger
            .post(&format!("/workspaces/{}/tokensets", world.foreign), &json!({"name": "Theirs"}))
            .await.expect(201).member("id");
        // Nothing of the owner's is in reach of the stranger's references.
        let reach = json!({"name": "x", "type": "string", "alias_to": CANARY});
        let tokens = format!("/tokensets/{theirs}/modes/base/tokens");
        world.stranger.post(&tokens, &reach).await.expect(400);
        let list = world.stranger.get("/workspaces").await.expect(200).json();
        assert_eq!((list["total"].clone(), list["workspaces"].as_array().unwrap().len()), (json!(1), 1));
        for path in [
            "/workspaces".to_owned(), workspace.clone(), format!("{workspace}/tokensets"),
            format!("/tokensets/{set}"), format!("/tokensets/{set}/tokens?q={CANARY}"), format!("{mode}/tokens"),
            format!("/tokensets/{set}/export"), format!("{mode}/export?format=css"),
            format!("/tokensets/{set}/diagnostics"), format!("/tokensets/{theirs}/tokens?q={CANARY}"),
            format!("/tokensets/{theirs}/export?format=css&missing=inherit"),
        ] {
            let answer = world.stranger.get(&path).await;
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(!text.contains(CANARY), "{path}: {text}");
            assert!(answer.headers.iter().all(|(_, value)| !value.contains(CANARY)), "{path}");
        }
    }

    async fn a13_bodies_cannot_set_identity_parents_or_owner(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        let token = world.token(&light, "a", "color", "#fff").await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let evil = |name: &str| json!({
            "name": name, "type": "color", "value": "#fff", "id": world.app.unknown_id().to_string(),
            "user_id": world.foreign.to_string(), "workspace_id": world.foreign.to_string(),
            "tokenset_id": world.foreign.to_string(), "mode_id": id(&dark), "role": "owner",
            "is_owner": true, "plan": "BUSINESS", "created_at": "1999-01-01T00:00:00Z",
            "updated_at": "1999-01-01T00:00:00Z", "revision": 99
        });
        let owned = |json: &Value| {
            let mut json = json.clone();
            for member in ["name", "updated_at", "etag", "resolved_value"] {
                json.as_object_mut().unwrap().remove(member);
            }
            json
        };
        for path in [format!("/workspaces/{}", world.workspace), format!("/tokensets/{set}"), light.clone(), token.clone()] {
            let before = world.owner.get(&path).await.expect(200).json();
            world.owner.patch(&path, &evil("changed")).await.expect(200);
            let after = world.owner.get(&path).await.expect(200).json();
            assert_eq!(owned(&after), owned(&before), "{path}");
            assert_eq!(after["name"], "changed");
        }
        let workspace = world.owner.post("/workspaces", &evil("new")).await.expect(201).json();
        assert_eq!(workspace["user_id"], world.owner_id.to_string());
        let sets = format!("/workspaces/{}/tokensets", world.workspace);
        let made = world.owner.post(&sets, &evil("new")).await.expect(201).json();
        assert_eq!(made["workspace_id"], world.workspace.to_string());
        let made = world.owner.post(&format!("/tokensets/{set}/modes"), &evil("new")).await.expect(201).json();
        assert_eq!(made["tokenset_id"], set);
        let made = world.owner.post(&format!("{light}/tokens"), &evil("new")).await.expect(201).json();
        assert_eq!((made["tokenset_id"].clone(), made["mode_id"].clone()), (json!(set), json!(id(&light))));
        assert_eq!(made["created_at"], "2025-01-15T10:00:00Z");
    }

    async fn a_restricted_api_token_sees_one_workspace(test: TestDb) {
        let world = World::new(test).await;
        let second = world.app.workspace(world.owner_id, "Second").await;
        let only = world.workspace;
        let (_, plain) = world.app
            .api_token_with(world.owner_id, tokencraft_server::auth::Scopes::ALL, |row| row.workspace_id = Some(only))
            .await;
        let client = world.app.api(&plain);
        assert_eq!(client.get("/workspaces").await.expect(200).json()["total"], 1);
        client.get(&format!("/workspaces/{only}")).await.expect(200);
        client.get(&format!("/workspaces/{second}")).await.expect(404);
        client.post("/workspaces", &json!({"name": "x"})).await.expect(403);
        // The owner's own things in the other workspace: as if they were not there.
        let set = world.owner.post(&format!("/workspaces/{second}/tokensets"), &json!({"name": "S"})).await;
        let set = set.expect(201).member("id");
        let mode = world.owner.get(&format!("/tokensets/{set}/modes")).await.json();
        let mode = mode["modes"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/tokensets/{set}/modes/{mode}");
        let token = world.token(&path, "a", "color", "#fff").await;
        let token = token.rsplit('/').next().unwrap();
        for route in tokencraft_server::auth::routes::resources() {
            if !route.path.contains('{') {
                continue;
            }
            let root = if route.path.starts_with("/workspaces") { second.to_string() } else { set.clone() };
            let path = route.path.replace("{id}", &root).replace("{modeId}", &mode).replace("{tokenId}", token);
            client.request(route.method.as_str(), &path).json(&json!({"name": "x"})).send().await.expect(404);
        }
        world.owner.get(&format!("{path}/tokens/{token}")).await.expect(200);
    }
}
