//! New passwords: by who knows the old one, and by link.

use std::time::Duration;

use serde_json::json;
use tokencraft_server::app::admin::{self, Command};
use tokencraft_server::auth::Scopes;
use tokencraft_storage::Plan;
use tokencraft_testing::{Answer, Client, TestApp, both_databases};
use tokio::task::JoinSet;

use crate::sign_in::{PASSWORD, with_olga};

const NEW: &str = "umbrella of the sea";

async fn change(browser: &Client, current: &str, new: &str) -> Answer {
    let body = json!({"current_password": current, "new_password": new});
    browser.post("/auth/password", &body).await
}

async fn reset(app: &TestApp, token: &str, new: &str) -> Answer {
    let body = json!({"token": token, "new_password": new});
    app.visitor().post("/auth/reset", &body).await
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> u16 {
    let body = json!({"email": email, "password": password});
    app.visitor().post("/auth/login", &body).await.status
}

/// The secret of a link that the shell makes.
async fn link(app: &TestApp, command: Command) -> String {
    let answer = admin::run(&app.server, command).await.unwrap();
    let url = answer["reset_url"]
        .as_str()
        .or(answer["setup_url"].as_str());
    url.unwrap().split_once('#').unwrap().1.to_owned()
}

fn reset_olga() -> Command {
    Command::ResetPassword {
        email: "olga@example.com".to_owned(),
    }
}

both_databases! {
    async fn a05_a_new_password_ends_all_other_sessions(test: TestDb) {
        let (app, user) = with_olga(test).await;
        let token = app.api_token(user, Scopes::ALL).await;
        let link = link(&app, reset_olga()).await;
        let (_, first) = app.session(user, |_| {}).await;
        let second = app.sign_in(user).await;
        let browser = app.with_cookie(&first);
        second.get("/workspaces").await.expect(200);
        let changed = change(&browser, PASSWORD, NEW).await.expect(204);
        assert_ne!(changed.cookie(), first);
        assert_eq!(changed.header("cache-control"), Some("no-store"));
        second.get("/workspaces").await.expect(401);
        browser.get("/workspaces").await.expect(401);
        app.with_cookie(&changed.cookie()).get("/workspaces").await.expect(200);
        assert_eq!(log_in(&app, "olga@example.com", PASSWORD).await, 401);
        assert_eq!(log_in(&app, "olga@example.com", NEW).await, 200);
        // An API token is not a session; a link made before is as good as the old password.
        app.api(&token).get("/workspaces").await.expect(200);
        reset(&app, &link, PASSWORD).await.expect(403);
    }

    async fn the_old_password_is_asked_for_and_not_without_end(test: TestDb) {
        let (app, user) = with_olga(test).await;
        let browser = app.sign_in(user).await;
        for (body, sentence) in [
            (json!({}), "current_password is required and must be a non-empty string"),
            (json!({"current_password": PASSWORD}), "new_password is required and must be a non-empty string"),
            (json!({"current_password": PASSWORD, "new_password": "short"}), "Password must be 10 to 1024 bytes long"),
            (json!({"current_password": PASSWORD, "new_password": "x".repeat(1025)}), "Password must be 10 to 1024 bytes long"),
            (json!({"current_password": PASSWORD, "new_password": "1234567890"}), "Password is too common: others would try it first"),
        ] {
            assert_eq!(browser.post("/auth/password", &body).await.expect(400).error(), sentence);
        }
        for _ in 0..10 {
            let refused = change(&browser, "not the old one", NEW).await.expect(403);
            assert_eq!(refused.error(), "The current password is wrong");
        }
        let refused = change(&browser, PASSWORD, NEW).await.expect(429);
        assert_eq!(refused.header("retry-after"), Some("900"));
        app.clock.advance(Duration::from_mins(15));
        change(&browser, PASSWORD, NEW).await.expect(204);
    }

    async fn a_reset_link_works_once_and_signs_everybody_out(test: TestDb) {
        let (app, user) = with_olga(test).await;
        let earlier = link(&app, reset_olga()).await;
        let token = link(&app, reset_olga()).await;
        let browser = app.sign_in(user).await;
        for wrong in ["", "x", &"0".repeat(64), &earlier] {
            reset(&app, wrong, NEW).await.expect(403);
        }
        // A password that is refused does not use the link up.
        reset(&app, &token, "password123").await.expect(400);
        browser.get("/workspaces").await.expect(200);
        let mut all = JoinSet::new();
        for _ in 0..10 {
            let (visitor, body) = (app.visitor(), json!({"token": token, "new_password": NEW}));
            all.spawn(async move { visitor.post("/auth/reset", &body).await.status });
        }
        let mut answers = all.join_all().await;
        answers.sort_unstable();
        assert_eq!(answers[0], 204);
        assert!(answers[1..].iter().all(|status| *status == 403), "{answers:?}");
        browser.get("/workspaces").await.expect(401);
        assert_eq!(log_in(&app, "olga@example.com", NEW).await, 200);
        let refused = reset(&app, &token, PASSWORD).await.expect(403);
        assert_eq!(refused.header("tokencraft-error"), Some("invalid_link"));
    }

    async fn links_end_after_three_days(test: TestDb) {
        let (app, _) = with_olga(test).await;
        let token = link(&app, reset_olga()).await;
        app.clock.advance(Duration::from_hours(72));
        reset(&app, &token, NEW).await.expect(403);
    }

    async fn an_account_without_password_gets_its_first_by_link(test: TestDb) {
        let app = TestApp::new(test).await;
        let token = link(&app, Command::CreateUser {
            email: "new@example.com".to_owned(),
            name: None,
            plan: None,
            operator: false,
            password: None,
        }).await;
        assert_eq!(log_in(&app, "new@example.com", NEW).await, 401);
        reset(&app, &token, NEW).await.expect(204);
        assert_eq!(log_in(&app, "new@example.com", NEW).await, 200);
        // Switched off, it is out, whatever links there are.
        let disable = Command::DisableUser { email: "new@example.com".to_owned(), disabled: true };
        admin::run(&app.server, disable).await.unwrap();
        let token = link(&app, Command::ResetPassword { email: "new@example.com".to_owned() }).await;
        reset(&app, &token, PASSWORD).await.expect(204);
        assert_eq!(log_in(&app, "new@example.com", PASSWORD).await, 401);
    }

    async fn browsers_are_listed_and_ended_one_by_one(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("Olga", Plan::Team).await;
        let other = app.user("Xaver", Plan::Team).await;
        let (foreign, _) = app.session(other, |_| {}).await;
        let (phone, secret) = app.session(user, |row| row.user_agent = "Phone".to_owned()).await;
        app.session(user, |row| row.expires_at = row.created_at).await;
        let (here, own) = app.session(user, |row| row.user_agent = "Here".to_owned()).await;
        let (browser, on_phone) = (app.with_cookie(&own), app.with_cookie(&secret));
        on_phone.get("/workspaces").await.expect(200);
        let list = browser.get("/auth/sessions").await.expect(200).json();
        assert_eq!(list["total"], 2);
        let rows: Vec<_> = list["sessions"].as_array().unwrap().iter()
            .map(|row| (row["id"].as_str().unwrap(), row["user_agent"].as_str().unwrap(), row["is_current"].as_bool().unwrap()))
            .collect();
        assert_eq!(rows, [(&*phone.to_string(), "Phone", false), (&*here.to_string(), "Here", true)]);
        for id in [foreign.to_string(), app.unknown_id().to_string(), "not-an-id".to_owned()] {
            let refused = browser.delete(&format!("/auth/sessions/{id}")).await.expect(404);
            assert_eq!(refused.error(), "Session not found");
        }
        let ended = browser.delete(&format!("/auth/sessions/{phone}")).await.expect(200);
        assert_eq!(ended.text(), r#"{"message":"Session ended successfully"}"#);
        on_phone.get("/workspaces").await.expect(401);
        browser.delete(&format!("/auth/sessions/{here}")).await.expect(200);
        browser.get("/auth/sessions").await.expect(401);
    }
}
