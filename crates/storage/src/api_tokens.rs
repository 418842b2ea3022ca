//! API tokens: the credentials of the API door. Only their hashes are stored.

use crate::db::{Row, Tx, statements};
use crate::{ApiTokenId, Error, Plan, UserId, WorkspaceId};

/// A credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Identity, not a secret.
    pub id: ApiTokenId,
    /// Whose.
    pub user_id: UserId,
    /// For people.
    pub name: String,
    /// SHA-256 of the whole text; unique.
    pub token_hash: [u8; 32],
    /// Its first 12 characters, for people.
    pub prefix: String,
    /// Bit set of scopes; the server knows the bits.
    pub scopes: i64,
    /// The only workspace it may touch; `None`: all.
    pub workspace_id: Option<WorkspaceId>,
    /// Requests per window, when it differs from the instance's; 0 = no limit.
    pub rate_limit: Option<i64>,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds, up to a minute old.
    pub last_used_at: Option<i64>,
    /// Epoch milliseconds.
    pub expires_at: Option<i64>,
    /// Epoch milliseconds.
    pub revoked_at: Option<i64>,
}

/// What a request must know of its credential. The caller refuses what is revoked, expired or of a
/// disabled account: a memory of these needs the times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// The credential.
    pub id: ApiTokenId,
    /// Its account.
    pub user_id: UserId,
    /// Bit set of scopes.
    pub scopes: i64,
    /// The only workspace it may touch.
    pub workspace_id: Option<WorkspaceId>,
    /// Requests per window, when it differs from the instance's.
    pub rate_limit: Option<i64>,
    /// Epoch milliseconds.
    pub last_used_at: Option<i64>,
    /// Epoch milliseconds.
    pub expires_at: Option<i64>,
    /// Epoch milliseconds.
    pub revoked_at: Option<i64>,
    /// The account's plan.
    pub plan: Plan,
    /// The account: epoch milliseconds.
    pub disabled_at: Option<i64>,
}

impl Authenticated {
    /// Whether it may be used at `now` (epoch milliseconds).
    pub fn is_good(&self, now: i64) -> bool {
        self.revoked_at.is_none()
            && self.disabled_at.is_none()
            && self.expires_at.is_none_or(|end| now < end)
    }
}

macro_rules! columns {
    () => {
        "id, user_id, name, token_hash, prefix, scopes, workspace_id, rate_limit, created_at, \
         last_used_at, expires_at, revoked_at"
    };
}

macro_rules! authenticated_columns {
    () => {
        "t.id, t.user_id, t.scopes, t.workspace_id, t.rate_limit, t.last_used_at, t.expires_at, \
         t.revoked_at, u.plan, u.disabled_at"
    };
}
pub(crate) use authenticated_columns;

statements! {
    INSERT = concat!(
        "INSERT INTO api_tokens (", columns!(), ") \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    );
    GET = concat!("SELECT ", columns!(), " FROM api_tokens WHERE id = $1");
    LIST = concat!(
        "SELECT ", columns!(), " FROM api_tokens WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id",
    );
    AUTHENTICATE = concat!(
        "SELECT ", authenticated_columns!(),
        " FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.token_hash = $1",
    );
    TOUCH = "UPDATE api_tokens SET last_used_at = $1 WHERE id = $2 \
             AND (last_used_at IS NULL OR last_used_at < $3)";
    REVOKE = "UPDATE api_tokens SET revoked_at = $1 WHERE id = $2 AND user_id = $3 \
              AND revoked_at IS NULL";
    REVOKE_ALL = "UPDATE api_tokens SET revoked_at = $1 WHERE user_id = $2 AND revoked_at IS NULL";
}

fn read(row: &Row<'_>) -> Result<ApiToken, Error> {
    Ok(ApiToken {
        id: row.get(0)?,
        user_id: row.get(1)?,
        name: row.get(2)?,
        token_hash: row.get(3)?,
        prefix: row.get(4)?,
        scopes: row.get(5)?,
        workspace_id: row.get(6)?,
        rate_limit: row.get(7)?,
        created_at: row.get(8)?,
        last_used_at: row.get(9)?,
        expires_at: row.get(10)?,
        revoked_at: row.get(11)?,
    })
}

pub(crate) fn read_authenticated(row: &Row<'_>) -> Result<Authenticated, Error> {
    Ok(Authenticated {
        id: row.get(0)?,
        user_id: row.get(1)?,
        scopes: row.get(2)?,
        workspace_id: row.get(3)?,
        rate_limit: row.get(4)?,
        last_used_at: row.get(5)?,
        expires_at: row.get(6)?,
        revoked_at: row.get(7)?,
        plan: row.get(8)?,
        disabled_at: row.get(9)?,
    })
}

/// Adds an API token.
pub fn insert(tx: &mut Tx<'_>, token: &ApiToken) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &token.id,
            &token.user_id,
            &token.name,
            &token.token_hash,
            &token.prefix,
            &token.scopes,
            &token.workspace_id,
            &token.rate_limit,
            &token.created_at,
            &token.last_used_at,
            &token.expires_at,
            &token.revoked_at,
        ],
    )?;
    Ok(())
}

/// One API token, revoked or not.
pub fn get(tx: &mut Tx<'_>, id: ApiTokenId) -> Result<Option<ApiToken>, Error> {
    tx.query_opt(GET, &[&id], read)
}

/// An account's API tokens that are not revoked, oldest first.
pub fn list(tx: &mut Tx<'_>, user_id: UserId) -> Result<Vec<ApiToken>, Error> {
    tx.query_all(LIST, &[&user_id], read)
}

/// The credential with a hash, whether or not it is still good: see [`Authenticated::is_good`]. One
/// statement: fit for [`crate::Database::single`].
pub fn authenticate(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
) -> Result<Option<Authenticated>, Error> {
    tx.query_opt(AUTHENTICATE, &[token_hash], read_authenticated)
}

/// Notes a use at `now`, unless one after `unless_after` is noted already; whether it was noted.
/// Callers do not wait for it and ignore its failure.
pub fn touch(tx: &mut Tx<'_>, id: ApiTokenId, now: i64, unless_after: i64) -> Result<bool, Error> {
    Ok(tx.execute(TOUCH, &[&now, &id, &unless_after])? > 0)
}

/// Revokes an account's API token; whether there was one to revoke.
pub fn revoke(tx: &mut Tx<'_>, id: ApiTokenId, user_id: UserId, now: i64) -> Result<bool, Error> {
    Ok(tx.execute(REVOKE, &[&now, &id, &user_id])? > 0)
}

/// Revokes all API tokens of an account; how many.
pub fn revoke_all(tx: &mut Tx<'_>, user_id: UserId, now: i64) -> Result<u64, Error> {
    tx.execute(REVOKE_ALL, &[&now, &user_id])
}
