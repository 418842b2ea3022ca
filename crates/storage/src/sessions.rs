//! Signed-in browsers. Only the hash of a session's secret is stored.

use crate::db::{Row, Tx, statements};
use crate::{Error, Plan, SessionId, UserId};

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Identity, not a secret.
    pub id: SessionId,
    /// SHA-256 of the cookie's value; unique.
    pub token_hash: [u8; 32],
    /// Whose.
    pub user_id: UserId,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub last_seen_at: i64,
    /// Epoch milliseconds: the absolute end.
    pub expires_at: i64,
    /// As sent at login.
    pub user_agent: String,
}

/// A session with what authentication needs of its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// The session.
    pub session: Session,
    /// The account's plan.
    pub plan: Plan,
    /// May manage accounts.
    pub is_operator: bool,
    /// Epoch milliseconds; set: refuse.
    pub disabled_at: Option<i64>,
}

macro_rules! columns {
    () => {
        "s.id, s.token_hash, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.user_agent"
    };
}

statements! {
    INSERT = "INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, \
              user_agent) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    AUTHENTICATE = concat!(
        "SELECT ", columns!(), ", u.plan, u.is_operator, u.disabled_at \
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1",
    );
    LIST = concat!("SELECT ", columns!(), " FROM sessions s WHERE s.user_id = $1 ORDER BY s.id");
    TOUCH = "UPDATE sessions SET last_seen_at = $1 WHERE id = $2 AND last_seen_at < $3";
    DELETE = "DELETE FROM sessions WHERE id = $1 AND user_id = $2";
    DELETE_BY_HASH = "DELETE FROM sessions WHERE token_hash = $1";
    DELETE_ALL = "DELETE FROM sessions WHERE user_id = $1";
    EXPIRE = "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2";
}

fn read(row: &Row<'_>) -> Result<Session, Error> {
    Ok(Session {
        id: row.get(0)?,
        token_hash: row.get(1)?,
        user_id: row.get(2)?,
        created_at: row.get(3)?,
        last_seen_at: row.get(4)?,
        expires_at: row.get(5)?,
        user_agent: row.get(6)?,
    })
}

/// Adds a session.
pub fn insert(tx: &mut Tx<'_>, session: &Session) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &session.id,
            &session.token_hash,
            &session.user_id,
            &session.created_at,
            &session.last_seen_at,
            &session.expires_at,
            &session.user_agent,
        ],
    )?;
    Ok(())
}

/// The session with the hash of a secret, whether or not it has ended: the caller compares times.
/// One statement: fit for [`crate::Database::single`].
pub fn authenticate(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
) -> Result<Option<Authenticated>, Error> {
    tx.query_opt(AUTHENTICATE, &[token_hash], |row| {
        Ok(Authenticated {
            session: read(row)?,
            plan: row.get(7)?,
            is_operator: row.get(8)?,
            disabled_at: row.get(9)?,
        })
    })
}

/// An account's sessions, oldest first.
pub fn list(tx: &mut Tx<'_>, user_id: UserId) -> Result<Vec<Session>, Error> {
    tx.query_all(LIST, &[&user_id], read)
}

/// Notes that the session was seen at `now`, unless it was seen after `unless_after` already.
pub fn touch(tx: &mut Tx<'_>, id: SessionId, now: i64, unless_after: i64) -> Result<bool, Error> {
    Ok(tx.execute(TOUCH, &[&now, &id, &unless_after])? > 0)
}

/// Ends one session of an account; whether it was there.
pub fn delete(tx: &mut Tx<'_>, id: SessionId, user_id: UserId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE, &[&id, &user_id])? > 0)
}

/// Ends the session with the hash of a secret; whether it was there.
pub fn delete_by_hash(tx: &mut Tx<'_>, token_hash: &[u8; 32]) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_BY_HASH, &[token_hash])? > 0)
}

/// Ends all sessions of an account (a new password, a disabled account); how many.
pub fn delete_all(tx: &mut Tx<'_>, user_id: UserId) -> Result<u64, Error> {
    tx.execute(DELETE_ALL, &[&user_id])
}

/// Removes sessions past their end at `now`, or not seen since `idle_since`; how many.
pub fn expire(tx: &mut Tx<'_>, now: i64, idle_since: i64) -> Result<u64, Error> {
    tx.execute(EXPIRE, &[&now, &idle_since])
}
