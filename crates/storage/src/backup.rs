//! Copies of the whole database as one `SQLite` file of the current schema, whichever database it
//! came from; so also the way from one database to the other.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::Error;
use crate::db::migrate::{self, make_private};
use crate::db::sqlite::{self, sync_directory};
use crate::db::{Database, DatabaseConfig, FILE_NAME, SCHEMA, Tx, Value};
use crate::tables::{TABLES, Table};

/// A table may take this long to copy.
const PATIENCE: Duration = Duration::from_hours(1);
/// Rows that are held at once while they are copied to `PostgreSQL`.
const ROWS: usize = 4096;

/// Writes the whole database to a file, replacing it whole or not at all: one consistent state, while
/// others go on writing. Blocks; not for an async thread.
pub fn backup(db: &Database, file: &Path) -> Result<(), Error> {
    if let Some(path) = db.path() {
        return backup_file(path, file);
    }
    let target = file.to_owned();
    db.read_blocking(move |tx| {
        let part = new_file(&target)?;
        copy_from_postgres(tx, &part.0)?;
        part.become_file(&target)
    })
}

/// [`backup`] of a data directory, whether or not a server uses it.
pub fn backup_directory(data_dir: &Path, file: &Path) -> Result<(), Error> {
    backup_file(&data_dir.join(FILE_NAME), file)
}

fn backup_file(path: &Path, file: &Path) -> Result<(), Error> {
    let from = open_source(path)?;
    copy_sqlite(&from, file)?;
    // The server may be of an older version than this binary.
    let mut copy = Connection::open(file)?;
    if migrate::sqlite_schema(&copy)? < SCHEMA {
        migrate::sqlite_in_place(&mut copy)?;
    }
    Ok(())
}

/// Puts a backup in place of a database, offline.
///
/// [`Error::InUse`] while a server uses the data directory. A `PostgreSQL` database must be empty. A
/// damaged or newer backup is refused, and then nothing is changed.
pub fn restore(file: &Path, target: &DatabaseConfig) -> Result<(), Error> {
    let from = open_source(file)?;
    check(&from)?;
    match target {
        DatabaseConfig::Sqlite { data_dir } => restore_directory(&from, data_dir),
        DatabaseConfig::Postgres { .. } => restore_postgres(&from, target),
    }
}

/// A backup must be whole, and of a schema that this binary knows.
fn check(from: &Connection) -> Result<(), Error> {
    match migrate::sqlite_schema(from)? {
        0 => {
            return Err(Error::Other(
                "the file is not a backup of Tokencraft".into(),
            ));
        }
        found if found > SCHEMA => {
            return Err(Error::SchemaTooNew {
                found,
                known: SCHEMA,
            });
        }
        _ => {}
    }
    let integrity: String = from.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if integrity != "ok" {
        return Err(Error::Other(format!("the backup is damaged: {integrity}")));
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM pragma_foreign_key_check)";
    if from.query_row(sql, [], |row| row.get(0))? {
        return Err(Error::Other(
            "the backup is damaged: rows refer to missing rows".into(),
        ));
    }
    Ok(())
}

fn restore_directory(from: &Connection, data_dir: &Path) -> Result<(), Error> {
    let lock = sqlite::lock(data_dir)?;
    let path = data_dir.join(FILE_NAME);
    let part = new_file(&path)?;
    copy_pages(from, &part.0, "WAL")?;
    // Their log would be played into the new file.
    for suffix in ["-wal", "-shm", "-journal"] {
        remove(&with_suffix(&path, suffix))?;
    }
    sync_directory(data_dir)?;
    part.become_file(&path)?;
    drop(lock);
    Ok(())
}

fn restore_postgres(from: &Connection, target: &DatabaseConfig) -> Result<(), Error> {
    // An old backup is brought up to date on the way.
    let mut current = Connection::open_in_memory()?;
    copy_all_pages(from, &mut current)?;
    migrate::sqlite_in_place(&mut current)?;
    let db = Database::open_blocking(target)?;
    let current = std::sync::Mutex::new(current);
    let result = db.write_blocking(move |tx| {
        let current = current
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        tx.wait_up_to(PATIENCE)?;
        for table in TABLES {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", table.name);
            if tx.query_one(&sql, &[], |row| row.get::<bool>(0))? {
                return Err(Error::Other(format!(
                    "the database is not empty: {}",
                    table.name
                )));
            }
        }
        for table in TABLES {
            copy_to_postgres(&current, tx, table)?;
        }
        Ok(())
    });
    db.close();
    result
}

