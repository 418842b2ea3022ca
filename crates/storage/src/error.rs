//! What storage can answer instead of rows.

/// Why storage did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique constraint refused the row; its name.
    #[error("unique constraint {0}")]
    Unique(String),
    /// A foreign key refused the row.
    #[error("foreign key constraint")]
    ForeignKey,
    /// Busy, full, unreachable, timed out: worth trying again (503).
    #[error("storage unavailable: {0}")]
    Unavailable(String),
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
