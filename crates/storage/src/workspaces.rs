//! Workspaces, who may see them, and the lock every write to one takes first.

use crate::db::{Kind, Param, Row, Tx, statements};
use crate::{Error, MemberId, Plan, Role, Tokenset, TokensetId, UserId, WorkspaceId, tokensets};

/// A workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Identity.
    pub id: WorkspaceId,
    /// The owner, who is also a member with the role `owner`.
    pub user_id: UserId,
    /// Need not be unique.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// Of everything inside: bumped by every write to a tokenset, mode or token.
    pub revision: i64,
    /// Of this row, for its own `ETag`.
    pub row_revision: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

/// A workspace with all that decides what one person may do in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The workspace.
    pub workspace: Workspace,
    /// The owner's plan.
    pub owner_plan: Plan,
    /// The person's role; `None` for a stranger.
    pub role: Option<Role>,
    /// Since when the owner is over the plan's limits, epoch milliseconds.
    pub over_since: Option<i64>,
}

macro_rules! columns {
    () => {
        "w.id, w.user_id, w.name, w.description, w.revision, w.row_revision, w.created_at, \
         w.updated_at"
    };
}
pub(crate) use columns;

statements! {
    INSERT = "INSERT INTO workspaces (id, user_id, name, description, revision, row_revision, \
              created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_OWNER = "INSERT INTO members (id, workspace_id, user_id, role, created_at) \
                    VALUES ($1, $2, $3, $4, $5)";
    GET = concat!("SELECT ", columns!(), " FROM workspaces w WHERE w.id = $1");
    LIST = concat!("SELECT ", columns!(), " FROM workspaces w ORDER BY w.id");
    ACCESS = concat!(
        "SELECT ", columns!(), ", u.plan, m.role, d.since FROM workspaces w \
         JOIN users u ON u.id = w.user_id LEFT JOIN downgrades d ON d.user_id = w.user_id \
         LEFT JOIN members m ON m.workspace_id = w.id AND m.user_id = $1 WHERE w.id = $2",
    );
    ACCESS_BY_TOKENSET = concat!(
        "SELECT ", columns!(), ", u.plan, m.role, d.since, ", tokensets::columns!(), " \
         FROM tokensets s JOIN workspaces w ON w.id = s.workspace_id \
         JOIN users u ON u.id = w.user_id LEFT JOIN downgrades d ON d.user_id = w.user_id \
         LEFT JOIN members m ON m.workspace_id = w.id AND m.user_id = $1 WHERE s.id = $2",
    );
    VISIBLE = concat!(
        "SELECT ", columns!(), ", u.plan, m.role, d.since FROM members m \
         JOIN workspaces w ON w.id = m.workspace_id JOIN users u ON u.id = w.user_id \
         LEFT JOIN downgrades d ON d.user_id = w.user_id WHERE m.user_id = $1 ORDER BY w.id",
    );
    OWNED = "SELECT id FROM workspaces WHERE user_id = $1 ORDER BY id";
    BUMP = "UPDATE workspaces SET revision = revision + 1 WHERE id = $1 RETURNING revision";
    UPDATE = "UPDATE workspaces SET user_id = $1, name = $2, description = $3, row_revision = $4, \
              updated_at = $5 WHERE id = $6";
    DELETE = "DELETE FROM workspaces WHERE id = $1";
    REVISIONS = "SELECT id, revision, row_revision FROM workspaces WHERE id IN ($1, $2, $3, $4, \
                 $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
}

/// `GET` that holds the row until the end of the transaction. On `SQLite` the writer is alone.
const LOCK_POSTGRES: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workspaces w WHERE w.id = $1 FOR UPDATE"
);
pub(crate) const POSTGRES_STATEMENTS: &[&str] = &[LOCK_POSTGRES];

pub(crate) fn read(row: &Row<'_>) -> Result<Workspace, Error> {
    Ok(Workspace {
        id: row.get(0)?,
        user_id: row.get(1)?,
        name: row.get(2)?,
        description: row.get(3)?,
        revision: row.get(4)?,
        row_revision: row.get(5)?,
        created_at: row.get(6)?,
        updated_at: row.get(7)?,
    })
}

