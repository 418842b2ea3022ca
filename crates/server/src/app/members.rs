//! The people of a workspace: who they are, who joins, who leaves, who owns it.
//!
//! An admin manages all but the owner, and makes nobody the owner; ownership is handed over by the
//! owner alone. Everybody but the owner may leave.

use super::commit::{Event, audit};
use super::context::Context;
use super::error::{Error, Result};
use super::field::Fields;
use super::input::parse_id;
use super::patch::Patch;
use super::place::{NO_WORKSPACE, Place};
use super::plans;
use super::views::{Id, Workspace};
use crate::auth::policy::Reason;
use serde::Serialize;
use serde_json::Value;
use tokencraft_storage::members::{self as rows, NamedMember};
use tokencraft_storage::{
    MemberId, OrganizationId, Plan, Role, Team, Tx, User, UserId, WorkspaceId, users, workspaces,
};
use utoipa::ToSchema;

/// The 404 of a member.
pub const NO_MEMBER: &str = "Member not found";
/// The 404 of an account that a body names.
pub const NO_USER: &str = "User not found";

/// A person in a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemberView {
    /// The membership's id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// Where.
    #[schema(value_type = String, format = "uuid")]
    pub workspace_id: Id,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub user_id: Id,
    /// `owner`, `admin`, `editor` or `viewer`.
    #[schema(value_type = super::words::RoleName)]
    pub role: &'static str,
    /// The account's address.
    pub user_email: String,
    /// The account's name.
    pub user_name: String,
}

impl MemberView {
    fn new(named: &NamedMember) -> Self {
        let member = &named.member;
        let (Team::Workspace(WorkspaceId(place)) | Team::Organization(OrganizationId(place))) =
            member.team;
        Self {
            id: member.id.0.into(),
            workspace_id: place.into(),
            user_id: member.user_id.0.into(),
            role: member.role.as_str(),
            user_email: named.email.clone(),
            user_name: named.name.clone(),
        }
    }

    fn of(member: rows::Member, user: &User) -> Self {
        Self::new(&NamedMember {
            member,
            email: user.email.clone(),
            name: user.name.clone(),
        })
    }
}

/// Who is to have which role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    /// Lower-cased and trimmed.
    pub email: String,
    /// The role; `owner` is understood, and refused.
    pub role: Role,
}

impl NewMember {
    /// Reads a body.
    pub fn read(fields: &mut Fields) -> Result<Self> {
        let no_email = "Email is required and must be a non-empty string";
        let email = fields
            .text("email", "invalid_email", no_email)?
            .into_option()
            .map(|text| text.trim().to_lowercase())
            .filter(|text| !text.is_empty() && !text.contains('\0'))
            .ok_or_else(|| Error::invalid("invalid_email", no_email))?;
        let role = match fields.take("role") {
            Patch::Value(Value::String(text)) => text.parse().ok(),
            _ => None,
        };
        let role = role.ok_or_else(|| {
            Error::invalid("invalid_role", "Role must be one of: admin, editor, viewer")
        })?;
        Ok(Self { email, role })
    }
}

/// Whom a body hands the workspace to: `user_id`.
pub fn read_new_owner(fields: &mut Fields) -> Result<String> {
    let sentence = "user_id is required and must be a string";
    fields
        .text("user_id", "invalid_user", sentence)?
        .into_option()
        .ok_or_else(|| Error::invalid("invalid_user", sentence))
}

/// Everybody in a workspace, the owner included, oldest membership first.
pub fn list(tx: &mut Tx<'_>, place: &Place) -> Result<Vec<MemberView>> {
    let all = rows::list(tx, place.workspace.id)?;
    Ok(all.iter().map(MemberView::new).collect())
}

/// Adds a person at once, or gives a member another role; whether it was added.
pub fn put(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: Place,
    new: &NewMember,
) -> Result<(bool, MemberView)> {
    place.lock(tx, NO_WORKSPACE)?;
    still_has(tx, ctx, &place, Role::Admin)?;
    let workspace = place.workspace.id;
    if new.role == Role::Owner {
        return Err(Error::forbidden(
            "owner_not_granted",
            "The owner role cannot be granted. Transfer the workspace instead.",
        ));
    }
    // Without TEAM there are no members: nobody learns which addresses have accounts.
    if place.owner_plan < Plan::Team {
        return Err(full());
    }
    let user = users::by_email(tx, &new.email)?
        .filter(|user| user.disabled_at.is_none())
        .ok_or(Error::NotFound(NO_USER))?;
    let known = rows::by_user(tx, workspace, user.id)?;
    let Some(member) = known else {
        let count = usize::try_from(rows::count(tx, workspace)?).unwrap_or(usize::MAX);
        let limits = ctx.server.config().limits(place.owner_plan);
        if !plans::has_room(limits.members, count) {
            return Err(full());
        }
        let member = rows::Member {
            id: MemberId(ctx.new_id()),
            team: workspace.into(),
            user_id: user.id,
            role: new.role,
            created_at: ctx.now,
        };
        rows::insert(tx, &member)?;
        let view = MemberView::of(member, &user);
        let event = event("member.add", &view).after(&view);
        audit(tx, ctx, workspace, event)?;
        return Ok((true, view));
    };
    if member.role == Role::Owner {
        return Err(Error::forbidden(
            "owner_stays",
            "The workspace owner's role cannot be changed",
        ));
    }
    let before = MemberView::of(member.clone(), &user);
    if member.role == new.role {
        return Ok((false, before));
    }
    rows::set_role(tx, workspace, member.id, new.role)?;
    let role = new.role;
    let view = MemberView::of(rows::Member { role, ..member }, &user);
    let event = event("member.update", &view).before(&before).after(&view);
    audit(tx, ctx, workspace, event)?;
    look_again(tx, ctx, &place);
    Ok((false, view))
}

