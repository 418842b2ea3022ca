//! API tokens: shown once, listed, revoked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokencraft_storage::Kind;
use tokencraft_testing::{Client, both_databases, mask};
use tokio::task::JoinSet;

use crate::team::Team;

both_databases! {
    async fn a01_an_api_token_is_shown_once(test: TestDb) {
        let team = Team::new(test).await;
        let olga = &team.owner.browser;
        let made = olga.post("/api-tokens", &json!({"name": " ci "})).await.expect(201);
        let token = made.member("token");
        assert!(token.starts_with("dtk_") && token.len() == 44);
        assert!(token[4..].bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_eq!(made.header("cache-control"), Some("no-store"));
        insta::assert_snapshot!("made", made.snapshot().replace(&token, "<token>").replace(&token[..12], "<prefix>"));
        let only = json!({
            "name": "only", "scopes": ["export:tokens", "read:tokens"],
            "expires_at": "2025-02-15T10:00:00+01:00", "workspace_id": team.workspace
        });
        let only = olga.post("/api-tokens", &only).await.expect(201);
        let second = only.member("token");
        let list = olga.get("/api-tokens").await.expect(200);
        let prefixes = [&token[..12], &second[..12]];
        let text = list.snapshot().replace(prefixes[0], "<prefix 1>").replace(prefixes[1], "<prefix 2>");
        insta::assert_snapshot!("listed", text);
        assert_eq!(list.json()["api_tokens"][0]["prefix"], token[..12]);
        let part = olga.get("/api-tokens?limit=1").await.expect(200).json();
        assert_eq!((part["total"].clone(), part["api_tokens"].as_array().unwrap().len()), (json!(2), 1));
        team.app.api(&token).get("/workspaces").await.expect(200);
        // Nobody else sees them, and no later answer holds a credential.
        let others = team.admin.browser.get("/api-tokens").await.expect(200);
        assert_eq!(others.text(), r#"{"api_tokens":[],"total":0}"#);
        let id = made.member("id");
        team.admin.browser.delete(&format!("/api-tokens/{id}")).await.expect(404);
        let activity = olga.get(&format!("/workspaces/{}/activity", team.workspace)).await.expect(200);
        let revoked = olga.delete(&format!("/api-tokens/{id}")).await.expect(200);
        assert_eq!(revoked.text(), r#"{"message":"API token revoked successfully"}"#);
        for answer in [list, activity, revoked, olga.get("/api-tokens").await] {
            assert!(!answer.text().contains(&token[12..]), "{answer:?}");
            assert!(!answer.text().contains(&second[12..]), "{answer:?}");
        }
    }

    async fn what_is_wrong_with_a_new_api_token_is_said(test: TestDb) {
        let team = Team::new(test).await;
        let olga = &team.owner.browser;
        let mut said = Vec::new();
        for body in [
            json!({}), json!({"name": "x".repeat(256)}),
            json!({"name": "x", "scopes": "read:tokens"}), json!({"name": "x", "scopes": []}),
            json!({"name": "x", "scopes": ["read"]}),
            json!({"name": "x", "expires_at": "soon"}),
            json!({"name": "x", "expires_at": "2025-01-15T10:00:00Z"}),
            json!({"name": "x", "workspace_id": 1}), json!({"name": "x", "workspace_id": "x"}),
            json!({"name": "x", "workspace_id": team.foreign}),
        ] {
            let answer = olga.post("/api-tokens", &body).await;
            said.push(format!("{} {}", answer.status, answer.error()));
        }
        let missing = olga.delete("/api-tokens/x").await;
        said.push(format!("{} {}", missing.status, missing.error()));
        insta::assert_snapshot!("sentences", said.join("\n"));
        assert_eq!(olga.get("/api-tokens").await.json()["total"], 0);
        // A key would have the answer stored, credential and all: it means nothing here.
        for _ in 0..2 {
            let made = olga.request("POST", "/api-tokens").header("Idempotency-Key", "k")
                .json(&json!({"name": "x"})).send().await.expect(201);
            assert_eq!(made.header("idempotent-replayed"), None);
        }
        assert_eq!(olga.get("/api-tokens").await.json()["total"], 2);
    }

    async fn an_api_token_may_be_for_one_workspace_that_its_account_sees(test: TestDb) {
        let team = Team::new(test).await;
        let own = team.viewer.workspace("Own").await;
        let body = json!({"name": "x", "workspace_id": team.workspace});
        let made = team.viewer.browser.post("/api-tokens", &body).await.expect(201);
        let api = team.app.api(&made.member("token"));
        api.get(&format!("/workspaces/{}", team.workspace)).await.expect(200);
        api.get(&format!("/workspaces/{own}")).await.expect(404);
        // Gone with the membership, and gone with the workspace.
        let member = team.viewer.membership(&team.members(), &team.viewer).await.unwrap();
        team.viewer.browser.delete(&format!("{}/{member}", team.members())).await.expect(200);
        api.get(&format!("/workspaces/{}", team.workspace)).await.expect(404);
        team.viewer.browser.post("/api-tokens", &body).await.expect(404);
        team.owner.browser.delete(&format!("/workspaces/{}", team.workspace)).await.expect(200);
        api.get("/workspaces").await.expect(401);
    }

    async fn a02_every_failure_is_the_same_401(test: TestDb) {
        let team = Team::new(test).await;
        let make = async |expires_at: Value| {
            let body = json!({"name": "x", "expires_at": expires_at});
            team.owner.browser.post("/api-tokens", &body).await.expect(201)
        };
        let good = make(json!(null)).await.member("token");
        let revoked = make(json!(null)).await;
        team.owner.browser.delete(&format!("/api-tokens/{}", revoked.member("id"))).await.expect(200);
        let expired = make(json!("2025-01-15T10:00:30Z")).await.member("token");
        team.app.clock.advance(Duration::from_secs(30));
        let wrong_sum = format!("{}{}", &good[..43], if good.ends_with('0') { '1' } else { '0' });
        let ask = async |headers: &[String]| {
            let client = headers.iter().fold(Client::new(team.app.address, "/api/v1"), |client, value| {
                client.with("Authorization", value)
            });
            client.get("/workspaces").await.bare()
        };
        ask(&[format!("bearer {good}")]).await.expect(200);
        let first = ask(&[]).await.expect(401);
        assert_eq!(first.text(), r#"{"error":"Invalid API token"}"#);
        assert_eq!(first.header("www-authenticate"), Some("Bearer"));
        for headers in [
            vec!["Bearer".to_owned()], vec![format!("Basic {good}")], vec![format!("Bearer {}", &good[..43])],
            vec![format!("Bearer {good}a")], vec![format!("Bearer {wrong_sum}")], vec![format!("Bearer {expired}")],
            vec![format!("Bearer {}", revoked.member("token"))], vec![format!("Bearer {good}"); 2],
        ] {
            assert_eq!(ask(&headers).await, first, "{headers:?}");
        }
        // A cookie opens nothing here.
        assert_eq!(team.owner.browser.request("GET", "/v1/workspaces").send().await.expect(401).body, first.body);
    }

    async fn a03_a_revoked_token_is_refused_by_every_process_at_once(test: TestDb) {
        let team = Team::new(test).await;
        let sibling = team.app.sibling().await;
        let made = team.owner.browser.post("/api-tokens", &json!({"name": "leaked"})).await.expect(201);
        let token = made.member("token");
        let clients = [team.app.api(&token), sibling.api(&token)];
        // A second process over the same SQLite file is not a thing: the first holds the lock.
        let count = if team.app.server.db().kind() == Kind::Postgres { 2 } else { 1 };
        let revoked = Arc::new(AtomicBool::new(false));
        let served = Arc::new(AtomicU32::new(0));
        let mut loops = JoinSet::new();
        for index in 0..20 {
            let (client, revoked, served) = (clients[index % count].clone(), revoked.clone(), served.clone());
            loops.spawn(async move {
                let mut refused = 0;
                while refused < 3 {
                    let started_after = revoked.load(Ordering::SeqCst);
                    let answer = client.get("/workspaces").await;
                    assert!(answer.status == 401 || !started_after, "{answer:?}");
                    served.fetch_add(u32::from(answer.status == 200), Ordering::SeqCst);
                    refused += u32::from(answer.status == 401);
                }
            });
        }
        while served.load(Ordering::SeqCst) < 40 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let path = format!("/api-tokens/{}", made.member("id"));
        team.owner.browser.delete(&path).await.expect(200);
        revoked.store(true, Ordering::SeqCst);
        loops.join_all().await;
        assert_eq!(team.owner.browser.delete(&path).await.expect(404).error(), "API token not found");
    }

    async fn a04_the_list_says_when_a_token_was_last_used(test: TestDb) {
        let team = Team::new(test).await;
        let api = team.api(&team.owner).await;
        let last_used = async || {
            let list = team.owner.browser.get("/api-tokens").await.expect(200).json();
            list["api_tokens"][0]["last_used_at"].clone()
        };
        assert_eq!(last_used().await, Value::Null);
        for _ in 0..1000 {
            api.get("/workspaces").await.expect(200);
        }
        // It is written behind the answer's back.
        for _ in 0..200 {
            if last_used().await != Value::Null {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(last_used().await, "2025-01-15T10:00:00Z");
    }

    async fn a08_no_bearer_manages_api_tokens(test: TestDb) {
        let team = Team::new(test).await;
        let token = team.owner.api_token(&crate::team::ALL).await;
        let id = team.owner.browser.get("/api-tokens").await.json()["api_tokens"][0]["id"].clone();
        let id = id.as_str().unwrap();
        let basic = |user: &str, password: &str| {
            // Nobody decodes it: any text will do.
            format!("Basic {user}:{password}")
        };
        for mount in ["/api", "/api/v1"] {
            for header in [
                Some(format!("Bearer {token}")), Some(basic(&token, "")), Some(basic("", &token)), None,
            ] {
                let mut client = Client::new(team.app.address, mount);
                if let Some(header) = &header {
                    client = client.with("Authorization", header);
                }
                let one = format!("/api-tokens/{id}");
                for (method, path) in [("GET", "/api-tokens"), ("POST", "/api-tokens"), ("DELETE", &one)] {
                    let answer = client.request(method, path).json(&json!({"name": "x"})).send().await;
                    let expected = match (mount, &header) {
                        ("/api/v1", Some(text)) if text.starts_with("Bearer") => (404, "Not found"),
                        ("/api/v1", _) => (401, "Invalid API token"),
                        _ => (401, "Not signed in"),
                    };
                    let said = (answer.status, answer.error());
                    assert_eq!((said.0, said.1.as_str()), expected, "{method} {mount} {header:?}");
                }
            }
        }
        assert_eq!(team.owner.browser.get("/api-tokens").await.json()["total"], 1);
    }

    async fn an_api_token_ends_with_its_time(test: TestDb) {
        let team = Team::new(test).await;
        let zoe = team.app.person("Zoe", tokencraft_storage::Plan::Free).await;
        let body = json!({"name": "short", "expires_at": "2025-01-15T10:00:01Z"});
        let made = zoe.browser.post("/api-tokens", &body).await.expect(201);
        let api = team.app.api(&made.member("token"));
        api.get("/workspaces").await.expect(200);
        team.app.clock.advance(Duration::from_secs(1));
        api.get("/workspaces").await.expect(401);
        let list = zoe.browser.get("/api-tokens").await.expect(200);
        assert!(mask(list.text()).contains(r#""expires_at":"<time>""#));
    }
}
