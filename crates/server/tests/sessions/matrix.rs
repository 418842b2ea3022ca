//! Every operation of the session door × every kind of caller.

use axum::http::Method;
use serde_json::{Value, json};
use tokencraft_server::auth::routes::{Doors, ROUTES, Route, resources};
use tokencraft_server::auth::{Action, Decision, Door, Scopes, decide};
use tokencraft_storage::{Plan, Role};
use tokencraft_testing::{Answer, Client, TestApp, both_databases};

/// A route with every parameter replaced by `of(name)`.
fn path(route: &Route, of: impl Fn(&str) -> String) -> String {
    let segments = route.path.split('/').map(|segment| {
        let name = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        name.map_or_else(|| segment.to_owned(), &of)
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Asks for an operation in a way that changes nothing where it is allowed: a stale `If-Match`, an
/// empty body.
async fn ask(client: &Client, route: &Route, path: &str) -> Answer {
    let mut request = client.request(route.method.as_str(), path);
    if matches!(route.method, Method::PATCH | Method::DELETE) {
        request = request.header("If-Match", "\"999999\"");
    }
    if matches!(route.method, Method::POST | Method::PATCH) {
        request = request.json(&json!({}));
    }
    request.send().await
}

both_databases! {
    async fn every_described_operation_of_the_door_is_in_the_table(test: TestDb) {
        let app = TestApp::new(test).await;
        let document = app.anonymous().get("/api/openapi.json").await.expect(200).json();
        for route in ROUTES {
            let item = &document["paths"][format!("/api{}", route.path)];
            let operation = &item[route.method.as_str().to_lowercase()];
            assert_eq!(operation["operationId"], format!("session_{}", route.operation));
            let needs: &Value = &operation["security"][0]["session"];
            assert_eq!(needs.is_array(), route.doors != Doors::Open, "{route:?}");
        }
    }

    async fn without_a_session_only_the_open_operations_answer(test: TestDb) {
        let app = TestApp::with(test, |config| config.auth_failures_per_minute = 0).await;
        let user = app.user("Olga", Plan::Business).await;
        app.change_user(user, |row| row.is_operator = true).await;
        let token = app.api_token(user, Scopes::ALL).await;
        let (_, ended) = app.session(user, |row| row.expires_at = row.created_at).await;
        let disabled = app.user("Gone", Plan::Business).await;
        let of_disabled = app.sign_in(disabled).await;
        app.change_user(disabled, |row| row.disabled_at = Some(1)).await;
        let strangers = [
            app.visitor(),
            app.with_cookie("attacker"),
            app.with_cookie(&"0".repeat(64)),
            app.with_cookie(&ended),
            of_disabled,
            app.visitor().with("Authorization", &format!("Bearer {token}")),
            app.visitor().with("Authorization", &format!("Basic {token}")),
        ];
        for route in ROUTES {
            let unknown = app.unknown_id().to_string();
            for id in [unknown.as_str(), "not-an-id"] {
                let path = path(route, |_| id.to_owned());
                for stranger in &strangers {
                    let answer = ask(stranger, route, &path).await;
                    if route.doors == Doors::Open {
                        let said = if route.method == Method::GET { 200 } else { 400 };
                        assert!([said, 403, 410].contains(&answer.status), "{route:?} {answer:?}");
                    } else {
                        assert_eq!(answer.expect(401).error(), "Not signed in", "{route:?}");
                    }
                }
            }
        }
    }

    async fn a14_every_plan_and_role_is_decided_as_the_policy_says(test: TestDb) {
        let app = TestApp::new(test).await;
        let owner = app.user("Olga", Plan::Team).await;
        let workspace = app.workspace(owner, "Brand").await;
        let mut callers = vec![(Some(Role::Owner), app.sign_in(owner).await)];
        for (name, role) in [("Ada", Role::Admin), ("Edda", Role::Editor), ("Vera", Role::Viewer)] {
            let user = app.user(name, Plan::Free).await;
            app.member(workspace, user, role).await;
            callers.push((Some(role), app.sign_in(user).await));
        }
        let stranger = app.user("Xaver", Plan::Business).await;
        callers.push((None, app.sign_in(stranger).await));
        let browser = &callers[0].1;
        let tokensets = format!("/workspaces/{workspace}/tokensets");
        let set = browser.post(&tokensets, &json!({"name": "s"})).await.expect(201).member("id");
        let modes = browser.get(&format!("/tokensets/{set}/modes")).await.expect(200).json();
        let mode = modes["modes"][0]["id"].as_str().unwrap().to_owned();
        let body = json!({"name": "a", "type": "number", "value": "1"});
        let token = browser.post(&format!("/tokensets/{set}/modes/{mode}/tokens"), &body).await;
        let token = token.expect(201).member("id");
        let door = Door::Session { session_id: uuid::Uuid::nil() };
        for plan in [Plan::Free, Plan::Pro, Plan::Team, Plan::Business] {
            app.change_user(owner, move |row| row.plan = plan).await;
            for route in resources() {
                let elsewhere = route.path.starts_with("/organizations");
                if elsewhere || matches!(route.action, Action::ListWorkspaces | Action::CreateWorkspace) {
                    continue;
                }
                let path = path(route, |name| match name {
                    "modeId" => mode.clone(),
                    "tokenId" => token.clone(),
                    _ if route.path.starts_with("/workspaces") => workspace.to_string(),
                    _ => set.clone(),
                });
                for (role, client) in &callers {
                    let answer = ask(client, route, &path).await;
                    let expected: &[u16] = match decide(plan, *role, door, route.action) {
                        Decision::Allow => &[200, 201, 400, 412],
                        Decision::Hide => &[404],
                        Decision::Forbid(_) => &[403],
                    };
                    assert!(expected.contains(&answer.status), "{plan} {role:?} {route:?} {answer:?}");
                }
            }
        }
    }

    async fn every_plan_and_role_in_an_organization_is_decided_as_the_policy_says(test: TestDb) {
        let app = TestApp::new(test).await;
        let owner = app.user("Olga", Plan::Business).await;
        let browser = app.sign_in(owner).await;
        let make = async |path: &str, body: Value| browser.post(path, &body).await.expect(201).member("id");
        let organization = make("/organizations", json!({"name": "Acme"})).await;
        let at = format!("/organizations/{organization}");
        let staging = make(&format!("{at}/environments"), json!({"name": "Staging"})).await;
        let mut callers = vec![(Some(Role::Owner), browser.clone())];
        for (name, role) in [("Ada", Role::Admin), ("Edda", Role::Editor), ("Vera", Role::Viewer)] {
            let user = app.user(name, Plan::Free).await;
            let body = json!({"email": format!("{name}@example.com"), "role": role.as_str()});
            make(&format!("{at}/members"), body).await;
            callers.push((Some(role), app.sign_in(user).await));
        }
        let stranger = app.user("Xaver", Plan::Business).await;
        callers.push((None, app.sign_in(stranger).await));
        let door = Door::Session { session_id: uuid::Uuid::nil() };
        let mut seen = 0;
        for plan in [Plan::Free, Plan::Pro, Plan::Team, Plan::Business] {
            app.change_user(owner, move |row| row.plan = plan).await;
            for route in ROUTES.iter().filter(|route| route.path.starts_with("/organizations/{id}")) {
                seen += 1;
                // Nobody's membership, nothing attached, no such release: who may ask is told so.
                let unknown = ["{memberId}", "{workspaceId}", "{releaseId}"];
                let unknown = unknown.iter().any(|name| route.path.contains(name));
                let path = path(route, |name| match name {
                    "id" => organization.clone(),
                    "environmentId" => staging.clone(),
                    _ => app.unknown_id().to_string(),
                });
                for (role, client) in &callers {
                    let answer = ask(client, route, &path).await;
                    let expected: &[u16] = match decide(plan, *role, door, route.action) {
                        _ if unknown => &[404],
                        Decision::Allow => &[200, 201, 400, 404, 409, 412],
                        Decision::Hide => &[404],
                        Decision::Forbid(_) => &[403],
                    };
                    assert!(expected.contains(&answer.status), "{plan} {role:?} {route:?} {answer:?}");
                    if role.is_some() && answer.status == 404 {
                        assert_ne!(answer.error(), "Organization not found", "{plan} {role:?} {route:?}");
                    }
                }
            }
        }
        assert!(seen >= 4 * 15, "{seen}");
    }

    async fn operators_and_nobody_else_reach_accounts(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("Olga", Plan::Business).await;
        let boss = app.user("Boss", Plan::Free).await;
        app.change_user(boss, |row| row.is_operator = true).await;
        let (browser, operator) = (app.sign_in(user).await, app.sign_in(boss).await);
        for route in ROUTES.iter().filter(|route| route.action == Action::Operate) {
            for id in [boss.to_string(), app.unknown_id().to_string(), "not-an-id".to_owned()] {
                let path = path(route, |_| id.clone());
                ask(&browser, route, &path).await.expect(403);
                let answer = ask(&operator, route, &path).await;
                assert!([200, 400, 404].contains(&answer.status), "{route:?} {answer:?}");
            }
        }
    }
}
