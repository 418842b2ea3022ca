//! Admin commands through the running server: a unix socket in the data directory that only the
//! server's own account can open. One JSON line each way.

use std::io::{BufRead, BufReader, Write};
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

use crate::settings::Storage;

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
    let Ok(mut stream) = UnixStream::connect(path(&storage.data)) else {
        return Ok(None);
    };
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    writeln!(stream, "{}", serde_json::to_string(command)?)?;
    let mut line = String::new();
    BufReader::new(stream)
        .read_line(&mut line)
        .context("the running server did not answer")?;
    match serde_json::from_str(&line).context("the running server is of another version")? {
        Answer::Done(value) => Ok(Some(value)),
        Answer::Refused(message) => Err(anyhow!(message)),
    }
}

/// A socket that is removed when the server ends.
pub(crate) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Opens the socket. The directory is closed to others before the socket exists in it.
    pub(crate) fn bind(data: &Path) -> anyhow::Result<Self> {
        let path = path(data);
        let Some(dir) = path.parent() else {
            bail!("the data directory has no path")
        };
        match std::fs::DirBuilder::new().mode(0o700).create(dir) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                std::fs::set_permissions(dir, PermissionsExt::from_mode(0o700))?;
            }
            other => other.with_context(|| format!("cannot make {}", dir.display()))?,
        }
        // We hold the data directory's lock: a socket that lies here is left from a crash.
        let _ = std::fs::remove_file(&path);
        let listener =
            UnixListener::bind(&path).with_context(|| format!("cannot open {}", path.display()))?;
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600))?;
        Ok(Self { listener, path })
    }

    /// Answers commands until it is dropped.
    pub(crate) async fn serve(self, server: Server) {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let server = server.clone();
            tokio::spawn(async move {
                let work = tokio::time::timeout(Duration::from_secs(30), answer(stream, &server));
                if let Ok(Err(error)) = work.await {
                    tracing::warn!(%error, "an admin command was not answered");
                }
            });
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn answer(stream: tokio::net::UnixStream, server: &Server) -> anyhow::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    tokio::io::BufReader::new(read.take(MAX_COMMAND))
        .read_line(&mut line)
        .await?;
    let answer = match serde_json::from_str(&line) {
        Ok(command) => match admin::run(server, command).await {
            Ok(value) => Answer::Done(value),
            Err(error) => Answer::Refused(error.to_string()),
        },
        Err(error) => Answer::Refused(format!("not a command of this version: {error}")),
    };
    let mut text = serde_json::to_string(&answer)?;
    text.push('\n');
    write.write_all(text.as_bytes()).await?;
    Ok(())
}

fn path(data: &Path) -> PathBuf {
    data.join("run").join("admin.sock")
}
