//! Tokensets.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod diagnostics;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;
