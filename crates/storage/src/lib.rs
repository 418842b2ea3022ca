//! The only crate that knows SQL: `SQLite` and `PostgreSQL` behind one text and one function body.
//!
//! | room | holds |
//! |---|---|
//! | [`db`] | open, transactions, rows, the group-committing writer |
//! | one file per table | the table's statements, as functions over a [`Tx`] |
//! | [`graph`] | a workspace's tokens as a [`tokencraft_tokens::Graph`] |
//! | [`mod@backup`] | copies of the whole database, and back |
//! | [`doctor`] | looks for what must never be |

pub mod api_tokens;
pub mod audit;
pub mod backup;
pub mod db;
pub mod doctor;
pub mod downgrades;
pub mod environments;
mod error;
pub mod graph;
pub mod idempotency;
mod ids;
pub mod members;
pub mod mode_groups;
pub mod modes;
pub mod one_time_links;
pub mod organization_workspaces;
pub mod organizations;
pub mod rate_windows;
pub mod release_objects;
pub mod releases;
pub mod sessions;
mod tables;
pub mod tokens;
pub mod tokensets;
pub mod users;
mod words;
pub mod workspaces;

pub use api_tokens::ApiToken;
pub use audit::Audit;
pub use db::{Database, DatabaseConfig, Kind, Tx};
pub use environments::Environment;
pub use error::Error;
pub use ids::{
    ApiTokenId, AuditId, EnvironmentId, MemberId, ModeId, OrganizationId, ParseIdError, ReleaseId,
    SessionId, TokenId, TokensetId, UserId, WorkspaceId,
};
pub use members::{Member, Team};
pub use modes::Mode;
pub use one_time_links::OneTimeLink;
pub use organizations::Organization;
pub use releases::Release;
pub use sessions::Session;
pub use tokensets::Tokenset;
pub use users::User;
pub use words::{Bump, LinkKind, Plan, Role, UnknownWord};
pub use workspaces::{Access, Workspace};

/// Every statement with one text for both databases.
pub fn statements() -> impl Iterator<Item = &'static str> {
    [
        users::STATEMENTS,
        sessions::STATEMENTS,
        one_time_links::STATEMENTS,
        api_tokens::STATEMENTS,
        workspaces::STATEMENTS,
        members::STATEMENTS,
        downgrades::STATEMENTS,
        tokensets::STATEMENTS,
        modes::STATEMENTS,
        mode_groups::STATEMENTS,
        tokens::STATEMENTS,
        graph::STATEMENTS,
        organizations::STATEMENTS,
        organization_workspaces::STATEMENTS,
        environments::STATEMENTS,
        releases::STATEMENTS,
        release_objects::STATEMENTS,
        audit::STATEMENTS,
        idempotency::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(doctor::statements())
}

/// Every statement that only `PostgreSQL` has.
pub fn postgres_statements() -> impl Iterator<Item = &'static str> {
    workspaces::POSTGRES_STATEMENTS
        .iter()
        .chain(organizations::POSTGRES_STATEMENTS)
        .chain(rate_windows::POSTGRES_STATEMENTS)
        .copied()
}
