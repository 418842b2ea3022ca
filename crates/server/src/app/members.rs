//! The people of workspaces and organizations: who they are, who joins, who leaves, who owns them.
//!
//! An admin manages all but the owner, and makes nobody the owner; a workspace is handed over by its
//! owner alone. Everybody but the owner may leave.

use super::commit::{Event, audit, audit_in};
use super::context::Context;
use super::error::{Error, Result};
use super::field::Fields;
use super::input::parse_id;
use super::organizations::OrganizationPlace;
use super::patch::Patch;
use super::place::{NO_WORKSPACE, Place};
use super::plans;
use super::views::{Id, Workspace};
use crate::auth::policy::Reason;
use serde::Serialize;
use serde_json::Value;
use tokencraft_storage::members::{self as rows, NamedMember};
use tokencraft_storage::{
    MemberId, Plan, Role, Team, Tx, User, UserId, organization_workspaces, users, workspaces,
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

/// A person in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrganizationMember {
    /// The membership's id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// Where.
    #[schema(value_type = String, format = "uuid")]
    pub organization_id: Id,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub user_id: Id,
    /// `owner`, `admin`, `editor` or `viewer`.
    pub role: &'static str,
    /// The account's address.
    pub user_email: String,
    /// The account's name.
    pub user_name: String,
}

/// Where people have roles, as far as a workspace and an organization differ.
pub trait Peopled {
    /// How one of its members is shown.
    type View: Serialize;
    /// Its 404.
    const MISSING: &'static str;
    /// Why somebody's role does not suffice.
    const ROLE: Reason;
    /// What is said to whoever would make somebody the owner.
    const NOT_GRANTED: &'static str;
    /// What is said to whoever would give the owner another role.
    const ROLE_STAYS: &'static str;
    /// What is said to an owner who would leave.
    const CANNOT_LEAVE: &'static str;
    /// What is said to whoever would remove the owner.
    const NOT_REMOVED: &'static str;

    /// Which one it is.
    fn team(&self) -> Team;
    /// The view of a member of it.
    fn view(&self, member: &NamedMember) -> Self::View;
    /// Takes it for this transaction.
    fn lock(&mut self, tx: &mut Tx<'_>, missing: &'static str) -> Result<()>;
    /// Refuses when it has no members beside its owner, whoever is asked for.
    fn permit_any(&self) -> Result<()> {
        Ok(())
    }
    /// Refuses one more when it is full.
    fn permit_more(&self, _: &mut Tx<'_>, _: &Context) -> Result<()> {
        Ok(())
    }
    /// What follows when somebody has another role, or none any more.
    fn role_changed(&self, _: &mut Tx<'_>, _: &Context) -> Result<()> {
        Ok(())
    }
}

impl Peopled for Place {
    type View = MemberView;
    const MISSING: &'static str = NO_WORKSPACE;
    const ROLE: Reason = Reason::SessionRole;
    const NOT_GRANTED: &'static str =
        "The owner role cannot be granted. Transfer the workspace instead.";
    const ROLE_STAYS: &'static str = "The workspace owner's role cannot be changed";
    const CANNOT_LEAVE: &'static str =
        "The owner cannot leave the workspace. Transfer or delete it instead.";
    const NOT_REMOVED: &'static str = "The workspace owner cannot be removed";

    fn team(&self) -> Team {
        self.workspace.id.into()
    }

    fn view(&self, named: &NamedMember) -> MemberView {
        MemberView {
            id: named.member.id.0.into(),
            workspace_id: self.workspace.id.0.into(),
            user_id: named.member.user_id.0.into(),
            role: named.member.role.as_str(),
            user_email: named.email.clone(),
            user_name: named.name.clone(),
        }
    }

    fn lock(&mut self, tx: &mut Tx<'_>, missing: &'static str) -> Result<()> {
        Self::lock(self, tx, missing)
    }

    fn permit_any(&self) -> Result<()> {
        // Without TEAM there are no members: nobody learns which addresses have accounts.
        if self.owner_plan < Plan::Team {
            return Err(full());
        }
        Ok(())
    }

    fn permit_more(&self, tx: &mut Tx<'_>, ctx: &Context) -> Result<()> {
        let count = usize::try_from(rows::count(tx, self.workspace.id)?).unwrap_or(usize::MAX);
        let limits = ctx.server.config().limits(self.owner_plan);
        if !plans::has_room(limits.members, count) {
            return Err(full());
        }
        Ok(())
    }

    fn role_changed(&self, tx: &mut Tx<'_>, ctx: &Context) -> Result<()> {
        plans::settle(tx, ctx.server.config(), self.workspace.user_id, ctx.now)?;
        look_again(tx, ctx, self);
        Ok(())
    }
}

impl Peopled for OrganizationPlace {
    type View = OrganizationMember;
    const MISSING: &'static str = super::organizations::NO_ORGANIZATION;
    const ROLE: Reason = Reason::OrganizationRole;
    const NOT_GRANTED: &'static str = "The owner role cannot be granted";
    const ROLE_STAYS: &'static str = "The organization owner's role cannot be changed";
    const CANNOT_LEAVE: &'static str =
        "The owner cannot leave the organization. Delete it instead.";
    const NOT_REMOVED: &'static str = "The organization owner cannot be removed";

