//! What every request can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokencraft_storage::{Database, Tx, idempotency, one_time_links, sessions};

use crate::app;
use crate::app::events::Events;
use crate::app::plans;
use crate::app::snapshot::Snapshots;
use crate::auth::credentials::Credentials;
use crate::auth::password::Passwords;
use crate::auth::session::{IDLE_MS, Sessions};
use crate::auth::throttle::Throttle;
use crate::clock::{Clock, SharedClock};
use crate::config::Config;
use crate::http::idempotency::KEPT_MS;
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
    credentials: Credentials,
    sessions: Sessions,
    passwords: Passwords,
    throttle: Throttle,
    snapshots: Arc<Snapshots>,
    events: Events,
    ready: Arc<AtomicBool>,
    /// The hour in which old answers were last removed.
    expired_hour: AtomicU64,
}

impl Server {
    /// A server over an open database.
    pub fn new(db: Database, clock: SharedClock, config: Config) -> Self {
        let credentials = Credentials::default();
        let generation = credentials.generation();
        let sessions = Sessions::new(generation.clone());
        let passwords = Passwords::new(config.password_checks);
        db.on_foreign_write(move || {
            generation.fetch_add(1, Ordering::Release);
        });
        let snapshots = Arc::new(Snapshots::new(config.cache_bytes));
        let stale = snapshots.clone();
        db.on_foreign_write(move || stale.clear());
        Self(Arc::new(Inner {
            credentials,
            sessions,
            passwords,
            throttle: Throttle::default(),
            snapshots,
            events: Events::default(),
            db,
            clock,
            config,
            metrics: Metrics::default(),
            ready: Arc::new(AtomicBool::new(true)),
            expired_hour: AtomicU64::new(u64::MAX),
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

    /// Workspaces in memory.
    pub fn snapshots(&self) -> &Snapshots {
        &self.0.snapshots
    }

    /// Who is told of changes.
    pub fn events(&self) -> &Events {
        &self.0.events
    }

    /// What operators watch.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Whether new requests are welcome: not any more once the end has begun.
    pub fn is_ready(&self) -> bool {
        self.0.ready.load(Ordering::Relaxed)
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// Where passwords are hashed and checked.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// The hash of a new password, at its turn.
    pub(crate) async fn hash_password(&self, password: String) -> app::Result<String> {
        self.passwords().hash(password, self.0.clock.clone()).await
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    /// To be called in every transaction that changes accounts, changes API tokens or ends sessions:
    /// once it is committed, callers are looked up again.
    pub fn credentials_change(&self, tx: &mut Tx<'_>) {
        let generation = self.credentials().generation();
        tx.on_commit(move || {
            generation.fetch_add(1, Ordering::Release);
        });
    }

    pub(crate) fn readiness(&self) -> Arc<AtomicBool> {
        self.0.ready.clone()
    }

    pub(crate) fn set_ready(&self, ready: bool) {
        self.0.ready.store(ready, Ordering::Relaxed);
    }

    /// Every few seconds: drops what has expired from memory; every hour, and first at the start, from
    /// the database, and looks who is over their plan's limits.
    pub(crate) fn tidy(&self) {
        self.metrics().tidy();
        let now = self.clock().monotonic();
        self.credentials().tidy(now, self.config().rate_window);
        self.sessions().tidy(self.clock().now_ms());
        self.throttle().tidy(now, self.config().login_window);
        if self
            .0
            .expired_hour
            .swap(now.as_secs() / 3600, Ordering::Relaxed)
            != now.as_secs() / 3600
        {
            let (db, now_ms) = (self.db().clone(), self.clock().now_ms());
            let server = self.clone();
            tokio::spawn(async move {
                let expired = db.write(move |tx| {
                    idempotency::expire(tx, now_ms - KEPT_MS)?;
                    sessions::expire(tx, now_ms, now_ms - IDLE_MS)?;
                    one_time_links::expire(tx, now_ms)
                });
                if let Err(error) = expired.await {
                    tracing::debug!(%error, "what has expired was not removed");
                }
                let settled = db.write(move |tx| plans::settle_all(tx, server.config(), now_ms));
                if let Err(error) = settled.await {
                    tracing::debug!(%error, "plans not looked at");
                }
            });
        }
    }
}
