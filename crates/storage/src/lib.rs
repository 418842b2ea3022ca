//! The only crate that knows SQL: `SQLite` and `PostgreSQL` behind one text and one function body.
//!
//! | room | holds |
//! |---|---|
//! | [`db`] | open, transactions, rows, the group-committing writer |
//! | one file per table | the table's statements, as functions over a [`db::Tx`] |

pub mod db;
mod error;

pub use db::{Database, Tx};
pub use error::Error;
