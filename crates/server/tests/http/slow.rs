//! Clients that take their time, on purpose.

use std::time::{Duration, Instant};

use serde_json::json;
use tokencraft_server::auth::Scopes;
use tokencraft_storage::Plan;
use tokencraft_testing::{TestApp, TestDb};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How a slow client behaves.
#[derive(Clone, Copy, Debug)]
enum Slow {
    Silent,
    HalfHeader,
    DrippingHeader,
    HalfBody,
    DrippingBody,
}

#[tokio::test(flavor = "multi_thread")]
async fn a28_two_hundred_slow_clients_are_cut_and_starve_nobody() {
    let app = TestApp::with(TestDb::sqlite().await, |config| {
        config.rate_limit = 0;
        config.header_timeout = Duration::from_secs(2);
        config.body_timeout = Duration::from_secs(3);
    })
    .await;
    let user = app.user("owner", Plan::Business).await;
    let client = app.api(&app.api_token(user, Scopes::ALL).await);
    let head = client
        .request("POST", "/workspaces")
        .header("Content-Type", "application/json")
        .to_bytes();
    let head = String::from_utf8(head).unwrap();
    let mut slow = JoinSet::new();
    for index in 0..200 {
        let kind = [
            Slow::Silent,
            Slow::HalfHeader,
            Slow::DrippingHeader,
            Slow::HalfBody,
            Slow::DrippingBody,
        ][index % 5];
        let (client, head) = (client.clone(), head.clone());
        slow.spawn(async move {
            let started = Instant::now();
            let (mut read, mut write) = client.connect().await.into_split();
            let whole = format!("{}\r\nContent-Length: 100\r\n\r\n", head.trim_end());
            let writing = tokio::spawn(async move {
                match kind {
                    Slow::Silent => {}
                    Slow::HalfHeader => write.write_all(&head.as_bytes()[..20]).await?,
                    Slow::HalfBody => write.write_all(format!("{whole}{{").as_bytes()).await?,
                    Slow::DrippingHeader => {
                        write.write_all(b"GET / HTTP/1.1\r\n").await?;
                        loop {
                            write.write_all(b"x: y\r\n").await?;
                            sleep(Duration::from_millis(200)).await;
                        }
                    }
                    Slow::DrippingBody => {
                        write.write_all(whole.as_bytes()).await?;
                        loop {
                            write.write_all(b" ").await?;
                            sleep(Duration::from_millis(200)).await;
                        }
                    }
                }
                // Hold the connection open.
                sleep(Duration::from_mins(1)).await;
                drop(write);
                Ok::<_, std::io::Error>(())
            });
            let mut sink = Vec::new();
            let _ = timeout(Duration::from_secs(15), read.read_to_end(&mut sink))
                .await
                .expect("the server cuts");
            writing.abort();
            (kind, started.elapsed())
        });
    }
    let mut times = Vec::new();
    while slow.len() > 150 || times.len() < 100 {
        let started = Instant::now();
        client.get("/workspaces").await.expect(200);
        times.push(started.elapsed());
        while slow.try_join_next().is_some() {}
    }
    times.sort_unstable();
    assert!(
        times[times.len() * 99 / 100] <= Duration::from_millis(250),
        "{times:?}"
    );
    while let Some(cut) = slow.join_next().await {
        let (kind, after) = cut.unwrap();
        // The body's time, and a moment for what is still on its way.
        assert!(after <= Duration::from_secs(7), "{kind:?} {after:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a28_a_reader_that_does_not_read_is_cut() {
    let app = TestApp::with(TestDb::sqlite().await, |config| {
        config.write_timeout = Duration::from_secs(1);
    })
    .await;
    let mut stream = app.anonymous().connect().await;
    // Enough answers in one connection to fill every buffer on the way.
    let mut requests = String::new();
    for _ in 0..2_000 {
        requests.push_str("GET /docs/docs.js HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    let started = Instant::now();
    let sent = timeout(Duration::from_secs(20), async {
        loop {
            if stream.write_all(requests.as_bytes()).await.is_err() {
                return;
            }
        }
    });
    sent.await.expect("the server cuts");
    assert!(started.elapsed() >= Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a28_slow_readers_of_a_large_export_are_cut_and_starve_nobody() {
    let app = TestApp::with(TestDb::sqlite().await, |config| {
        config.rate_limit = 0;
        config.write_timeout = Duration::from_secs(2);
    })
    .await;
    let user = app.user("owner", Plan::Business).await;
    let client = app.api(&app.api_token(user, Scopes::ALL).await);
    let workspace = app.workspace(user, "W").await;
    // Twice what the check asks for: more than the system's own buffers take in.
    let description = "long ".repeat(800);
    let tokens: serde_json::Map<_, _> = (0..2_500)
        .map(|n| {
            let token = json!({"$type": "color", "$value": "#fff", "$description": description});
            (format!("t{n}"), token)
        })
        .collect();
    let import = format!("/workspaces/{workspace}/import");
    client.post(&import, &tokens.into()).await.expect(200);
    let sets = client
        .get(&format!("/workspaces/{workspace}/tokensets"))
        .await
        .json();
    let export = format!(
        "/tokensets/{}/export",
        sets["tokensets"][0]["id"].as_str().unwrap()
    );
    let whole = client.get(&export).await.expect(200).body.len();
    assert!(whole > 9 << 20, "{whole}");

    let mut slow = JoinSet::new();
    for _ in 0..20 {
        let (client, request) = (client.clone(), client.request("GET", &export).to_bytes());
        slow.spawn(async move {
            let mut stream = client.connect().await;
            stream.write_all(&request).await.unwrap();
            sleep(Duration::from_secs(5)).await;
            // What had found room on the way, and then the end.
            let mut rest = Vec::new();
            let _ = timeout(Duration::from_secs(10), stream.read_to_end(&mut rest))
                .await
                .expect("the end");
            rest.len()
        });
    }
    let mut times = Vec::new();
    while times.len() < 100 {
        let started = Instant::now();
        client.get("/workspaces").await.expect(200);
        times.push(started.elapsed());
    }
    times.sort_unstable();
    assert!(times[98] <= Duration::from_millis(250), "{times:?}");
    while let Some(read) = slow.join_next().await {
        assert!(read.unwrap() < whole);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_cap_wait_their_turn() {
    let app = TestApp::with(TestDb::sqlite().await, |config| {
        config.max_connections = 2;
        config.header_timeout = Duration::from_secs(1);
    })
    .await;
    let client = app.anonymous();
    let (_one, _two) = (client.connect().await, client.connect().await);
    sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    client.get("/healthz").await.expect(200);
    assert!(started.elapsed() >= Duration::from_millis(500));
}
