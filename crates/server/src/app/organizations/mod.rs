//! Organizations: people who release the tokens of some workspaces together (the contract's section 5).
//!
//! Roles are held in the organization itself and give no right in its workspaces. What its owner's
//! plan refuses is said by the policy; what is there stays readable.

pub mod environments;
mod place;
pub mod workspaces;

use serde::Serialize;
use tokencraft_storage::organizations as rows;
use tokencraft_storage::{MemberId, OrganizationId, Role, Tx, UserId, users};
use utoipa::ToSchema;

use super::commit::{Event, audit};
use super::context::Context;
use super::error::{Error, Result};
use super::members::still_has;
use super::plans;
use super::views::{Id, Time};
use crate::auth::policy::{Action, decide};

pub use place::{NO_ENVIRONMENT, NO_ORGANIZATION, OrganizationPlace};

/// An organization, with the caller's part in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Organization {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// 1–255 characters; need not be unique.
    pub name: String,
    /// The owner.
    #[schema(value_type = String, format = "uuid")]
    pub user_id: Id,
    /// `owner`, `admin`, `editor` or `viewer`: what the caller is in it.
    pub user_role: &'static str,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Time,
}

impl Organization {
    /// The view of a row, for somebody with a role in it.
    pub fn new(row: &rows::Organization, role: Role) -> Self {
        Self {
            id: row.id.0.into(),
            name: row.name.clone(),
            user_id: row.user_id.0.into(),
            user_role: role.as_str(),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
        }
    }
}

/// Every organization in which the caller has a role, oldest first.
pub fn list(tx: &mut Tx<'_>, ctx: &Context) -> Result<Vec<Organization>> {
    let all = rows::visible(tx, UserId(ctx.caller.user_id))?;
    let shown = |access: rows::OrganizationAccess| {
        Some(Organization::new(&access.organization, access.role?))
    };
    Ok(all.into_iter().filter_map(shown).collect())
}

/// Whether the caller may make an organization at all: their own plan counts.
pub fn permit_create(tx: &mut Tx<'_>, ctx: &Context) -> Result<()> {
    let plan = own_plan(tx, ctx)?;
    decide(plan, None, ctx.caller.door, Action::CreateOrganization).or_not_found(NO_ORGANIZATION)
}

fn own_plan(tx: &mut Tx<'_>, ctx: &Context) -> Result<tokencraft_storage::Plan> {
    let user = users::get(tx, UserId(ctx.caller.user_id))?;
    Ok(user.ok_or(Error::defect("the caller has no account"))?.plan)
}

/// Makes an organization that the caller owns, with its Production.
pub fn create(tx: &mut Tx<'_>, ctx: &Context, name: String) -> Result<Organization> {
    let user_id = UserId(ctx.caller.user_id);
    // Two at once could both find room for one.
    users::lock(tx, user_id)?;
    let plan = own_plan(tx, ctx)?;
    let owned = rows::owned(tx, user_id)?.len();
    if !plans::has_room(ctx.server.config().limits(plan).organizations, owned) {
        return Err(Error::forbidden(
            "organization_limit_reached",
            "Organization limit reached for your plan",
        ));
    }
    let row = rows::Organization {
        id: OrganizationId(ctx.new_id()),
        user_id,
        name,
        revision: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    rows::insert(tx, &row, MemberId(ctx.new_id()))?;
    let view = Organization::new(&row, Role::Owner);
    let event = Event::new("organization.create", "organization", row.id, &row.name).after(&view);
    audit(tx, ctx, row.id, event)?;
    environments::insert(tx, ctx, row.id, environments::PRODUCTION.to_owned())?;
    Ok(view)
}

/// Renames an organization. `check` compares `If-Match` with the row's revision.
pub fn update(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: OrganizationPlace,
    name: Option<String>,
    check: impl Fn(i64) -> Result<()>,
) -> Result<Organization> {
    place.lock(tx, NO_ORGANIZATION)?;
    still_has(tx, ctx, &place, Role::Admin)?;
    let role = place.role;
    let old = place.organization;
    check(old.revision)?;
    let mut row = old.clone();
    row.name = name.unwrap_or(row.name);
    if row == old {
        return Ok(Organization::new(&old, role));
    }
    row.revision += 1;
    row.updated_at = ctx.now;
    rows::update(tx, &row)?;
    let view = Organization::new(&row, role);
    let event = Event::new("organization.update", "organization", row.id, &row.name)
        .before(&Organization::new(&old, role))
        .after(&view);
    audit(tx, ctx, row.id, event)?;
    Ok(view)
}

/// Deletes an organization with its environments and their releases. Its workspaces stay.
pub fn delete(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: OrganizationPlace,
    check: impl Fn(i64) -> Result<()>,
) -> Result<()> {
    place.lock(tx, NO_ORGANIZATION)?;
    still_has(tx, ctx, &place, Role::Owner)?;
    let role = place.role;
    let row = place.organization;
    check(row.revision)?;
    rows::delete(tx, row.id)?;
    let event = Event::new("organization.delete", "organization", row.id, &row.name)
        .before(&Organization::new(&row, role));
    audit(tx, ctx, row.id, event)?;
    plans::settle(tx, ctx.server.config(), row.user_id, ctx.now)
}
