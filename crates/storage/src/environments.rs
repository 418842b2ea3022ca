//! Environments of organizations: where releases are published to.

use crate::db::{Row, Tx, statements};
use crate::{EnvironmentId, Error, OrganizationId, ReleaseId};

/// An environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Identity.
    pub id: EnvironmentId,
    /// Where.
    pub organization_id: OrganizationId,
    /// As written.
    pub name: String,
    /// The name in kebab-case; once per organization (`environments_organization_id_slug_key`).
    pub slug: String,
    /// Exactly one environment of an organization is.
    pub is_production: bool,
    /// One of its own releases; `None` before the first.
    pub active_release_id: Option<ReleaseId>,
    /// Of this row, for its `ETag`.
    pub revision: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
}

macro_rules! columns {
    () => {
        "e.id, e.organization_id, e.name, e.slug, e.is_production, e.active_release_id, e.revision, \
         e.created_at, e.updated_at"
    };
}

statements! {
    INSERT = "INSERT INTO environments (id, organization_id, name, slug, is_production, \
              active_release_id, revision, created_at, updated_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    GET = concat!(
        "SELECT ", columns!(), " FROM environments e WHERE e.id = $1 AND e.organization_id = $2",
    );
    BY_SLUG = concat!(
        "SELECT ", columns!(), " FROM environments e WHERE e.organization_id = $1 AND e.slug = $2",
    );
    PRODUCTION = concat!(
        "SELECT ", columns!(), " FROM environments e \
         WHERE e.organization_id = $1 AND e.is_production",
    );
    LIST = concat!(
        "SELECT ", columns!(), " FROM environments e WHERE e.organization_id = $1 ORDER BY e.id",
    );
    UPDATE = "UPDATE environments SET name = $1, slug = $2, active_release_id = $3, revision = $4, \
              updated_at = $5 WHERE id = $6";
    DELETE = "DELETE FROM environments WHERE id = $1";
}

fn read(row: &Row<'_>) -> Result<Environment, Error> {
    Ok(Environment {
        id: row.get(0)?,
        organization_id: row.get(1)?,
        name: row.get(2)?,
        slug: row.get(3)?,
        is_production: row.get(4)?,
        active_release_id: row.get(5)?,
        revision: row.get(6)?,
        created_at: row.get(7)?,
        updated_at: row.get(8)?,
    })
}

/// Adds an environment. [`Error::Unique`] `environments_organization_id_slug_key` when its name is
/// taken.
pub fn insert(tx: &mut Tx<'_>, environment: &Environment) -> Result<(), Error> {
    tx.execute(
        INSERT,
        &[
            &environment.id,
            &environment.organization_id,
            &environment.name,
            &environment.slug,
            &environment.is_production,
            &environment.active_release_id,
            &environment.revision,
            &environment.created_at,
            &environment.updated_at,
        ],
    )?;
    Ok(())
}

/// One environment of an organization.
pub fn get(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    id: EnvironmentId,
) -> Result<Option<Environment>, Error> {
    tx.query_opt(GET, &[&id, &organization_id], read)
}

/// The environment whose name has a kebab-case form.
pub fn by_slug(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    slug: &str,
) -> Result<Option<Environment>, Error> {
    tx.query_opt(BY_SLUG, &[&organization_id, &slug], read)
}

/// An organization's Production.
pub fn production(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
) -> Result<Option<Environment>, Error> {
    tx.query_opt(PRODUCTION, &[&organization_id], read)
}

/// An organization's environments, oldest first.
pub fn list(tx: &mut Tx<'_>, organization_id: OrganizationId) -> Result<Vec<Environment>, Error> {
    tx.query_all(LIST, &[&organization_id], read)
}

/// Writes all that can change; whether it exists.
pub fn update(tx: &mut Tx<'_>, environment: &Environment) -> Result<bool, Error> {
    let changed = tx.execute(
        UPDATE,
        &[
            &environment.name,
            &environment.slug,
            &environment.active_release_id,
            &environment.revision,
            &environment.updated_at,
            &environment.id,
        ],
    )?;
    Ok(changed > 0)
}

/// Removes an environment with its releases; whether it existed.
pub fn delete(tx: &mut Tx<'_>, id: EnvironmentId) -> Result<bool, Error> {
    tx.be_patient()?;
    Ok(tx.execute(DELETE, &[&id])? > 0)
}
