//! The same request twice.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use tokencraft_server::auth::Scopes;
use tokencraft_storage::Plan;
use tokencraft_testing::{Answer, Client, TestApp, both_databases};
use tokio::task::JoinSet;

async fn post(client: &Client, key: &str, name: &str) -> Answer {
    let request = client
        .request("POST", "/workspaces")
        .header("Idempotency-Key", key);
    request.json(&json!({"name": name})).send().await
}

async fn names(client: &Client) -> Vec<String> {
    let listed = client.get("/workspaces").await.json();
    let items = listed["workspaces"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

both_databases! {
    async fn a36_one_key_has_one_effect(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let user = app.user("owner", Plan::Business).await;
        let token = app.api_token(user, Scopes::ALL).await;
        let client = app.api(&token);
        let mut asked = JoinSet::new();
        for _ in 0..50 {
            let client = client.clone();
            asked.spawn(async move { post(&client, "k", "once").await });
        }
        let answers = asked.join_all().await;
        let bodies: BTreeSet<_> =
            answers.iter().filter(|answer| answer.status == 201).map(|answer| answer.text().to_owned()).collect();
        assert_eq!(bodies.len(), 1, "{answers:?}");
        assert!(answers.iter().all(|answer| matches!(answer.status, 201 | 409)));
        let fresh = answers.iter().filter(|a| a.status == 201 && a.header("idempotent-replayed").is_none());
        assert_eq!(fresh.count(), 1);
        assert_eq!(names(&client).await, ["once"]);

        // A new process knows it, too.
        let restarted = app.sibling().await;
        let again = post(&restarted.api(&token), "k", "once").await.expect(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert!(bodies.contains(again.text()));

        let reused = post(&client, "k", "other").await.expect(422);
        assert!(reused.json().as_object().unwrap().len() == 1);
        let stranger = app.user("stranger", Plan::Business).await;
        let stranger = app.api(&app.api_token(stranger, Scopes::ALL).await);
        post(&stranger, "k", "theirs").await.expect(201);
        assert_eq!(names(&stranger).await, ["theirs"]);
        assert_eq!(names(&client).await, ["once"]);
    }

    async fn a36_refusals_are_not_kept_and_answers_only_for_a_day(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let user = app.user("owner", Plan::Business).await;
        let client = app.api(&app.api_token(user, Scopes::ALL).await);
        post(&client, "k", "").await.expect(400);
        post(&client, "k", "a").await.expect(201);
        app.clock.advance(Duration::from_secs(24 * 3600 - 1));
        assert_eq!(post(&client, "k", "a").await.header("idempotent-replayed"), Some("true"));
        app.clock.advance(Duration::from_secs(1));
        post(&client, "k", "b").await.expect(201);
        assert_eq!(names(&client).await, ["a", "b"]);
        for key in ["", &"x".repeat(256)] {
            post(&client, key, "c").await.expect(400);
        }
        post(&client, &"x".repeat(255), "c").await.expect(201);
    }
}
