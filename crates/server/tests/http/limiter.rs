//! The rate limit, seen from outside.

use std::time::Duration;

use tokencraft_server::auth::{Scope, Scopes};
use tokencraft_storage::{Kind, Plan};
use tokencraft_testing::{Answer, BEGINNING_MS, Client, TestApp, both_databases};
use tokio::task::JoinSet;

/// `times` requests, at most 64 at once, spread over the clients.
async fn burst(clients: &[Client], times: usize) -> Vec<Answer> {
    let gate = std::sync::Arc::new(tokio::sync::Semaphore::new(64));
    let mut asked = JoinSet::new();
    for index in 0..times {
        let (client, gate) = (clients[index % clients.len()].clone(), gate.clone());
        asked.spawn(async move {
            let _turn = gate.acquire_owned().await;
            client.get("/workspaces").await
        });
    }
    asked.join_all().await
}

fn count(answers: &[Answer], status: u16) -> usize {
    answers
        .iter()
        .filter(|answer| answer.status == status)
        .count()
}

/// The values of `X-RateLimit-Remaining` over the 200s, largest first.
fn remaining(answers: &[Answer]) -> Vec<u32> {
    let mut values: Vec<u32> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .map(|answer| {
            answer
                .header("x-ratelimit-remaining")
                .unwrap()
                .parse()
                .unwrap()
        })
        .collect();
    values.sort_unstable_by(|a, b| b.cmp(a));
    values
}

fn reset(answer: &Answer) -> i64 {
    answer.header("x-ratelimit-reset").unwrap().parse().unwrap()
}

/// The clock that decides: on `PostgreSQL` the database's, which no test can hold still.
fn now_seconds(app: &TestApp) -> i64 {
    match app.server.db().kind() {
        Kind::Sqlite => BEGINNING_MS / 1000,
        Kind::Postgres => {
            let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
            i64::try_from(now.as_secs()).unwrap()
        }
    }
}

/// Lets time pass: on `PostgreSQL`, whose clock it is, all that was counted gets older.
async fn pass(app: &TestApp, time: Duration) {
    app.clock.advance(time);
    if app.server.db().kind() == Kind::Postgres {
        let older = i64::try_from(time.as_millis()).unwrap();
        let sql = "UPDATE rate_windows SET at = at - $1, hits = ARRAY(\
                   SELECT hit - $1 FROM unnest(hits) WITH ORDINALITY AS h (hit, n) ORDER BY n)";
        app.seed(move |tx| tx.execute(sql, &[&older])).await;
    }
}

both_databases! {
    async fn a16_hundred_per_minute_exact(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Team).await;
        let token = app.api_token(user, Scopes::ALL).await;
        let other = app.api_token(user, Scopes::ALL).await;
        // On PostgreSQL two processes share the window; SQLite has one process.
        let sibling = match app.server.db().kind() {
            Kind::Postgres => app.sibling().await,
            Kind::Sqlite => TestApp::new(tokencraft_testing::TestDb::sqlite().await).await,
        };
        let clients = match app.server.db().kind() {
            Kind::Postgres => vec![app.api(&token), sibling.api(&token)],
            Kind::Sqlite => vec![app.api(&token)],
        };
        let before = now_seconds(&app);
        let answers = burst(&clients, 150).await;
        assert_eq!((count(&answers, 200), count(&answers, 429)), (100, 50));
        assert_eq!(remaining(&answers), (0..100).rev().collect::<Vec<_>>());
        for answer in &answers {
            assert_eq!(answer.header("x-ratelimit-limit"), Some("100"));
            let reset = reset(answer);
            assert!(reset > before && reset <= now_seconds(&app) + 61, "{reset} {before}");
        }
        for refused in answers.iter().filter(|answer| answer.status == 429) {
            assert_eq!(refused.text(), r#"{"error":"Rate limit exceeded. Please try again later."}"#);
            let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=60).contains(&wait), "{wait}");
            assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
        }
        assert_eq!(app.api(&other).get("/workspaces").await.header("x-ratelimit-remaining"), Some("99"));
    }

    async fn a17_refusals_carry_the_headers_and_count_like_any_request(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Team).await;
        let token = app.api_token(user, Scopes::default().with(Scope::Write)).await;
        let client = app.api(&token);
        let mut left = 100;
        for (answer, status) in [
            (client.get("/workspaces").await, 403),
            (client.get("/nowhere").await, 404),
            (client.request("PUT", "/workspaces").send().await, 405),
            (client.request("POST", "/workspaces").json(&serde_json::json!({})).send().await, 400),
            (client.request("POST", "/workspaces").body("x").send().await, 415),
        ] {
            left -= 1;
            assert_eq!(answer.status, status);
            assert_eq!(answer.header("x-ratelimit-limit"), Some("100"));
            assert_eq!(answer.header("x-ratelimit-remaining"), Some(&*left.to_string()));
            assert!(answer.header("x-ratelimit-reset").is_some());
        }
    }

    async fn a_limit_of_its_own_and_no_limit(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 2).await;
        let user = app.user("owner", Plan::Team).await;
        let (_, own) = app.api_token_with(user, Scopes::ALL, |token| token.rate_limit = Some(3)).await;
        let (_, free) = app.api_token_with(user, Scopes::ALL, |token| token.rate_limit = Some(0)).await;
        let usual = app.api_token(user, Scopes::ALL).await;
        for (token, admitted) in [(&own, 3), (&usual, 2)] {
            let answers = burst(&[app.api(token)], 6).await;
            assert_eq!(count(&answers, 200), admitted);
        }
        for answer in burst(&[app.api(&free)], 6).await {
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("x-ratelimit-limit"), None);
        }
    }

    async fn a17_the_window_slides(test: TestDb) {
        let app = TestApp::new(test).await;
        let user = app.user("owner", Plan::Team).await;
        let client = [app.api(&app.api_token(user, Scopes::ALL).await)];
        assert_eq!(count(&burst(&client, 50).await, 200), 50);
        pass(&app, Duration::from_secs(30)).await;
        assert_eq!(count(&burst(&client, 50).await, 200), 50);
        pass(&app, Duration::from_secs(1)).await;
        let refused = burst(&client, 1).await.remove(0);
        assert_eq!(refused.status, 429);
        let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
        match app.server.db().kind() {
            Kind::Sqlite => assert_eq!((wait, reset(&refused)), (29, BEGINNING_MS / 1000 + 60)),
            // The database's clock is another than the server's, and went on meanwhile.
            Kind::Postgres => assert!((1..=29).contains(&wait), "{wait}"),
        }
        pass(&app, Duration::from_millis(29_500)).await;
        let answers = burst(&client, 60).await;
        assert_eq!((count(&answers, 200), count(&answers, 429)), (50, 10));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wall_clock_jumps_change_nothing() {
    let app = TestApp::with(tokencraft_testing::TestDb::sqlite().await, |config| {
        config.rate_limit = 3;
    })
    .await;
    let user = app.user("owner", Plan::Team).await;
    let client = [app.api(&app.api_token(user, Scopes::ALL).await)];
    assert_eq!(count(&burst(&client, 3).await, 200), 3);
    for wall in [BEGINNING_MS + 3_600_000, BEGINNING_MS - 3_600_000, 0] {
        app.clock.set_wall(wall);
        assert_eq!(count(&burst(&client, 1).await, 429), 1, "{wall}");
    }
}
