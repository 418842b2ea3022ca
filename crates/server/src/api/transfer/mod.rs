//! Import and export.

mod documents;
pub(crate) mod export_mode;
pub(crate) mod export_tokenset;
pub(crate) mod import_tokenset;
pub(crate) mod import_workspace;
pub(crate) mod rendering;
