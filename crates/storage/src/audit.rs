//! What was changed, by whom, when (api.md §6). Written in the transaction of the change; outlives
//! what it tells of.

use uuid::Uuid;

use crate::db::{Row, Tx, statements};
use crate::{ApiTokenId, AuditId, Error, OrganizationId, UserId, WorkspaceId};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Identity.
    pub id: AuditId,
    /// Epoch milliseconds.
    pub at: i64,
    /// Where, for changes in a workspace.
    pub workspace_id: Option<WorkspaceId>,
    /// Where, for changes in an organization.
    pub organization_id: Option<OrganizationId>,
    /// Who.
    pub user_id: UserId,
    /// With which API token, if any.
    pub api_token_id: Option<ApiTokenId>,
    /// `token.create`, …
    pub action: String,
    /// `token`, `mode`, …
    pub object_kind: String,
    /// Of the thing changed.
    pub object_id: Uuid,
    /// Its name at that time.
    pub object_name: String,
    /// What changed, before: JSON.
    pub before_json: Option<String>,
    /// What changed, after: JSON.
    pub after_json: Option<String>,
    /// Of the request.
    pub request_id: String,
}

/// A change with the name of who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAudit {
    /// The change.
    pub audit: Audit,
    /// The account's name now; `None` when it is gone.
    pub user_name: Option<String>,
}

macro_rules! columns {
    () => {
        "a.id, a.at, a.workspace_id, a.organization_id, a.user_id, a.api_token_id, a.action, \
         a.object_kind, a.object_id, a.object_name, a.before_json, a.after_json, a.request_id"
    };
}

statements! {
    INSERT = "INSERT INTO audit (id, at, workspace_id, organization_id, user_id, api_token_id, \
              action, object_kind, object_id, object_name, before_json, after_json, request_id) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    OF_WORKSPACE = concat!(
        "SELECT ", columns!(), ", u.name FROM audit a LEFT JOIN users u ON u.id = a.user_id \
         WHERE a.workspace_id = $1 AND a.id < $2 ORDER BY a.id DESC LIMIT $3",
    );
    OF_ORGANIZATION = concat!(
        "SELECT ", columns!(), ", u.name FROM audit a LEFT JOIN users u ON u.id = a.user_id \
         WHERE a.organization_id = $1 AND a.id < $2 ORDER BY a.id DESC LIMIT $3",
    );
    COUNT_OF_WORKSPACE = "SELECT COUNT(*) FROM audit WHERE workspace_id = $1";
    COUNT_OF_ORGANIZATION = "SELECT COUNT(*) FROM audit WHERE organization_id = $1";
}

fn read(row: &Row<'_>) -> Result<NamedAudit, Error> {
    Ok(NamedAudit {
        audit: Audit {
            id: row.get(0)?,
            at: row.get(1)?,
            workspace_id: row.get(2)?,
            organization_id: row.get(3)?,
            user_id: row.get(4)?,
            api_token_id: row.get(5)?,
            action: row.get(6)?,
            object_kind: row.get(7)?,
            object_id: row.get(8)?,
            object_name: row.get(9)?,
            before_json: row.get(10)?,
            after_json: row.get(11)?,
            request_id: row.get(12)?,
        },
        user_name: row.get(13)?,
    })
}

/// Adds a line.
pub fn insert(tx: &mut Tx<'_>, line: &Audit) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &line.id,
            &line.at,
            &line.workspace_id,
            &line.organization_id,
            &line.user_id,
            &line.api_token_id,
            &line.action,
            &line.object_kind,
            &line.object_id,
            &line.object_name,
            &line.before_json,
            &line.after_json,
            &line.request_id,
        ],
    )?;
    Ok(())
}

/// The newest lines of a workspace, newest first; those before (older than) `before` when given.
pub fn of_workspace(
    tx: &mut Tx<'_>,
    id: WorkspaceId,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<NamedAudit>, Error> {
    tx.query_all(
        OF_WORKSPACE,
        &[&id, &before.unwrap_or(NEWEST), &limit],
        read,
    )
}

/// The newest lines of an organization, newest first; those before `before` when given.
pub fn of_organization(
    tx: &mut Tx<'_>,
    id: OrganizationId,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<NamedAudit>, Error> {
    tx.query_all(
        OF_ORGANIZATION,
        &[&id, &before.unwrap_or(NEWEST), &limit],
        read,
    )
}

/// How many lines a workspace has.
pub fn count_of_workspace(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<i64, Error> {
    tx.query_one(COUNT_OF_WORKSPACE, &[&id], |row| row.get(0))
}

/// How many lines an organization has.
pub fn count_of_organization(tx: &mut Tx<'_>, id: OrganizationId) -> Result<i64, Error> {
    tx.query_one(COUNT_OF_ORGANIZATION, &[&id], |row| row.get(0))
}

/// After every id.
const NEWEST: AuditId = AuditId(Uuid::max());
