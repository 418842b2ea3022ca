//! `tokencraft backup`, `restore` and `migrate`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use tokencraft_storage::db::{FILE_NAME, LOCK_NAME};
use tokencraft_storage::{Error, backup};

use crate::output::{self, Hinted, hinted};
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
        self.storage.must_exist()?;
        self.refuse_own_files()?;
        if file.is_dir() {
            return Err(hinted(
                format!("{} is a folder", file.display()),
                "name the file to write: nightly.db",
            ));
        }
        if file.exists() && !self.force {
            return Err(hinted(
                format!("{} is there already", file.display()),
                "--force writes over it",
            ));
        }
        if self.storage.database_url.is_some() {
            let db = self.storage.open()?;
            backup::backup(&db, file).map_err(|error| self.failed(error))?;
            db.close();
        } else {
            backup::backup_directory(&self.storage.data, file)
                .map_err(|error| self.failed(error))?;
        }
        output::print(file.display())?;
        Ok(ExitCode::SUCCESS)
    }

    /// `--force` must never put the copy in the place of what a server has open.
    fn refuse_own_files(&self) -> anyhow::Result<()> {
        let folder = match self.file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let is_own = name.starts_with(FILE_NAME) || name == LOCK_NAME;
        let data = self.storage.data.canonicalize();
        if is_own && data.is_ok_and(|data| folder.canonicalize().is_ok_and(|it| it == data)) {
            return Err(hinted(
                format!("{} is the database's own file", self.file.display()),
                "name another file",
            ));
        }
        Ok(())
    }

    fn failed(&self, error: Error) -> anyhow::Error {
        let hint = match (&error, &self.storage.database_url) {
            (Error::Unavailable(_), _) => "its folder must exist, be writable and have room",
            (_, Some(_)) => "`tokencraft doctor` looks closer",
            (_, None) => "`tokencraft doctor` looks closer; keep a copy of the data folder",
        };
        let message = "the backup failed; nothing was written";
        anyhow::Error::from(error).context(Hinted::new(message, hint))
    }
}

impl Restore {
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let file = self.file.display();
        // SQLite's own words for a missing file would puzzle.
        File::open(&self.file).with_context(|| format!("cannot read {file}"))?;
        let config = self.storage.config();
        backup::restore(&self.file, &config).map_err(|error| self.failed(error))?;
        output::print(format_args!("restored {file}"))?;
        Ok(ExitCode::SUCCESS)
    }

    fn failed(&self, error: Error) -> anyhow::Error {
        let hint = match (&error, &self.storage.database_url) {
            (Error::InUse(_), _) => {
                return hinted(
                    format!("a server runs over {}", self.storage.data.display()),
                    "stop it first: a restore replaces everything",
                );
            }
            (Error::SchemaTooNew { .. }, _) => "a newer version made this backup: use that one",
            (Error::Unavailable(_), Some(_)) => "PostgreSQL must be up and let us in",
            (Error::Unavailable(_), None) => "the data folder must be writable and have room",
            (Error::Other(message), Some(_)) if message.contains("not empty") => {
                "restore into a new database: `createdb NAME`"
            }
            _ => "a backup is one file that `tokencraft backup` wrote",
        };
        let message = "the restore failed; nothing was changed";
        anyhow::Error::from(error).context(Hinted::new(message, hint))
    }
}

/// `tokencraft migrate`: opening the database brings its schema up to date.
pub(crate) fn migrate(storage: &Storage) -> anyhow::Result<ExitCode> {
    storage.open()?.close();
    output::print(format_args!("schema {}", tokencraft_storage::db::SCHEMA))?;
    Ok(ExitCode::SUCCESS)
}