/// Removes a member; anybody but the owner may remove themselves.
pub fn remove(tx: &mut Tx<'_>, ctx: &Context, mut place: Place, id: &str) -> Result<()> {
    place.lock(tx, NO_MEMBER)?;
    let workspace = place.workspace.id;
    let id = MemberId(parse_id(id).ok_or(Error::NotFound(NO_MEMBER))?);
    let member = rows::get(tx, workspace, id)?.ok_or(Error::NotFound(NO_MEMBER))?;
    let leaves = member.user_id.0 == ctx.caller.user_id;
    if !leaves {
        still_has(tx, ctx, &place, Role::Admin)?;
    }
    if member.role == Role::Owner {
        let sentence = if leaves {
            "The owner cannot leave the workspace. Transfer or delete it instead."
        } else {
            "The workspace owner cannot be removed"
        };
        return Err(Error::forbidden("owner_stays", sentence));
    }
    let user = users::get(tx, member.user_id)?.ok_or(Error::defect("a member has no account"))?;
    rows::delete(tx, workspace, id)?;
    let view = MemberView::of(member, &user);
    let action = if leaves {
        "member.leave"
    } else {
        "member.remove"
    };
    audit(tx, ctx, workspace, event(action, &view).before(&view))?;
    let owner = place.workspace.user_id;
    plans::settle(tx, ctx.server.config(), owner, ctx.now)?;
    look_again(tx, ctx, &place);
    Ok(())
}

/// Hands the workspace to a member, whose plan counts from then on. The owner becomes an admin.
pub fn transfer(tx: &mut Tx<'_>, ctx: &Context, mut place: Place, to: &str) -> Result<Workspace> {
    let to = UserId(parse_id(to).ok_or(Error::NotFound(NO_USER))?);
    // Two at once could both find room for one.
    users::lock(tx, to)?;
    place.lock(tx, NO_WORKSPACE)?;
    still_has(tx, ctx, &place, Role::Owner)?;
    let old = place.workspace.clone();
    let member = rows::by_user(tx, old.id, to)?.ok_or(Error::NotFound(NO_USER))?;
    let user = users::get(tx, to)?.filter(|user| user.disabled_at.is_none());
    let user = user.ok_or(Error::NotFound(NO_USER))?;
    if to == old.user_id {
        return Err(Error::invalid(
            "invalid_user",
            "user_id must be that of another member",
        ));
    }
    let limits = ctx.server.config().limits(user.plan);
    let count = usize::try_from(rows::count(tx, old.id)?).unwrap_or(usize::MAX);
    let owned = workspaces::owned(tx, to)?.len();
    if !plans::has_room(limits.workspaces, owned) {
        return Err(Error::forbidden(
            "workspace_limit_reached",
            "Workspace limit reached for the new owner's plan",
        ));
    }
    if limits.members.is_some_and(|limit| count > limit as usize) {
        return Err(Error::forbidden(
            "member_limit_reached",
            "Member limit reached for the new owner's plan",
        ));
    }
    let before = rows::by_user(tx, old.id, old.user_id)?;
    let before = before.ok_or(Error::defect("a workspace has no owner"))?;
    rows::set_role(tx, old.id, before.id, Role::Admin)?;
    rows::set_role(tx, old.id, member.id, Role::Owner)?;
    let mut row = old.clone();
    row.user_id = to;
    row.row_revision += 1;
    row.updated_at = ctx.now;
    workspaces::update(tx, &row)?;
    let view = super::workspaces::view(&row);
    let event = Event::new("workspace.transfer", "workspace", row.id, &row.name)
        .before(&super::workspaces::view(&old))
        .after(&view);
    audit(tx, ctx, row.id, event)?;
    plans::settle(tx, ctx.server.config(), old.user_id, ctx.now)?;
    plans::settle(tx, ctx.server.config(), to, ctx.now)?;
    look_again(tx, ctx, &place);
    let actor = (ctx.caller.user_id, ctx.api_token_id());
    ctx.server
        .events()
        .row_changed(tx, &ctx.server, &row, actor);
    Ok(view)
}

/// Whether the caller still has a role now that the workspace is locked: somebody may have just taken
/// it away.
fn still_has(tx: &mut Tx<'_>, ctx: &Context, place: &Place, least: Role) -> Result<()> {
    let caller = UserId(ctx.caller.user_id);
    match rows::by_user(tx, place.workspace.id, caller)? {
        Some(member) if member.role >= least => Ok(()),
        _ => Err(Reason::SessionRole.into()),
    }
}

fn event(action: &'static str, view: &MemberView) -> Event {
    Event::new(action, "member", view.id.0, &view.user_email)
}

/// Somebody may have lost sight of the workspace: streams of its events ask again.
fn look_again(tx: &mut Tx<'_>, ctx: &Context, place: &Place) {
    ctx.server
        .events()
        .look_again(tx, &ctx.server, place.workspace.id);
}

fn full() -> Error {
    Error::forbidden(
        "member_limit_reached",
        "Member limit reached for this workspace owner's plan",
    )
}
