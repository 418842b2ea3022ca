//! Who asks for an operation, when, and by which request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokencraft_tokens::Key;
use uuid::Uuid;

use super::error::{Error, Result};
use crate::Server;
use crate::auth::caller::{Caller, Door};

/// What every operation needs beside its own arguments. Cheap to clone: a transaction that has to
/// run again runs with the same.
#[derive(Clone, Debug)]
pub struct Context {
    /// Caches, clock, settings.
    pub server: Server,
    /// Who asks.
    pub caller: Caller,
    /// For the audit.
    pub request_id: Uuid,
    /// Epoch milliseconds of the whole operation.
    pub now: i64,
    /// Whether a workspace that is not in memory may be loaded here; otherwise `cold` is set.
    pub may_load: bool,
    /// Set when an operation met a workspace that it might not load.
    pub cold: Arc<AtomicBool>,
}

impl Context {
    /// The context of a request that begins now.
    pub fn new(server: Server, caller: Caller, request_id: Uuid) -> Self {
        let now = server.clock().now_ms();
        Self {
            server,
            caller,
            request_id,
            now,
            may_load: true,
            cold: Arc::default(),
        }
    }

    /// Whether what is not in memory may be loaded here; if not, the operation ends, and runs again where
    /// it may.
    pub fn must_load(&self, what: &'static str) -> Result<()> {
        if self.may_load {
            return Ok(());
        }
        self.cold.store(true, Ordering::Relaxed);
        Err(Error::defect(what))
    }

    /// A new identity.
    pub fn new_id(&self) -> Uuid {
        self.server.clock().new_id()
    }

    /// A new identity in a graph.
    pub fn new_key(&self) -> Key {
        Key(self.new_id().as_u128())
    }

    /// The API token that the caller came with.
    pub fn api_token_id(&self) -> Option<Uuid> {
        match self.caller.door {
            Door::Api { api_token_id, .. } => Some(api_token_id),
            Door::Session { .. } => None,
        }
    }

    /// The session that the caller came with.
    pub fn session_id(&self) -> Option<Uuid> {
        match self.caller.door {
            Door::Api { .. } => None,
            Door::Session { session_id } => Some(session_id),
        }
    }
}
