//! What operators do with accounts.

use serde_json::{Value, json};
use tokencraft_server::auth::Scopes;
use tokencraft_storage::{Plan, UserId};
use tokencraft_testing::{Client, TestApp, both_databases};

const PASSWORD: &str = "violet harbour 42";

async fn operator(app: &TestApp, name: &str) -> (UserId, Client) {
    let user = app.user(name, Plan::Business).await;
    app.change_user(user, |row| row.is_operator = true).await;
    (user, app.sign_in(user).await)
}

/// What was noted outside of workspaces, oldest first: who did what to whom.
async fn noted(app: &TestApp) -> Vec<(UserId, String, String)> {
    let read: Result<_, tokencraft_storage::Error> = app
        .server
        .db()
        .read(|tx| {
            let sql = "SELECT user_id, action, object_name FROM audit WHERE workspace_id IS NULL ORDER BY id";
            tx.query_all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        })
        .await;
    read.unwrap()
}

both_databases! {
    async fn an_operator_makes_an_account_and_its_owner_comes_in_by_link(test: TestDb) {
        let app = TestApp::new(test).await;
        let (boss, browser) = operator(&app, "Boss").await;
        let body = json!({"email": "Anna@example.com", "plan": "TEAM", "created_at": "2001-01-01T00:00:00Z"});
        let made = browser.post("/users", &body).await.expect(201);
        let user = made.json()["user"].clone();
        assert_eq!((&user["email"], &user["name"]), (&json!("Anna@example.com"), &json!("Anna@example.com")));
        assert_eq!((&user["plan"], &user["is_operator"], &user["disabled"]), (&json!("TEAM"), &json!(false), &json!(false)));
        let setup_url = made.member("setup_url");
        let (page, token) = setup_url.split_once('#').unwrap();
        assert_eq!(page, "http://localhost/welcome");
        let set = json!({"token": token, "new_password": PASSWORD});
        app.visitor().post("/auth/reset", &set).await.expect(204);
        let log_in = json!({"email": "anna@example.com", "password": PASSWORD});
        let anna = app.visitor().post("/auth/login", &log_in).await.expect(200);
        let anna_id = UserId(user["id"].as_str().unwrap().parse().unwrap());

        let path = format!("/users/{anna_id}");
        let reset = browser.request("POST", &format!("{path}/reset")).send().await.expect(200);
        assert!(reset.member("reset_url").starts_with("http://localhost/reset#"));
        assert_eq!(reset.header("cache-control"), Some("no-store"));
        let changed = browser.patch(&path, &json!({"plan": "FREE"})).await.expect(200);
        assert_eq!(changed.json()["plan"], "FREE");
        let session = app.with_cookie(&anna.cookie()).get("/auth/session").await.expect(200).json();
        assert_eq!(session["user"]["plan"], "FREE");
        assert_eq!(session["user"].get("disabled"), None);

        let list = browser.get("/users").await.expect(200);
        assert_eq!(list.json()["total"], 2);
        assert_eq!(list.json()["users"][1], changed.json());
        assert!(list.header("etag").is_some());
        let said = |user, action: &str, name: &str| (user, action.to_owned(), name.to_owned());
        assert_eq!(noted(&app).await, [
            said(boss, "user.create", "Anna@example.com"),
            said(anna_id, "user.set_password", "Anna@example.com"),
            said(anna_id, "user.log_in", "Anna@example.com"),
            said(boss, "user.reset_password", "Anna@example.com"),
            said(boss, "user.set_plan", "Anna@example.com"),
        ]);
    }

    async fn with_a_password_there_is_no_link_and_links_lead_to_the_public_url(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.public_url = Some("https://tokens.example.com/".to_owned());
        })
        .await;
        let (_, browser) = operator(&app, "Boss").await;
        let body = json!({"email": "a@example.com", "name": "A", "password": PASSWORD, "is_operator": true});
        let made = browser.post("/users", &body).await.expect(201);
        assert_eq!(made.json()["setup_url"], Value::Null);
        assert_eq!(made.json()["user"]["plan"], "BUSINESS");
        assert_eq!(made.json()["user"]["is_operator"], true);
        let made = browser.post("/users", &json!({"email": "b@example.com"})).await.expect(201);
        assert!(made.member("setup_url").starts_with("https://tokens.example.com/welcome#"));
        for (body, status, sentence) in [
            (json!({}), 400, "Email is required and must be a non-empty string"),
            (json!({"email": "x"}), 400, "`x` is not an e-mail address"),
            (json!({"email": "c@example.com", "name": ""}), 400, "Name must be a non-empty string"),
            (json!({"email": "c@example.com", "plan": "GOLD"}), 400, "Plan must be one of: FREE, PRO, TEAM, BUSINESS"),
            (json!({"email": "c@example.com", "plan": 1}), 400, "plan must be a string"),
            (json!({"email": "c@example.com", "password": "short"}), 400, "Password must be 10 to 1024 bytes long"),
            (json!({"email": "c@example.com", "is_operator": "yes"}), 400, "is_operator must be a boolean"),
            (json!({"email": " B@EXAMPLE.COM "}), 409, "There is an account with the address B@EXAMPLE.COM already"),
        ] {
            assert_eq!(browser.post("/users", &body).await.expect(status).error(), sentence, "{body}");
        }
    }

    async fn a_key_keeps_no_answer_that_holds_a_secret(test: TestDb) {
        let app = TestApp::new(test).await;
        let (_, browser) = operator(&app, "Boss").await;
        let keyed = browser.with("Idempotency-Key", "k");
        let body = json!({"email": "a@example.com"});
        keyed.post("/users", &body).await.expect(201);
        assert_eq!(keyed.post("/users", &body).await.expect(409).header("idempotent-replayed"), None);
        let kept: Result<i64, tokencraft_storage::Error> = app
            .server
            .db()
            .read(|tx| tx.query_one("SELECT COUNT(*) FROM idempotency", &[], |row| row.get(0)))
            .await;
        assert_eq!(kept.unwrap(), 0);
    }

    async fn a_disabled_account_is_out_everywhere_at_once(test: TestDb) {
        let app = TestApp::new(test).await;
        let (_, browser) = operator(&app, "Boss").await;
        let user = app.user("Olga", Plan::Team).await;
        let (session, token) = (app.sign_in(user).await, app.api_token(user, Scopes::ALL).await);
        session.get("/workspaces").await.expect(200);
        app.api(&token).get("/workspaces").await.expect(200);
        let path = format!("/users/{user}");
        let changed = browser.patch(&path, &json!({"disabled": true})).await.expect(200);
        assert_eq!(changed.json()["disabled"], true);
        session.get("/workspaces").await.expect(401);
        app.api(&token).get("/workspaces").await.expect(401);
        browser.patch(&path, &json!({"disabled": false})).await.expect(200);
        // The person signs in again; what programs hold works on.
        session.get("/workspaces").await.expect(401);
        app.api(&token).get("/workspaces").await.expect(200);
        // Nothing changes, nothing is noted.
        let before = noted(&app).await.len();
        for body in [json!({}), json!({"disabled": false, "plan": "TEAM"}), json!({"is_operator": true, "email": "x"})] {
            let same = browser.patch(&path, &body).await.expect(200).json();
            assert_eq!((&same["is_operator"], &same["email"]), (&json!(false), &json!("Olga@example.com")));
        }
        assert_eq!(noted(&app).await.len(), before);
        for (body, sentence) in [
            (json!({"plan": null}), "plan must be a string"),
            (json!({"plan": "team"}), "Plan must be one of: FREE, PRO, TEAM, BUSINESS"),
            (json!({"disabled": 1}), "disabled must be a boolean"),
        ] {
            assert_eq!(browser.patch(&path, &body).await.expect(400).error(), sentence);
        }
        for id in [app.unknown_id().to_string(), "not-an-id".to_owned()] {
            let refused = browser.patch(&format!("/users/{id}"), &json!({})).await.expect(404);
            assert_eq!(refused.error(), "User not found");
            browser.request("POST", &format!("/users/{id}/reset")).send().await.expect(404);
        }
    }

    async fn somebody_is_always_left_to_manage_accounts(test: TestDb) {
        let app = TestApp::new(test).await;
        let (first, browser) = operator(&app, "First").await;
        let own = format!("/users/{first}");
        let refused = browser.patch(&own, &json!({"disabled": true})).await.expect(409);
        assert_eq!(refused.error(), "The last operator cannot be disabled");
        browser.get("/users").await.expect(200);
        // Each the other, at the same time: one of them stays.
        for round in 0..5 {
            let (second, other) = operator(&app, &format!("Second{round}")).await;
            let browser = app.sign_in(first).await;
            let (disable, theirs) = (json!({"disabled": true}), format!("/users/{second}"));
            let (a, b) = tokio::join!(browser.patch(&theirs, &disable), other.patch(&own, &disable));
            let won = [a.status, b.status].iter().filter(|status| **status == 200).count();
            assert_eq!(won, 1, "{a:?} {b:?}");
            app.change_user(first, |row| row.disabled_at = None).await;
            app.change_user(second, |row| row.disabled_at = Some(1)).await;
        }
    }

    async fn others_learn_nothing_of_accounts(test: TestDb) {
        let app = TestApp::new(test).await;
        let (boss, _) = operator(&app, "Boss").await;
        let user = app.user("Olga", Plan::Business).await;
        let browser = app.sign_in(user).await;
        for id in [boss.to_string(), user.to_string(), app.unknown_id().to_string(), "not-an-id".to_owned()] {
            for (method, path) in [
                ("GET", "/users".to_owned()),
                ("POST", "/users".to_owned()),
                ("PATCH", format!("/users/{id}")),
                ("POST", format!("/users/{id}/reset")),
            ] {
                for body in ["{}", "{", "{\"plan\":\"BUSINESS\"}"] {
                    let refused = browser.request(method, &path).body(body).send().await.expect(403);
                    assert_eq!(refused.text(), r#"{"error":"Only operators may manage accounts"}"#);
                }
            }
        }
        assert_eq!(noted(&app).await, []);
    }
}
