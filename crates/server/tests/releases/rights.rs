//! Every operation on releases as everybody, on every plan of the organization's owner.

use serde_json::json;
use tokencraft_server::auth::Scopes;
use tokencraft_storage::{Plan, Role};
use tokencraft_testing::{Answer, Client, both_databases};

use crate::world::World;

const ROLE: &str = "Your organization role does not allow this operation.";
const PLAN: &str = "Organizations are not available on this plan";
const NO_ENVIRONMENT: &str = "Environment not found";
const NO_RELEASE: &str = "Release not found";

/// An operation below an environment, whether it changes something, and what a stranger is told.
const LINES: [(&str, &str, bool, &str); 7] = [
    ("GET", "/releases", false, NO_ENVIRONMENT),
    ("POST", "/releases", true, NO_ENVIRONMENT),
    ("GET", "/releases/1.0.0", false, NO_RELEASE),
    ("GET", "/releases/1.0.0/diff", false, NO_RELEASE),
    ("POST", "/releases/1.0.0/activate", true, NO_RELEASE),
    ("POST", "/merge", true, NO_ENVIRONMENT),
    ("GET", "/export?format=css", false, NO_ENVIRONMENT),
];

/// Asks so that nothing changes: bodies are wrong.
async fn ask(client: &Client, method: &str, path: &str) -> Answer {
    let request = client.request(method, path);
    let request = if method == "POST" {
        request.json(&json!([]))
    } else {
        request
    };
    request.send().await
}

both_databases! {
    async fn every_role_on_every_plan(test: TestDb) {
        let world = World::new(test).await;
        world.tokens(&world.set, "light", &[("canary", "color", "#fff")]).await;
        world.publish("staging", &json!({})).await.expect(201);
        let mut people = vec![(Some(Role::Owner), world.owner.clone(), world.owner_id)];
        for (name, role) in [("Ada", Some("admin")), ("Edda", Some("editor")), ("Vito", Some("viewer")), ("Xaver", None)] {
            let id = world.app.user(name, Plan::Free).await;
            if let Some(role) = role {
                let path = format!("/organizations/{}/members", world.organization);
                let body = json!({"email": format!("{name}@example.com"), "role": role});
                world.owner.post(&path, &body).await.expect(201);
            }
            people.push((role.map(|role| role.parse().unwrap()), world.app.sign_in(id).await, id));
        }
        let staging = format!("{}/staging", world.environments());
        for plan in [Plan::Business, Plan::Team, Plan::Pro, Plan::Free] {
            world.app.change_user(world.owner_id, move |user| user.plan = plan).await;
            for (method, rest, changes, missing) in LINES {
                for (role, client, _) in &people {
                    let answer = ask(client, method, &format!("{staging}{rest}")).await;
                    let place = format!("{plan} {role:?} {method} {rest}");
                    let Some(role) = role else {
                        assert_eq!(answer.expect(404).error(), missing, "{place}");
                        continue;
                    };
                    if changes && plan != Plan::Business {
                        assert_eq!(answer.expect(403).error(), PLAN, "{place}");
                    } else if changes && *role < Role::Editor {
                        assert_eq!(answer.expect(403).error(), ROLE, "{place}");
                    } else {
                        assert_eq!(answer.status, if changes { 400 } else { 200 }, "{place} {answer:?}");
                    }
                }
            }
        }
        // The export is behind the API door, too, whatever the role and the plan.
        for (role, _, id) in &people {
            let build = world.app.api(&world.app.api_token(*id, Scopes(4)).await);
            let answer = build.get(&format!("{staging}/export?format=css")).await;
            match role {
                Some(_) => assert_eq!(answer.status, 200),
                None => assert_eq!(answer.expect(404).error(), NO_ENVIRONMENT),
            }
        }
    }

    async fn foreign_unknown_and_malformed_ids_are_alike(test: TestDb) {
        let world = World::new(test).await;
        world.tokens(&world.set, "light", &[("canary", "color", "#fff")]).await;
        let release = world.publish("staging", &json!({"name": "canary"})).await.expect(201).member("id");
        let stranger = world.app.user("Xaver", Plan::Business).await;
        let stranger = world.app.sign_in(stranger).await;
        let own = stranger.post("/organizations", &json!({"name": "Own"})).await.expect(201).member("id");
        let unknown = world.app.unknown_id().to_string();
        for (method, rest, _, missing) in LINES {
            let rest = rest.replace("1.0.0", &release);
            let at = async |organization: &str, environment: &str| {
                let path = format!("/organizations/{organization}/environments/{environment}{rest}");
                ask(&stranger, method, &path).await.bare()
            };
            let foreign = at(&world.organization, "staging").await.expect(404);
            assert_eq!(foreign.error(), missing);
            for (organization, environment) in [
                (unknown.as_str(), "staging"), ("x", "staging"), (own.as_str(), "staging"), (own.as_str(), unknown.as_str()),
            ] {
                assert_eq!(at(organization, environment).await, foreign, "{method} {rest}");
            }
        }
        // Another organization's release is none of one's own environment.
        let path = format!("/organizations/{own}/environments/production");
        for rest in [format!("/releases/{release}"), format!("/export?release={release}")] {
            assert_eq!(stranger.get(&format!("{path}{rest}")).await.expect(404).error(), NO_RELEASE);
        }
        for body in [json!({"workspace_ids": [world.workspace]}), json!({"tokenset_ids": [world.set]})] {
            let refused = stranger.post(&format!("{path}/releases"), &body).await.expect(400);
            assert!(!refused.text().contains(&world.set), "{}", refused.text());
        }
    }
}
