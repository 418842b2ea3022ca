//! People with accounts and browsers.

use serde_json::{Value, json};
use tokencraft_server::app::admin::{self, Command};
use tokencraft_storage::{Plan, UserId};

use crate::{Client, TestApp};

/// Somebody with an account and a browser.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// Its address.
    pub email: String,
    /// Signed in, below `/api`.
    pub browser: Client,
}

impl TestApp {
    /// A person with an account on a plan.
    pub async fn person(&self, name: &str, plan: Plan) -> Person {
        let id = self.user(name, plan).await;
        Person {
            id,
            email: format!("{name}@example.com"),
            browser: self.sign_in(id).await,
        }
    }

    /// What an operator does from a shell.
    ///
    /// # Panics
    /// When there is no such account.
    pub async fn set_plan(&self, person: &Person, plan: Plan) {
        let command = Command::SetPlan {
            email: person.email.clone(),
            plan: plan.as_str().to_owned(),
        };
        let done = admin::run(&self.server, command).await;
        done.expect("an account on another plan");
    }
}

impl Person {
    /// The same person, signed in anew: sessions end when nobody uses them.
    pub async fn again(&self, app: &TestApp) -> Self {
        Self {
            browser: app.sign_in(self.id).await,
            ..self.clone()
        }
    }

    /// Posts what makes something; its id.
    ///
    /// # Panics
    /// When it is not made.
    pub async fn make(&self, path: &str, body: Value) -> String {
        let made = self.browser.post(path, &body).await;
        made.expect(201).member("id")
    }

    /// An organization of their own; its id.
    pub async fn organization(&self, name: &str) -> String {
        self.make("/organizations", json!({"name": name})).await
    }

    /// A workspace of their own; its id.
    pub async fn workspace(&self, name: &str) -> String {
        self.make("/workspaces", json!({"name": name})).await
    }

    /// An API token of theirs.
    ///
    /// # Panics
    /// When it is not made.
    pub async fn api_token(&self, scopes: &[&str]) -> String {
        let body = json!({"name": "test", "scopes": scopes});
        let made = self.browser.post("/api-tokens", &body).await;
        made.expect(201).member("token")
    }

    /// Somebody's membership, as this person sees it in a list of members.
    ///
    /// # Panics
    /// When this person does not see the list.
    pub async fn membership(&self, members: &str, of: &Self) -> Option<String> {
        let list = self.browser.get(members).await.expect(200).json();
        let id = of.id.to_string();
        let all = list["members"].as_array().expect("members");
        let found = all.iter().find(|one| one["user_id"] == id.as_str())?;
        Some(found["id"].as_str().expect("an id").to_owned())
    }
}
