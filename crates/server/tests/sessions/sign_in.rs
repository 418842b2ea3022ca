//! With e-mail and password: in, out, and what others learn of it.

use serde_json::json;
use tokencraft_storage::{Plan, UserId};
use tokencraft_testing::{Answer, TestApp, TestDb, both_databases};

pub(crate) const PASSWORD: &str = "violet harbour 42";

/// A server with one account that has [`PASSWORD`].
pub(crate) async fn with_olga(test: TestDb) -> (TestApp, UserId) {
    let app = TestApp::new(test).await;
    let user = app.user("Olga", Plan::Team).await;
    app.set_password(user, PASSWORD).await;
    (app, user)
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    app.visitor().post("/auth/login", &body).await
}

both_databases! {
    async fn whoever_knows_the_password_signs_in_and_out(test: TestDb) {
        let (app, _) = with_olga(test).await;
        let answer = log_in(&app, "  OLGA@example.com ", PASSWORD).await.expect(200);
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.snapshot(), @r#"
            200
            {
              "user": {
                "id": "<id 1>",
                "email": "Olga@example.com",
                "name": "Olga",
                "plan": "TEAM",
                "is_operator": false,
                "created_at": "<time>"
              }
            }
            "#);
        }
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let browser = app.with_cookie(&answer.cookie());
        let session = browser.get("/auth/session").await.expect(200);
        assert_eq!(session.json(), answer.json());
        let out = browser.request("POST", "/auth/logout").send().await.expect(204);
        assert_eq!(out.cookie(), "");
        assert_eq!(browser.get("/auth/session").await.expect(401).error(), "Not signed in");
        assert_eq!(browser.request("POST", "/auth/logout").send().await.status, 401);
    }

    async fn a06_every_sign_in_makes_a_session_of_its_own(test: TestDb) {
        let (app, user) = with_olga(test).await;
        let body = json!({"email": "olga@example.com", "password": PASSWORD});
        // What an attacker has planted: a made-up value, and a good session of their own.
        let attacker = app.user("Mallory", Plan::Free).await;
        let (_, planted) = app.session(attacker, |_| {}).await;
        let (_, own) = app.session(user, |_| {}).await;
        for cookie in ["attacker", &planted, &own] {
            let browser = app.with_cookie(cookie).with("Cookie", "sid=attacker");
            let answer = browser.post("/auth/login", &body).await.expect(200);
            let line = answer.header("set-cookie").unwrap();
            assert!(line.starts_with("tokencraft_session="), "{line}");
            assert!(line.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"), "{line}");
            assert_ne!(answer.cookie(), cookie);
            assert_eq!(answer.cookie().len(), 64);
            app.with_cookie(&answer.cookie()).get("/auth/session").await.expect(200);
            app.with_cookie(cookie).get("/auth/session").await.expect(401);
        }
    }

    async fn a06_over_https_the_cookie_is_bound_to_the_host(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.public_url = Some("https://tokens.example.com".to_owned());
        })
        .await;
        let user = app.user("Olga", Plan::Team).await;
        app.set_password(user, PASSWORD).await;
        let answer = log_in(&app, "olga@example.com", PASSWORD).await.expect(200);
        let line = answer.header("set-cookie").unwrap();
        assert!(line.starts_with("__Host-tokencraft_session="), "{line}");
        assert!(line.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"), "{line}");
        assert!(answer.header("strict-transport-security").is_some());
        app.with_cookie(&answer.cookie()).get("/auth/session").await.expect(200);
    }

    async fn bodies_that_are_no_sign_in_are_named(test: TestDb) {
        let app = TestApp::new(test).await;
        let visitor = app.visitor();
        for (body, sentence) in [
            (json!({}), "Email is required and must be a non-empty string"),
            (json!({"email": 5, "password": "x"}), "Email is required and must be a non-empty string"),
            (json!({"email": "a@b.c"}), "Password is required and must be a non-empty string"),
            (json!({"email": "a@b.c", "password": []}), "Password is required and must be a non-empty string"),
            (json!([]), "Request body must be a JSON object"),
        ] {
            let refused = visitor.post("/auth/login", &body).await.expect(400);
            assert_eq!(refused.error(), sentence, "{body}");
        }
        for hostile in ["\u{0}", "a\u{0}@b.c", "\u{202e}@b.c", &"x".repeat(100_000)] {
            let body = json!({"email": hostile, "password": hostile});
            let refused = visitor.post("/auth/login", &body).await.expect(401);
            assert_eq!(refused.error(), "Invalid email or password");
        }
    }
}
