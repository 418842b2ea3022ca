//! Admin commands through the running server: a unix socket in the data directory that only the
//! server's own account can open. One JSON line each way.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokencraft_server::Server;
use tokencraft_server::app::admin::{self, Command};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;

use crate::output::hinted;
use crate::settings::Storage;

/// In the data directory, closed to others.
const DIRECTORY: &str = "run";
const NAME: &str = "admin.sock";
/// Of a socket's path, in bytes: 104 on macOS, 108 on Linux, with the NUL.
const LONGEST_PATH: usize = 100;
/// The longest command.
const MAX_COMMAND: u64 = 64 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Done(Value),
    Refused(String),
}

/// Asks the server that runs over this data directory; `None` when there is none.
pub(crate) fn ask(storage: &Storage, command: &Command) -> anyhow::Result<Option<Value>> {
    if storage.database_url.is_some() {
        return Ok(None);
    }
    let place = Place::of(&storage.data);
    let mut stream = match place.and_then(|place| UnixStream::connect(&place.path)) {
        Ok(stream) => stream,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            return Err(hinted(
                format!("{} belongs to another user", storage.data.display()),
                "run this as the user that runs the server: sudo -u USER tokencraft admin …",
            ));
        }
        // No server, or one that crashed and left its socket.
        Err(_) => return Ok(None),
    };
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    writeln!(stream, "{}", serde_json::to_string(command)?)?;
    let mut line = String::new();
    BufReader::new(stream)
        .read_line(&mut line)
        .context("the running server did not answer")?;
    if line.is_empty() {
        bail!("the running server ended before it answered");
    }
    match serde_json::from_str(&line).context("the running server is of another version")? {
        Answer::Done(value) => Ok(Some(value)),
        Answer::Refused(message) => Err(anyhow!(message)),
    }
}

/// A socket that is removed when the server ends.
pub(crate) struct Socket {
    listener: UnixListener,
    place: Place,
}

impl Socket {
    /// Opens the socket. The directory is closed to others before the socket exists in it.
    pub(crate) fn bind(data: &Path) -> anyhow::Result<Self> {
        let dir = &data.join(DIRECTORY);
        match std::fs::DirBuilder::new().mode(0o700).create(dir) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                std::fs::set_permissions(dir, PermissionsExt::from_mode(0o700))?;
            }
            other => other.with_context(|| format!("cannot make {}", dir.display()))?,
        }
        // We hold the data directory's lock: a socket that lies here is left from a crash.
        let failed = || format!("cannot open the admin socket in {}", dir.display());
        let place = Place::of(data).with_context(failed)?;
        let _ = std::fs::remove_file(&place.path);
        let listener = UnixListener::bind(&place.path).with_context(failed)?;
        std::fs::set_permissions(&place.path, PermissionsExt::from_mode(0o600))?;
        Ok(Self { listener, place })
    }

    /// Answers commands until it is dropped. Links lead to `address` when no public URL is set.
    pub(crate) async fn serve(self, server: Server, address: String) {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let (server, address) = (server.clone(), address.clone());
            tokio::spawn(async move {
                let work = answer(stream, &server, &address);
                let work = tokio::time::timeout(Duration::from_secs(30), work);
                if let Ok(Err(error)) = work.await {
                    tracing::warn!(%error, "an admin command was not answered");
                }
            });
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.place.path);
    }
}

async fn answer(
    stream: tokio::net::UnixStream,
    server: &Server,
    address: &str,
) -> anyhow::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    tokio::io::BufReader::new(read.take(MAX_COMMAND))
        .read_line(&mut line)
        .await?;
    let answer = match serde_json::from_str(&line) {
        Ok(command) => match admin::run(server, command).await {
            Ok(value) => Answer::Done(with_host(value, address)),
            Err(error) => Answer::Refused(error.to_string()),
        },
        Err(error) => Answer::Refused(format!("not a command of this version: {error}")),
    };
    let mut text = serde_json::to_string(&answer)?;
    text.push('\n');
    write.write_all(text.as_bytes()).await?;
    Ok(())
}

/// Links of a server without a public URL begin with `/`.
fn with_host(mut answer: Value, address: &str) -> Value {
    for member in ["setup_url", "reset_url"] {
        if let Some(link) = answer.get_mut(member)
            && let Some(path) = link.as_str().filter(|link| link.starts_with('/'))
        {
            *link = format!("{address}{path}").into();
        }
    }
    answer
}

/// The socket's path. The system takes at most about a hundred bytes of it; a longer one goes through
/// the open directory.
struct Place {
    path: PathBuf,
    _directory: Option<File>,
}

impl Place {
    fn of(data: &Path) -> std::io::Result<Self> {
        let directory = data.join(DIRECTORY);
        let path = directory.join(NAME);
        if path.as_os_str().len() < LONGEST_PATH {
            return Ok(Self {
                path,
                _directory: None,
            });
        }
        let directory = File::open(directory)?;
        let path = format!("/proc/self/fd/{}/{NAME}", directory.as_raw_fd());
        Ok(Self {
            path: path.into(),
            _directory: Some(directory),
        })
    }
}
