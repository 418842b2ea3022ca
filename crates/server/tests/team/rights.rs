//! Every operation of the document as every kind of caller, who came in through the front door: members
//! added by `POST …/members`, API tokens made by `POST /api-tokens`. Held against the contract's
//! section 3, written down here once more.

use serde_json::{Value, json};
use tokencraft_server::auth::{Scope, Scopes};
use tokencraft_storage::{Plan, Role};
use tokencraft_testing::{Answer, Client, Person, both_databases};

use crate::team::Team;

/// Stands in everything of the owner's.
const CANARY: &str = "canary";
const API_ROLE: &str =
    "Your workspace role does not allow API write operations on this TEAM workspace.";
const SESSION_ROLE: &str = "Your workspace role does not allow this operation.";

/// What there is to ask for.
struct Things {
    workspace: String,
    set: String,
    mode: String,
    token: String,
}

impl Things {
    async fn new(team: &Team) -> Self {
        let browser = &team.owner.browser;
        let id = async |path: &str, body: Value| {
            browser.post(path, &body).await.expect(201).member("id")
        };
        let set = team.tokenset(CANARY).await;
        let modes = format!("/tokensets/{set}/modes");
        let mode = id(&modes, json!({"name": CANARY, "is_default": true})).await;
        let body =
            json!({"name": CANARY, "type": "string", "value": CANARY, "description": CANARY});
        let token = id(&format!("{modes}/{mode}/tokens"), body).await;
        Self {
            workspace: team.workspace.clone(),
            set,
            mode,
            token,
        }
    }

    fn fill(&self, template: &str) -> String {
        let root = if template.starts_with("/workspaces") {
            &self.workspace
        } else {
            &self.set
        };
        let path = template
            .replace("{id}", root)
            .replace("{modeId}", &self.mode);
        // Nobody's membership: what would remove one is a question of rights all the same.
        path.replace("{tokenId}", &self.token)
            .replace("{memberId}", &self.token)
    }
}

/// An operation behind one of the doors.
#[derive(Clone, Debug)]
struct Operation {
    api: bool,
    method: String,
    template: String,
    open: bool,
}

async fn operations(team: &Team) -> Vec<Operation> {
    let document = team
        .app
        .anonymous()
        .get("/api/openapi.json")
        .await
        .expect(200)
        .json();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let (api, template) = match path.strip_prefix("/api/v1") {
                Some(template) => (true, template),
                None => (false, path.strip_prefix("/api").unwrap()),
            };
            all.push(Operation {
                api,
                method: method.to_uppercase(),
                template: template.to_owned(),
                open: operation["security"].as_array().is_none_or(Vec::is_empty),
            });
        }
    }
    all
}

impl Operation {
    fn is_in_a_workspace(&self) -> bool {
        let in_one = |root: &str| self.template.starts_with(&format!("{root}/{{id}}"));
        (in_one("/workspaces") || in_one("/tokensets")) && !self.open
    }

    /// Sent so that it changes nothing: bodies are wrong, `If-Match` is stale, streams are not opened.
    async fn send(&self, client: &Client, path: &str) -> Answer {
        let streams = self.template.ends_with("/events");
        let method = if streams { "HEAD" } else { &self.method };
        let mut request = client.request(method, path).header("If-Match", "\"0\"");
        if self.method == "POST" {
            request = request.json(&json!([]));
        } else if self.method == "PATCH" {
            request = request.json(&json!({"name": "x"}));
        }
        request.send().await
    }

    /// 0 when it got past every question of rights, otherwise the status and sentence.
    async fn refusal(&self, client: &Client, path: &str) -> (u16, String) {
        let answer = self.send(client, path).await;
        match answer.status {
            200 | 400 | 412 => (0, String::new()),
            status if answer.body.is_empty() => (status, String::new()),
            status => (status, answer.error()),
        }
    }

