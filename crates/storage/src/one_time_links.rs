//! Links that work once: set-up, first password, reset. Only the hash of a link's secret is stored.

use crate::db::{Row, Tx, statements};
use crate::{Error, LinkKind, UserId};

/// A link that works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// SHA-256 of the secret; unique.
    pub token_hash: [u8; 32],
    /// Whose; `None` for the set-up of an instance, which has no account yet.
    pub user_id: Option<UserId>,
    /// What it is for.
    pub kind: LinkKind,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// Epoch milliseconds, once used.
    pub used_at: Option<i64>,
}

macro_rules! columns {
    () => {
        "token_hash, user_id, kind, created_at, expires_at, used_at"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO one_time_links (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)",
    );
    GET = concat!("SELECT ", columns!(), " FROM one_time_links WHERE token_hash = $1");
    TAKE = concat!(
        "UPDATE one_time_links SET used_at = $1 WHERE token_hash = $2 AND kind = $3 \
         AND used_at IS NULL AND expires_at > $4 RETURNING ", columns!(),
    );
    DELETE_KIND = "DELETE FROM one_time_links WHERE kind = $1";
    DELETE_OF_USER = "DELETE FROM one_time_links WHERE user_id = $1";
    EXPIRE = "DELETE FROM one_time_links WHERE expires_at <= $1";
}

fn read(row: &Row<'_>) -> Result<OneTimeLink, Error> {
    Ok(OneTimeLink {
        token_hash: row.get(0)?,
        user_id: row.get(1)?,
        kind: row.get(2)?,
        created_at: row.get(3)?,
        expires_at: row.get(4)?,
        used_at: row.get(5)?,
    })
}

/// Adds a link.
pub fn insert(tx: &mut Tx<'_>, link: &OneTimeLink) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &link.token_hash,
            &link.user_id,
            &link.kind,
            &link.created_at,
            &link.expires_at,
            &link.used_at,
        ],
    )?;
    Ok(())
}

/// A link, used or not.
pub fn get(tx: &mut Tx<'_>, token_hash: &[u8; 32]) -> Result<Option<OneTimeLink>, Error> {
    tx.query_opt(GET, &[token_hash], read)
}

/// Uses a link up: exactly one of those who try at the same time gets it. `None` when it is
/// unknown, of another kind, used or expired.
pub fn take(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    kind: LinkKind,
    now: i64,
) -> Result<Option<OneTimeLink>, Error> {
    tx.query_opt(TAKE, &[&now, token_hash, &kind, &now], read)
}

/// Removes all links of a kind (a new set-up secret replaces the old); how many.
pub fn delete_kind(tx: &mut Tx<'_>, kind: LinkKind) -> Result<u64, Error> {
    tx.execute(DELETE_KIND, &[&kind])
}

/// Removes all links of an account (a new one replaces them); how many.
pub fn delete_of_user(tx: &mut Tx<'_>, user_id: UserId) -> Result<u64, Error> {
    tx.execute(DELETE_OF_USER, &[&user_id])
}

/// Removes links past their end; how many.
pub fn expire(tx: &mut Tx<'_>, now: i64) -> Result<u64, Error> {
    tx.execute(EXPIRE, &[&now])
}
