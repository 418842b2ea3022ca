//! From an API token to a caller, with the request counted.
//!
//! On `SQLite` this process is the only writer: who the caller is lives in memory, beside the window
//! that limits them, and every change of accounts and API tokens makes it be read again. On
//! `PostgreSQL` one statement does all of it, so that no process serves what another has revoked.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use rustc_hash::FxHashMap;
use tokencraft_storage::api_tokens::{self, Authenticated};
use tokencraft_storage::{Error, Kind, rate_windows};

use super::limiter::{Verdict, Window};
use super::{Caller, Door, PlainApiToken, Scopes};
use crate::Server;

/// `last_used` is written at most this often.
const NOTED_EVERY_MS: i64 = 60_000;
/// The span in which failed authentications are counted.
const FAILURES_WITHIN: Duration = Duration::from_mins(1);
/// Addresses whose failures are remembered at once.
const MOST_ADDRESSES: usize = 20_000;
const SHARDS: usize = 16;

type Hash = [u8; 32];

/// A caller who may go on to the limiter's answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Admission {
    pub(crate) caller: Caller,
    /// `None`: no limit.
    pub(crate) window: Option<Standing>,
}

/// How a caller's window stands after this request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) verdict: Verdict,
    /// Unix seconds, rounded up.
    pub(crate) reset_at: i64,
}

/// What is known of API tokens in memory.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    generation: Arc<AtomicU64>,
    shards: [RwLock<FxHashMap<Hash, Arc<Known>>>; SHARDS],
    failures: Mutex<FxHashMap<IpAddr, Window>>,
}

#[derive(Debug)]
struct Known {
    /// As of when.
    generation: u64,
    token: Authenticated,
    usage: Arc<Usage>,
}

/// What outlives a change of the token.
#[derive(Debug)]
struct Usage {
    window: Mutex<Window>,
    /// When `last_used` was written, epoch milliseconds.
    noted_ms: AtomicI64,
}

impl Credentials {
    /// Counts the states of accounts and API tokens; a caller from an earlier one is looked up again.
    pub(crate) fn generation(&self) -> Arc<AtomicU64> {
        self.generation.clone()
    }

    fn shard(&self, hash: &Hash) -> &RwLock<FxHashMap<Hash, Arc<Known>>> {
        &self.shards[usize::from(hash[0]) % SHARDS]
    }

    fn known(&self, hash: &Hash) -> Option<Arc<Known>> {
        self.shard(hash).read().get(hash).cloned()
    }

    /// Keeps what was read as of `generation`. The window is made once per token, whoever is first.
    fn keep(&self, hash: Hash, generation: u64, token: Authenticated) -> Arc<Known> {
        let mut shard = self.shard(&hash).write();
        let usage = shard.get(&hash).map_or_else(
            || {
                Arc::new(Usage {
                    window: Mutex::default(),
                    noted_ms: AtomicI64::new(token.last_used_at.unwrap_or(i64::MIN)),
                })
            },
            |known| known.usage.clone(),
        );
        let known = Arc::new(Known {
            generation,
            token,
            usage,
        });
        match shard.get(&hash) {
            Some(newer) if newer.generation > generation => {}
            _ => {
                shard.insert(hash, known.clone());
            }
        }
        known
    }

    /// Drops what nobody has used within the window.
    pub(crate) fn tidy(&self, now: Duration, length: Duration) {
        for shard in &self.shards {
            // A window that a request holds must stay the only one of its token.
            shard.write().retain(|_, known| {
                Arc::strong_count(known) > 1
                    || Arc::strong_count(&known.usage) > 1
                    || !known.usage.window.lock().is_idle(now, length)
            });
        }
        self.failures
            .lock()
            .retain(|_, window| !window.is_idle(now, FAILURES_WITHIN));
    }

    /// Counts a failed authentication; how long its address must wait, if it had too many.
    pub(crate) fn failed(&self, address: IpAddr, now: Duration, limit: u32) -> Option<Duration> {
        if limit == 0 {
            return None;
        }
        let mut failures = self.failures.lock();
        if failures.len() >= MOST_ADDRESSES {
            failures.retain(|_, window| !window.is_idle(now, FAILURES_WITHIN));
            if failures.len() >= MOST_ADDRESSES {
                failures.clear();
            }
        }
        let window = failures.entry(network(address)).or_default();
        let verdict = window.admit(now, limit, FAILURES_WITHIN);
        (!verdict.admitted).then_some(verdict.reset_in)
    }
}

/// One subscriber has a whole /64 of IPv6.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        IpAddr::V4(v4) => IpAddr::V4(v4),
    }
}

