//! Looks at a database for what must never be.

use std::path::Path;

use crate::Error;
use crate::backup::open_source;
use crate::db::{Database, FILE_NAME, Kind, SCHEMA, Tx};

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub check: &'static str,
    /// Whether it is as it must be.
    pub ok: bool,
    /// What was found, for people.
    pub detail: String,
}

/// Rows that must not exist: what they would be, and a query that counts them.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "every tokenset has one default mode",
        "SELECT COUNT(*) FROM tokensets s WHERE 1 <> \
         (SELECT COUNT(*) FROM modes m WHERE m.tokenset_id = s.id AND m.is_default)",
    ),
    (
        "every workspace has its owner as the only member with that role",
        "SELECT COUNT(*) FROM workspaces w WHERE 1 <> (SELECT COUNT(*) FROM members m \
         WHERE m.workspace_id = w.id AND m.role = 'owner') OR NOT EXISTS (SELECT 1 FROM members m \
         WHERE m.workspace_id = w.id AND m.role = 'owner' AND m.user_id = w.user_id)",
    ),
    (
        "every organization has its owner as the only member with that role",
        "SELECT COUNT(*) FROM organizations o WHERE 1 <> (SELECT COUNT(*) \
         FROM organization_members m WHERE m.organization_id = o.id AND m.role = 'owner') \
         OR NOT EXISTS (SELECT 1 FROM organization_members m WHERE m.organization_id = o.id \
         AND m.role = 'owner' AND m.user_id = o.user_id)",
    ),
    (
        "every organization has one Production",
        "SELECT COUNT(*) FROM organizations o WHERE 1 <> (SELECT COUNT(*) FROM environments e \
         WHERE e.organization_id = o.id AND e.is_production)",
    ),
    (
        "every active release is one of its environment",
        "SELECT COUNT(*) FROM environments e WHERE e.active_release_id IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM releases r WHERE r.id = e.active_release_id AND r.environment_id = e.id)",
    ),
    (
        "every stored answer is complete",
        "SELECT COUNT(*) FROM idempotency WHERE status = 0",
    ),
];

pub(crate) fn statements() -> impl Iterator<Item = &'static str> {
    INVARIANTS.iter().map(|(_, sql)| *sql)
}

/// What else there is to look at, for those who know what is in the rows; in the same transaction.
pub type Look = fn(&mut Tx<'_>) -> Result<Vec<Finding>, Error>;

/// Looks at everything; an error only when it cannot look. Blocks; not for an async thread.
pub fn examine(db: &Database, also: &'static [Look]) -> Result<Vec<Finding>, Error> {
    db.read_blocking(|tx| examine_in(tx, also))
}

/// [`examine`] of a data directory, whether or not a server uses it. Changes nothing.
pub fn examine_directory(data_dir: &Path, also: &[Look]) -> Result<Vec<Finding>, Error> {
    let connection = open_source(&data_dir.join(FILE_NAME))?;
    connection.execute_batch("BEGIN").map_err(Error::from)?;
    examine_in(&mut Tx::sqlite(&connection), also)
}

fn examine_in(tx: &mut Tx<'_>, also: &[Look]) -> Result<Vec<Finding>, Error> {
    tx.be_patient()?;
    let (mut findings, sql) = match tx.kind() {
        Kind::Sqlite => (
            sqlite(tx)?,
            "SELECT MAX(version) FROM refinery_schema_history",
        ),
        Kind::Postgres => (
            postgres(tx)?,
            "SELECT MAX(version)::BIGINT FROM refinery_schema_history",
        ),
    };
    let schema: i64 = tx.query_one(sql, &[], |row| row.get(0))?;
    findings.push(Finding {
        check: "schema",
        ok: schema == SCHEMA,
        detail: format!("{schema}; this binary knows {SCHEMA}"),
    });
    if schema != SCHEMA {
        // Its tables are others than those that would be looked at.
        return Ok(findings);
    }
    for (check, sql) in INVARIANTS {
        let count: i64 = tx.query_one(sql, &[], |row| row.get(0))?;
        findings.push(Finding {
            check,
            ok: count == 0,
            detail: format!("{count} otherwise"),
        });
    }
    for look in also {
        findings.extend(look(tx)?);
    }
    Ok(findings)
}

fn sqlite(tx: &mut Tx<'_>) -> Result<Vec<Finding>, Error> {
    let version = rusqlite::version();
    let integrity: Vec<String> =
        tx.query_all("PRAGMA integrity_check(10)", &[], |row| row.get(0))?;
    let dangling: i64 = tx.query_one(
        "SELECT COUNT(*) FROM pragma_foreign_key_check",
        &[],
        |row| row.get(0),
    )?;
    let journal: String = tx.query_one("PRAGMA journal_mode", &[], |row| row.get(0))?;
    Ok(vec![
        Finding {
            check: "SQLite",
            ok: crate::db::sqlite::check_version().is_ok(),
            detail: version.to_owned(),
        },
        Finding {
            check: "every page is whole",
            ok: integrity == ["ok"],
            detail: integrity.join("; "),
        },
        Finding {
            check: "every reference has its row",
            ok: dangling == 0,
            detail: format!("{dangling} otherwise"),
        },
        Finding {
            check: "write-ahead log",
            ok: journal == "wal",
            detail: journal,
        },
    ])
}

fn postgres(tx: &mut Tx<'_>) -> Result<Vec<Finding>, Error> {
    let version: String = tx.query_one("SELECT version()", &[], |row| row.get(0))?;
    let commit: String = tx.query_one("SELECT current_setting('fsync')", &[], |row| row.get(0))?;
    Ok(vec![
        Finding {
            check: "PostgreSQL",
            ok: true,
            detail: version,
        },
        Finding {
            check: "commits are flushed (fsync)",
            ok: commit == "on",
            detail: commit,
        },
    ])
}
