//! Entity tags, conditions, repeated requests.

use serde_json::json;
use tokencraft_testing::both_databases;

use crate::world::World;

both_databases! {
    async fn a37_of_two_writers_with_one_tag_one_wins(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, _) = world.light_and_dark().await;
        let token = world.token(&light, "a", "color", "#fff").await;
        for path in [format!("/workspaces/{}", world.workspace), format!("/tokensets/{set}"), light, token] {
            let first = world.owner.get(&path).await.expect(200);
            let tag = first.header("etag").unwrap().to_owned();
            assert_eq!(first.header("cache-control"), Some("private, no-cache"));
            let unchanged = world.owner.request("GET", &path).header("If-None-Match", &tag).send().await;
            assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
            let patch = async |name: &str| {
                let request = world.owner.request("PATCH", &path).header("If-Match", &tag);
                request.json(&json!({"name": name})).send().await.status
            };
            let (one, two) = tokio::join!(patch("first"), patch("second"));
            let mut both = [one, two];
            both.sort_unstable();
            assert_eq!(both, [200, 412], "{path}");
            let after = world.owner.get(&path).await.expect(200);
            assert_ne!(after.header("etag"), Some(tag.as_str()));
            let stale = world.owner.request("DELETE", &path).header("If-Match", &tag).send().await;
            assert_eq!(stale.expect(412).error(), "The resource has changed since it was read");
        }
    }

    async fn a37_a_tag_changes_on_every_change_and_only_then(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, dark) = world.light_and_dark().await;
        let base = world.token(&light, "base", "color", "#fff").await;
        let alias = world.token(&light, "alias", "color", "{base}").await;
        let tag = async |path: &str| {
            let answer = world.owner.get(path).await.expect(200);
            answer.header("etag").unwrap().to_owned()
        };
        let paths = [
            alias.clone(), format!("{light}/tokens"), format!("{light}/export"),
            format!("/tokensets/{set}"), light.clone(), format!("{dark}/tokens"),
        ];
        let mut before = Vec::new();
        for path in &paths {
            before.push(tag(path).await);
            assert_eq!(tag(path).await, before[before.len() - 1]);
        }
        // The alias resolves to something else: its tag and the lists' change, If-Match still holds.
        world.owner.patch(&base, &json!({"value": "#000"})).await.expect(200);
        let mut changed = Vec::new();
        for (path, before) in paths.iter().zip(&before) {
            changed.push(tag(path).await != *before);
        }
        assert_eq!(changed, [true, true, true, false, false, false]);
        let patch = world.owner.request("PATCH", &alias).header("If-Match", &before[0]);
        patch.json(&json!({"description": "x"})).send().await.expect(200);
        let listed = world.owner.get(&format!("{light}/tokens?etags=true&q=alias")).await.json();
        assert_eq!(listed["tokens"][0]["etag"], tag(&alias).await);
    }

    async fn a36_a_repeated_post_has_one_effect(test: TestDb) {
        let world = World::new(test).await;
        let path = format!("/workspaces/{}/tokensets", world.workspace);
        let post = async |client: &tokencraft_testing::Client, name: &str| {
            let request = client.request("POST", &path).header("Idempotency-Key", "k-1");
            request.json(&json!({"name": name})).send().await
        };
        let first = post(&world.owner, "One").await.expect(201);
        assert_eq!(first.header("idempotent-replayed"), None);
        let again = post(&world.owner, "One").await.expect(201);
        assert_eq!(again.body, first.body);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        post(&world.owner, "Two").await.expect(422);
        post(&world.editor, "One").await.expect(201);
        let list = world.owner.get(&path).await.expect(200).json();
        assert_eq!(list["total"], 2);
    }

    async fn a36_parallel_repetitions_make_one_resource(test: TestDb) {
        let world = World::new(test).await;
        let path = format!("/workspaces/{}/tokensets", world.workspace);
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let request = world.owner.request("POST", &path).header("Idempotency-Key", "k");
            running.spawn(request.json(&json!({"name": "One"})).send());
        }
        let answers = running.join_all().await;
        let made: Vec<_> = answers.iter().filter(|a| a.status == 201).collect();
        assert!(!made.is_empty());
        assert!(made.iter().all(|a| a.body == made[0].body));
        assert!(answers.iter().all(|a| matches!(a.status, 201 | 409)));
        assert_eq!(world.owner.get(&path).await.json()["total"], 1);
    }

    async fn parallel_writes_of_one_workspace_all_count(test: TestDb) {
        let world = World::new(test).await;
        let (set, light, _) = world.light_and_dark().await;
        let mut running = tokio::task::JoinSet::new();
        for i in 0..24 {
            let body = json!({"name": format!("t{i}"), "type": "color", "value": "#fff"});
            let request = world.owner.request("POST", &format!("{light}/tokens")).json(&body);
            running.spawn(request.send());
        }
        for answer in running.join_all().await {
            answer.expect(201);
        }
        assert_eq!(world.owner.get(&format!("/tokensets/{set}/tokens")).await.json()["total"], 24);
        // What this server keeps in memory is what a fresh one reads from the database.
        let fresh = world.app.sibling().await;
        let token = world.owner.get(&format!("{light}/tokens")).await;
        let plain = world.app.api_token(world.owner_id, tokencraft_server::auth::Scopes::ALL).await;
        let read = fresh.api(&plain).get(&format!("{light}/tokens")).await;
        assert_eq!(read.expect(200).body, token.body);
    }

    async fn half_cycles_do_not_commit_side_by_side(test: TestDb) {
        let world = World::new(test).await;
        let (_, light, _) = world.light_and_dark().await;
        for round in 0..4 {
            let a = world.token(&light, &format!("a{round}"), "color", "#fff").await;
            let b = world.token(&light, &format!("b{round}"), "color", "#fff").await;
            let to = async |path: &str, name: String| {
                world.owner.patch(path, &json!({"alias_to": name})).await.status
            };
            let (one, two) = tokio::join!(to(&a, format!("b{round}")), to(&b, format!("a{round}")));
            let mut both = [one, two];
            both.sort_unstable();
            assert_eq!(both, [200, 400]);
        }
    }
}
