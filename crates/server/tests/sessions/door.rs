//! Who is let in, for how long, and what the door adds.

use std::time::Duration;

use serde_json::json;
use tokencraft_server::auth::Scopes;
use tokencraft_server::auth::session::{IDLE_MS, LIFE_MS};
use tokencraft_storage::{Plan, Role, SessionId, UserId, sessions};
use tokencraft_testing::{BEGINNING_MS, Client, TestApp, both_databases};

const DAY: Duration = Duration::from_hours(24);

async fn last_seen(app: &TestApp, user: UserId, id: SessionId) -> i64 {
    let read: Result<_, tokencraft_storage::Error> = app
        .server
        .db()
        .read(move |tx| sessions::list(tx, user))
        .await;
    let rows = read.unwrap();
    let row = rows.iter().find(|row| row.id == id).unwrap();
    row.last_seen_at - BEGINNING_MS
}

both_databases! {
    async fn a_session_works_like_an_api_token_without_its_limits(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 1).await;
        let user = app.user("Olga", Plan::Free).await;
        let browser = app.sign_in(user).await;
        let made = browser.post("/workspaces", &json!({"name": "Brand"})).await.expect(201);
        for _ in 0..3 {
            let list = browser.get("/workspaces").await.expect(200);
            assert_eq!(list.json()["workspaces"][0]["id"], made.json()["id"]);
            assert!(list.headers.iter().all(|(name, _)| {
                !name.starts_with("x-ratelimit") && !name.starts_with("access-control")
            }));
            assert_eq!(list.header("cache-control"), Some("private, no-cache"));
            assert_eq!(list.header("cross-origin-resource-policy"), Some("same-origin"));
        }
        assert_eq!(made.header("cache-control"), Some("no-store"));
        // A plan without API writes writes in the dashboard.
        let path = format!("/workspaces/{}/tokensets", made.member("id"));
        browser.post(&path, &json!({"name": "Colors"})).await.expect(201);
        let preflight = browser
            .request("OPTIONS", "/workspaces")
            .header("Access-Control-Request-Method", "POST")
            .send()
            .await
            .expect(405);
        assert_eq!(preflight.header("access-control-allow-origin"), None);
    }

    async fn without_a_good_cookie_nobody_is_signed_in(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("Olga", Plan::Team).await;
        let (_, secret) = app.session(user, |_| {}).await;
        let token = app.api_token(user, Scopes::ALL).await;
        let first = app.visitor().get("/workspaces").await.expect(401).bare();
        assert_eq!(first.text(), r#"{"error":"Not signed in"}"#);
        assert_eq!(first.header("tokencraft-error"), Some("not_signed_in"));
        assert_eq!(first.header("www-authenticate"), None);
        assert_eq!(first.header("cache-control"), Some("no-store"));
        for (name, value) in [
            ("Authorization", format!("Bearer {token}")),
            ("Cookie", "tokencraft_session=".to_owned()),
            ("Cookie", "tokencraft_session=attacker".to_owned()),
            ("Cookie", format!("tokencraft_session={}", "0".repeat(64))),
            ("Cookie", format!("tokencraft_session={}", secret.to_uppercase())),
            ("Cookie", format!("sid={secret}")),
            ("Cookie", format!("__Host-tokencraft_session={secret}")),
        ] {
            let answer = app.visitor().with(name, &value).get("/workspaces").await;
            assert_eq!(answer.bare(), first, "{name}");
        }
        // Known or not, 401 goes first; then 404 and 405.
        for path in ["/no/such/thing", "/auth/nothing", ""] {
            assert_eq!(app.visitor().get(path).await.expect(401).error(), "Not signed in");
        }
        let browser = app.with_cookie(&secret);
        assert_eq!(browser.get("/no/such/thing").await.expect(404).error(), "Not found");
        let refused = browser.request("PUT", "/workspaces").send().await.expect(405);
        assert_eq!(refused.error(), "Method not allowed");
        assert!(refused.header("allow").is_some_and(|allow| allow.contains("POST")));
        // The other door does not know cookies.
        let other = Client::new(app.address, "/api/v1").with("Cookie", &format!("tokencraft_session={secret}"));
        assert_eq!(other.get("/workspaces").await.expect(401).error(), "Invalid API token");
    }

    async fn a_session_ends_when_it_is_idle_or_old(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("Olga", Plan::Team).await;
        let idle = app.sign_in(user).await;
        let used = app.sign_in(user).await;
        for day in 1..30 {
            app.clock.advance(DAY);
            used.get("/workspaces").await.expect(200);
            if day == 6 {
                idle.get("/workspaces").await.expect(200);
            }
            // The note is written behind the answer's back.
            tokio::time::sleep(Duration::from_millis(20)).await;
            if day == 13 {
                idle.get("/workspaces").await.expect(401);
            }
        }
        app.clock.advance(DAY);
        used.get("/workspaces").await.expect(401);
        let ago = |ms: i64| move |row: &mut tokencraft_storage::Session| row.last_seen_at -= ms;
        let (_, nearly) = app.session(user, ago(IDLE_MS - 1)).await;
        app.with_cookie(&nearly).get("/workspaces").await.expect(200);
        let (_, idle) = app.session(user, ago(IDLE_MS)).await;
        app.with_cookie(&idle).get("/workspaces").await.expect(401);
        let (_, old) = app.session(user, |row| row.expires_at -= LIFE_MS).await;
        app.with_cookie(&old).get("/workspaces").await.expect(401);
    }

    async fn when_a_session_was_seen_is_written_once_a_minute(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("Olga", Plan::Team).await;
        let (id, secret) = app.session(user, |_| {}).await;
        let browser = app.with_cookie(&secret);
        for _ in 0..3 {
            app.clock.advance(Duration::from_secs(19));
            browser.get("/workspaces").await.expect(200);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(last_seen(&app, user, id).await, 0);
        app.clock.advance(Duration::from_secs(3));
        browser.get("/workspaces").await.expect(200);
        for _ in 0..200 {
            if last_seen(&app, user, id).await > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(last_seen(&app, user, id).await, 60_000);
    }

    async fn a_disabled_account_is_out_at_once(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("Olga", Plan::Team).await;
        let browser = app.sign_in(user).await;
        browser.get("/workspaces").await.expect(200);
        app.change_user(user, |row| row.disabled_at = Some(1)).await;
        browser.get("/workspaces").await.expect(401);
    }

    async fn the_dashboard_has_its_own_sentence_for_a_role_that_may_not(test: TestDb) {
        let app = TestApp::new(test).await;
        let owner = app.user("Olga", Plan::Team).await;
        let workspace = app.workspace(owner, "Brand").await;
        let viewer = app.user("Vera", Plan::Free).await;
        app.member(workspace, viewer, Role::Viewer).await;
        let browser = app.sign_in(viewer).await;
        let path = format!("/workspaces/{workspace}/tokensets");
        browser.get(&path).await.expect(200);
        let refused = browser.post(&path, &json!({"name": "x"})).await.expect(403);
        assert_eq!(refused.error(), "Your workspace role does not allow this operation.");
    }
}
