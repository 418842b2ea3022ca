//! Environments of an organization: Production, which comes with it, and others beside it.

use serde::Serialize;
use tokencraft_storage::environments as rows;
use tokencraft_storage::releases::{self, ShownRelease};
use tokencraft_storage::{EnvironmentId, OrganizationId, Role, Tx};
use utoipa::ToSchema;

use super::{NO_ENVIRONMENT, NO_ORGANIZATION, OrganizationPlace};
use crate::app::commit::{Event, audit};
use crate::app::context::Context;
use crate::app::error::{Error, Result};
use crate::app::field::Fields;
use crate::app::input::parse_id;
use crate::app::members::still_has;
use crate::app::mode_rules::slug_of;
use crate::app::releases::copy::copy;
use crate::app::releases::garbage::collect;
use crate::app::releases::views::Release;
use crate::app::views::{Id, Time};

/// The environment that every organization has.
pub const PRODUCTION: &str = "Production";

/// An environment of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Environment {
    /// Its id; paths take its name in kebab-case too.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// The organization that holds it.
    #[schema(value_type = String, format = "uuid")]
    pub organization_id: Id,
    /// As written; in kebab-case unique within the organization.
    pub name: String,
    /// Whether it is Production, which can neither be renamed nor deleted.
    pub is_production: bool,
    /// What it serves; `null` before the first release.
    #[schema(required)]
    pub active_release: Option<Release>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Time,
}

/// What a body says about a new environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEnvironment {
    /// Its name.
    pub name: String,
    /// The environment whose active release is its first one: an id, or a name in kebab-case.
    pub copy_from: Option<String>,
}

impl NewEnvironment {
    /// Reads a body.
    pub fn read(fields: &mut Fields) -> Result<Self> {
        let name = fields.required_name()?;
        let sentence = "copy_from must be a string";
        let copy_from = fields.text("copy_from", "invalid_copy_from", sentence)?;
        Ok(Self {
            name,
            copy_from: copy_from.into_option(),
        })
    }
}

/// The view of a row, with the release that it serves.
fn shown(row: &rows::Environment, active: Option<&ShownRelease>) -> Environment {
    Environment {
        id: row.id.0.into(),
        organization_id: row.organization_id.0.into(),
        name: row.name.clone(),
        is_production: row.is_production,
        active_release: active.map(Release::new),
        created_at: Time(row.created_at),
        updated_at: Time(row.updated_at),
    }
}

/// The same, looked up.
pub fn view(tx: &mut Tx<'_>, row: &rows::Environment) -> Result<Environment> {
    let active = releases::active(tx, row.id)?;
    Ok(shown(row, active.as_ref()))
}

/// An organization's environments, oldest first: Production begins.
pub fn list(tx: &mut Tx<'_>, place: &OrganizationPlace) -> Result<Vec<Environment>> {
    let organization = place.organization.id;
    let active = releases::active_of_organization(tx, organization)?;
    let all = rows::list(tx, organization)?;
    let view = |row: &rows::Environment| {
        let mut active = active.iter();
        shown(
            row,
            active.find(|shown| shown.release.environment_id == row.id),
        )
    };
    Ok(all.iter().map(view).collect())
}

/// The environment that a path means: an id, or a name in kebab-case of either case; an id wins.
pub fn find(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    text: &str,
) -> Result<rows::Environment> {
    let by_id = match parse_id(text) {
        Some(id) => rows::get(tx, organization, EnvironmentId(id))?,
        None => None,
    };
    let found = match by_id {
        Some(row) => Some(row),
        None => rows::by_slug(tx, organization, &text.to_lowercase())?,
    };
    found.ok_or(Error::NotFound(NO_ENVIRONMENT))
}

