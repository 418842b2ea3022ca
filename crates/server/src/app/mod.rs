//! The operations: no HTTP. One transaction each.
//!
//! | room | holds |
//! |---|---|
//! | [`place`] | where an operation happens, and whether the caller may |
//! | [`workspaces`], [`tokensets`], [`modes`], [`tokens`], [`transfer`] | the operations |
//! | [`api_tokens`], [`members`], [`activity`] | the operations of the session door |
//! | [`organizations`] | organizations, their workspaces and environments |
//! | [`events`] | who is told of changes |
//! | [`plans`] | what plans allow, and what happens after a downgrade |
//! | [`accounts`], [`sessions`], [`sign_in`], [`passwords`], [`profile`], [`setup`] | people |
//! | [`admin`], [`demo`] | what the command line asks for |
//! | [`draft`], [`commit`] | a change while it is made, and its end |
//! | [`snapshot`] | workspaces in memory |
//! | [`import`], [`mode_rules`], [`views`], [`input`], [`words`] | pure parts |

pub mod accounts;
pub mod activity;
pub mod admin;
pub mod api_tokens;
pub mod commit;
pub mod context;
pub mod demo;
mod demo_releases;
pub mod draft;
pub mod error;
pub mod events;
pub mod field;
pub mod import;
pub mod input;
pub mod members;
pub mod mode_rules;
pub mod modes;
pub mod organizations;
pub mod packed;
pub mod passwords;
pub mod patch;
pub mod place;
pub mod plans;
pub mod profile;
pub mod releases;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod snapshot;
pub mod tokens;
pub mod tokensets;
pub mod transfer;
pub mod views;
pub mod words;
pub mod workspaces;

pub use context::Context;
pub use error::{Error, Result};
