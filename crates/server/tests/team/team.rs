//! A team, put together through the front door.

use serde_json::json;
use tokencraft_server::Config;
use tokencraft_server::app::admin::{self, Command};
use tokencraft_storage::{Plan, UserId};
use tokencraft_testing::{Client, TestApp, TestDb};

/// Somebody with an account and a browser.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) email: String,
    pub(crate) browser: Client,
}

/// An owner on TEAM with a workspace; an admin, an editor and a viewer on FREE in it; a stranger with
/// a workspace of their own.
pub(crate) struct Team {
    pub(crate) app: TestApp,
    pub(crate) owner: Person,
    pub(crate) admin: Person,
    pub(crate) editor: Person,
    pub(crate) viewer: Person,
    pub(crate) stranger: Person,
    pub(crate) workspace: String,
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

    /// A workspace of their own; its id.
    pub(crate) async fn workspace(&self, name: &str) -> String {
        let made = self
            .browser
            .post("/workspaces", &json!({"name": name}))
            .await;
        made.expect(201).member("id")
    }

    /// An API token of theirs.
    pub(crate) async fn api_token(&self, scopes: &[&str]) -> String {
        let body = json!({"name": "test", "scopes": scopes});
        let made = self.browser.post("/api-tokens", &body).await;
        made.expect(201).member("token")
    }

    /// Somebody's membership in a workspace, as this person sees it.
    pub(crate) async fn membership(&self, workspace: &str, of: &Person) -> Option<String> {
        let path = format!("/workspaces/{workspace}/members");
        let list = self.browser.get(&path).await.expect(200).json();
        let all = list["members"].as_array().unwrap().clone();
        let found = all
            .iter()
            .find(|member| member["user_id"] == of.id.to_string())?;
        Some(found["id"].as_str().unwrap().to_owned())
    }
}

/// All three scopes.
pub(crate) const ALL: [&str; 3] = ["read:tokens", "write:tokens", "export:tokens"];

impl Team {
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
        let owner = person(&app, "Olga", Plan::Team).await;
        let admin = person(&app, "Ada", Plan::Free).await;
        let editor = person(&app, "Edda", Plan::Free).await;
        let viewer = person(&app, "Vito", Plan::Free).await;
        let stranger = person(&app, "Xaver", Plan::Team).await;
        let team = Self {
            workspace: owner.workspace("Brand").await,
            foreign: stranger.workspace("Elsewhere").await,
            app,
            owner,
            admin,
            editor,
            viewer,
            stranger,
        };
        for (person, role) in [
            (&team.admin, "admin"),
            (&team.editor, "editor"),
            (&team.viewer, "viewer"),
        ] {
            let body = json!({"email": person.email, "role": role});
            team.owner
                .browser
                .post(&team.members(), &body)
                .await
                .expect(201);
        }
        team
    }

    /// The path of the workspace's members.
    pub(crate) fn members(&self) -> String {
        format!("/workspaces/{}/members", self.workspace)
    }

    /// A client of the API door with a new API token of all scopes.
    pub(crate) async fn api(&self, person: &Person) -> Client {
        self.app.api(&person.api_token(&ALL).await)
    }

    /// A tokenset in the workspace; its id.
    pub(crate) async fn tokenset(&self, name: &str) -> String {
        let path = format!("/workspaces/{}/tokensets", self.workspace);
        let made = self.owner.browser.post(&path, &json!({"name": name})).await;
        made.expect(201).member("id")
    }

    /// The roles of everybody in the workspace, as the owner sees them.
    pub(crate) async fn roles(&self) -> Vec<String> {
        let list = self
            .owner
            .browser
            .get(&self.members())
            .await
            .expect(200)
            .json();
        let all = list["members"].as_array().unwrap().clone();
        let word = |member: &serde_json::Value| {
            let name = member["user_name"].as_str().unwrap();
            format!("{name} {}", member["role"].as_str().unwrap())
        };
        all.iter().map(word).collect()
    }
}