    fn team(&self) -> Team {
        self.organization.id.into()
    }

    fn view(&self, named: &NamedMember) -> OrganizationMember {
        OrganizationMember {
            id: named.member.id.0.into(),
            organization_id: self.organization.id.0.into(),
            user_id: named.member.user_id.0.into(),
            role: named.member.role.as_str(),
            user_email: named.email.clone(),
            user_name: named.name.clone(),
        }
    }

    fn lock(&mut self, tx: &mut Tx<'_>, missing: &'static str) -> Result<()> {
        Self::lock(self, tx, missing)
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

/// Everybody in a workspace or organization, the owner included, oldest membership first, each with the
/// membership's id.
pub fn list<P: Peopled>(tx: &mut Tx<'_>, place: &P) -> Result<Vec<(MemberId, P::View)>> {
    let all = rows::list(tx, place.team())?;
    let shown = |named: &NamedMember| (named.member.id, place.view(named));
    Ok(all.iter().map(shown).collect())
}

/// Adds a person at once, or gives a member another role; whether it was added.
pub fn put<P: Peopled>(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: P,
    new: &NewMember,
) -> Result<(bool, P::View)> {
    place.lock(tx, P::MISSING)?;
    let team = place.team();
    still_has(tx, ctx, &place, Role::Admin)?;
    if new.role == Role::Owner {
        return Err(Error::forbidden("owner_not_granted", P::NOT_GRANTED));
    }
    place.permit_any()?;
    let user = users::by_email(tx, &new.email)?
        .filter(|user| user.disabled_at.is_none())
        .ok_or(Error::NotFound(NO_USER))?;
    let known = rows::by_user(tx, team, user.id)?;
    let Some(member) = known else {
        place.permit_more(tx, ctx)?;
        let member = rows::Member {
            id: MemberId(ctx.new_id()),
            team,
            user_id: user.id,
            role: new.role,
            created_at: ctx.now,
        };
        rows::insert(tx, &member)?;
        let named = named(member, &user);
        let view = place.view(&named);
        audit(tx, ctx, team, event("member.add", &named).after(&view))?;
        return Ok((true, view));
    };
    if member.role == Role::Owner {
        return Err(Error::forbidden("owner_stays", P::ROLE_STAYS));
    }
    let mut named = named(member, &user);
    let before = place.view(&named);
    if named.member.role == new.role {
        return Ok((false, before));
    }
    named.member.role = new.role;
    rows::set_role(tx, team, named.member.id, new.role)?;
    let view = place.view(&named);
    let event = event("member.update", &named);
    audit(tx, ctx, team, event.before(&before).after(&view))?;
    place.role_changed(tx, ctx)?;
    Ok((false, view))
}

/// Removes a member; anybody but the owner may remove themselves.
pub fn remove<P: Peopled>(tx: &mut Tx<'_>, ctx: &Context, mut place: P, id: &str) -> Result<()> {
    place.lock(tx, NO_MEMBER)?;
    let team = place.team();
    let id = MemberId(parse_id(id).ok_or(Error::NotFound(NO_MEMBER))?);
    let member = rows::get(tx, team, id)?.ok_or(Error::NotFound(NO_MEMBER))?;
    let leaves = member.user_id.0 == ctx.caller.user_id;
    if !leaves {
        still_has(tx, ctx, &place, Role::Admin)?;
    }
    if member.role == Role::Owner {
        let sentence = if leaves {
            P::CANNOT_LEAVE
        } else {
            P::NOT_REMOVED
        };
        return Err(Error::forbidden("owner_stays", sentence));
    }
    let user = users::get(tx, member.user_id)?.ok_or(Error::defect("a member has no account"))?;
    rows::delete(tx, team, id)?;
    let named = named(member, &user);
    let action = if leaves {
        "member.leave"
    } else {
        "member.remove"
    };
    let event = event(action, &named).before(&place.view(&named));
    audit(tx, ctx, team, event)?;
    place.role_changed(tx, ctx)
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
    let organization = organization_workspaces::of(tx, row.id)?;
    audit_in(tx, ctx, Some(row.id), organization, event)?;
    plans::settle(tx, ctx.server.config(), old.user_id, ctx.now)?;
    plans::settle(tx, ctx.server.config(), to, ctx.now)?;
    look_again(tx, ctx, &place);
    ctx.server.events().row_changed(tx, ctx, &row);
    Ok(view)
}

/// Whether the caller still has a role now that the workspace or organization is locked: somebody may
/// have just taken it away.
pub fn still_has<P: Peopled>(tx: &mut Tx<'_>, ctx: &Context, place: &P, least: Role) -> Result<()> {
    let caller = UserId(ctx.caller.user_id);
    match rows::by_user(tx, place.team(), caller)? {
        Some(member) if member.role >= least => Ok(()),
        _ => Err(P::ROLE.into()),
    }
}

fn named(member: rows::Member, user: &User) -> NamedMember {
    NamedMember {
        member,
        email: user.email.clone(),
        name: user.name.clone(),
    }
}

fn event(action: &'static str, named: &NamedMember) -> Event {
    Event::new(action, "member", named.member.id, &named.email)
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
