//! Answers kept for `Idempotency-Key` (api.md §2), in the transaction of their effect.
//!
//! A request first [`claim`]s its key. When the claim fails, the key is another request's: its answer
//! is [`get`]'s. Otherwise the request does its work and [`complete`]s the claim; a claim without an
//! answer is never visible outside its transaction.

use crate::Error;
use crate::db::{Tx, statements};

/// Whose key, for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// The caller: an account's or API token's id, 16 bytes.
    pub caller: &'a [u8],
    /// `POST`.
    pub method: &'a str,
    /// The path of the request, with its query.
    pub path: &'a str,
    /// The header's value.
    pub key: &'a str,
}

/// An answer that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256 of the request's body.
    pub body_hash: [u8; 32],
    /// The status, 2xx.
    pub status: i64,
    /// Headers to send again: JSON.
    pub headers_json: String,
    /// The answer's body.
    pub body: Vec<u8>,
    /// Epoch milliseconds.
    pub created_at: i64,
}

statements! {
    CLAIM = "INSERT INTO idempotency (caller, method, path, key, body_hash, status, headers_json, \
             body, created_at) VALUES ($1, $2, $3, $4, $5, 0, '', $6, $7) ON CONFLICT DO NOTHING";
    GET = "SELECT body_hash, status, headers_json, body, created_at FROM idempotency \
           WHERE caller = $1 AND method = $2 AND path = $3 AND key = $4";
    COMPLETE = "UPDATE idempotency SET status = $1, headers_json = $2, body = $3 \
                WHERE caller = $4 AND method = $5 AND path = $6 AND key = $7";
    EXPIRE = "DELETE FROM idempotency WHERE created_at <= $1";
}

/// Takes the key for this request; false when another request has it. Waits for one that is under
/// way at the same time.
pub fn claim(
    tx: &mut Tx<'_>,
    key: &Key<'_>,
    body_hash: &[u8; 32],
    now: i64,
) -> Result<bool, Error> {
    let nothing: &[u8] = &[];
    let inserted = tx.execute(
        CLAIM,
        &[
            &key.caller,
            &key.method,
            &key.path,
            &key.key,
            body_hash,
            &nothing,
            &now,
        ],
    )?;
    Ok(inserted > 0)
}

/// The answer kept under a key.
pub fn get(tx: &mut Tx<'_>, key: &Key<'_>) -> Result<Option<Stored>, Error> {
    tx.query_opt(
        GET,
        &[&key.caller, &key.method, &key.path, &key.key],
        |row| {
            Ok(Stored {
                body_hash: row.get(0)?,
                status: row.get(1)?,
                headers_json: row.get(2)?,
                body: row.get(3)?,
                created_at: row.get(4)?,
            })
        },
    )
}

/// Keeps the answer under a key that this transaction has claimed.
pub fn complete(
    tx: &mut Tx<'_>,
    key: &Key<'_>,
    status: i64,
    headers_json: &str,
    body: &[u8],
) -> Result<(), Error> {
    tx.execute(
        COMPLETE,
        &[
            &status,
            &headers_json,
            &body,
            &key.caller,
            &key.method,
            &key.path,
            &key.key,
        ],
    )?;
    Ok(())
}

/// Removes answers kept since `until` (epoch milliseconds) or longer; how many.
pub fn expire(tx: &mut Tx<'_>, until: i64) -> Result<u64, Error> {
    tx.execute(EXPIRE, &[&until])
}
