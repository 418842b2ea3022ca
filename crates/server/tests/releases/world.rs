//! An organization with people, a workspace and two environments, put together through the front door.

use serde_json::{Value, json};
use tokencraft_server::Config;
use tokencraft_storage::{OrganizationId, Plan, UserId, release_objects};
use tokencraft_testing::{Answer, Client, TestApp, TestDb};

/// An owner on BUSINESS with an organization, in which people on FREE have their roles; a workspace of
/// the owner's in it with a tokenset of the modes Light and Dark; Production and Staging.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) owner: Client,
    pub(crate) owner_id: UserId,
    pub(crate) organization: String,
    pub(crate) workspace: String,
    pub(crate) set: String,
}

impl World {
    pub(crate) async fn new(test: TestDb) -> Self {
        Self::with(test, |_| {}).await
    }

    pub(crate) async fn with(test: TestDb, change: impl FnOnce(&mut Config)) -> Self {
        let app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            change(config);
        })
        .await;
        let owner_id = app.user("Olga", Plan::Business).await;
        let owner = app.sign_in(owner_id).await;
        let made = owner.post("/organizations", &json!({"name": "Acme"})).await;
        let mut world = Self {
            organization: made.expect(201).member("id"),
            workspace: app.workspace(owner_id, "Brand").await.to_string(),
            set: String::new(),
            app,
            owner,
            owner_id,
        };
        world.attach(&world.workspace).await.expect(201);
        world.environment("Staging", None).await.expect(201);
        world.set = world.tokenset("Colors", &["Light", "Dark"]).await;
        world
    }

    pub(crate) async fn attach(&self, workspace: &str) -> Answer {
        let path = format!("/organizations/{}/workspaces", self.organization);
        self.owner
            .post(&path, &json!({"workspace_id": workspace}))
            .await
    }

    pub(crate) async fn environment(&self, name: &str, copy_from: Option<&str>) -> Answer {
        let body = json!({"name": name, "copy_from": copy_from});
        self.owner.post(&self.environments(), &body).await
    }

    /// A tokenset of the workspace with these modes, the first one the default.
    pub(crate) async fn tokenset(&self, name: &str, modes: &[&str]) -> String {
        let path = format!("/workspaces/{}/tokensets", self.workspace);
        let set = self
            .owner
            .post(&path, &json!({"name": name}))
            .await
            .expect(201)
            .member("id");
        for (index, mode) in modes.iter().enumerate() {
            let body = json!({"name": mode, "is_default": index == 0});
            self.owner
                .post(&format!("/tokensets/{set}/modes"), &body)
                .await
                .expect(201);
        }
        set
    }

    /// Adds tokens: name, type, and a value or `{alias}`.
    pub(crate) async fn tokens(&self, set: &str, mode: &str, tokens: &[(&str, &str, &str)]) {
        let entries = tokens.iter().map(|(name, kind, value)| {
            match value
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                Some(target) => json!({"name": name, "type": kind, "alias_to": target}),
                None => json!({"name": name, "type": kind, "value": value}),
            }
        });
        let body = json!({"create": entries.collect::<Vec<_>>()});
        let path = format!("/tokensets/{set}/modes/{mode}/tokens/batch");
        self.owner.post(&path, &body).await.expect(200);
    }

    /// The path of a token, by its name.
    pub(crate) async fn token(&self, set: &str, mode: &str, name: &str) -> String {
        let path = format!("/tokensets/{set}/modes/{mode}/tokens");
        let list = self
            .owner
            .get(&format!("{path}?q={name}"))
            .await
            .expect(200)
            .json();
        let all = list["tokens"].as_array().unwrap();
        let found = all.iter().find(|token| token["name"] == name).unwrap();
        format!("{path}/{}", found["id"].as_str().unwrap())
    }

    /// Changes a token of the first tokenset.
    pub(crate) async fn change(&self, mode: &str, name: &str, body: &Value) {
        let path = self.token(&self.set, mode, name).await;
        self.owner.patch(&path, body).await.expect(200);
    }

    pub(crate) fn environments(&self) -> String {
        format!("/organizations/{}/environments", self.organization)
    }

    pub(crate) fn releases(&self, environment: &str) -> String {
        format!("{}/{environment}/releases", self.environments())
    }

    pub(crate) async fn publish(&self, environment: &str, body: &Value) -> Answer {
        self.owner.post(&self.releases(environment), body).await
    }

    /// Merges an environment into Production.
    pub(crate) async fn merge(&self, environment: &str, body: &Value) -> Answer {
        let path = format!("{}/{environment}/merge", self.environments());
        self.owner.post(&path, body).await
    }

    pub(crate) async fn export(&self, environment: &str, query: &str) -> Answer {
        let path = format!("{}/{environment}/export?{query}", self.environments());
        self.owner.get(&path).await
    }

    /// How many objects the organization's releases are stored as.
    pub(crate) async fn objects(&self) -> usize {
        let id: OrganizationId = self.organization.parse().unwrap();
        let db = self.app.server.db();
        let hashes = db.read(move |tx| release_objects::hashes(tx, id)).await;
        hashes.unwrap().len()
    }

    /// What the activity tells, oldest first: action and the object's name.
    pub(crate) async fn activity(&self) -> Vec<String> {
        let path = format!("/organizations/{}/activity?limit=1000", self.organization);
        let list = self.owner.get(&path).await.expect(200).json();
        let lines = list["activity"].as_array().unwrap().iter().rev();
        let told = lines.map(|line| {
            let name = line["object"]["name"].as_str().unwrap();
            format!("{} {name}", line["action"].as_str().unwrap())
        });
        told.collect()
    }
}

/// `kind tokenset/mode/name`, and what differs, one line each.
pub(crate) fn lines(changes: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let line = |change: &Value| {
        let place = ["tokenset", "mode", "name"].map(|part| &change[part]);
        let place: Vec<String> = place
            .into_iter()
            .filter(|part| !part.is_null())
            .map(text)
            .collect();
        let mut line = format!("{} {}", text(&change["kind"]), place.join("/"));
        if change["direct"] == false {
            line.push_str(" (through)");
        }
        for member in ["part", "from", "to", "old", "new"] {
            if let Some(value) = change.get(member) {
                line = format!("{line} {member}={}", text(value));
            }
        }
        line
    };
    changes.as_array().unwrap().iter().map(line).collect()
}
