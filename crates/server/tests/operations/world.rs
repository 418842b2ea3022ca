//! Who and what the tests are about.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tokencraft_server::auth::Scopes;
use tokencraft_storage::{Plan, Role, UserId, WorkspaceId};
use tokencraft_testing::{Answer, Client, TestApp, TestDb, mask};

/// An owner with a workspace, an editor in it, and a stranger with a workspace of their own.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) owner_id: UserId,
    pub(crate) owner: Client,
    pub(crate) editor: Client,
    pub(crate) stranger: Client,
    pub(crate) workspace: WorkspaceId,
    pub(crate) foreign: WorkspaceId,
}

impl World {
    /// With API tokens of all scopes; no rate limit.
    pub(crate) async fn new(test: TestDb) -> Self {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let owner_id = app.user("Olga", Plan::Team).await;
        let workspace = app.workspace(owner_id, "Brand").await;
        let editor = app.user("Edda", Plan::Free).await;
        app.member(workspace, editor, Role::Editor).await;
        let stranger_id = app.user("Xaver", Plan::Team).await;
        let foreign = app.workspace(stranger_id, "Elsewhere").await;
        let client = async |user| app.api(&app.api_token(user, Scopes::ALL).await);
        Self {
            owner: client(owner_id).await,
            editor: client(editor).await,
            stranger: client(stranger_id).await,
            owner_id,
            workspace,
            foreign,
            app,
        }
    }

    /// A tokenset of the owner; its id.
    pub(crate) async fn tokenset(&self, name: &str) -> String {
        let path = format!("/workspaces/{}/tokensets", self.workspace);
        let made = self.owner.post(&path, &json!({"name": name})).await;
        made.expect(201).member("id")
    }

    /// A mode of a tokenset of the owner; its id.
    pub(crate) async fn mode(&self, set: &str, name: &str, is_default: bool) -> String {
        let body = json!({"name": name, "is_default": is_default});
        let made = self
            .owner
            .post(&format!("/tokensets/{set}/modes"), &body)
            .await;
        made.expect(201).member("id")
    }

    /// A tokenset with the modes Light (default) and Dark: the path of Light, the path of Dark.
    pub(crate) async fn light_and_dark(&self) -> (String, String, String) {
        let set = self.tokenset("Colors").await;
        let light = self.mode(&set, "Light", true).await;
        let dark = self.mode(&set, "Dark", false).await;
        let path = |mode| format!("/tokensets/{set}/modes/{mode}");
        (set.clone(), path(light), path(dark))
    }

    /// A token in the mode at a path; its path.
    pub(crate) async fn token(&self, mode: &str, name: &str, kind: &str, value: &str) -> String {
        let path = format!("{mode}/tokens");
        let body = json!({"name": name, "type": kind, "value": value});
        let made = self.owner.post(&path, &body).await;
        format!("{path}/{}", made.expect(201).member("id"))
    }
}

/// Requests of one caller and their answers, as text.
pub(crate) struct Script<'a> {
    client: &'a Client,
    text: String,
}

impl<'a> Script<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self {
            client,
            text: String::new(),
        }
    }

    pub(crate) async fn say(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method, path);
        let _ = write!(self.text, "{method} {path}");
        if let Some(body) = &body {
            let _ = write!(self.text, " {body}");
            request = request.json(body);
        }
        let answer = request.send().await;
        let _ = write!(self.text, "\n{} ", answer.status);
        match serde_json::from_slice::<Value>(&answer.body) {
            Ok(json) if answer.body.len() > 160 => {
                let _ = writeln!(self.text, "{json:#}\n");
            }
            _ => {
                let _ = writeln!(self.text, "{}\n", String::from_utf8_lossy(&answer.body));
            }
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.say("GET", path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.say("POST", path, Some(body)).await
    }

    pub(crate) async fn patch(&mut self, path: &str, body: Value) -> Answer {
        self.say("PATCH", path, Some(body)).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Answer {
        self.say("DELETE", path, None).await
    }

    /// All of it, ids and times masked.
    pub(crate) fn text(&self) -> String {
        mask(&self.text)
    }
}
