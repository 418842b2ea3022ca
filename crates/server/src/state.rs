//! What every request can reach.

use std::sync::Arc;

use tokencraft_storage::Database;

use crate::clock::SharedClock;
use crate::config::Config;

/// One server: cheap to clone, shared by all requests.
#[derive(Clone, Debug)]
pub struct Server(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) db: Database,
    pub(crate) clock: SharedClock,
    pub(crate) config: Config,
}

impl Server {
    /// A server over an open database.
    pub fn new(db: Database, clock: SharedClock, config: Config) -> Self {
        Self(Arc::new(Inner { db, clock, config }))
    }
}

impl Server {
    /// The database.
    pub fn db(&self) -> &Database {
        &self.0.db
    }

    /// Time, ids, randomness.
    pub fn clock(&self) -> &dyn crate::clock::Clock {
        &*self.0.clock
    }

    /// The operator's settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }
}
