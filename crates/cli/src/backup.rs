//! `tokencraft backup`, `restore` and `migrate`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use tokencraft_storage::{Error, backup};

use crate::output::hinted;
use crate::settings::Storage;

/// `tokencraft backup`
#[derive(Args)]
pub(crate) struct Backup {
    /// The file to write: one SQLite database, whichever database it is taken from
    file: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    storage: Storage,
}

/// `tokencraft restore`
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    storage: Storage,
}

impl Backup {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let file = &self.file;
        if file.exists() && !self.force {
            return Err(hinted(
                format!("{} is there already", file.display()),
                "--force writes over it",
            ));
        }
        if self.storage.database_url.is_some() {
            let db = self.storage.open()?;
            backup::backup(&db, file).context("the backup failed; nothing was written")?;
            db.close();
        } else {
            backup::backup_directory(&self.storage.data, file)
                .context("the backup failed; nothing was written")?;
        }
        println!("{}", file.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        backup::restore(&self.file, &self.storage.config()).map_err(|error| match error {
            Error::InUse(_) => hinted(
                format!("a server runs over {}", self.storage.data.display()),
                "stop it first: a restore replaces everything",
            ),
            other => anyhow::Error::from(other).context("the restore failed; nothing was changed"),
        })?;
        println!("restored {}", self.file.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// `tokencraft migrate`: opening the database brings its schema up to date.
pub(crate) fn migrate(storage: &Storage) -> anyhow::Result<ExitCode> {
    storage.open()?.close();
    println!("schema {}", tokencraft_storage::db::SCHEMA);
    Ok(ExitCode::SUCCESS)
}
