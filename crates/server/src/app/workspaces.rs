//! Operations on workspaces.

use tokencraft_storage::{
    self as storage, MemberId, Tx, UserId, WorkspaceId, organization_workspaces, workspaces as rows,
};

use super::commit::{Event, audit, audit_in};
use super::context::Context;
use super::error::{Error, Result};
use super::organizations::{self, OrganizationPlace};
use super::place::{NO_WORKSPACE, Place};
use super::plans;
use super::views::{ListedWorkspace, Time, Workspace};
use crate::app::patch::Patch;
use crate::auth::policy::{Action, Decision, decide};

/// What a body says about a workspace or tokenset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// The new name.
    pub name: Option<String>,
    /// The new description.
    pub description: Patch<String>,
}

/// The view of a row.
pub fn view(row: &rows::Workspace) -> Workspace {
    Workspace {
        id: row.id.0.into(),
        name: row.name.clone(),
        description: row.description.clone(),
        user_id: row.user_id.0.into(),
        created_at: Time(row.created_at),
        updated_at: Time(row.updated_at),
    }
}

/// Every workspace that the caller sees, oldest first.
pub fn list(tx: &mut Tx<'_>, ctx: &Context) -> Result<Vec<ListedWorkspace>> {
    let door = ctx.caller.door;
    let all = rows::visible(tx, UserId(ctx.caller.user_id))?;
    let visible = all.into_iter().filter_map(|access| {
        let role = access.role?;
        let allowed = decide(access.owner_plan, Some(role), door, Action::Read);
        (door.reaches(access.workspace.id.0) && allowed == Decision::Allow).then(|| {
            ListedWorkspace {
                workspace: view(&access.workspace),
                user_role: role.as_str(),
                is_owner: access.workspace.user_id.0 == ctx.caller.user_id,
            }
        })
    });
    Ok(visible.collect())
}

/// Whether the caller may make a workspace at all: their own plan counts.
pub fn permit_create(tx: &mut Tx<'_>, ctx: &Context) -> Result<storage::Plan> {
    let user = storage::users::get(tx, UserId(ctx.caller.user_id))?
        .ok_or(Error::defect("the caller has no account"))?;
    match decide(user.plan, None, ctx.caller.door, Action::CreateWorkspace) {
        Decision::Forbid(reason) => Err(reason.into()),
        _ => Ok(user.plan),
    }
}

/// Makes a workspace that the caller owns, in an organization when one is given.
pub fn create(
    tx: &mut Tx<'_>,
    ctx: &Context,
    plan: storage::Plan,
    input: Naming,
    organization: Option<OrganizationPlace>,
) -> Result<Workspace> {
    let user_id = UserId(ctx.caller.user_id);
    // Two at once could both find room for one.
    storage::users::lock(tx, user_id)?;
    let owned = rows::owned(tx, user_id)?.len();
    if !plans::has_room(ctx.server.config().limits(plan).workspaces, owned) {
        return Err(Error::forbidden(
            "workspace_limit_reached",
            "Workspace limit reached for your plan",
        ));
    }
    let row = rows::Workspace {
        id: WorkspaceId(ctx.new_id()),
        user_id,
        name: input.name.unwrap_or_default(),
        description: input.description.into_option(),
        revision: 1,
        row_revision: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    rows::insert(tx, &row, MemberId(ctx.new_id()))?;
    let view = view(&row);
    let event = Event::new("workspace.create", "workspace", row.id, &row.name).after(&view);
    audit(tx, ctx, row.id, event)?;
    if let Some(place) = organization {
        organizations::workspaces::attach_new(tx, ctx, place, &row)?;
    }
    Ok(view)
}

/// Changes a workspace's name and description. `check` compares `If-Match` with the row's revision.
pub fn update(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: Place,
    input: Naming,
    check: impl Fn(i64) -> Result<()>,
) -> Result<Workspace> {
    place.lock(tx, NO_WORKSPACE)?;
    let old = place.workspace;
    check(old.row_revision)?;
    let mut row = old.clone();
    row.name = input.name.unwrap_or(row.name);
    row.description = input.description.or(row.description);
    if row == old {
        return Ok(view(&old));
    }
    row.row_revision += 1;
    row.updated_at = ctx.now;
    rows::update(tx, &row)?;
    let view_after = view(&row);
    let event = Event::new("workspace.update", "workspace", row.id, &row.name)
        .before(&view(&old))
        .after(&view_after);
    audit(tx, ctx, row.id, event)?;
    ctx.server.events().row_changed(tx, ctx, &row);
    Ok(view_after)
}

/// Deletes a workspace with everything in it.
pub fn delete(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: Place,
    check: impl Fn(i64) -> Result<()>,
) -> Result<()> {
    place.lock(tx, NO_WORKSPACE)?;
    let row = place.workspace;
    check(row.row_revision)?;
    let organization = organization_workspaces::of(tx, row.id)?;
    rows::delete(tx, row.id)?;
    // API tokens that are restricted to it go with it.
    ctx.server.credentials_change(tx);
    let event = Event::new("workspace.delete", "workspace", row.id, &row.name).before(&view(&row));
    audit_in(tx, ctx, Some(row.id), organization, event)?;
    plans::settle(tx, ctx.server.config(), row.user_id, ctx.now)?;
    ctx.server.events().look_again(tx, &ctx.server, row.id);
    Ok(())
}
