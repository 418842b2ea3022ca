//! Numbered migrations, one folder per database with equal names.

use std::path::Path;

use refinery::{Migration, Runner};
use rusqlite::Connection;

use super::sqlite::{private, sync_directory};
use crate::Error;

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        const SQLITE: Migrations<'static> =
            &[$(($name, include_str!(concat!("../../migrations/sqlite/", $name, ".sql")))),*];
        const POSTGRES: Migrations<'static> =
            &[$(($name, include_str!(concat!("../../migrations/postgres/", $name, ".sql")))),*];
    };
}

migrations![
    "V1__initial",
    "V2__downgrades",
    "V3__mode_groups",
    "V4__organizations",
];

/// The schema that this binary knows.
pub const SCHEMA: i64 = newest(SQLITE);

#[expect(clippy::cast_possible_wrap, reason = "a handful")]
const fn newest(migrations: Migrations<'_>) -> i64 {
    migrations.len() as i64
}

/// The text of every migration of both databases.
pub fn migrations() -> impl Iterator<Item = &'static str> {
    SQLITE.iter().chain(POSTGRES).map(|(_, text)| *text)
}

/// The migrations of one database, oldest first: name and text.
type Migrations<'a> = &'a [(&'a str, &'a str)];

fn runner(migrations: Migrations<'_>) -> Result<Runner, Error> {
    let migrations = migrations
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql).map_err(failed))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Runner::new(&migrations).set_grouped(true))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Other(format!("migration: {error}"))
}

/// Whether the schema found is one that this binary may use or bring up to date.
fn check(found: i64, migrations: Migrations<'_>) -> Result<(), Error> {
    let known = newest(migrations);
    if found > known {
        return Err(Error::SchemaTooNew { found, known });
    }
    Ok(())
}

/// The schema of a `SQLite` file; 0 when it is empty.
pub(crate) fn sqlite_schema(connection: &Connection) -> Result<i64, Error> {
    let known: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history')",
        [],
        |row| row.get(0),
    )?;
    if !known {
        return Ok(0);
    }
    let sql = "SELECT COALESCE(MAX(version), 0) FROM refinery_schema_history";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Brings a `SQLite` file up to date, in one transaction. A file with data is copied first, to
/// `<file>.before-v<new>` beside it.
pub(crate) fn sqlite(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    sqlite_with(connection, path, SQLITE)
}

fn sqlite_with(
    connection: &mut Connection,
    path: &Path,
    migrations: Migrations<'_>,
) -> Result<(), Error> {
    let found = sqlite_schema(connection)?;
    check(found, migrations)?;
    if found == newest(migrations) {
        // Refinery still compares the checksums of what was applied.
        return runner(migrations)?
            .run(connection)
            .map(drop)
            .map_err(failed);
    }
    if found > 0 {
        copy_aside(connection, path, migrations.len())?;
    }
    in_place(connection, migrations)?;
    tracing::info!(from = found, to = migrations.len(), "migrated the database");
    Ok(())
}

/// Brings a file up to date that nobody else uses and that may be lost.
pub(crate) fn sqlite_in_place(connection: &mut Connection) -> Result<(), Error> {
    check(sqlite_schema(connection)?, SQLITE)?;
    in_place(connection, SQLITE)
}

fn in_place(connection: &mut Connection, migrations: Migrations<'_>) -> Result<(), Error> {
    // Off while tables are rebuilt; checked as a whole afterwards.
    connection.pragma_update(None, "foreign_keys", false)?;
    runner(migrations)?.run(connection).map_err(failed)?;
    let dangling: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM pragma_foreign_key_check)",
        [],
        |row| row.get(0),
    )?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if dangling {
        return Err(failed("rows refer to rows that do not exist"));
    }
    Ok(())
}

fn copy_aside(connection: &Connection, path: &Path, new: usize) -> Result<(), Error> {
    let target = crate::backup::with_suffix(path, &format!(".before-v{new}"));
    crate::backup::copy_sqlite(connection, &target)?;
    tracing::info!(file = %target.display(), "copied the database before migrating it");
    Ok(())
}

/// Held while migrating, so that processes that start together do it one after another.
const LOCK: i64 = 0x746f_6b65_6e63_7266;

/// Brings a `PostgreSQL` database up to date.
pub(crate) async fn postgres(client: &mut tokio_postgres::Client) -> Result<(), Error> {
    let failed = |error: tokio_postgres::Error| super::session::map_error(&error);
    // Another process may be at it for long: this wait has no deadline.
    client
        .batch_execute(&format!(
            "SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK})"
        ))
        .await
        .map_err(failed)?;
    let result = postgres_locked(client).await;
    client
        .batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))
        .await
        .map_err(failed)?;
    result
}

async fn postgres_locked(client: &mut tokio_postgres::Client) -> Result<(), Error> {
    let found = postgres_schema(client).await?;
    check(found, POSTGRES)?;
    runner(POSTGRES)?.run_async(client).await.map_err(failed)?;
    if found < SCHEMA {
        tracing::info!(from = found, to = SCHEMA, "migrated the database");
    }
    Ok(())
}

