//! A team, put together through the front door.

use serde_json::json;
use tokencraft_server::Config;
use tokencraft_storage::Plan;
use tokencraft_testing::{Client, Person, TestApp, TestDb};

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
        let owner = app.person("Olga", Plan::Team).await;
        let admin = app.person("Ada", Plan::Free).await;
        let editor = app.person("Edda", Plan::Free).await;
        let viewer = app.person("Vito", Plan::Free).await;
        let stranger = app.person("Xaver", Plan::Team).await;
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
