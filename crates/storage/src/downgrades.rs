//! Accounts that own more than their plan allows (api.md §4, Downgrade), and since when.

use crate::db::{Row, Tx, statements};
use crate::{Error, Plan, UserId, WorkspaceId};

/// A workspace as its owner's plan counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Whose.
    pub owner: UserId,
    /// The owner's plan.
    pub plan: Plan,
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// How many people it has, the owner included.
    pub members: i64,
}

macro_rules! holdings {
    () => {
        "SELECT w.user_id, u.plan, w.id, \
         (SELECT COUNT(*) FROM members m WHERE m.workspace_id = w.id) \
         FROM workspaces w JOIN users u ON u.id = w.user_id "
    };
}

statements! {
    SINCE = "SELECT since FROM downgrades WHERE user_id = $1";
    LIST = "SELECT user_id FROM downgrades ORDER BY user_id";
    START = "INSERT INTO downgrades (user_id, since) VALUES ($1, $2) \
             ON CONFLICT (user_id) DO NOTHING";
    STOP = "DELETE FROM downgrades WHERE user_id = $1";
    HOLDINGS = concat!(holdings!(), "WHERE w.user_id = $1 ORDER BY w.id");
    ALL_HOLDINGS = concat!(holdings!(), "ORDER BY w.user_id, w.id");
}

fn read(row: &Row<'_>) -> Result<Holding, Error> {
    Ok(Holding {
        owner: row.get(0)?,
        plan: row.get(1)?,
        workspace_id: row.get(2)?,
        members: row.get(3)?,
    })
}

/// Since when an account is over its plan's limits, epoch milliseconds; `None`: it is not.
pub fn since(tx: &mut Tx<'_>, user_id: UserId) -> Result<Option<i64>, Error> {
    tx.query_opt(SINCE, &[&user_id], |row| row.get(0))
}

/// Every account that is over its plan's limits.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<UserId>, Error> {
    tx.query_all(LIST, &[], |row| row.get(0))
}

/// Notes that an account is over its plan's limits since `now`; one that is already keeps its time.
/// Whether it was news.
pub fn start(tx: &mut Tx<'_>, user_id: UserId, now: i64) -> Result<bool, Error> {
    Ok(tx.execute(START, &[&user_id, &now])? > 0)
}

/// Notes that an account is within its plan's limits; whether that was news.
pub fn stop(tx: &mut Tx<'_>, user_id: UserId) -> Result<bool, Error> {
    Ok(tx.execute(STOP, &[&user_id])? > 0)
}

/// What an account owns, oldest first.
pub fn holdings(tx: &mut Tx<'_>, user_id: UserId) -> Result<Vec<Holding>, Error> {
    tx.query_all(HOLDINGS, &[&user_id], read)
}

/// What all accounts own, by account and then oldest first.
pub fn all_holdings(tx: &mut Tx<'_>) -> Result<Vec<Holding>, Error> {
    tx.query_all(ALL_HOLDINGS, &[], read)
}
