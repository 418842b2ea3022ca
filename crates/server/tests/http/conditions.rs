//! Lost updates, and answers that the client has already.

use serde_json::json;
use tokencraft_server::auth::Scopes;
use tokencraft_storage::Plan;
use tokencraft_testing::{Client, TestApp, both_databases};
use tokio::task::JoinSet;

async fn tag(client: &Client, path: &str) -> String {
    client
        .get(path)
        .await
        .expect(200)
        .header("etag")
        .unwrap()
        .to_owned()
}

both_databases! {
    async fn a37_of_two_writers_with_the_same_tag_one_is_told(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let user = app.user("owner", Plan::Team).await;
        let client = app.api(&app.api_token(user, Scopes::ALL).await);
        let path = format!("/workspaces/{}", app.workspace(user, "w").await);
        let first = tag(&client, &path).await;
        let patch = |name: &str, held: &str| {
            client.request("PATCH", &path).header("If-Match", held).json(&json!({"name": name}))
        };
        let mut both = JoinSet::new();
        both.spawn(patch("a", &first).send());
        both.spawn(patch("b", &first).send());
        let mut statuses: Vec<_> = both.join_all().await.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);

        let second = tag(&client, &path).await;
        assert_ne!(first, second);
        let stale = patch("c", &first).send().await.expect(412);
        assert_eq!(stale.header("tokencraft-error"), Some("stale"));
        // What changes nothing leaves the tag alone.
        client.patch(&path, &json!({})).await.expect(200);
        client.patch(&path, &json!({"unknown": 1})).await.expect(200);
        assert_eq!(tag(&client, &path).await, second);
        let held = client.request("GET", &path).header("If-None-Match", &second).send().await.expect(304);
        assert!(held.body.is_empty());
        assert_eq!(held.header("x-ratelimit-limit"), None);
        let delete = client.request("DELETE", &path).header("If-Match", &first).send().await;
        assert_eq!(delete.status, 412);
        client.request("DELETE", &path).header("If-Match", &second).send().await.expect(200);
    }

    async fn thirty_two_clients_lose_no_update(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let user = app.user("owner", Plan::Team).await;
        let client = app.api(&app.api_token(user, Scopes::ALL).await);
        let path = format!("/workspaces/{}", app.workspace(user, "0").await);
        let mut clients = JoinSet::new();
        for _ in 0..32 {
            let (client, path) = (client.clone(), path.clone());
            clients.spawn(async move {
                let mut written = 0;
                for _ in 0..4 {
                    let read = client.get(&path).await.expect(200);
                    let next = read.member("name").parse::<u32>().unwrap() + 1;
                    let request = client.request("PATCH", &path).header("If-Match", read.header("etag").unwrap());
                    let answer = request.json(&json!({"name": next.to_string()})).send().await;
                    assert!(matches!(answer.status, 200 | 412), "{answer:?}");
                    written += u32::from(answer.status == 200);
                }
                written
            });
        }
        let written: u32 = clients.join_all().await.iter().sum();
        assert_eq!(client.get(&path).await.member("name"), written.to_string());
        assert!(written >= 4);
    }
}
