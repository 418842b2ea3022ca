//! An organization, put together through the front door.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tokencraft_server::Config;
use tokencraft_storage::Plan;
use tokencraft_testing::{Answer, Person, TestApp, TestDb, mask};

/// An owner on BUSINESS with an organization; an admin, an editor and a viewer on FREE in it; a stranger
/// on BUSINESS with an organization of their own.
pub(crate) struct Acme {
    pub(crate) app: TestApp,
    pub(crate) owner: Person,
    pub(crate) admin: Person,
    pub(crate) editor: Person,
    pub(crate) viewer: Person,
    pub(crate) stranger: Person,
    pub(crate) id: String,
    pub(crate) foreign: String,
}

impl Acme {
    pub(crate) async fn new(test: TestDb) -> Self {
        Self::with(test, |_| {}).await
    }

    pub(crate) async fn with(test: TestDb, change: impl FnOnce(&mut Config)) -> Self {
        let app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            config.auth_failures_per_minute = 0;
            change(config);
        })
        .await;
        let owner = app.person("Olga", Plan::Business).await;
        let admin = app.person("Ada", Plan::Free).await;
        let editor = app.person("Edda", Plan::Free).await;
        let viewer = app.person("Vito", Plan::Free).await;
        let stranger = app.person("Xaver", Plan::Business).await;
        let acme = Self {
            id: owner.organization("Acme").await,
            foreign: stranger.organization("Elsewhere").await,
            app,
            owner,
            admin,
            editor,
            viewer,
            stranger,
        };
        for (person, role) in [
            (&acme.admin, "admin"),
            (&acme.editor, "editor"),
            (&acme.viewer, "viewer"),
        ] {
            let body = json!({"email": person.email, "role": role});
            acme.owner.make(&acme.path("/members"), body).await;
        }
        acme
    }

    /// A path below the organization.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/organizations/{}{rest}", self.id)
    }

    /// Everybody with a role, the owner first.
    pub(crate) fn people(&self) -> [&Person; 4] {
        [&self.owner, &self.admin, &self.editor, &self.viewer]
    }

    /// A list below the organization, as somebody sees it.
    pub(crate) async fn list(&self, who: &Person, what: &str) -> Vec<Value> {
        let answer = who.browser.get(&self.path(&format!("/{what}"))).await;
        answer.expect(200).json()[what].as_array().unwrap().clone()
    }

    /// One text member of everything in a list.
    pub(crate) async fn all(&self, what: &str, member: &str) -> Vec<String> {
        let list = self.list(&self.owner, what).await;
        let text = |one: &Value| one[member].as_str().unwrap().to_owned();
        list.iter().map(text).collect()
    }

    /// The id of somebody's membership.
    pub(crate) async fn membership(&self, of: &Person) -> String {
        let members = self.path("/members");
        self.owner.membership(&members, of).await.unwrap()
    }
}

/// Requests of several callers and their answers, as text.
#[derive(Default)]
pub(crate) struct Script(String);

impl Script {
    /// Sends a request and writes it down, with its answer in one line.
    pub(crate) async fn say(
        &mut self,
        who: &Person,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let name = who.email.split('@').next().unwrap();
        let mut request = who.browser.request(method, path);
        let _ = write!(self.0, "{name}: {method} {path}");
        if let Some(body) = body {
            let _ = write!(self.0, " {body}");
            request = request.json(&body);
        }
        let answer = request.send().await;
        let code = answer.header("tokencraft-error").unwrap_or_default();
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let _ = writeln!(self.0, "\n  {} {code} {text}", answer.status);
        answer
    }

    /// All of it, ids and times masked.
    pub(crate) fn text(&self) -> String {
        mask(&self.0)
    }
}
