//! What every request can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokencraft_storage::Database;

use crate::clock::{Clock, SharedClock};
use crate::config::Config;
use crate::http::metrics::Metrics;

/// One server: cheap to clone, shared by all requests.
#[derive(Clone, Debug)]
pub struct Server(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) db: Database,
    pub(crate) clock: SharedClock,
    pub(crate) config: Config,
    pub(crate) metrics: Metrics,
    ready: AtomicBool,
}

impl Server {
    /// A server over an open database.
    pub fn new(db: Database, clock: SharedClock, config: Config) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            config,
            metrics: Metrics::default(),
            ready: AtomicBool::new(true),
        }))
    }

    /// The database.
    pub fn db(&self) -> &Database {
        &self.0.db
    }

    /// Time, ids, randomness.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// The operator's settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// What operators watch.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Whether new requests are welcome: not any more once the end has begun.
    pub fn is_ready(&self) -> bool {
        self.0.ready.load(Ordering::Relaxed)
    }

    pub(crate) fn set_ready(&self, ready: bool) {
        self.0.ready.store(ready, Ordering::Relaxed);
    }

    /// Every few seconds: drops what has expired from memory.
    pub(crate) fn tidy(&self) {
        self.metrics().tidy();
    }
}
