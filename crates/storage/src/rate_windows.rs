//! The rate limit over all processes (`PostgreSQL` only): one statement authenticates an API token
//! and counts the request, by the database's clock.
//!
//! A row holds the times of the admitted requests, in order. Every statement locks the row, so no two
//! look at the same count; the clock is read after the lock is held and never goes back.

use crate::db::{Kind, Row, Tx};
use crate::{Error, api_tokens};

/// An API token with its request counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The credential.
    pub token: api_tokens::Authenticated,
    /// Its window; `None` when it has no limit.
    pub window: Option<Window>,
}

/// How a sliding window stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Requests per window.
    pub limit: i64,
    /// Whether this request is within them; a refused one does not count.
    pub admitted: bool,
    /// How many more would be admitted now.
    pub remaining: i64,
    /// When the oldest counted request leaves the window: epoch milliseconds of the database.
    pub reset_at: i64,
    /// When this was: epoch milliseconds of the database.
    pub now: i64,
}

/// `$1` hash, `$2` now for the expiry, `$3` the instance's limit, `$4` the window in milliseconds.
///
/// `width_bucket` counts, by bisection, the hits that have left the window.
const AUTHENTICATE: &str = concat!(
    "WITH caller AS MATERIALIZED (SELECT ",
    api_tokens::authenticated_columns!(),
    ", COALESCE(t.rate_limit, $3::BIGINT) AS most \
     FROM api_tokens t JOIN users u ON u.id = t.user_id \
     WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND u.disabled_at IS NULL \
     AND (t.expires_at IS NULL OR t.expires_at > $2)), \
     counted AS (\
       INSERT INTO rate_windows AS w (api_token_id, hits, most, admitted, at) \
       SELECT c.id, ARRAY[clock.now], c.most, TRUE, clock.now FROM caller c, \
         (SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT AS now) AS clock \
       WHERE c.most > 0 \
       ON CONFLICT (api_token_id) DO UPDATE SET (hits, most, admitted, at) = (\
         SELECT CASE WHEN cardinality(live.hits) < EXCLUDED.most THEN live.hits || live.now \
             ELSE live.hits END, \
           EXCLUDED.most, cardinality(live.hits) < EXCLUDED.most, live.now \
         FROM (SELECT clock.now, w.hits[width_bucket(clock.now - $4::BIGINT, w.hits) + 1 :] AS hits \
           FROM (SELECT GREATEST((EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT, w.at) AS now \
             OFFSET 0) AS clock OFFSET 0) AS live) \
       RETURNING most, admitted, cardinality(hits)::BIGINT AS used, \
         COALESCE(hits[1], at) + $4::BIGINT AS reset_at, at) \
     SELECT c.id, c.user_id, c.scopes, c.workspace_id, c.rate_limit, c.last_used_at, c.expires_at, \
       c.revoked_at, c.plan, c.disabled_at, w.most, w.admitted, w.used, w.reset_at, w.at \
     FROM caller c LEFT JOIN counted w ON TRUE",
);

/// For the test that prepares every statement, on `PostgreSQL` alone.
pub(crate) const POSTGRES_STATEMENTS: &[&str] = &[AUTHENTICATE];

/// Looks an API token up by its hash and counts the request. `None` when there is none that is good
/// at `now` (epoch milliseconds). `limit` requests per `window` milliseconds, unless the token has
/// its own; 0 = no limit. For [`crate::Database::single`]; [`Error::Other`] on `SQLite`.
pub fn authenticate(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    now: i64,
    limit: i64,
    window: i64,
) -> Result<Option<Counted>, Error> {
    if tx.kind() == Kind::Sqlite {
        return Err(Error::Other(
            "on SQLite requests are counted in memory".into(),
        ));
    }
    tx.query_opt(AUTHENTICATE, &[token_hash, &now, &limit, &window], |row| {
        let token = api_tokens::read_authenticated(row)?;
        Ok(Counted {
            token,
            window: read_window(row)?,
        })
    })
}

fn read_window(row: &Row<'_>) -> Result<Option<Window>, Error> {
    let Some(limit) = row.get::<Option<i64>>(10)? else {
        return Ok(None);
    };
    let used: i64 = row.get(12)?;
    Ok(Some(Window {
        limit,
        admitted: row.get(11)?,
        remaining: (limit - used).max(0),
        reset_at: row.get(13)?,
        now: row.get(14)?,
    }))
}
