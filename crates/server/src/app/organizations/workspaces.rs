//! The workspaces of an organization: what its releases are made of.
//!
//! A workspace is attached with its owner's consent and stays so when it is handed over: the owner of
//! the day may detach it whenever they like. Both activities tell of it.

use serde::Serialize;
use tokencraft_storage::organizations as organization_rows;
use tokencraft_storage::{
    self as storage, OrganizationId, Role, Tx, UserId, WorkspaceId, organization_workspaces as rows,
};

use super::{NO_ORGANIZATION, OrganizationPlace};
use crate::app::commit::{Event, audit_in};
use crate::app::context::Context;
use crate::app::error::{Error, Result};
use crate::app::field::Fields;
use crate::app::input::parse_id;
use crate::app::members::still_has;
use crate::app::place::{NO_WORKSPACE, Place};
use crate::app::views::{Id, Workspace};
use crate::app::workspaces::view;
use crate::auth::policy::Action;

/// What the activity tells of an attachment.
#[derive(Serialize)]
struct Attachment<'a> {
    organization_id: Id,
    organization_name: &'a str,
}

/// Which workspace a body means: `workspace_id`.
pub fn read_workspace(fields: &mut Fields) -> Result<String> {
    let sentence = "workspace_id is required and must be a string";
    fields
        .text("workspace_id", "invalid_workspace", sentence)?
        .into_option()
        .ok_or_else(|| Error::invalid("invalid_workspace", sentence))
}

/// The attached workspaces, oldest first.
pub fn list(tx: &mut Tx<'_>, place: &OrganizationPlace) -> Result<Vec<Workspace>> {
    let all = rows::list(tx, place.organization.id)?;
    Ok(all.iter().map(view).collect())
}

/// Attaches a workspace that the caller owns.
pub fn attach(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: OrganizationPlace,
    workspace: &str,
) -> Result<Workspace> {
    place.lock(tx, NO_ORGANIZATION)?;
    still_has(tx, ctx, &place, Role::Admin)?;
    let mut inside = Place::workspace(tx, ctx, workspace, Action::Read)?;
    inside.lock(tx, NO_WORKSPACE)?;
    if inside.workspace.user_id.0 != ctx.caller.user_id {
        return Err(Error::forbidden(
            "workspace_owner_only",
            "Only the owner of the workspace may attach it",
        ));
    }
    if rows::of(tx, inside.workspace.id)?.is_some() {
        return Err(Error::conflict(
            "already_attached",
            "The workspace is already attached to an organization",
        ));
    }
    join(tx, ctx, &place.organization, &inside.workspace)?;
    Ok(view(&inside.workspace))
}

/// Attaches a workspace that nobody else has.
fn join(
    tx: &mut Tx<'_>,
    ctx: &Context,
    organization: &organization_rows::Organization,
    workspace: &storage::Workspace,
) -> Result<()> {
    rows::attach(tx, organization.id, workspace.id, ctx.now)?;
    let event = Event::new(
        "workspace.attach",
        "workspace",
        workspace.id,
        &workspace.name,
    )
    .after(&attachment(organization));
    audit_in(tx, ctx, Some(workspace.id), Some(organization.id), event)
}

fn attachment(organization: &organization_rows::Organization) -> Attachment<'_> {
    Attachment {
        organization_id: organization.id.0.into(),
        organization_name: &organization.name,
    }
}

/// Detaches a workspace. Its owner may, without a place in the organization too.
pub fn detach(tx: &mut Tx<'_>, ctx: &Context, organization: &str, workspace: &str) -> Result<()> {
    let caller = UserId(ctx.caller.user_id);
    let not_found = || Error::NotFound(NO_WORKSPACE);
    let organization = OrganizationId(parse_id(organization).ok_or_else(not_found)?);
    let workspace = WorkspaceId(parse_id(workspace).ok_or_else(not_found)?);
    let access = organization_rows::access(tx, caller, organization)?.ok_or_else(not_found)?;
    let row = storage::workspaces::get(tx, workspace)?.ok_or_else(not_found)?;
    let mut owns = row.user_id == caller;
    if rows::of(tx, workspace)? != Some(organization) {
        return Err(not_found());
    }
    let action = Action::DetachWorkspace;
    let place = OrganizationPlace::decided(tx, ctx, access, action, NO_WORKSPACE);
    if !owns {
        place.as_ref().map_err(|_| not_found())?.permit()?;
    }
    // Under both locks once more: somebody may have just been here.
    let row = organization_rows::lock(tx, organization)?.ok_or_else(not_found)?;
    let inside = storage::workspaces::lock(tx, workspace)?.ok_or_else(not_found)?;
    owns &= inside.user_id == caller;
    if !owns {
        still_has(tx, ctx, &place?, Role::Admin)?;
    }
    if !rows::detach(tx, organization, workspace)? {
        return Err(not_found());
    }
    let event = Event::new("workspace.detach", "workspace", workspace, &inside.name)
        .before(&attachment(&row));
    audit_in(tx, ctx, Some(workspace), Some(organization), event)
}

/// Where a new workspace goes that its body wants in an organization: `include_in_organization` and
/// `organization_id`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wish {
    /// Nowhere.
    #[default]
    None,
    /// To the oldest organization in which the caller is owner or admin.
    Oldest,
    /// To this one.
    This(String),
}

impl Wish {
    /// Reads a body.
    pub fn read(fields: &mut Fields) -> Result<Self> {
        let include = fields.boolean("include_in_organization")?.unwrap_or(false);
        let sentence = "organization_id must be a string";
        let id = fields.text("organization_id", "invalid_organization", sentence)?;
        Ok(match (include, id.into_option()) {
            (false, _) => Self::None,
            (true, None) => Self::Oldest,
            (true, Some(id)) => Self::This(id),
        })
    }

    /// The organization, in which the caller may attach workspaces.
    pub fn find(self, tx: &mut Tx<'_>, ctx: &Context) -> Result<Option<OrganizationPlace>> {
        let place = match self {
            Self::None => return Ok(None),
            Self::This(id) => {
                OrganizationPlace::found(tx, ctx, &id, Action::AttachWorkspace, NO_ORGANIZATION)?
            }
            Self::Oldest => {
                let all = organization_rows::visible(tx, UserId(ctx.caller.user_id))?;
                let own = all.into_iter().filter(|one| one.role >= Some(Role::Admin));
                let mut places = Vec::new();
                for access in own {
                    let action = Action::AttachWorkspace;
                    places.push(OrganizationPlace::decided(
                        tx,
                        ctx,
                        access,
                        action,
                        NO_ORGANIZATION,
                    )?);
                }
                let best = places.iter().position(|place| place.permit().is_ok());
                if places.is_empty() {
                    super::permit_create(tx, ctx)?;
                    return Err(Error::forbidden(
                        "no_organization",
                        "Including the workspace needs an organization in which you are owner or \
                         admin",
                    ));
                }
                places.swap_remove(best.unwrap_or(0))
            }
        };
        place.permit()?;
        Ok(Some(place))
    }
}

/// Attaches a workspace that was just made to the organization that was wished for.
pub fn attach_new(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: OrganizationPlace,
    workspace: &storage::Workspace,
) -> Result<()> {
    place.lock(tx, NO_ORGANIZATION)?;
    still_has(tx, ctx, &place, Role::Admin)?;
    join(tx, ctx, &place.organization, workspace)
}
