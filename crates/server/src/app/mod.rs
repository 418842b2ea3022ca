//! The operations: no HTTP. One transaction each.

pub mod context;
pub mod draft;
pub mod error;
pub mod import;
pub mod input;
pub mod mode_rules;
pub mod snapshot;
pub mod tokens;
pub mod views;

pub use context::Context;
pub use error::{Error, Result};
