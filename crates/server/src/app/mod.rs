//! The operations: no HTTP. One transaction each.

pub mod error;

pub use error::{Error, Result};
