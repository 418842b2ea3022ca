//! An organization, put together through the front door.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tokencraft_server::Config;
use tokencraft_server::app::admin::{self, Command};
use tokencraft_storage::{Plan, UserId};
use tokencraft_testing::{Answer, Client, TestApp, TestDb, mask};

/// Somebody with an account and a browser.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) email: String,
    pub(crate) browser: Client,
}

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

/// A person with an account on a plan.
pub(crate) async fn person(app: &TestApp, name: &str, plan: Plan) -> Person {
    let id = app.user(name, plan).await;
    Person {
        id,
        email: format!("{name}@example.com"),
        browser: app.sign_in(id).await,
    }
}

/// What an operator does from a shell.
pub(crate) async fn set_plan(app: &TestApp, person: &Person, plan: Plan) {
    let command = Command::SetPlan {
        email: person.email.clone(),
        plan: plan.as_str().to_owned(),
    };
    admin::run(&app.server, command).await.unwrap();
}

impl Person {
    /// The same person, signed in anew: sessions end when nobody uses them.
    pub(crate) async fn again(&self, app: &TestApp) -> Self {
        Self {
            browser: app.sign_in(self.id).await,
            ..self.clone()
        }
    }

    /// Posts what makes something; its id.
    pub(crate) async fn make(&self, path: &str, body: Value) -> String {
        self.browser
            .post(path, &body)
            .await
            .expect(201)
            .member("id")
    }

    /// An organization of their own.
    pub(crate) async fn organization(&self, name: &str) -> String {
        self.make("/organizations", json!({"name": name})).await
    }

    /// A workspace of their own.
    pub(crate) async fn workspace(&self, name: &str) -> String {
        self.make("/workspaces", json!({"name": name})).await
    }
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
        let owner = person(&app, "Olga", Plan::Business).await;
        let admin = person(&app, "Ada", Plan::Free).await;
        let editor = person(&app, "Edda", Plan::Free).await;
        let viewer = person(&app, "Vito", Plan::Free).await;
        let stranger = person(&app, "Xaver", Plan::Business).await;
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
        let list = self.list(&self.owner, "members").await;
        let id = of.id.to_string();
        let found = list.iter().find(|one| one["user_id"] == id.as_str());
        found.unwrap()["id"].as_str().unwrap().to_owned()
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

/// An answer without what tells requests apart.
pub(crate) fn bare(mut answer: Answer) -> Answer {
    answer
        .headers
        .retain(|(name, _)| !matches!(name.as_str(), "x-request-id" | "date"));
    answer
}
