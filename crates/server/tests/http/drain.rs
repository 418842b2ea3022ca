//! How a server ends.

use std::time::{Duration, Instant};

use serde_json::json;
use tokencraft_server::auth::Scopes;
use tokencraft_storage::{Kind, Plan};
use tokencraft_testing::{Answer, TestApp, both_databases};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

both_databases! {
    async fn a31_requests_in_flight_finish_and_the_rest_is_cut(test: TestDb) {
        let mut app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            config.drain_timeout = Duration::from_secs(3);
        })
        .await;
        let user = app.user("owner", Plan::Business).await;
        let client = app.api(&app.api_token(user, Scopes::ALL).await);

        let mut idle = client.connect().await;
        idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        let mut watcher = client.connect().await;
        let mut half_header = client.connect().await;
        half_header.write_all(b"GET / HTTP/1.1\r\nHo").await.unwrap();
        // Asks for more than any buffer holds, and reads nothing of it.
        let mut slow_reader = client.connect().await;
        let asked = "GET /docs/docs.js HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2_000);
        let _ = timeout(Duration::from_millis(200), slow_reader.write_all(asked.as_bytes())).await;
        // Twenty writes whose last byte is still to come.
        let mut writes = JoinSet::new();
        for number in 0..20 {
            let request = client.request("POST", "/workspaces").json(&json!({"name": format!("w{number}")}));
            let bytes = request.to_bytes();
            let mut stream = client.connect().await;
            let (last, first) = bytes.split_last().unwrap();
            stream.write_all(first).await.unwrap();
            let last = *last;
            writes.spawn(async move {
                sleep(Duration::from_millis(1500)).await;
                stream.write_all(&[last]).await.unwrap();
                let mut answer = Vec::new();
                stream.read_to_end(&mut answer).await.unwrap();
                Answer::parse(&answer, false).unwrap().status
            });
        }
        sleep(Duration::from_millis(100)).await;

        let started = Instant::now();
        app.stop();
        sleep(Duration::from_millis(150)).await;
        // Readiness goes first, while connections are still welcome.
        watcher.write_all(b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        let mut status = [0; 12];
        watcher.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 503");
        client.connect().await;
        sleep(Duration::from_millis(600)).await;
        assert!(TcpStream::connect(app.address).await.is_err(), "the listener is closed");

        let mut rest = Vec::new();
        timeout(Duration::from_secs(1), idle.read_to_end(&mut rest)).await.expect("idle: closed").unwrap();
        while let Some(status) = writes.join_next().await {
            assert_eq!(status.unwrap(), 201);
        }
        timeout(Duration::from_secs(6), app.ended()).await.expect("an end");
        assert!(started.elapsed() < Duration::from_secs(6));
        let mut rest = Vec::new();
        let _ = timeout(Duration::from_secs(1), half_header.read_to_end(&mut rest)).await.expect("cut");

        let written: Result<_, tokencraft_storage::Error> =
            app.server.db().read(tokencraft_storage::workspaces::list).await;
        assert_eq!(written.unwrap().len(), 20);
    }

    async fn an_idle_server_ends_at_once(test: TestDb) {
        let mut app = TestApp::new(test).await;
        let mut idle = app.anonymous().connect().await;
        idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        let mut first = [0; 12];
        idle.read_exact(&mut first).await.unwrap();
        app.stop();
        timeout(Duration::from_secs(2), app.ended()).await.expect("an end");
    }

    async fn a33_two_thousand_aborted_writes_leave_nothing_behind(test: TestDb) {
        let app = TestApp::with(test, |config| config.rate_limit = 0).await;
        let user = app.user("owner", Plan::Business).await;
        let client = app.api(&app.api_token(user, Scopes::ALL).await);
        let mut aborted = JoinSet::new();
        for number in 0..2_000_u64 {
            let bytes = client.request("POST", "/workspaces").json(&json!({"name": format!("w{number}")})).to_bytes();
            let client = client.clone();
            aborted.spawn(async move {
                let mut stream = client.connect().await;
                let _ = stream.write_all(&bytes).await;
                sleep(Duration::from_millis(number % 21)).await;
            });
            if number % 100 == 99 {
                while aborted.join_next().await.is_some() {}
            }
        }
        for number in 0..100 {
            client.post("/workspaces", &json!({"name": format!("after {number}")})).await.expect(201);
        }
        if app.server.db().kind() == Kind::Postgres {
            let open: Result<i64, tokencraft_storage::Error> = app
                .server
                .db()
                .read(|tx| {
                    let sql = "SELECT COUNT(*) FROM pg_stat_activity \
                               WHERE datname = current_database() AND pid <> pg_backend_pid() \
                               AND state LIKE 'idle in transaction%'";
                    tx.query_one(sql, &[], |row| row.get(0))
                })
                .await;
            assert_eq!(open.unwrap(), 0, "a transaction is still open");
        }
        let listed = client.get("/workspaces").await.expect(200).json();
        let items = listed["workspaces"].as_array().unwrap();
        assert_eq!(listed["total"], items.len());
        assert!(items.iter().all(|item| item["user_role"] == "owner"), "each with its owner's place");
        let after = items.iter().filter(|item| item["name"].as_str().unwrap().starts_with("after")).count();
        assert_eq!(after, 100);
    }
}