    fn missing(&self) -> &'static str {
        let t = &self.template;
        if t.contains("{memberId}") {
            "Member not found"
        } else if t.contains("{tokenId}") {
            "Token not found"
        } else if t.contains("{modeId}") {
            "Mode not found"
        } else if t.starts_with("/workspaces") {
            "Workspace not found"
        } else {
            "Tokenset not found"
        }
    }

    fn scope(&self) -> Scope {
        match (self.method.as_str(), self.template.ends_with("/export")) {
            ("GET", true) => Scope::Export,
            ("GET", false) => Scope::Read,
            _ => Scope::Write,
        }
    }

    /// The contract's section 3, once more.
    fn expected(&self, plan: Plan, role: Option<Role>) -> (u16, &'static str) {
        let shared = matches!(plan, Plan::Team | Plan::Business);
        let Some(role) = role.filter(|role| shared || *role == Role::Owner) else {
            return (404, self.missing());
        };
        let path = self.template.as_str();
        let deletes_workspace = self.method == "DELETE" && path == "/workspaces/{id}";
        let least = match (self.method.as_str(), path) {
            ("GET", path) if path.ends_with("/activity") => Role::Admin,
            ("GET", _) => Role::Viewer,
            ("DELETE", "/workspaces/{id}") => Role::Owner,
            ("POST", path) if path.ends_with("/transfer") => Role::Owner,
            ("POST", path) if path.ends_with("/members") => Role::Admin,
            ("DELETE", path) if path.ends_with("/{memberId}") => return (404, self.missing()),
            ("PATCH", "/workspaces/{id}") if !self.api => Role::Admin,
            _ => Role::Editor,
        };
        if role < least {
            let api = self.api || deletes_workspace;
            return (403, if api { API_ROLE } else { SESSION_ROLE });
        }
        if self.api && plan == Plan::Free && self.method != "GET" {
            return (
                403,
                "API write access is not available for this workspace owner's current plan.",
            );
        }
        (0, "")
    }
}

