//! SIGTERM, as a process sees it: the test runs itself again as a server.

use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokencraft_server::clock::SystemClock;
use tokencraft_server::http::{serve, termination};
use tokencraft_server::{Config, Server};
use tokencraft_testing::TestDb;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the server that the other tests here start and end"]
async fn a_server_until_it_is_told() {
    let test = TestDb::sqlite().await;
    let config = Config {
        drain_timeout: Duration::from_secs(5),
        ..Config::default()
    };
    let server = Server::new(test.db.clone(), SystemClock::new(), config);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("\nlistening on {}", listener.local_addr().unwrap());
    serve(server, listener, termination().unwrap())
        .await
        .unwrap();
    test.remove().await;
}

struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    async fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--nocapture",
                "--exact",
                "signals::a_server_until_it_is_told",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = tokio::process::ChildStdout::from_std(child.stdout.take().unwrap()).unwrap();
        let mut lines = BufReader::new(stdout).lines();
        let address = loop {
            let line = lines
                .next_line()
                .await
                .unwrap()
                .expect("a server that starts");
            if let Some((_, address)) = line.split_once("listening on ") {
                break address.parse().unwrap();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, address }
    }

    fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// How it ended, and after how long.
    async fn ended(mut self) -> (ExitStatus, Duration) {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, started.elapsed());
            }
            assert!(
                started.elapsed() < Duration::from_secs(10),
                "it does not end"
            );
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A connection whose request never ends.
async fn half_request(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHo").await.unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn a31_the_first_signal_ends_the_server_well() {
    let running = Running::start().await;
    let _half = half_request(running.address).await;
    running.terminate();
    let (status, after) = running.ended().await;
    assert!(status.success(), "{status}");
    assert!(after <= Duration::from_secs(3), "{after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a31_the_second_signal_ends_it_at_once() {
    let running = Running::start().await;
    let _half = half_request(running.address).await;
    running.terminate();
    sleep(Duration::from_millis(300)).await;
    running.terminate();
    let (status, after) = running.ended().await;
    assert_eq!(status.code(), Some(143));
    assert!(after <= Duration::from_secs(1), "{after:?}");
}
