//! What somebody learns who tries passwords: nothing, and not for long.

use std::time::Duration;

use serde_json::json;
use tokencraft_storage::Plan;
use tokencraft_testing::{Answer, Client, TestApp, both_databases};

use crate::sign_in::{PASSWORD, with_olga};

async fn log_in(client: &Client, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    client.post("/auth/login", &body).await.bare()
}

both_databases! {
    async fn a19_unknown_user_and_wrong_password_are_alike_and_cost_alike(test: TestDb) {
        let (app, _) = with_olga(test).await;
        app.user("Nopass", Plan::Team).await;
        let gone = app.user("Gone", Plan::Team).await;
        app.set_password(gone, PASSWORD).await;
        app.change_user(gone, |row| row.disabled_at = Some(1)).await;
        let visitor = app.visitor();
        let mut first: Option<Answer> = None;
        for (email, password) in [
            ("olga@example.com", "wrong and wrong"),
            ("nobody@example.com", "wrong and wrong"),
            ("nopass@example.com", PASSWORD),
            ("gone@example.com", PASSWORD),
            ("gone@example.com", "wrong and wrong"),
            ("not an address\u{0}", PASSWORD),
            ("olga@example.com", "x"),
        ] {
            let before = app.server.passwords().checked();
            let answer = log_in(&visitor, email, password).await.expect(401);
            assert_eq!(app.server.passwords().checked() - before, 1, "{email}");
            assert_eq!(answer.text(), r#"{"error":"Invalid email or password"}"#);
            assert_eq!(answer.header("set-cookie"), None);
            assert_eq!(*first.get_or_insert(answer.clone()), answer, "{email}");
        }
    }

    async fn a20_an_account_is_closed_after_ten_failures_and_nobody_elses(test: TestDb) {
        let (app, _) = with_olga(test).await;
        let other = app.user("Xaver", Plan::Team).await;
        app.set_password(other, PASSWORD).await;
        let spellings = ["olga@example.com", "OLGA@EXAMPLE.COM", "  Olga@example.com", "olga@example.com\t", "oLgA@example.com \n"];
        let mut statuses = Vec::new();
        let mut headers = ["X-Forwarded-For", "X-Real-IP", "Forwarded"].iter().cycle();
        for number in 0..30 {
            let address = format!("10.0.0.{number}");
            let visitor = app.visitor().with(headers.next().unwrap(), &address);
            let email = spellings[number % spellings.len()];
            statuses.push(log_in(&visitor, email, "wrong and wrong").await.status);
        }
        assert_eq!(statuses[..10], [401; 10]);
        assert_eq!(statuses[10..], [429; 20]);
        // The right password waits, too; another account does not.
        let refused = log_in(&app.visitor(), "olga@example.com", PASSWORD).await.expect(429);
        assert_eq!(refused.error(), "Too many failed sign-ins. Please try again later.");
        assert_eq!(refused.header("retry-after"), Some("900"));
        log_in(&app.visitor(), "xaver@example.com", PASSWORD).await.expect(200);
        app.clock.advance(Duration::from_secs(899));
        log_in(&app.visitor(), "olga@example.com", PASSWORD).await.expect(429);
        app.clock.advance(Duration::from_secs(1));
        log_in(&app.visitor(), "olga@example.com", PASSWORD).await.expect(200);
    }

    async fn a_success_forgives_the_failures_before_it(test: TestDb) {
        let (app, _) = with_olga(test).await;
        for _ in 0..2 {
            for _ in 0..9 {
                log_in(&app.visitor(), "olga@example.com", "wrong and wrong").await.expect(401);
            }
            log_in(&app.visitor(), "olga@example.com", PASSWORD).await.expect(200);
        }
    }

    async fn an_address_is_closed_after_many_failures_at_many_accounts(test: TestDb) {
        let app = TestApp::with(test, |config| config.login_failures_per_address = 12).await;
        let user = app.user("Olga", Plan::Team).await;
        app.set_password(user, PASSWORD).await;
        log_in(&app.visitor(), "olga@example.com", PASSWORD).await.expect(200);
        for number in 0..12 {
            log_in(&app.visitor(), &format!("{number}@example.com"), "wrong and wrong").await.expect(401);
        }
        log_in(&app.visitor(), "olga@example.com", PASSWORD).await.expect(429);
        // Who is signed in stays signed in.
        app.sign_in(user).await.get("/workspaces").await.expect(200);
        app.clock.advance(Duration::from_mins(15));
        log_in(&app.visitor(), "olga@example.com", PASSWORD).await.expect(200);
    }
}
