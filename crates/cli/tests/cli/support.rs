//! Runs the binary: once, or as a server that ends with the test.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokencraft_testing::db::TestDb;
use tokencraft_testing::{Client, mask};

/// No command of a test takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder to run commands in, and nothing of the environment.
pub(crate) struct Shell {
    folder: TempDir,
    environment: Vec<(String, String)>,
    /// `--data …` or `--database-url …`
    storage: Vec<String>,
    /// Lives as long as the test.
    database: Option<TestDb>,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    hidden: Vec<(String, &'static str)>,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
            storage: vec!["--data".into(), "data".into()],
            database: None,
        }
    }

    /// A shell whose commands work on this database, which nobody else has open.
    pub(crate) async fn over(database: TestDb) -> Self {
        let db = database.db.clone();
        tokio::task::spawn_blocking(move || db.close())
            .await
            .unwrap();
        let storage = match (database.data_dir(), database.url()) {
            (Some(dir), _) => vec!["--data".to_owned(), dir.display().to_string()],
            (None, url) => vec!["--database-url".to_owned(), url.unwrap()],
        };
        Self {
            storage,
            database: Some(database),
            ..Self::new()
        }
    }

    /// The same folder over another database.
    pub(crate) fn set_storage(&mut self, option: &str, value: &str) {
        self.storage = vec![option.to_owned(), value.to_owned()];
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.storage[0] == "--data"
    }

    /// The data directory, on SQLite.
    pub(crate) fn data(&self) -> PathBuf {
        self.path(&self.storage[1])
    }

    /// The URL, on `PostgreSQL`.
    pub(crate) fn url(&self) -> String {
        self.storage[1].clone()
    }

    pub(crate) fn set(&mut self, variable: &str, value: &str) {
        self.environment.push((variable.into(), value.into()));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("tokencraft"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.environment.iter().cloned());
        command
    }

    /// Runs `tokencraft ARGS`.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, "")
    }

    /// Runs `tokencraft ARGS` with this on stdin.
    pub(crate) fn run_with(&self, args: &[&str], stdin: &str) -> Ran {
        let output = assert_cmd::Command::from_std(self.command(args))
            .write_stdin(stdin)
            .timeout(PATIENCE)
            .output()
            .unwrap();
        let mut hidden = vec![(self.folder.path().display().to_string(), "[folder]")];
        if self.database.is_some() {
            hidden.push((self.storage[1].clone(), "[database]"));
        }
        Ran {
            code: output.status.code().expect("no signal ended it"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            hidden,
        }
    }

    /// Runs `tokencraft ARGS --data …` (or `--database-url …`).
    pub(crate) fn stored(&self, args: &[&str]) -> Ran {
        self.run(&self.with_storage(args))
    }

    fn with_storage<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        let storage = self.storage.iter().map(String::as_str);
        args.iter().copied().chain(storage).collect()
    }

    /// Starts `tokencraft serve ARGS` on a free port and waits until it listens.
    #[track_caller]
    pub(crate) fn serve(&self, args: &[&str]) -> Running {
        let args = [&["serve", "--listen", "127.0.0.1:0"], args].concat();
        let log = self.path("log");
        let mut child = self
            .command(&self.with_storage(&args))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let running = Running {
            child,
            stdout,
            log,
            address: line
                .trim_end()
                .strip_prefix("listening on http://")
                .and_then(|address| address.parse().ok())
                .unwrap_or(SocketAddr::from(([0; 4], 0))),
        };
        assert_ne!(running.address.port(), 0, "{line:?} {}", running.log());
        running
    }
}

impl Ran {
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{} {}", self.stdout, self.stderr);
        self
    }

    /// A text member of the JSON on stdout.
    #[track_caller]
    pub(crate) fn member(&self, name: &str) -> String {
        let json: serde_json::Value = serde_json::from_str(&self.stdout).unwrap();
        json[name].as_str().unwrap().to_owned()
    }

    /// All that was said, without what differs from run to run.
    pub(crate) fn shown(&self) -> String {
        let mut text = format!("exit {}\n{}{}", self.code, self.stdout, self.stderr);
        for (value, name) in &self.hidden {
            text = text.replace(value, name);
        }
        mask(&hide_secrets(&text))
    }
}

/// `dtk_…`, ports of this machine, and the secrets of links.
fn hide_secrets(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((at, mark)) = ["dtk_", "127.0.0.1:", "#"]
        .iter()
        .filter_map(|mark| rest.find(mark).map(|at| (at, *mark)))
        .min()
    {
        let (before, after) = rest.split_at(at + mark.len());
        let end = after
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(after.len());
        let is_secret = match mark {
            "#" => end == 64,
            _ => end > 0,
        };
        shown.push_str(before);
        shown.push_str(if is_secret { "…" } else { &after[..end] });
        rest = &after[end..];
    }
    shown + rest
}

/// A server that runs; killed when dropped.
pub(crate) struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: PathBuf,
    pub address: SocketAddr,
}

impl Running {
    /// Somebody with this API token.
    pub(crate) fn client(&self, token: &str) -> Client {
        Client::new(self.address, "/api/v1").with("Authorization", &format!("Bearer {token}"))
    }

    /// The next lines on stdout.
    pub(crate) fn lines(&mut self, count: usize) -> String {
        let lines = self.stdout.by_ref().lines().take(count);
        lines.map(|line| line.unwrap() + "\n").collect()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Sends a signal by name: `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end; also gives what else it printed.
    #[track_caller]
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        for _ in 0..1200 {
            if let Some(status) = self.child.try_wait().unwrap() {
                let mut rest = String::new();
                self.stdout.read_to_string(&mut rest).unwrap();
                return (status, rest);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end");
    }

    /// Ends it as an init system does.
    #[track_caller]
    pub(crate) fn stop(self) {
        self.signal("TERM");
        let (status, _) = self.end();
        assert_eq!(status.code(), Some(0));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every file below a folder, with its bytes.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.is_file() {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found
}
