//! Accounts.

use crate::db::{Row, Tx, statements};
use crate::{Error, Plan, UserId};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identity.
    pub id: UserId,
    /// As written.
    pub email: String,
    /// For looking up; unique (`users_email_lower_key`). The caller lower-cases and trims.
    pub email_lower: String,
    /// For people.
    pub name: String,
    /// Decides what the account's workspaces may do.
    pub plan: Plan,
    /// May manage accounts.
    pub is_operator: bool,
    /// Epoch milliseconds; set: neither sessions nor API tokens work.
    pub disabled_at: Option<i64>,
    /// PHC string; `None`: no password was set yet.
    pub password_hash: Option<String>,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

macro_rules! columns {
    () => {
        "id, email, email_lower, name, plan, is_operator, disabled_at, password_hash, created_at, \
         updated_at"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO users (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    GET = concat!("SELECT ", columns!(), " FROM users WHERE id = $1");
    BY_EMAIL = concat!("SELECT ", columns!(), " FROM users WHERE email_lower = $1");
    LIST = concat!("SELECT ", columns!(), " FROM users ORDER BY id");
    ANY = "SELECT EXISTS (SELECT 1 FROM users)";
    UPDATE = "UPDATE users SET email = $1, email_lower = $2, name = $3, plan = $4, \
              is_operator = $5, disabled_at = $6, password_hash = $7, updated_at = $8 WHERE id = $9";
    LOCK = "UPDATE users SET updated_at = updated_at WHERE id = $1";
}

fn read(row: &Row<'_>) -> Result<User, Error> {
    Ok(User {
        id: row.get(0)?,
        email: row.get(1)?,
        email_lower: row.get(2)?,
        name: row.get(3)?,
        plan: row.get(4)?,
        is_operator: row.get(5)?,
        disabled_at: row.get(6)?,
        password_hash: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
    })
}

/// Adds an account. [`Error::Unique`] `users_email_lower_key` when the address is taken.
pub fn insert(tx: &mut Tx<'_>, user: &User) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &user.id,
            &user.email,
            &user.email_lower,
            &user.name,
            &user.plan,
            &user.is_operator,
            &user.disabled_at,
            &user.password_hash,
            &user.created_at,
            &user.updated_at,
        ],
    )?;
    Ok(())
}

/// One account.
pub fn get(tx: &mut Tx<'_>, id: UserId) -> Result<Option<User>, Error> {
    tx.query_opt(GET, &[&id], read)
}

/// The account with an address, given lower-cased.
pub fn by_email(tx: &mut Tx<'_>, email_lower: &str) -> Result<Option<User>, Error> {
    tx.query_opt(BY_EMAIL, &[&email_lower], read)
}

/// All accounts, oldest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<User>, Error> {
    tx.query_all(LIST, &[], read)
}

/// Whether any account exists (set-up is over).
pub fn any(tx: &mut Tx<'_>) -> Result<bool, Error> {
    tx.query_one(ANY, &[], |row| row.get(0))
}

/// Writes all that can change of an account; whether it exists.
pub fn update(tx: &mut Tx<'_>, user: &User) -> Result<bool, Error> {
    let changed = tx.execute(
        UPDATE,
        &[
            &user.email,
            &user.email_lower,
            &user.name,
            &user.plan,
            &user.is_operator,
            &user.disabled_at,
            &user.password_hash,
            &user.updated_at,
            &user.id,
        ],
    )?;
    Ok(changed > 0)
}

/// Keeps others from locking the account until the end of the transaction: before counting against
/// its plan's limits. Whether it exists.
pub fn lock(tx: &mut Tx<'_>, id: UserId) -> Result<bool, Error> {
    Ok(tx.execute(LOCK, &[&id])? > 0)
}
