//! What people change of their own account.

use serde_json::{Value, json};
use tokencraft_storage::{Plan, Role, UserId};
use tokencraft_testing::{Answer, TestApp, both_databases};

use crate::sign_in::{PASSWORD, with_olga};

async fn log_in(app: &TestApp, email: &str) -> u16 {
    let body = json!({"email": email, "password": PASSWORD});
    app.visitor().post("/auth/login", &body).await.status
}

/// The account of an answer.
fn user(answer: &Answer) -> Value {
    answer.json()["user"].clone()
}

/// How often an account changed its profile, by the audit.
async fn changes(app: &TestApp, user: UserId) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit WHERE user_id = $1 AND action = 'user.change_profile'";
    let read: Result<_, tokencraft_storage::Error> = app
        .server
        .db()
        .read(move |tx| tx.query_one(sql, &[&user], |row| row.get(0)))
        .await;
    read.unwrap()
}

both_databases! {
    async fn a_new_name_is_what_others_see_at_once(test: TestDb) {
        let (app, olga) = with_olga(test).await;
        let workspace = app.workspace(olga, "Brand").await;
        let vera = app.user("Vera", Plan::Free).await;
        app.member(workspace, vera, Role::Viewer).await;
        let (browser, other) = (app.sign_in(olga).await, app.sign_in(vera).await);
        let members = format!("/workspaces/{workspace}/members");
        let before = other.get(&members).await.expect(200);

        let body = json!({"name": "  Olga N. ", "plan": "FREE", "is_operator": true, "id": "x", "created_at": "2001-01-01T00:00:00Z"});
        let changed = browser.patch("/auth/session", &body).await.expect(200);
        insta::allow_duplicates! {
            insta::assert_snapshot!(changed.snapshot(), @r#"
            200
            {
              "user": {
                "id": "<id 1>",
                "email": "Olga@example.com",
                "name": "Olga N.",
                "plan": "TEAM",
                "is_operator": false,
                "created_at": "<time>"
              }
            }
            "#);
        }
        assert_eq!(browser.get("/auth/session").await.expect(200).json(), changed.json());
        let after = other.get(&members).await.expect(200);
        assert_eq!(after.json()["members"][0]["user_name"], "Olga N.");
        assert_ne!(after.header("etag"), before.header("etag"));
        assert_eq!(changes(&app, olga).await, 1);
        // Said again, and nothing said: nothing happens.
        for body in [&body, &json!({}), &json!({"email": "Olga@example.com"})] {
            assert_eq!(browser.patch("/auth/session", body).await.expect(200).json(), changed.json());
        }
        assert_eq!(changes(&app, olga).await, 1);
    }

    async fn another_address_needs_the_password_and_signs_in_from_then_on(test: TestDb) {
        let (app, olga) = with_olga(test).await;
        let browser = app.sign_in(olga).await;
        let elsewhere = app.sign_in(olga).await;
        let to = |password: &str| json!({"email": " Olga@Example.org ", "current_password": password});
        let refused = browser.patch("/auth/session", &json!({"email": "olga@example.org"})).await.expect(400);
        assert_eq!(refused.error(), "current_password is required to change the email");
        let refused = browser.patch("/auth/session", &to("not the password")).await.expect(403);
        assert_eq!(refused.error(), "The current password is wrong");
        assert_eq!(log_in(&app, "olga@example.com").await, 200);

        let changed = browser.patch("/auth/session", &to(PASSWORD)).await.expect(200);
        assert_eq!(user(&changed)["email"], "Olga@Example.org");
        assert_eq!(log_in(&app, "olga@example.com").await, 401);
        assert_eq!(log_in(&app, "OLGA@example.ORG").await, 200);
        // Signed in stays signed in.
        assert_eq!(user(&elsewhere.get("/auth/session").await.expect(200))["email"], "Olga@Example.org");
        let read: Result<_, tokencraft_storage::Error> = app.server.db()
            .read(move |tx| tx.query_one("SELECT before_json, after_json FROM audit WHERE action = 'user.change_profile'", &[],
                |row| Ok((row.get::<Option<String>>(0)?, row.get::<Option<String>>(1)?)))).await;
        let (before, after) = read.unwrap();
        assert!(before.unwrap().contains("Olga@example.com"));
        assert!(after.unwrap().contains("Olga@Example.org"));
        // Another spelling of one's own address is free.
        let spelled = json!({"email": "olga@example.org", "current_password": PASSWORD});
        assert_eq!(user(&browser.patch("/auth/session", &spelled).await.expect(200))["email"], "olga@example.org");
    }

    async fn an_address_belongs_to_one_account(test: TestDb) {
        let (app, olga) = with_olga(test).await;
        app.user("Vera", Plan::Free).await;
        let browser = app.sign_in(olga).await;
        let body = json!({"name": "Other", "email": "VERA@example.com", "current_password": PASSWORD});
        let refused = browser.patch("/auth/session", &body).await.expect(409);
        assert_eq!(refused.error(), "There is an account with the address VERA@example.com already");
        assert_eq!(refused.header("tokencraft-error"), Some("email_taken"));
        // All or nothing.
        assert_eq!(user(&browser.get("/auth/session").await)["name"], "Olga");
        assert_eq!(changes(&app, olga).await, 0);
    }

    async fn what_is_no_name_and_no_address_is_refused(test: TestDb) {
        let (app, olga) = with_olga(test).await;
        let browser = app.sign_in(olga).await;
        let long = "x".repeat(256);
        for (body, sentence) in [
            (json!({"name": null}), "Name must be a non-empty string"),
            (json!({"name": " "}), "Name must be a non-empty string"),
            (json!({"name": 5}), "Name must be a non-empty string"),
            (json!({"name": long}), "Name must be at most 255 characters"),
            (json!({"name": "a\u{202e}b"}), "Name must not contain control characters"),
            (json!({"email": null}), "Email must be a non-empty string"),
            (json!({"email": ""}), "Email must be a non-empty string"),
            (json!({"email": []}), "Email must be a non-empty string"),
            (json!({"email": "nobody"}), "`nobody` is not an e-mail address"),
            (json!({"email": "a@b", "current_password": 5}), "current_password must be a string"),
        ] {
            let refused = browser.patch("/auth/session", &body).await.expect(400);
            assert_eq!(refused.error(), sentence, "{body}");
        }
        browser.patch("/auth/session", &json!([])).await.expect(400);
        app.visitor().patch("/auth/session", &json!({"name": "x"})).await.expect(401);
    }

    async fn the_password_is_not_guessed_without_end(test: TestDb) {
        let (app, olga) = with_olga(test).await;
        let browser = app.sign_in(olga).await;
        let to = |password: &str| json!({"email": "olga@example.org", "current_password": password});
        for _ in 0..10 {
            browser.patch("/auth/session", &to("not the password")).await.expect(403);
        }
        let refused = browser.patch("/auth/session", &to(PASSWORD)).await.expect(429);
        assert_eq!(refused.header("retry-after"), Some("900"));
        // A name needs none.
        browser.patch("/auth/session", &json!({"name": "Olga N."})).await.expect(200);
    }
}
