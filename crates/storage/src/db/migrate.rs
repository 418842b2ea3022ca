//! Numbered migrations, one folder per database with equal names.

use std::path::Path;

use refinery::{Migration, Runner};
use rusqlite::Connection;

use super::sqlite::{private, sync_directory};
use crate::Error;

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        const NAMES: &[&str] = &[$($name),*];
        const SQLITE: &[&str] = &[$(include_str!(concat!("../../migrations/sqlite/", $name, ".sql"))),*];
        const POSTGRES: &[&str] = &[$(include_str!(concat!("../../migrations/postgres/", $name, ".sql"))),*];
    };
}

migrations!["V1__initial"];

/// The schema that this binary knows.
pub const SCHEMA: i64 = NAMES.len() as i64;

/// The text of every migration of both databases.
pub fn migrations() -> impl Iterator<Item = &'static str> {
    SQLITE.iter().chain(POSTGRES).copied()
}

fn runner(texts: &[&str]) -> Result<Runner, Error> {
    let migrations = NAMES
        .iter()
        .zip(texts)
        .map(|(name, sql)| Migration::unapplied(name, sql).map_err(failed))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Runner::new(&migrations).set_grouped(true))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Other(format!("migration: {error}"))
}

/// Whether the schema found is one that this binary may use or bring up to date.
fn check(found: i64) -> Result<(), Error> {
    if found > SCHEMA {
        return Err(Error::SchemaTooNew {
            found,
            known: SCHEMA,
        });
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
    let found = sqlite_schema(connection)?;
    check(found)?;
    if found == SCHEMA {
        // Refinery still compares the checksums of what was applied.
        return runner(SQLITE)?.run(connection).map(drop).map_err(failed);
    }
    if found > 0 {
        copy_aside(connection, path)?;
    }
    sqlite_in_place(connection)?;
    tracing::info!(from = found, to = SCHEMA, "migrated the database");
    Ok(())
}

/// Brings a file up to date that nobody else uses and that may be lost.
pub(crate) fn sqlite_in_place(connection: &mut Connection) -> Result<(), Error> {
    check(sqlite_schema(connection)?)?;
    // Off while tables are rebuilt; checked as a whole afterwards.
    connection.pragma_update(None, "foreign_keys", false)?;
    runner(SQLITE)?.run(connection).map_err(failed)?;
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

fn copy_aside(connection: &Connection, path: &Path) -> Result<(), Error> {
    let target = crate::backup::with_suffix(path, &format!(".before-v{SCHEMA}"));
    crate::backup::copy_sqlite(connection, &target)?;
    tracing::info!(file = %target.display(), "copied the database before migrating it");
    Ok(())
}

/// Held while migrating, so that processes that start together do it one after another.
const LOCK: i64 = 0x746f_6b65_6e63_7266;

/// Brings a `PostgreSQL` database up to date.
pub(crate) async fn postgres(client: &mut tokio_postgres::Client) -> Result<(), Error> {
    let failed = |error: tokio_postgres::Error| super::postgres::map_error(&error);
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
    check(found)?;
    runner(POSTGRES)?.run_async(client).await.map_err(failed)?;
    if found < SCHEMA {
        tracing::info!(from = found, to = SCHEMA, "migrated the database");
    }
    Ok(())
}

/// The schema of a `PostgreSQL` database; 0 when it has none.
pub(crate) async fn postgres_schema(client: &tokio_postgres::Client) -> Result<i64, Error> {
    let failed = |error: tokio_postgres::Error| super::postgres::map_error(&error);
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
