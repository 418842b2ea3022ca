//! Admin commands straight on the database, when no server holds it.

use serde_json::Value;
use tokencraft_server::app::admin::{self, Command};
use tokencraft_server::clock::SystemClock;
use tokencraft_server::{Config, Server};
use tokencraft_storage::{Database, Error};

use crate::settings::Storage;

/// Carries a command out; `None` while another process holds the data folder.
pub(crate) fn run(
    storage: &Storage,
    public_url: &str,
    command: Command,
) -> anyhow::Result<Option<Value>> {
    let db = match Database::open_blocking(&storage.config()) {
        Err(Error::InUse(_)) => return Ok(None),
        other => other.map_err(|error| storage.explain(error))?,
    };
    let config = Config {
        public_url: Some(public_url.to_owned()),
        ..Config::default()
    };
    let server = Server::new(db.clone(), SystemClock::new(), config);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answer = runtime.block_on(admin::run(&server, command));
    db.close();
    Ok(Some(answer?))
}