fn read_access(row: &Row<'_>) -> Result<Access, Error> {
    Ok(Access {
        workspace: read(row)?,
        owner_plan: row.get(8)?,
        role: row.get(9)?,
        over_since: row.get(10)?,
    })
}

/// Adds a workspace, and its owner as a member with `owner_member` as identity.
pub fn insert(tx: &mut Tx<'_>, workspace: &Workspace, owner_member: MemberId) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &workspace.id,
            &workspace.user_id,
            &workspace.name,
            &workspace.description,
            &workspace.revision,
            &workspace.row_revision,
            &workspace.created_at,
            &workspace.updated_at,
        ],
    )?;
    tx.execute(
        INSERT_OWNER,
        &[
            &owner_member,
            &workspace.id,
            &workspace.user_id,
            &Role::Owner,
            &workspace.created_at,
        ],
    )?;
    Ok(())
}

/// One workspace.
pub fn get(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<Option<Workspace>, Error> {
    tx.query_opt(GET, &[&id], read)
}

/// All workspaces of the instance, oldest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Workspace>, Error> {
    tx.query_all(LIST, &[], read)
}

/// A workspace as one person stands to it. One statement: fit for [`crate::Database::single`].
pub fn access(tx: &mut Tx<'_>, user_id: UserId, id: WorkspaceId) -> Result<Option<Access>, Error> {
    tx.query_opt(ACCESS, &[&user_id, &id], read_access)
}

/// A tokenset, and its workspace as one person stands to it. One statement.
pub fn access_by_tokenset(
    tx: &mut Tx<'_>,
    user_id: UserId,
    id: TokensetId,
) -> Result<Option<(Access, Tokenset)>, Error> {
    tx.query_opt(ACCESS_BY_TOKENSET, &[&user_id, &id], |row| {
        Ok((read_access(row)?, tokensets::read(row, 11)?))
    })
}

/// Every workspace in which a person has a role, oldest first. Whether the owner's plan lets members
/// in is the policy's to say.
pub fn visible(tx: &mut Tx<'_>, user_id: UserId) -> Result<Vec<Access>, Error> {
    tx.query_all(VISIBLE, &[&user_id], read_access)
}

/// The workspaces a person owns, oldest first.
pub fn owned(tx: &mut Tx<'_>, user_id: UserId) -> Result<Vec<WorkspaceId>, Error> {
    tx.query_all(OWNED, &[&user_id], |row| row.get(0))
}

/// The revisions of some workspaces' content and rows; those that are gone are left out.
pub fn revisions(
    tx: &mut Tx<'_>,
    ids: &[WorkspaceId],
) -> Result<Vec<(WorkspaceId, i64, i64)>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(16) {
        // One text for any number: the first stands again where there are fewer.
        let params: [&dyn Param; 16] = std::array::from_fn(|n| {
            let id: &dyn Param = some.get(n).unwrap_or(&some[0]);
            id
        });
        tx.for_each(REVISIONS, &params, |row| {
            found.push((row.get(0)?, row.get(1)?, row.get(2)?));
            Ok(())
        })?;
    }
    Ok(found)
}

/// Takes the workspace for this transaction: the first statement of every write inside it. `None`
/// when it is gone.
pub fn lock(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<Option<Workspace>, Error> {
    let sql = match tx.kind() {
        Kind::Sqlite => GET,
        Kind::Postgres => LOCK_POSTGRES,
    };
    tx.query_opt(sql, &[&id], read)
}

/// Counts a write to anything inside the workspace; its new revision. [`Error::Other`] when it is
/// gone: [`lock`] comes first.
pub fn bump(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<i64, Error> {
    tx.query_one(BUMP, &[&id], |row| row.get(0))
}

/// Writes all that can change of the row itself, not `revision`; whether it exists.
pub fn update(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<bool, Error> {
    let changed = tx.execute(
        UPDATE,
        &[
            &workspace.user_id,
            &workspace.name,
            &workspace.description,
            &workspace.row_revision,
            &workspace.updated_at,
            &workspace.id,
        ],
    )?;
    Ok(changed > 0)
}

/// Removes a workspace and everything in it; whether it existed.
pub fn delete(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<bool, Error> {
    tx.be_patient()?;
    Ok(tx.execute(DELETE, &[&id])? > 0)
}
