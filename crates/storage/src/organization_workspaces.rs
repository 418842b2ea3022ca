//! Which workspaces are attached to which organization.

use crate::db::{Tx, statements};
use crate::{Error, OrganizationId, Workspace, WorkspaceId, workspaces};

statements! {
    ATTACH = "INSERT INTO organization_workspaces (workspace_id, organization_id, created_at) \
              VALUES ($1, $2, $3)";
    LIST = concat!(
        "SELECT ", workspaces::columns!(), " FROM organization_workspaces a \
         JOIN workspaces w ON w.id = a.workspace_id WHERE a.organization_id = $1 ORDER BY w.id",
    );
    OF = "SELECT organization_id FROM organization_workspaces WHERE workspace_id = $1";
    DETACH = "DELETE FROM organization_workspaces WHERE workspace_id = $1 AND organization_id = $2";
}

/// Attaches a workspace. [`Error::Unique`] `organization_workspaces_pkey` when it is attached
/// somewhere already.
pub fn attach(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    workspace_id: WorkspaceId,
    now: i64,
) -> Result<(), Error> {
    tx.execute(ATTACH, &[&workspace_id, &organization_id, &now])?;
    Ok(())
}

/// An organization's workspaces, oldest workspace first.
pub fn list(tx: &mut Tx<'_>, organization_id: OrganizationId) -> Result<Vec<Workspace>, Error> {
    tx.query_all(LIST, &[&organization_id], workspaces::read)
}

/// The organization a workspace is attached to.
pub fn of(tx: &mut Tx<'_>, workspace_id: WorkspaceId) -> Result<Option<OrganizationId>, Error> {
    tx.query_opt(OF, &[&workspace_id], |row| row.get(0))
}

/// Detaches a workspace; whether it was attached there.
pub fn detach(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    workspace_id: WorkspaceId,
) -> Result<bool, Error> {
    Ok(tx.execute(DETACH, &[&workspace_id, &organization_id])? > 0)
}
