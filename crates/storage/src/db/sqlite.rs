//! A `SQLite` file: one writer, and readers beside it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::migrate;
use super::tx::{Ran, Tx, run};
use super::writer::{Answer, Foreign, Writer};
use crate::Error;

/// The database's file in the data directory.
pub const FILE_NAME: &str = "tokencraft.db";
/// The file whose lock says that a process uses the data directory.
pub const LOCK_NAME: &str = "tokencraft.lock";
/// How long a statement waits for another program's lock.
const BUSY: Duration = Duration::from_secs(5);
/// Reader connections that are kept open.
const IDLE_READERS: usize = 16;
/// 3.51.3: before it, a WAL could be reset under a reader.
const OLDEST_SQLITE: i32 = 3_051_003;

/// An open file.
pub(crate) struct Sqlite {
    pub(crate) writer: Writer,
    pub(crate) foreign: Foreign,
    pub(crate) path: PathBuf,
    /// Readers to use again; `None` once closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Sqlite {
    /// Opens or makes the file in a data directory, and brings its schema up to date.
    pub(crate) fn open(data_dir: &Path) -> Result<Self, Error> {
        check_version()?;
        let lock = lock(data_dir)?;
        let path = data_dir.join(FILE_NAME);
        private(OpenOptions::new().create(true).append(true))
            .open(&path)
            .map_err(|error| Error::Unavailable(format!("{}: {error}", path.display())))?;
        let mut connection = connect(&path)?;
        migrate::sqlite(&mut connection, &path)?;
        sync_directory(data_dir)?;
        let foreign = Foreign::default();
        let writer = Writer::start(connection, lock, Arc::clone(&foreign))?;
        Ok(Self {
            writer,
            foreign,
            path,
            idle: Mutex::new(Some(Vec::new())),
        })
    }

    /// Runs `work` here and now, in one snapshot.
    pub(crate) fn read<T, E: From<Error>>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Answer<T, E> {
        let connection = match self.reader() {
            Ok(connection) => connection,
            Err(error) => return Ok(Err(error.into())),
        };
        if let Err(error) = statement(&connection, "BEGIN") {
            return Ok(Err(error.into()));
        }
        let ran = run(Tx::sqlite(&connection), &mut work);
        // A connection that cannot end its transaction is closed, not kept.
        if statement(&connection, "COMMIT").is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(idle) = idle.as_mut().filter(|idle| idle.len() < IDLE_READERS) {
                idle.push(connection);
            }
        }
        match ran {
            Ran::Done(value, hooks) => {
                hooks.committed();
                Ok(Ok(value))
            }
            Ran::Failed(error, hooks) => {
                hooks.rolled_back();
                Ok(Err(error))
            }
            Ran::Panicked(panic, hooks) => {
                hooks.rolled_back();
                Err(panic)
            }
        }
    }

    fn reader(&self) -> Result<Connection, Error> {
        let idle = match &mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(idle) => idle.pop(),
            None => return Err(Error::Unavailable("the database is closed".into())),
        };
        if let Some(connection) = idle {
            return Ok(connection);
        }
        let connection = connect(&self.path)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    pub(crate) fn close(&self) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        self.writer.close();
    }
}

/// Takes the data directory for this process, until the file is dropped. Makes the directory.
pub(crate) fn lock(data_dir: &Path) -> Result<File, Error> {
    let unavailable =
        |error: std::io::Error| Error::Unavailable(format!("{}: {error}", data_dir.display()));
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data_dir).map_err(unavailable)?;
    let file = private(OpenOptions::new().create(true).append(true))
        .open(data_dir.join(LOCK_NAME))
        .map_err(unavailable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::InUse(data_dir.display().to_string())),
        Err(TryLockError::Error(error)) => Err(unavailable(error)),
    }
}

/// Files hold password hashes: nobody else reads them.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Makes the names in a directory durable.
pub(crate) fn sync_directory(directory: &Path) -> Result<(), Error> {
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(|error| Error::Unavailable(format!("{}: {error}", directory.display())))
}

/// A connection as all of ours are. The order matters: the time-out first, or switching to WAL can
/// already fail as busy.
pub(crate) fn connect(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// Refuses a library that is older than the oldest safe one.
pub(crate) fn check_version() -> Result<(), Error> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        let found = rusqlite::version();
        return Err(Error::Other(format!(
            "SQLite {found} is too old: 3.51.3 or newer is needed"
        )));
    }
    Ok(())
}

fn statement(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
