//! The first account, and those that people make for themselves.

use serde_json::json;
use tokencraft_server::app::setup;
use tokencraft_storage::{Plan, User, users};
use tokencraft_testing::{Answer, TestApp, both_databases};
use tokio::task::JoinSet;

const PASSWORD: &str = "violet harbour 42";

async fn set_up(app: &TestApp, token: &str, email: &str) -> Answer {
    let body = json!({"token": token, "email": email, "name": "Olga", "password": PASSWORD});
    app.visitor().post("/auth/setup", &body).await
}

async fn accounts(app: &TestApp) -> Vec<User> {
    let read: Result<_, tokencraft_storage::Error> = app.server.db().read(users::list).await;
    read.unwrap()
}

both_databases! {
    async fn a18_the_set_up_token_makes_one_operator_once(test: TestDb) {
        let app = TestApp::new(test).await;
        let earlier = setup::token(&app.server).await.unwrap().unwrap();
        let token = setup::token(&app.server).await.unwrap().unwrap();
        let visitor = app.visitor();
        for body in [
            json!({}),
            json!({"email": "a@example.com", "name": "A", "password": PASSWORD}),
            json!({"token": null}),
            json!({"token": 5}),
            json!({"token": ""}),
            json!({"token": "0".repeat(64)}),
            json!({"token": token.reveal().to_uppercase()}),
            json!({"token": earlier.reveal()}),
        ] {
            let refused = visitor.post("/auth/setup", &body).await.expect(403);
            assert_eq!(refused.text(), r#"{"error":"Invalid set-up token"}"#, "{body}");
        }
        // A body that is wrong does not use the token up.
        for (member, value, sentence) in [
            ("email", "nobody", "`nobody` is not an e-mail address"),
            ("name", " ", "Name is required and must be a non-empty string"),
            ("password", "short", "Password must be 10 to 1024 bytes long"),
            ("password", "password123", "Password is too common: others would try it first"),
        ] {
            let mut body = json!({"token": token.reveal(), "email": "a@example.com", "name": "A", "password": PASSWORD});
            body[member] = value.into();
            assert_eq!(visitor.post("/auth/setup", &body).await.expect(400).error(), sentence);
        }
        assert_eq!(accounts(&app).await, []);

        let mut all = JoinSet::new();
        for number in 0..20 {
            let (visitor, token) = (app.visitor(), token.reveal().to_owned());
            all.spawn(async move {
                let email = format!("olga{number}@example.com");
                let body = json!({"token": token, "email": email, "name": "Olga", "password": PASSWORD});
                visitor.post("/auth/setup", &body).await
            });
        }
        let answers = all.join_all().await;
        let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(made.len(), 1);
        assert!(answers.iter().all(|answer| [201, 403, 410].contains(&answer.status)));
        let rows = accounts(&app).await;
        assert_eq!((rows.len(), rows[0].is_operator), (1, true));
        assert_eq!(made[0].json()["user"]["is_operator"], true);
        assert_eq!(made[0].json()["user"]["email"], rows[0].email);
        app.with_cookie(&made[0].cookie()).get("/users").await.expect(200);

        let over = set_up(&app, token.reveal(), "late@example.com").await.expect(410);
        assert_eq!(over.error(), "This server is set up already");
        visitor.post("/auth/setup", &json!({})).await.expect(410);
        assert!(setup::token(&app.server).await.unwrap().is_none());
    }

    async fn a_set_up_token_works_for_a_month_and_not_where_accounts_are(test: TestDb) {
        let app = TestApp::new(test).await;
        let token = setup::token(&app.server).await.unwrap().unwrap();
        app.clock.advance(std::time::Duration::from_hours(30 * 24));
        set_up(&app, token.reveal(), "a@example.com").await.expect(403);
        let token = setup::token(&app.server).await.unwrap().unwrap();
        app.user("Olga", Plan::Team).await;
        set_up(&app, token.reveal(), "a@example.com").await.expect(410);
        // Nor is it a link that sets passwords.
        let body = json!({"token": token.reveal(), "new_password": PASSWORD});
        app.visitor().post("/auth/reset", &body).await.expect(403);
    }

    async fn visitors_learn_which_ways_in_are_open(test: TestDb) {
        let closed = TestApp::new(test).await;
        let ask = async |app: &TestApp| app.visitor().get("/auth/options").await.expect(200);
        let answer = ask(&closed).await;
        assert_eq!(answer.text(), r#"{"sign_up":false,"set_up":true}"#);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        closed.user("Olga", Plan::Team).await;
        assert_eq!(ask(&closed).await.text(), r#"{"sign_up":false,"set_up":false}"#);
    }

    async fn sign_up_is_no_way_in_before_there_is_an_account(test: TestDb) {
        let open = TestApp::with(test, |config| config.sign_up_open = true).await;
        let ask = async |app: &TestApp| app.visitor().get("/auth/options").await.expect(200);
        assert_eq!(ask(&open).await.text(), r#"{"sign_up":false,"set_up":true}"#);
        open.user("Olga", Plan::Team).await;
        assert_eq!(ask(&open).await.text(), r#"{"sign_up":true,"set_up":false}"#);
    }

    async fn sign_up_is_closed_unless_opened(test: TestDb) {
        let app = TestApp::new(test).await;
        app.user("Olga", Plan::Team).await;
        let body = json!({"email": "a@example.com", "name": "A", "password": PASSWORD});
        for body in [&body, &json!({}), &json!([])] {
            let refused = app.visitor().post("/auth/signup", body).await.expect(403);
            assert_eq!(refused.text(), r#"{"error":"Sign-up is closed"}"#);
        }
        assert_eq!(accounts(&app).await.len(), 1);
    }

    async fn where_it_is_open_people_make_their_own_accounts(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.sign_up_open = true;
            config.login_failures_per_address = 4;
        })
        .await;
        let body = json!({
            "email": " Anna@Example.com ", "name": " Anna ", "password": PASSWORD,
            "plan": "FREE", "is_operator": true, "id": "x", "created_at": "2001-01-01T00:00:00Z",
        });
        // The first account is its operator's.
        app.visitor().post("/auth/signup", &body).await.expect(403);
        app.user("Olga", Plan::Team).await;
        let made = app.visitor().post("/auth/signup", &body).await.expect(201);
        let user = &made.json()["user"];
        assert_eq!(user["email"], "Anna@Example.com");
        assert_eq!(user["name"], "Anna");
        assert_eq!(user["plan"], "BUSINESS");
        assert_eq!(user["is_operator"], false);
        let browser = app.with_cookie(&made.cookie());
        assert_eq!(browser.get("/auth/session").await.expect(200).json(), made.json());
        let again = json!({"email": "ANNA@example.com", "name": "B", "password": PASSWORD});
        let refused = app.visitor().post("/auth/signup", &again).await.expect(409);
        assert_eq!(refused.error(), "There is an account with the address ANNA@example.com already");
        // An address makes a few accounts, and then it waits.
        for number in 0..2 {
            let body = json!({"email": format!("{number}@example.com"), "name": "C", "password": PASSWORD});
            app.visitor().post("/auth/signup", &body).await.expect(201);
        }
        let refused = app.visitor().post("/auth/signup", &again).await.expect(429);
        assert_eq!(refused.header("retry-after"), Some("900"));
    }
}
