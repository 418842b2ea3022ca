//! What is refused by its form alone.

use std::time::{Duration, Instant};

use serde_json::json;
use tokencraft_server::auth::Scopes;
use tokencraft_storage::Plan;
use tokencraft_testing::{Answer, Client, TestApp, TestDb};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn app() -> (TestApp, Client) {
    let app = TestApp::with(TestDb::sqlite().await, |config| config.rate_limit = 0).await;
    let user = app.user("owner", Plan::Business).await;
    let client = app.api(&app.api_token(user, Scopes::ALL).await);
    (app, client)
}

async fn raw(client: &Client, text: &str) -> Answer {
    let bytes = client.raw(text.as_bytes()).await;
    Answer::parse(&bytes, false).unwrap_or_else(|| panic!("{:?}", String::from_utf8_lossy(&bytes)))
}

/// The head of a POST with the client's own token.
fn head(client: &Client, extra: &str) -> String {
    let bytes = client
        .request("POST", "/workspaces")
        .header("Content-Type", "application/json")
        .to_bytes();
    let text = String::from_utf8(bytes).unwrap();
    format!("{}\r\n{extra}\r\n\r\n", text.trim_end())
}

#[tokio::test(flavor = "multi_thread")]
async fn a23_bodies_that_are_too_large_are_refused() {
    let (_app, client) = app().await;
    let started = Instant::now();
    let long = client
        .request("POST", "/workspaces")
        .header("Content-Type", "application/json")
        .body(vec![b' '; (1 << 20) + 1])
        .send()
        .await
        .expect(413);
    assert_eq!(long.error(), "Request body must be at most 1048576 bytes");
    let exact = format!("{{\"name\":\"x\"{}}}", " ".repeat((1 << 20) - 12));
    let answer = client
        .request("POST", "/workspaces")
        .header("Content-Type", "application/json")
        .body(exact)
        .send()
        .await;
    assert_eq!(answer.status, 201);

    let mut chunked = head(&client, "Transfer-Encoding: chunked").into_bytes();
    for _ in 0..17 {
        chunked.extend_from_slice(b"10000\r\n");
        chunked.extend_from_slice(&vec![b' '; 0x1_0000]);
        chunked.extend_from_slice(b"\r\n");
    }
    let answer = Answer::parse(&client.raw(&chunked).await, false).unwrap();
    assert_eq!(answer.status, 413);

    let mut bomb = head(
        &client,
        "Content-Encoding: gzip\r\nContent-Length: 10485760",
    )
    .into_bytes();
    bomb.extend_from_slice(&vec![0x1f; 10 << 20]);
    let answer = Answer::parse(&client.raw(&bomb).await, false).unwrap();
    assert_eq!(answer.status, 415);
    assert!(started.elapsed() < Duration::from_secs(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn a23_nobody_is_invited_to_send_five_gigabytes() {
    let (_app, client) = app().await;
    let started = Instant::now();
    let mut stream = client.connect().await;
    let text = head(
        &client,
        "Expect: 100-continue\r\nContent-Length: 5368709120",
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 413");
    assert!(started.elapsed() < Duration::from_secs(1));

    let mut stream = client.connect().await;
    let text = head(&client, "Expect: 100-continue\r\nContent-Length: 12");
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut invited = [0; 25];
    stream.read_exact(&mut invited).await.unwrap();
    assert_eq!(&invited, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{\"name\":\"x\"}").await.unwrap();
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 201");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_targets_and_heads_are_refused_in_our_words() {
    let (_app, client) = app().await;
    for (size, status) in [(8_000, 404), (9_000, 414), (60_000, 414), (80_000, 414)] {
        let answer = client.get(&format!("/{}", "x".repeat(size))).await;
        assert_eq!(answer.status, status, "{size}");
        assert!(answer.header("tokencraft-error").is_some());
    }
    let answer = raw(
        &client,
        &format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(200_000)),
    )
    .await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (431, "Request header fields too large")
    );
    for size in [33_000, 200_000] {
        let answer = raw(
            &client,
            &format!(
                "GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n",
                "x".repeat(size)
            ),
        )
        .await;
        assert_eq!(answer.status, 431, "{size}");
        assert_eq!(answer.header("tokencraft-error"), Some("headers_too_large"));
    }
    let many = "x: y\r\n".repeat(150);
    assert_eq!(
        raw(&client, &format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"))
            .await
            .status,
        431
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_http_is_refused_with_our_headers() {
    let (_app, client) = app().await;
    for text in [
        "GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\x16\x03\x01\x02\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        // What a proxy in front may read otherwise.
        "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    ] {
        let answer = raw(&client, text).await;
        assert_eq!(
            (answer.status, answer.error().as_str()),
            (400, "Bad request"),
            "{text:?}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{text:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a24_hostile_bodies_and_paths_are_refused_with_a_sentence() {
    let (_app, client) = app().await;
    let post = async |body: &[u8]| {
        let request = client
            .request("POST", "/workspaces")
            .header("Content-Type", "application/json");
        request.body(body).send().await
    };
    let names = [
        "\\u0000",
        "\\ud800",
        "\\u202e",
        "\\u2028",
        "\\u001b",
        "   ",
        &"x".repeat(256),
    ];
    for name in names {
        let answer = post(format!("{{\"name\":\"{name}\"}}").as_bytes()).await;
        assert_eq!(answer.status, 400, "{name}");
        assert!(!answer.error().is_empty());
    }
    let deep = |depth: usize| format!("{{\"name\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    for body in [
        b"{\"name\":\"\xff\"}".to_vec(),
        deep(126).into_bytes(),
        deep(127).into_bytes(),
        deep(128).into_bytes(),
        deep(100_000).into_bytes(),
        b"{\"name\":1e999}".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"{\"name\":{}}".to_vec(),
        b"{\"name\":true}".to_vec(),
        b"{\"name\"".to_vec(),
        b"{\"name\":\"a\",\"name\":\"b\"}".to_vec(),
    ] {
        let answer = post(&body).await;
        assert_eq!(
            answer.status,
            400,
            "{:?}",
            String::from_utf8_lossy(&body[..body.len().min(40)])
        );
        assert!(!answer.error().is_empty());
    }
    post(format!("{{\"name\":\"{}\"}}", "x".repeat(255)).as_bytes())
        .await
        .expect(201);
    client
        .request("POST", "/workspaces")
        .body("{}")
        .send()
        .await
        .expect(415);
    let plain = client
        .request("POST", "/workspaces")
        .header("Content-Type", "text/plain");
    plain.body("{}").send().await.expect(415);
    for path in [
        "/workspaces/%00",
        "/workspaces/%ff",
        "/workspaces/%E2%80%AE",
        "/workspaces/a%2Fb",
    ] {
        assert_eq!(
            client.get(path).await.error(),
            "Workspace not found",
            "{path}"
        );
    }
    for query in ["limit=%00", "limit=x", "cursor=%ff", "cursor=%E2%80%A8"] {
        client
            .get(&format!("/workspaces?{query}"))
            .await
            .expect(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_body_is_a_time_out() {
    let app = TestApp::with(TestDb::sqlite().await, |config| {
        config.body_timeout = Duration::from_millis(300);
    })
    .await;
    let user = app.user("owner", Plan::Business).await;
    let client = app.api(&app.api_token(user, Scopes::ALL).await);
    let text = format!("{}{{\"na", head(&client, "Content-Length: 100"));
    let answer = raw(&client, &text).await;
    assert_eq!(
        (answer.status, answer.header("connection")),
        (408, Some("close"))
    );
    let listed = client.get("/workspaces").await.json();
    assert_eq!(listed["total"], json!(0));
}

#[test]
fn a23_what_is_refused_takes_no_memory() {
    // In a process of its own: whatever else runs here takes memory, too.
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "framing::memory_of_refusals"])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Kilobytes of this process by the name of a line of its status.
fn kilobytes(line: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let found = status.lines().find_map(|l| l.strip_prefix(line)).unwrap();
    found.split_whitespace().next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by a23_what_is_refused_takes_no_memory"]
async fn memory_of_refusals() {
    static SPACES: [u8; 0x1_0000] = [b' '; 0x1_0000];
    let (_app, client) = app().await;
    let send = async |head: String, chunks: usize, chunked: bool| {
        let (mut read, mut write) = client.connect().await.into_split();
        let writing = tokio::spawn(async move {
            let _ = write.write_all(head.as_bytes()).await;
            for _ in 0..chunks {
                let (before, after): (&[u8], &[u8]) = if chunked {
                    (b"10000\r\n", b"\r\n")
                } else {
                    (b"", b"")
                };
                for part in [before, &SPACES, after] {
                    if write.write_all(part).await.is_err() {
                        return;
                    }
                }
            }
        });
        let mut status = [0; 12];
        read.read_exact(&mut status).await.unwrap();
        writing.abort();
        String::from_utf8(status.to_vec()).unwrap()
    };
    let requests = [
        ("Transfer-Encoding: chunked", 4096, true, "HTTP/1.1 413"),
        ("Content-Length: 268435456", 4096, false, "HTTP/1.1 413"),
        (
            "Content-Encoding: gzip\r\nContent-Length: 268435456",
            4096,
            false,
            "HTTP/1.1 415",
        ),
        (
            "Content-Encoding: gzip\r\nTransfer-Encoding: chunked",
            4096,
            true,
            "HTTP/1.1 415",
        ),
        (
            "Expect: 100-continue\r\nContent-Length: 5368709120",
            0,
            false,
            "HTTP/1.1 413",
        ),
    ];
    client.get("/workspaces").await.expect(200);
    let before = kilobytes("VmRSS:");
    // The peak counts from here.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    for _ in 0..8 {
        for (extra, chunks, chunked, expected) in requests {
            assert_eq!(
                send(head(&client, extra), chunks, chunked).await,
                expected,
                "{extra}"
            );
        }
    }
    let more = kilobytes("VmHWM:").saturating_sub(before);
    assert!(more <= 20 << 10, "{more} KiB more");
}
