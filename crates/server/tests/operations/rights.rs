//! Every operation of the document as every kind of caller, held against a policy written down here
//! a second time.

use serde_json::{Value, json};
use tokencraft_server::auth::{Scope, Scopes};
use tokencraft_storage::{Plan, Role, UserId};
use tokencraft_testing::{Client, TestApp, both_databases};

/// One operation of openapi.json with real ids in its path.
struct Operation {
    method: String,
    path: String,
    scope: Scope,
    /// `{id}` and the like as they stand in the document.
    template: String,
}

/// Every operation, so sent that it never changes anything: bodies are wrong, `If-Match` is stale.
async fn operations(app: &TestApp, ids: &Ids) -> Vec<Operation> {
    let document = app
        .anonymous()
        .get("/api/openapi.json")
        .await
        .expect(200)
        .json();
    let mut all = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        let Some(below) = template.strip_prefix("/api/v1") else {
            continue;
        };
        // Organizations have rights of their own.
        if below.starts_with("/organizations") {
            continue;
        }
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                operation["operationId"]
                    .as_str()
                    .unwrap()
                    .starts_with("api_"),
                "{template}"
            );
            let root = if below.starts_with("/workspaces") {
                &ids.workspace
            } else {
                &ids.set
            };
            let path = below
                .replace("{id}", root)
                .replace("{modeId}", &ids.mode)
                .replace("{tokenId}", &ids.token);
            let scope = match (method.as_str(), below.ends_with("/export")) {
                ("get", true) => Scope::Export,
                ("get", false) => Scope::Read,
                _ => Scope::Write,
            };
            all.push(Operation {
                method: method.to_uppercase(),
                path,
                scope,
                template: below.to_owned(),
            });
        }
    }
    assert!(all.len() >= 28, "{}", all.len());
    all
}

struct Ids {
    workspace: String,
    set: String,
    mode: String,
    token: String,
}

impl Operation {
    /// 0 when it got past every question of rights, otherwise the status and sentence.
    async fn refusal(&self, client: &Client) -> (u16, String) {
        let mut request = client
            .request(&self.method, &self.path)
            .header("If-Match", "\"0\"");
        if self.method == "POST" {
            request = request.json(&json!([]));
        } else if self.method == "PATCH" {
            request = request.json(&json!({"name": "x"}));
        }
        let answer = request.send().await;
        match answer.status {
            200 | 400 | 412 => (0, String::new()),
            status => (status, answer.error()),
        }
    }

    fn needs_workspace(&self) -> bool {
        self.template != "/workspaces"
    }

    /// The contract's section 3, once more.
    fn expected(&self, plan: Plan, role: Option<Role>) -> (u16, &'static str) {
        let allowed = (0, "");
        let write = self.scope == Scope::Write;
        let shared = matches!(plan, Plan::Team | Plan::Business);
        let role = match role {
            _ if !self.needs_workspace() => Some(Role::Owner),
            Some(Role::Owner) => Some(Role::Owner),
            other if shared => other,
            _ => None,
        };
        let Some(role) = role else {
            return (404, self.missing());
        };
        if !write {
            return allowed;
        }
        let deletes_workspace = self.method == "DELETE" && self.template == "/workspaces/{id}";
        if role == Role::Viewer || (deletes_workspace && role != Role::Owner) {
            return (
                403,
                "Your workspace role does not allow API write operations on this TEAM workspace.",
            );
        }
        if plan == Plan::Free && self.needs_workspace() {
            return (
                403,
                "API write access is not available for this workspace owner's current plan.",
            );
        }
        allowed
    }

    fn missing(&self) -> &'static str {
        let t = &self.template;
        if t.contains("{tokenId}") {
            "Token not found"
        } else if t.contains("{modeId}") {
            "Mode not found"
        } else if t.starts_with("/workspaces") {
            "Workspace not found"
        } else {
            "Tokenset not found"
        }
    }
}

/// A workspace with something in it, made while its owner may.
async fn build(app: &TestApp, owner: UserId) -> Ids {
    let workspace = app.workspace(owner, "Brand").await.to_string();
    let client = app.api(&app.api_token(owner, Scopes::ALL).await);
    let sets = format!("/workspaces/{workspace}/tokensets");
    let set = client
        .post(&sets, &json!({"name": "Colors"}))
        .await
        .expect(201)
        .member("id");
    let modes = format!("/tokensets/{set}/modes");
    let mode = client
        .post(&modes, &json!({"name": "Light", "is_default": true}))
        .await
        .expect(201)
        .member("id");
    let body = json!({"name": "a", "type": "color", "value": "#fff"});
    let tokens = format!("{modes}/{mode}/tokens");
    let token = client.post(&tokens, &body).await.expect(201).member("id");
    Ids {
        workspace,
        set,
        mode,
        token,
    }
}