fn copy_to_postgres(from: &Connection, tx: &mut Tx<'_>, table: &Table) -> Result<(), Error> {
    let mut statement = from.prepare(&table.select())?;
    let mut rows = statement.query([])?;
    let mut chunk: Vec<Vec<rusqlite::types::Value>> = Vec::new();
    loop {
        let row = rows.next()?;
        if let Some(row) = row {
            let columns = 0..table.columns.len();
            chunk.push(
                columns
                    .map(|index| row.get(index))
                    .collect::<Result<_, _>>()?,
            );
        }
        if chunk.len() == ROWS || (row.is_none() && !chunk.is_empty()) {
            let values = chunk
                .iter()
                .map(|row| row.iter().map(|value| borrowed(value.into())).collect())
                .collect::<Result<Vec<Vec<Value<'_>>>, Error>>()?;
            tx.insert_many(&table.into(), table.columns.len(), values)?;
            chunk.clear();
        }
        if row.is_none() {
            return Ok(());
        }
    }
}

fn borrowed(value: ValueRef<'_>) -> Result<Value<'_>, Error> {
    Value::from_sqlite(value).ok_or_else(|| Error::Other("a column is no value of ours".into()))
}

fn copy_from_postgres(tx: &mut Tx<'_>, part: &Path) -> Result<(), Error> {
    let mut to = Connection::open(part)?;
    migrate::sqlite_in_place(&mut to)?;
    tx.wait_up_to(PATIENCE)?;
    let copy = to.transaction()?;
    for table in TABLES {
        let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO {} VALUES ({})",
            table.into(),
            places.join(", ")
        );
        let mut insert = copy.prepare(&sql)?;
        tx.for_each(&table.select(), &[], |row| {
            for index in 0..table.columns.len() {
                insert.raw_bind_parameter(index + 1, row.value(index)?)?;
            }
            insert.raw_execute()?;
            Ok(())
        })?;
    }
    copy.commit()?;
    check(&to)
}

/// Opens a `SQLite` file to read it, beside whoever writes it.
pub(crate) fn open_source(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| Error::Other(format!("{}: {error}", path.display())))?;
    connection.busy_timeout(Duration::from_secs(5))?;
    Ok(connection)
}

/// Copies an open `SQLite` database to a file, replacing it whole or not at all.
pub(crate) fn copy_sqlite(from: &Connection, target: &Path) -> Result<(), Error> {
    let part = new_file(target)?;
    // One file that needs no other beside it.
    copy_pages(from, &part.0, "DELETE")?;
    part.become_file(target)
}

fn copy_pages(from: &Connection, part: &Path, journal_mode: &str) -> Result<(), Error> {
    let mut to = Connection::open(part)?;
    copy_all_pages(from, &mut to)?;
    to.pragma_update(None, "journal_mode", journal_mode)?;
    Ok(())
}

/// All pages in one step: one snapshot, which writers neither wait for nor restart.
fn copy_all_pages(from: &Connection, to: &mut Connection) -> Result<(), Error> {
    let copy = Backup::new(from, to)?;
    for _ in 0..100 {
        match copy.step(-1)? {
            StepResult::Done => return Ok(()),
            _ => std::thread::sleep(Duration::from_millis(50)),
        }
    }
    Err(Error::Unavailable("the database stayed locked".into()))
}

/// A file that is not yet what it will be; removed when it does not become it.
struct Part(PathBuf);

fn new_file(target: &Path) -> Result<Part, Error> {
    let part = Part(with_suffix(target, ".part"));
    make_private(&part.0)?;
    Ok(part)
}

impl Part {
    fn become_file(self, target: &Path) -> Result<(), Error> {
        let failed =
            |error: std::io::Error| Error::Unavailable(format!("{}: {error}", target.display()));
        File::open(&self.0)
            .and_then(|file| file.sync_all())
            .map_err(failed)?;
        std::fs::rename(&self.0, target).map_err(failed)?;
        target
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .map_or(Ok(()), sync_directory)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After a rename there is nothing to remove.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::Unavailable(format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
