//! From a cookie to a caller.
//!
//! On `SQLite` this process is the only writer: sessions live in memory, and every change that ends
//! one (or changes an account) makes them be read again. On `PostgreSQL` every request asks the
//! database, so that no process serves a session that another has ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use parking_lot::RwLock;
use rustc_hash::FxHashMap;
use tokencraft_storage::sessions::{self, Authenticated};
use tokencraft_storage::{Error, Kind};

use super::secret::PlainSecret;
use super::{Caller, Door};
use crate::Server;

/// A session ends when it was not used for this long: 7 days, in milliseconds.
pub const IDLE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// And this long after the sign-in, whatever happens: 30 days, in milliseconds.
pub const LIFE_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// `last_seen_at` is written at most this often.
const NOTED_EVERY_MS: i64 = 60_000;
/// What nobody used for this long is forgotten here; the database still knows it.
const KEPT_MS: i64 = 10 * 60_000;
const SHARDS: usize = 16;

type Hash = [u8; 32];

/// What is known of sessions in memory.
#[derive(Debug)]
pub(crate) struct Sessions {
    generation: Arc<AtomicU64>,
    shards: [RwLock<FxHashMap<Hash, Arc<Known>>>; SHARDS],
}

#[derive(Debug)]
struct Known {
    /// As of when.
    generation: u64,
    session: Authenticated,
    /// What `last_seen_at` is now, epoch milliseconds.
    seen_ms: Arc<AtomicI64>,
}

impl Sessions {
    /// `generation` counts the states of accounts and sessions.
    pub(crate) fn new(generation: Arc<AtomicU64>) -> Self {
        Self {
            generation,
            shards: Default::default(),
        }
    }

    fn shard(&self, hash: &Hash) -> &RwLock<FxHashMap<Hash, Arc<Known>>> {
        &self.shards[usize::from(hash[0]) % SHARDS]
    }

    fn known(&self, hash: &Hash, generation: u64) -> Option<Arc<Known>> {
        let known = self.shard(hash).read().get(hash).cloned();
        known.filter(|known| known.generation == generation)
    }

    /// Keeps what was read as of `generation`; when it was seen last outlives the change.
    fn keep(&self, hash: Hash, generation: u64, session: Authenticated) -> Arc<Known> {
        let mut shard = self.shard(&hash).write();
        let last_seen_at = session.session.last_seen_at;
        let seen_ms = shard.get(&hash).map_or_else(
            || Arc::new(AtomicI64::new(last_seen_at)),
            |known| known.seen_ms.clone(),
        );
        seen_ms.fetch_max(last_seen_at, Ordering::Relaxed);
        let known = Arc::new(Known {
            generation,
            session,
            seen_ms,
        });
        match shard.get(&hash) {
            Some(newer) if newer.generation > generation => {}
            _ => {
                shard.insert(hash, known.clone());
            }
        }
        known
    }

    /// Forgets what nobody used for a while.
    pub(crate) fn tidy(&self, now_ms: i64) {
        for shard in &self.shards {
            shard.write().retain(|_, known| {
                now_ms.saturating_sub(known.seen_ms.load(Ordering::Relaxed)) < KEPT_MS
            });
        }
    }
}

/// Who a browser's secret belongs to. `None`: unknown, ended, idle for too long, or of a disabled
/// account.
pub(crate) async fn authenticate(
    server: &Server,
    secret: &PlainSecret,
) -> Result<Option<Caller>, Error> {
    let hash = secret.hashed().0;
    let sessions = server.sessions();
    let in_memory = server.db().kind() == Kind::Sqlite;
    let generation = sessions.generation.load(Ordering::Acquire);
    let kept = sessions.known(&hash, generation).filter(|_| in_memory);
    let known = if let Some(known) = kept {
        known
    } else {
        let read = server
            .db()
            .single(move |tx| sessions::authenticate(tx, &hash))
            .await?;
        let Some(session) = read else {
            return Ok(None);
        };
        sessions.keep(hash, generation, session)
    };
    let now_ms = server.clock().now_ms();
    if !is_good(
        &known.session,
        known.seen_ms.load(Ordering::Relaxed),
        now_ms,
    ) {
        return Ok(None);
    }
    note_seen(server, &known, now_ms);
    Ok(Some(Caller {
        user_id: known.session.session.user_id.0,
        door: Door::Session {
            session_id: known.session.session.id.0,
        },
    }))
}

fn is_good(known: &Authenticated, seen_ms: i64, now_ms: i64) -> bool {
    known.disabled_at.is_none()
        && now_ms < known.session.expires_at
        && now_ms.saturating_sub(seen_ms) < IDLE_MS
}

/// Writes `last_seen_at`, now and then. Nobody waits for it, and its failure harms nobody.
fn note_seen(server: &Server, known: &Known, now_ms: i64) {
    let seen = known.seen_ms.load(Ordering::Relaxed);
    if now_ms.saturating_sub(seen) < NOTED_EVERY_MS
        || known
            .seen_ms
            .compare_exchange(seen, now_ms, Ordering::Relaxed, Ordering::Relaxed)
            .is_err()
    {
        return;
    }
    let id = known.session.session.id;
    server.db().write_later(move |tx| {
        sessions::touch(tx, id, now_ms, now_ms - NOTED_EVERY_MS + 1).map(drop)
    });
}