both_databases! {
    async fn a14_every_plan_and_role_for_every_operation(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let owner = app.user("Olga", Plan::Team).await;
        let ids = build(&app, owner).await;
        let workspace = tokencraft_storage::WorkspaceId(ids.workspace.parse().unwrap());
        // The callers' own plans differ from the owner's: they must not count.
        let mut callers = vec![(Some(Role::Owner), app.api(&app.api_token(owner, Scopes::ALL).await))];
        for (name, role) in [
            ("Ada", Some(Role::Admin)), ("Edda", Some(Role::Editor)), ("Vito", Some(Role::Viewer)), ("Xaver", None),
        ] {
            let user = app.user(name, Plan::Pro).await;
            if let Some(role) = role {
                app.member(workspace, user, role).await;
            }
            callers.push((role, app.api(&app.api_token(user, Scopes::ALL).await)));
        }
        let operations = operations(&app, &ids).await;
        for plan in [Plan::Free, Plan::Pro, Plan::Team, Plan::Business] {
            app.change_user(owner, move |user| user.plan = plan).await;
            for (role, client) in &callers {
                for operation in &operations {
                    let mut expected = operation.expected(plan, *role);
                    if operation.method == "POST" && !operation.needs_workspace()
                        && *role == Some(Role::Owner) && plan == Plan::Free {
                        expected = (403, "API write access is not available for this workspace owner's current plan.");
                    }
                    let (status, sentence) = operation.refusal(client).await;
                    assert_eq!(
                        (status, sentence.as_str()), expected,
                        "{plan:?} {role:?} {} {}", operation.method, operation.template
                    );
                }
            }
        }
    }

    async fn a09_every_subset_of_scopes_for_every_operation(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let owner = app.user("Olga", Plan::Business).await;
        let ids = build(&app, owner).await;
        let operations = operations(&app, &ids).await;
        let unknown = app.unknown_id().to_string();
        for scopes in (0..8).map(Scopes) {
            let client = app.api(&app.api_token(owner, scopes).await);
            for operation in &operations {
                let expected = if scopes.has(operation.scope) {
                    (0, String::new())
                } else {
                    (403, format!("This operation requires the '{}' scope", operation.scope.as_str()))
                };
                assert_eq!(operation.refusal(&client).await, expected, "{scopes:?} {}", operation.template);
                if expected.0 == 403 && operation.needs_workspace() {
                    // The same for what does not exist: nothing was looked up.
                    let path = operation.template.replace("{id}", &unknown)
                        .replace("{modeId}", &unknown).replace("{tokenId}", &unknown);
                    let answer = client.request(&operation.method, &path).send().await;
                    assert_eq!((answer.status, answer.error()), expected, "{path}");
                }
            }
        }
    }

    async fn a02_without_a_good_token_every_operation_is_401(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            config.auth_failures_per_minute = 0;
        }).await;
        let owner = app.user("Olga", Plan::Business).await;
        let ids = build(&app, owner).await;
        let nobody = Client::new(app.address, "/api/v1");
        let bad = app.api("dtk_000000000000000000000000000000000000000");
        for operation in operations(&app, &ids).await {
            for client in [&nobody, &bad] {
                let refusal = operation.refusal(client).await;
                assert_eq!(refusal, (401, "Invalid API token".to_owned()), "{}", operation.template);
            }
        }
    }

    async fn questions_are_asked_in_the_documented_order(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let owner = app.user("Olga", Plan::Team).await;
        let ids = build(&app, owner).await;
        let workspace = tokencraft_storage::WorkspaceId(ids.workspace.parse().unwrap());
        let viewer = app.user("Vito", Plan::Team).await;
        app.member(workspace, viewer, Role::Viewer).await;
        let stranger = app.user("Xaver", Plan::Team).await;
        let client = async |user, scopes| app.api(&app.api_token(user, scopes).await);
        let reader = client(owner, Scopes(1)).await;
        let (owner, viewer, stranger) =
            (client(owner, Scopes::ALL).await, client(viewer, Scopes::ALL).await, client(stranger, Scopes::ALL).await);
        let mode = format!("/tokensets/{}/modes/{}", ids.set, ids.mode);
        let (tokens, nowhere) = (format!("{mode}/tokens"), format!("/tokensets/{}/modes/nowhere/tokens", ids.set));
        let send = async |client: &Client, path: &str, content_type: &str, body: &str| {
            let request = client.request("POST", path).header("Content-Type", content_type);
            request.body(body).send().await.status
        };
        let json = "application/json";
        // Route, scope, visibility, existence, role, type of the body, body, state.
        assert_eq!(send(&reader, "/nowhere", "text/plain", "x").await, 404);
        assert_eq!(send(&reader, &nowhere, "text/plain", "x").await, 403);
        assert_eq!(send(&stranger, &tokens, "text/plain", "x").await, 404);
        assert_eq!(send(&viewer, &nowhere, "text/plain", "x").await, 404);
        assert_eq!(send(&viewer, &tokens, "text/plain", "x").await, 403);
        assert_eq!(send(&owner, &tokens, "text/plain", "x").await, 415);
        assert_eq!(send(&owner, &tokens, json, "x").await, 400);
        let taken = r#"{"name":"a","type":"color","value":"no colour"}"#;
        assert_eq!(send(&owner, &tokens, json, taken).await, 400);
        let taken = r##"{"name":"a","type":"color","value":"#fff"}"##;
        assert_eq!(send(&owner, &tokens, json, taken).await, 409);
        let stale = |body: &str| {
            let request = owner.request("PATCH", &mode).header("If-Match", "\"99\"");
            request.header("Content-Type", "application/json").body(body).send()
        };
        assert_eq!(stale(r#"{"name":""}"#).await.status, 400);
        assert_eq!(stale(r#"{"name":"Day"}"#).await.status, 412);
    }

    async fn the_limit_of_workspaces_is_the_callers_plans(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            config.workspaces_per_plan = [Some(3), Some(2), None, None];
        }).await;
        let user = app.user("Petra", Plan::Pro).await;
        let client = app.api(&app.api_token(user, Scopes::ALL).await);
        for _ in 0..2 {
            client.post("/workspaces", &json!({"name": "W"})).await.expect(201);
        }
        let refused = client.post("/workspaces", &json!({"name": "W"})).await.expect(403);
        assert_eq!(refused.error(), "Workspace limit reached for your plan");
        let list: Value = client.get("/workspaces").await.expect(200).json();
        assert_eq!(list["total"], 2);
    }
}
