//! What storage can answer instead of rows.

use rusqlite::ffi;

/// Why storage did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A unique constraint refused the row; its name, `<table>_<columns>_key` or `<table>_pkey` on
    /// both databases.
    #[error("unique constraint {0}")]
    Unique(String),
    /// A foreign key refused the row.
    #[error("foreign key constraint")]
    ForeignKey,
    /// Busy, full, unreachable, timed out: worth trying again (503).
    #[error("storage unavailable: {0}")]
    Unavailable(String),
    /// Another process holds the data directory; its path.
    #[error("the data directory {0} is in use by another tokencraft")]
    InUse(String),
    /// The database was written by a newer version.
    #[error("the database has schema {found}, this binary knows {known}: use a newer tokencraft")]
    SchemaTooNew {
        /// In the database.
        found: i64,
        /// In this binary.
        known: i64,
    },
    /// A defect: bad SQL, a wrong type.
    #[error("storage: {0}")]
    Other(String),
}

impl Error {
    /// Whether the same call may succeed later (503, not 500).
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Other(error.to_string());
        };
        let text = || message.clone().unwrap_or_else(|| failure.to_string());
        match (failure.code, failure.extended_code) {
            (_, ffi::SQLITE_CONSTRAINT_UNIQUE) => Self::Unique(constraint_name(&text(), false)),
            (_, ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID) => {
                Self::Unique(constraint_name(&text(), true))
            }
            (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Self::ForeignKey,
            (
                Code::DatabaseBusy
                | Code::DatabaseLocked
                | Code::DiskFull
                | Code::SystemIoFailure
                | Code::CannotOpen
                | Code::ReadOnly
                | Code::OutOfMemory
                | Code::OperationAborted
                | Code::OperationInterrupted
                | Code::FileLockingProtocolFailed,
                _,
            ) => Self::Unavailable(text()),
            _ => Self::Other(text()),
        }
    }
}

/// `UNIQUE constraint failed: tokens.mode_id, tokens.name` → `tokens_mode_id_name_key`: the name
/// `PostgreSQL` gives the same constraint.
fn constraint_name(message: &str, primary: bool) -> String {
    let columns = message.rsplit(": ").next().unwrap_or(message);
    let table = columns.split('.').next().unwrap_or_default();
    if primary {
        return format!("{table}_pkey");
    }
    let names: Vec<&str> = columns
        .split(", ")
        .map(|column| column.rsplit('.').next().unwrap_or(column))
        .collect();
    format!("{table}_{}_key", names.join("_"))
}

#[cfg(test)]
mod tests {
    use super::constraint_name;

    #[test]
    fn sqlite_messages_become_postgresql_names() {
        for (message, primary, name) in [
            (
                "UNIQUE constraint failed: users.email_lower",
                false,
                "users_email_lower_key",
            ),
            (
                "UNIQUE constraint failed: tokens.mode_id, tokens.name",
                false,
                "tokens_mode_id_name_key",
            ),
            ("UNIQUE constraint failed: users.id", true, "users_pkey"),
        ] {
            assert_eq!(constraint_name(message, primary), name);
        }
    }
}