/// The schema of a `PostgreSQL` database; 0 when it has none.
pub(crate) async fn postgres_schema(client: &tokio_postgres::Client) -> Result<i64, Error> {
    let failed = |error: tokio_postgres::Error| super::session::map_error(&error);
    let known: bool = client
        .query_one(
            "SELECT to_regclass('refinery_schema_history') IS NOT NULL",
            &[],
        )
        .await
        .map_err(failed)?
        .get(0);
    if !known {
        return Ok(0);
    }
    let sql = "SELECT COALESCE(MAX(version), 0)::BIGINT FROM refinery_schema_history";
    Ok(client.query_one(sql, &[]).await.map_err(failed)?.get(0))
}

/// Makes an empty file that only its owner can read, and what it is in durable.
pub(crate) fn make_private(path: &Path) -> Result<(), Error> {
    let unavailable =
        |error: std::io::Error| Error::Unavailable(format!("{}: {error}", path.display()));
    private(
        std::fs::OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true),
    )
    .open(path)
    .map_err(unavailable)?;
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or(Ok(()), sync_directory)
}

#[cfg(test)]
mod tests {
    use super::{Migrations, SQLITE, sqlite_schema, sqlite_with};
    use crate::Error;
    use crate::db::sqlite::connect;

    const FIRST: Migrations<'static> = &[SQLITE[0]];
    const NEXT: (&str, &str) = ("V2__next", "ALTER TABLE users ADD COLUMN nickname TEXT");

    #[test]
    fn data_is_copied_aside_before_it_is_migrated() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        std::fs::write(&path, "").unwrap();
        let files = || std::fs::read_dir(directory.path()).unwrap().count();
        let mut connection = connect(&path).unwrap();
        sqlite_with(&mut connection, &path, FIRST).unwrap();
        assert_eq!(
            files(),
            3,
            "an empty file is not copied: it, its log, the log's index"
        );
        connection
            .execute_batch(
                "INSERT INTO users VALUES (x'01', 'a', 'a', 'n', 'FREE', 0, NULL, NULL, 1, 1)",
            )
            .unwrap();

        let newer: Migrations<'_> = &[FIRST[0], NEXT];
        sqlite_with(&mut connection, &path, newer).unwrap();
        assert_eq!(sqlite_schema(&connection).unwrap(), 2);
        connection
            .execute_batch("UPDATE users SET nickname = 'x'")
            .unwrap();
        let copy = rusqlite::Connection::open(directory.path().join("x.db.before-v2")).unwrap();
        assert_eq!(sqlite_schema(&copy).unwrap(), 1);
        let count: i64 = copy
            .query_row("SELECT COUNT(*) FROM users", [], |row| row.get(0))
            .unwrap();
        assert_eq!(count, 1);

        let older = sqlite_with(&mut connection, &path, FIRST);
        assert_eq!(older, Err(Error::SchemaTooNew { found: 2, known: 1 }));
    }

    #[test]
    fn data_of_the_first_schema_is_there_in_the_newest() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        std::fs::write(&path, "").unwrap();
        let mut connection = connect(&path).unwrap();
        sqlite_with(&mut connection, &path, FIRST).unwrap();
        connection
            .execute_batch(
                "INSERT INTO users VALUES (x'01', 'a', 'a', 'n', 'FREE', 0, NULL, NULL, 1, 1);
                 INSERT INTO workspaces VALUES (x'02', x'01', 'w', NULL, 1, 1, 1, 1);
                 INSERT INTO tokensets VALUES (x'03', x'02', 's', NULL, 1, 1, 1);
                 INSERT INTO modes VALUES (x'04', x'03', 'Base', 'base', 1, 0, 0, 1, 1, 1);
                 INSERT INTO tokens VALUES
                 (x'05', x'03', x'04', 'a', 'number', '1', NULL, NULL, NULL, NULL, 1, 1, 1)",
            )
            .unwrap();
        sqlite_with(&mut connection, &path, SQLITE).unwrap();
        assert_eq!(sqlite_schema(&connection).unwrap(), super::SCHEMA);
        let value: String = connection
            .query_row("SELECT value FROM tokens", [], |row| row.get(0))
            .unwrap();
        assert_eq!(value, "1");
    }

    #[test]
    fn a_migration_that_fails_changes_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        std::fs::write(&path, "").unwrap();
        let mut connection = connect(&path).unwrap();
        sqlite_with(&mut connection, &path, FIRST).unwrap();
        let bad = (
            "V3__bad",
            "CREATE TABLE fine (x INTEGER) STRICT; SELECT * FROM nowhere",
        );
        let failed = sqlite_with(&mut connection, &path, &[FIRST[0], NEXT, bad]);
        assert!(failed.is_err());
        assert_eq!(sqlite_schema(&connection).unwrap(), 1);
        assert!(
            connection
                .execute_batch("SELECT nickname FROM users")
                .is_err()
        );
        sqlite_with(&mut connection, &path, &[FIRST[0], NEXT]).unwrap();
    }

    #[test]
    fn a_migration_that_was_edited_later_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        std::fs::write(&path, "").unwrap();
        let mut connection = connect(&path).unwrap();
        sqlite_with(&mut connection, &path, FIRST).unwrap();
        let edited = format!("{} ", FIRST[0].1);
        assert!(sqlite_with(&mut connection, &path, &[(FIRST[0].0, &edited)]).is_err());
    }
}
