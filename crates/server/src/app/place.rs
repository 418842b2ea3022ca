//! Where an operation happens: found, visible, and what the caller may do there.
//!
//! The order is the contract's: what the caller cannot see is not there (404), then what is not there
//! (404, the same bytes), then what the caller's role or the owner's plan forbids (403). So a place
//! is found first and [`Place::permit`] asked last.

use std::sync::Arc;

use tokencraft_storage::db::Kind;
use tokencraft_storage::{ModeId, Tx, TokensetId, WorkspaceId, audit, graph, modes, tokens, workspaces};
use tokencraft_tokens::graph::At;
use tokencraft_tokens::{Graph, Key, Mode, Token, Tokenset};
use uuid::Uuid;

use super::audit::Event;
use super::context::Context;
use super::draft::Changes;
use super::error::{Error, Result};
use super::mode_rules;
use super::snapshot::Snapshot;
use crate::auth::policy::{Action, Decision, Reason, decide};
use crate::http::params::parse_id;

/// A workspace, as far as an operation is concerned.
#[derive(Clone, Debug)]
pub struct Place {
    /// Which one.
    pub workspace: WorkspaceId,
    /// Everything in it.
    pub snapshot: Arc<Snapshot>,
    forbidden: Option<Reason>,
}

/// A tokenset of a place.
#[derive(Clone, Debug)]
pub struct SetPlace {
    /// Its workspace.
    pub place: Place,
    /// Its position in the graph.
    pub set: usize,
}