/// Authenticates an API token and counts the request. `None`: unknown, revoked, expired, or of a
/// disabled account.
pub(crate) async fn authenticate(
    server: &Server,
    plain: &PlainApiToken,
) -> Result<Option<Admission>, Error> {
    let hash = plain.hashed().0;
    match server.db().kind() {
        Kind::Sqlite => in_memory(server, hash).await,
        Kind::Postgres => in_database(server, hash).await,
    }
}

async fn in_memory(server: &Server, hash: Hash) -> Result<Option<Admission>, Error> {
    let credentials = server.credentials();
    let generation = credentials.generation.load(Ordering::Acquire);
    let known = match credentials.known(&hash) {
        Some(known) if known.generation == generation => known,
        _ => {
            let read = server
                .db()
                .single(move |tx| api_tokens::authenticate(tx, &hash))
                .await?;
            let Some(token) = read else { return Ok(None) };
            credentials.keep(hash, generation, token)
        }
    };
    let now_ms = server.clock().now_ms();
    if !known.token.is_good(now_ms) {
        return Ok(None);
    }
    let config = server.config();
    let limit = known.token.rate_limit.map_or(config.rate_limit, to_limit);
    let window = (limit > 0).then(|| {
        let now = server.clock().monotonic();
        let verdict = known
            .usage
            .window
            .lock()
            .admit(now, limit, config.rate_window);
        let reset_ms = now_ms + i64::try_from(verdict.reset_in.as_millis()).unwrap_or(i64::MAX);
        Standing {
            verdict,
            reset_at: ceil_seconds(reset_ms),
        }
    });
    note_use(server, &known.usage.noted_ms, &known.token, now_ms);
    Ok(Some(Admission {
        caller: caller(&known.token),
        window,
    }))
}

async fn in_database(server: &Server, hash: Hash) -> Result<Option<Admission>, Error> {
    let config = server.config();
    let now_ms = server.clock().now_ms();
    let length_ms = i64::try_from(config.rate_window.as_millis()).unwrap_or(i64::MAX);
    let limit = i64::from(config.rate_limit);
    let counted = server
        .db()
        .single(move |tx| rate_windows::authenticate(tx, &hash, now_ms, limit, length_ms))
        .await?;
    let Some(rate_windows::Counted { token, window }) = counted else {
        return Ok(None);
    };
    let window = window.map(|window| {
        // By the database's clock, which need not be ours.
        let reset_in = u64::try_from(window.reset_at - window.now).unwrap_or(0);
        let verdict = Verdict {
            admitted: window.admitted,
            limit: to_limit(window.limit),
            remaining: to_limit(window.remaining),
            reset_in: Duration::from_millis(reset_in),
        };
        Standing {
            verdict,
            reset_at: ceil_seconds(window.reset_at),
        }
    });
    let due = token
        .last_used_at
        .is_none_or(|noted| now_ms - noted >= NOTED_EVERY_MS);
    if due {
        // Kept here only so that a burst is noted once.
        let known = server.credentials().keep(hash, 0, token.clone());
        note_use(server, &known.usage.noted_ms, &token, now_ms);
    }
    Ok(Some(Admission {
        caller: caller(&token),
        window,
    }))
}

fn caller(token: &Authenticated) -> Caller {
    let scopes = Scopes(u8::try_from(token.scopes & 7).unwrap_or(0));
    Caller {
        user_id: token.user_id.0,
        door: Door::Api {
            api_token_id: token.id.0,
            scopes,
            workspace_id: token.workspace_id.map(Into::into),
        },
    }
}

/// Writes `last_used`, now and then. Nobody waits for it, and its failure harms nobody.
fn note_use(server: &Server, noted_ms: &AtomicI64, token: &Authenticated, now_ms: i64) {
    let noted = noted_ms.load(Ordering::Relaxed);
    if now_ms.saturating_sub(noted) < NOTED_EVERY_MS
        || noted_ms
            .compare_exchange(noted, now_ms, Ordering::Relaxed, Ordering::Relaxed)
            .is_err()
    {
        return;
    }
    let (db, id) = (server.db().clone(), token.id);
    tokio::spawn(async move {
        let noted = db.write(move |tx| api_tokens::touch(tx, id, now_ms, now_ms - NOTED_EVERY_MS));
        if let Err(error) = noted.await {
            tracing::debug!(%error, "last use of an API token not noted");
        }
    });
}

fn to_limit(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(if count < 0 { 0 } else { u32::MAX })
}

fn ceil_seconds(ms: i64) -> i64 {
    ms.div_euclid(1000) + i64::from(ms.rem_euclid(1000) != 0)
}