both_databases! {
    async fn a14_every_plan_and_role_for_every_operation_behind_both_doors(test: TestDb) {
        let team = Team::new(test).await;
        let things = Things::new(&team).await;
        let mut operations = operations(&team).await;
        operations.retain(Operation::is_in_a_workspace);
        assert!(operations.len() >= 2 * 26 + 6, "{}", operations.len());
        let people = [
            (Some(Role::Owner), &team.owner), (Some(Role::Admin), &team.admin),
            (Some(Role::Editor), &team.editor), (Some(Role::Viewer), &team.viewer), (None, &team.stranger),
        ];
        let mut callers = Vec::new();
        for (role, person) in people {
            callers.push((role, person.browser.clone(), team.api(person).await));
        }
        for plan in [Plan::Free, Plan::Pro, Plan::Team, Plan::Business] {
            team.app.set_plan(&team.owner, plan).await;
            for (role, browser, api) in &callers {
                for operation in &operations {
                    let client = if operation.api { api } else { browser };
                    let (status, sentence) = operation.refusal(client, &things.fill(&operation.template)).await;
                    let mut expected = operation.expected(plan, *role);
                    if operation.template.ends_with("/events") {
                        // HEAD has no body.
                        expected.1 = "";
                    }
                    assert_eq!((status, sentence.as_str()), expected, "{plan:?} {role:?} {operation:?}");
                }
            }
        }
    }

    async fn every_operation_of_the_session_door_wants_somebody_signed_in(test: TestDb) {
        let team = Team::new(test).await;
        let things = Things::new(&team).await;
        let bearer = Client::new(team.app.address, "/api")
            .with("Authorization", &format!("Bearer {}", team.owner.api_token(&crate::team::ALL).await));
        let mut seen = 0;
        for operation in operations(&team).await {
            if operation.api || operation.open || operation.template == "/openapi.json" {
                continue;
            }
            seen += 1;
            for client in [&team.app.visitor(), &team.app.with_cookie("attacker"), &bearer] {
                let answer = operation.send(client, &things.fill(&operation.template)).await;
                assert_eq!(answer.status, 401, "{operation:?} {answer:?}");
                assert_eq!(answer.header("tokencraft-error"), Some("not_signed_in"));
                assert_eq!(answer.header("www-authenticate"), None);
            }
        }
        assert!(seen >= 28 + 10, "{seen}");
    }

    async fn a09_every_set_of_scopes_through_the_front_door(test: TestDb) {
        let team = Team::new(test).await;
        let things = Things::new(&team).await;
        let mut operations = operations(&team).await;
        operations.retain(|operation| operation.api);
        for scopes in (1..8).map(Scopes) {
            let client = team.app.api(&team.editor.api_token(&scopes.names()).await);
            for operation in &operations {
                if scopes.has(operation.scope()) {
                    continue;
                }
                let sentence = format!("This operation requires the '{}' scope", operation.scope().as_str());
                let unknown = team.app.unknown_id().to_string();
                let nothing = Things { workspace: unknown.clone(), set: unknown.clone(), mode: unknown.clone(), token: unknown };
                for path in [things.fill(&operation.template), nothing.fill(&operation.template)] {
                    let refusal = operation.refusal(&client, &path).await;
                    assert_eq!(refusal, (403, sentence.clone()), "{scopes:?} {operation:?}");
                }
            }
        }
    }

    async fn a10_foreign_unknown_and_malformed_ids_are_alike_behind_both_doors(test: TestDb) {
        let team = Team::new(test).await;
        let things = Things::new(&team).await;
        let api = team.api(&team.stranger).await;
        let of = |id: &str| Things { workspace: id.into(), set: id.into(), mode: id.into(), token: id.into() };
        let others = [of(&team.app.unknown_id().to_string()), of("not-an-id")];
        for operation in operations(&team).await {
            if !operation.is_in_a_workspace() {
                continue;
            }
            let client = if operation.api { &api } else { &team.stranger.browser };
            let send = async |things: &Things| {
                operation.send(client, &things.fill(&operation.template)).await.expect(404).bare()
            };
            let foreign = send(&things).await;
            for other in &others {
                assert_eq!(foreign, send(other).await, "{operation:?}");
            }
        }
        // An API token of somebody else is nobody's.
        let list = team.owner.browser.post("/api-tokens", &json!({"name": "x"})).await.expect(201);
        let revoke = async |id: String| {
            team.stranger.browser.delete(&format!("/api-tokens/{id}")).await.expect(404).bare()
        };
        let foreign = revoke(list.member("id")).await;
        assert_eq!(foreign, revoke(team.app.unknown_id().to_string()).await);
        assert_eq!(foreign, revoke("not-an-id".to_owned()).await);
    }

    async fn a11_mixed_parents_are_not_found_behind_the_session_door(test: TestDb) {
        let team = Team::new(test).await;
        let things = Things::new(&team).await;
        let other = team.tokenset("Other").await;
        let path = format!("/workspaces/{}/tokensets", team.foreign);
        let theirs = team.stranger.browser.post(&path, &json!({"name": "x"})).await.expect(201).member("id");
        let member = team.owner.membership(&team.members(), &team.viewer).await.unwrap();
        let error = async |who: &Person, method: &str, path: String| {
            let request = who.browser.request(method, &path).json(&json!({"name": "x"}));
            request.send().await.expect(404).error()
        };
        let Things { mode, token, .. } = &things;
        for method in ["GET", "PATCH", "DELETE"] {
            for (who, path, missing) in [
                (&team.owner, format!("/tokensets/{other}/modes/{mode}"), "Mode not found"),
                (&team.owner, format!("/tokensets/{other}/modes/{mode}/tokens/{token}"), "Token not found"),
                (&team.owner, format!("/tokensets/{other}/modes/base/tokens/{token}"), "Token not found"),
                (&team.stranger, format!("/tokensets/{theirs}/modes/base/tokens/{token}"), "Token not found"),
            ] {
                assert_eq!(error(who, method, path).await, missing);
            }
        }
        let elsewhere = format!("/workspaces/{}/members/{member}", team.foreign);
        assert_eq!(error(&team.stranger, "DELETE", elsewhere).await, "Member not found");
        assert_eq!(team.roles().await.len(), 4);
        team.owner.browser.get(&things.fill("/tokensets/{id}/modes/{modeId}/tokens/{tokenId}")).await.expect(200);
    }

    async fn a12_no_answer_to_a_stranger_holds_a_canary(test: TestDb) {
        let team = Team::new(test).await;
        let things = Things::new(&team).await;
        let rename = json!({"name": CANARY, "description": CANARY});
        team.owner.browser.patch(&format!("/workspaces/{}", team.workspace), &rename).await.expect(200);
        let api = team.api(&team.stranger).await;
        for operation in operations(&team).await {
            if operation.method != "GET" || operation.template == "/openapi.json" {
                continue;
            }
            let client = if operation.api { &api } else { &team.stranger.browser };
            for query in ["", "?q=canary", "?format=css", "?limit=1"] {
                let path = things.fill(&operation.template) + query;
                let answer = operation.send(client, &path).await;
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                assert!(!text.contains(CANARY), "{path}: {text}");
                assert!(answer.headers.iter().all(|(_, value)| !value.contains(CANARY)), "{path}");
            }
        }
        let list = team.stranger.browser.get("/workspaces").await.expect(200).json();
        assert_eq!((list["total"].clone(), list["workspaces"].as_array().unwrap().len()), (json!(1), 1));
    }

    async fn a13_bodies_cannot_set_identity_owner_role_or_plan(test: TestDb) {
        let team = Team::new(test).await;
        let things = Things::new(&team).await;
        let evil = |name: &str| json!({
            "name": name, "type": "string", "value": "x", "id": team.foreign, "user_id": team.stranger.id.to_string(),
            "workspace_id": null, "tokenset_id": team.foreign, "mode_id": team.foreign, "role": "owner",
            "user_role": "owner", "is_owner": true, "plan": "BUSINESS", "created_at": "1999-01-01T00:00:00Z",
            "prefix": "dtk_", "last_used_at": "1999-01-01T00:00:00Z", "rate_limit": 0, "token": "dtk_"
        });
        for template in [
            "/workspaces/{id}", "/tokensets/{id}", "/tokensets/{id}/modes/{modeId}",
            "/tokensets/{id}/modes/{modeId}/tokens/{tokenId}",
        ] {
            let path = things.fill(template);
            let before = team.owner.browser.get(&path).await.expect(200).json();
            team.owner.browser.patch(&path, &evil("changed")).await.expect(200);
            let after = team.owner.browser.get(&path).await.expect(200).json();
            for (member, value) in before.as_object().unwrap() {
                if !matches!(member.as_str(), "name" | "value" | "resolved_value" | "updated_at") {
                    assert_eq!(&after[member], value, "{path} {member}");
                }
            }
        }
        let made = team.owner.browser.post("/workspaces", &evil("new")).await.expect(201).json();
        assert_eq!(made["user_id"], team.owner.id.to_string());
        let token = team.owner.browser.post("/api-tokens", &evil("new")).await.expect(201).json();
        assert_eq!((token["last_used_at"].clone(), token["created_at"].clone()), (json!(null), json!("2025-01-15T10:00:00Z")));
        assert_eq!(team.stranger.browser.get("/api-tokens").await.json()["total"], 0);
        let member = json!({"email": team.viewer.email, "role": "viewer", "user_id": team.stranger.id.to_string(),
            "workspace_id": team.foreign, "id": team.foreign});
        let member = team.owner.browser.post(&team.members(), &member).await.expect(200).json();
        assert_eq!((member["user_id"].clone(), member["workspace_id"].clone()),
            (json!(team.viewer.id.to_string()), json!(team.workspace)));
        let status = team.owner.browser.get("/subscription/downgrade-status").await.expect(200).json();
        assert_eq!(status["plan"], "TEAM");
    }
}