/// Makes an environment, empty or with a copy of what another one serves.
pub fn create(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: OrganizationPlace,
    new: NewEnvironment,
) -> Result<Environment> {
    place.lock(tx, NO_ORGANIZATION)?;
    still_has(tx, ctx, &place, Role::Editor)?;
    let organization = place.organization.id;
    let from = new.copy_from.map(|text| find(tx, organization, &text));
    let from = from.transpose()?;
    let row = insert(tx, ctx, organization, new.name)?;
    if let Some(from) = from {
        copy(tx, ctx, &from, row.id)?;
    }
    let row = rows::get(tx, organization, row.id)?;
    view(tx, &row.ok_or(Error::defect("a new environment is gone"))?)
}

/// Adds an environment to an organization whose row this transaction holds; one named [`PRODUCTION`] is
/// its first.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    ctx: &Context,
    organization_id: OrganizationId,
    name: String,
) -> Result<rows::Environment> {
    let slug = slug_of("an environment", &name)?;
    permit_slug(tx, organization_id, &slug, None)?;
    let row = rows::Environment {
        id: EnvironmentId(ctx.new_id()),
        organization_id,
        is_production: name == PRODUCTION,
        name,
        slug,
        active_release_id: None,
        revision: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    rows::insert(tx, &row)?;
    let event = Event::new("environment.create", "environment", row.id, &row.name);
    audit(tx, ctx, organization_id, event.after(&shown(&row, None)))?;
    Ok(row)
}

/// Refuses a name whose kebab-case form another environment has.
fn permit_slug(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    slug: &str,
    except: Option<EnvironmentId>,
) -> Result<()> {
    match rows::by_slug(tx, organization, slug)? {
        Some(twin) if Some(twin.id) != except => Err(Error::conflict(
            "environment_exists",
            format!(
                "An environment named {} already exists in this organization",
                twin.name
            ),
        )),
        _ => Ok(()),
    }
}

/// Renames an environment. `check` compares `If-Match` with the row's revision.
pub fn update(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: OrganizationPlace,
    id: EnvironmentId,
    name: Option<String>,
    check: impl Fn(i64) -> Result<()>,
) -> Result<rows::Environment> {
    place.lock(tx, NO_ENVIRONMENT)?;
    still_has(tx, ctx, &place, Role::Editor)?;
    let organization = place.organization.id;
    let old = rows::get(tx, organization, id)?.ok_or(Error::NotFound(NO_ENVIRONMENT))?;
    let mut row = old.clone();
    row.name = name.unwrap_or(row.name);
    if old.is_production && row != old {
        return Err(Error::invalid(
            "production_stays",
            "Production cannot be renamed",
        ));
    }
    row.slug = slug_of("an environment", &row.name)?;
    check(old.revision)?;
    permit_slug(tx, organization, &row.slug, Some(id))?;
    if row == old {
        return Ok(old);
    }
    row.revision += 1;
    row.updated_at = ctx.now;
    rows::update(tx, &row)?;
    let active = releases::active(tx, id)?;
    let event = Event::new("environment.update", "environment", row.id, &row.name)
        .before(&shown(&old, active.as_ref()))
        .after(&shown(&row, active.as_ref()));
    audit(tx, ctx, organization, event)?;
    Ok(row)
}

/// Deletes an environment with its releases.
pub fn delete(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: OrganizationPlace,
    id: EnvironmentId,
    check: impl Fn(i64) -> Result<()>,
) -> Result<()> {
    place.lock(tx, NO_ENVIRONMENT)?;
    still_has(tx, ctx, &place, Role::Admin)?;
    let organization = place.organization.id;
    let row = rows::get(tx, organization, id)?.ok_or(Error::NotFound(NO_ENVIRONMENT))?;
    if row.is_production {
        return Err(Error::invalid(
            "production_stays",
            "Production cannot be deleted",
        ));
    }
    check(row.revision)?;
    let before = view(tx, &row)?;
    rows::delete(tx, row.id)?;
    collect(tx, organization)?;
    let event = Event::new("environment.delete", "environment", row.id, &row.name);
    audit(tx, ctx, organization, event.before(&before))
}
