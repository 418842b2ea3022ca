//! The API door: who gets in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use tokencraft_server::auth::{Scope, Scopes};
use tokencraft_storage::{Plan, api_tokens};
use tokencraft_testing::{Client, TestApp, both_databases};
use tokio::task::JoinSet;

both_databases! {
    async fn a02_every_failure_is_the_same_401(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Team).await;
        let good = app.api_token(user, Scopes::ALL).await;
        let (revoked_id, revoked) = app.api_token_with(user, Scopes::ALL, |_| {}).await;
        app.revoke(revoked_id, user).await;
        let now = tokencraft_testing::BEGINNING_MS;
        let (_, expired) = app.api_token_with(user, Scopes::ALL, |t| t.expires_at = Some(now)).await;
        let (_, lasting) = app.api_token_with(user, Scopes::ALL, |t| t.expires_at = Some(now + 1)).await;
        let unknown = {
            // Minted, never stored.
            use tokencraft_server::auth::PlainApiToken;
            PlainApiToken::mint(app.server.clock()).reveal().to_owned()
        };
        let disabled_user = app.user("gone", Plan::Team).await;
        let disabled = app.api_token(disabled_user, Scopes::ALL).await;
        app.change_user(disabled_user, |user| user.disabled_at = Some(1)).await;

        let ask = |headers: Vec<(&'static str, String)>| {
            let client = headers
                .into_iter()
                .fold(Client::new(app.address, "/api/v1"), |client, (n, v)| client.with(n, &v));
            async move { client.get("/workspaces").await }
        };
        for scheme in ["Bearer", "bearer", "BEARER"] {
            assert_eq!(ask(vec![("Authorization", format!("{scheme} {good}"))]).await.status, 200);
        }
        assert_eq!(app.api(&lasting).get("/workspaces").await.status, 200);

        let first = ask(vec![]).await.bare();
        assert_eq!(first.status, 401);
        assert_eq!(first.text(), r#"{"error":"Invalid API token"}"#);
        assert_eq!(first.header("www-authenticate"), Some("Bearer"));
        assert_eq!(first.header("x-ratelimit-limit"), None);
        let bad_checksum = format!("{}{}", &good[..43], if good.ends_with('0') { '1' } else { '0' });
        for headers in [
            vec![("Authorization", "Bearer".to_owned())],
            vec![("Authorization", "Bearer ".to_owned())],
            vec![("Authorization", format!("Basic {good}"))],
            vec![("Authorization", good.clone())],
            vec![("Authorization", format!("Bearer {}", &good[..43]))],
            vec![("Authorization", format!("Bearer {good}a"))],
            vec![("Authorization", format!("Bearer {bad_checksum}"))],
            vec![("Authorization", format!("Bearer {unknown}"))],
            vec![("Authorization", format!("Bearer {revoked}"))],
            vec![("Authorization", format!("Bearer {expired}"))],
            vec![("Authorization", format!("Bearer {disabled}"))],
            vec![("Authorization", format!("Bearer {good}")), ("Authorization", format!("Bearer {good}"))],
            vec![("Cookie", format!("sid={good}"))],
        ] {
            assert_eq!(ask(headers.clone()).await.bare(), first, "{headers:?}");
        }
        let in_query = app.anonymous().get(&format!("/api/v1/workspaces?token={good}")).await;
        assert_eq!(in_query.bare(), first);
    }

    async fn a03_a_revoked_token_is_refused_from_the_next_request_on(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            config.auth_failures_per_minute = 0;
        })
        .await;
        let sibling = app.sibling().await;
        let user = app.user("owner", Plan::Team).await;
        let (id, token) = app.api_token_with(user, Scopes::ALL, |_| {}).await;
        let clients = [app.api(&token), sibling.api(&token)];
        // A sibling server over the same SQLite file is not a thing: one process holds the lock.
        let count = if app.server.db().kind() == tokencraft_storage::Kind::Postgres { 2 } else { 1 };
        for client in &clients[..count] {
            assert_eq!(client.get("/workspaces").await.status, 200);
        }
        let revoked = Arc::new(AtomicBool::new(false));
        let mut loops = JoinSet::new();
        for index in 0..20 {
            let (client, revoked) = (clients[index % count].clone(), revoked.clone());
            loops.spawn(async move {
                let mut refused = 0;
                while refused < 3 {
                    let started_after = revoked.load(Ordering::SeqCst);
                    let answer = client.get("/workspaces").await;
                    assert!(answer.status == 401 || !started_after, "{answer:?}");
                    refused += u32::from(answer.status == 401);
                }
            });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        app.revoke(id, user).await;
        revoked.store(true, Ordering::SeqCst);
        loops.join_all().await;
    }

    async fn a04_the_last_use_is_written_once_a_minute(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let user = app.user("owner", Plan::Team).await;
        let (id, token) = app.api_token_with(user, Scopes::ALL, |_| {}).await;
        let last_used = || async {
            let read: Result<_, tokencraft_storage::Error> =
                app.server.db().read(move |tx| api_tokens::get(tx, id)).await;
            read.unwrap().unwrap().last_used_at
        };
        let client = app.api(&token);
        let mut seen = Vec::new();
        for _ in 0..5 {
            client.get("/workspaces").await.expect(200);
            // It is written behind the answer's back.
            for _ in 0..200 {
                if last_used().await.is_some() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            seen.push(last_used().await.unwrap() - tokencraft_testing::BEGINNING_MS);
            app.clock.advance(Duration::from_secs(19));
        }
        assert_eq!(seen[..4], [0, 0, 0, 0]);
        for _ in 0..200 {
            if last_used().await != Some(tokencraft_testing::BEGINNING_MS) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(last_used().await, Some(tokencraft_testing::BEGINNING_MS + 76_000));
    }

    async fn a08_api_tokens_cannot_be_managed_with_an_api_token(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Team).await;
        let token = app.api_token(user, Scopes::ALL).await;
        for mount in ["/api", "/api/v1"] {
            for method in ["GET", "POST", "DELETE"] {
                for client in [
                    Client::new(app.address, mount).with("Authorization", &format!("Bearer {token}")),
                    Client::new(app.address, mount).with("Authorization", &format!("Basic {token}")),
                    Client::new(app.address, mount),
                ] {
                    let answer = client.request(method, "/api-tokens").json(&json!({"name": "x"})).send().await;
                    assert!(matches!(answer.status, 401 | 403 | 404), "{method} {mount}: {answer:?}");
                }
            }
        }
        let tokens: Result<_, tokencraft_storage::Error> =
            app.server.db().read(move |tx| api_tokens::list(tx, user)).await;
        assert_eq!(tokens.unwrap().len(), 1);
    }

    async fn a_mount_with_a_slash_behind_it_is_behind_its_door(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Team).await;
        let (token, owner) = (app.api_token(user, Scopes::ALL).await, app.sign_in(user).await);
        for path in ["", "/"] {
            for method in ["GET", "POST", "PUT"] {
                let ask = async |client: &Client| client.request(method, path).send().await;
                let refused = ask(&Client::new(app.address, "/api/v1")).await.expect(401);
                assert_eq!(refused.error(), "Invalid API token", "{method} {path}");
                let unknown = ask(&app.api(&token)).await.expect(404);
                assert_eq!(unknown.error(), "Not found", "{method} {path}");
                assert!(unknown.header("x-ratelimit-limit").is_some(), "{method} {path}");
                let refused = ask(&Client::new(app.address, "/api")).await.expect(401);
                assert_eq!(refused.error(), "Not signed in", "{method} {path}");
                assert_eq!(ask(&owner).await.expect(404).error(), "Not found", "{method} {path}");
            }
        }
    }

    async fn the_order_is_401_then_404_then_the_scope(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Team).await;
        let reader = app.api_token(user, Scopes::default().with(Scope::Read)).await;
        let anonymous = Client::new(app.address, "/api/v1");
        assert_eq!(anonymous.get("/no/such/thing").await.status, 401);
        let client = app.api(&reader);
        let unknown = client.get("/no/such/thing").await.expect(404);
        assert_eq!(unknown.error(), "Not found");
        assert_eq!(unknown.header("x-ratelimit-remaining"), Some("99"));
        let method = client.request("PUT", "/workspaces").send().await.expect(405);
        assert_eq!(method.error(), "Method not allowed");
        assert!(method.header("allow").is_some_and(|allow| allow.contains("GET")));
        // The scope comes before any look at the body or the path.
        for body in ["{", "{}", ""] {
            let refused = client.request("POST", "/workspaces").body(body).send().await.expect(403);
            assert_eq!(refused.error(), "This operation requires the 'write:tokens' scope");
        }
        for id in [app.unknown_id().to_string(), "not-an-id".to_owned()] {
            let refused = client.delete(&format!("/workspaces/{id}")).await.expect(403);
            assert_eq!(refused.header("tokencraft-error"), Some("missing_scope"));
            let refused = client.get(&format!("/tokensets/{id}/export")).await.expect(403);
            assert_eq!(refused.error(), "This operation requires the 'export:tokens' scope");
        }
    }

    async fn an_address_that_keeps_failing_is_told_to_wait(test: TestDb) {
        let app = TestApp::with(test, |config| config.auth_failures_per_minute = 5).await;
        let user = app.user("owner", Plan::Team).await;
        let token = app.api_token(user, Scopes::ALL).await;
        let stranger = Client::new(app.address, "/api/v1");
        for _ in 0..5 {
            stranger.get("/workspaces").await.expect(401);
        }
        for forwarded in ["1.2.3.4", "5.6.7.8"] {
            let refused = stranger.clone().with("X-Forwarded-For", forwarded).get("/workspaces").await;
            assert_eq!(refused.status, 429);
            assert_eq!(refused.header("retry-after"), Some("60"));
        }
        // Somebody behind the same address who does know a token is not disturbed.
        assert_eq!(app.api(&token).get("/workspaces").await.status, 200);
        app.clock.advance(Duration::from_mins(1));
        stranger.get("/workspaces").await.expect(401);
    }
}
