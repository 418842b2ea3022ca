//! Releases: immutable snapshots of an organization's tokensets, each in one environment (api.md §5).
//! What a release holds is in [`crate::release_objects`], under its `root`.

use uuid::Uuid;

use crate::db::{Param, Row, Tx, statements};
use crate::{Bump, EnvironmentId, Error, OrganizationId, ReleaseId, UserId};

/// A release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Identity.
    pub id: ReleaseId,
    /// Where it was published.
    pub environment_id: EnvironmentId,
    /// The environment's organization.
    pub organization_id: OrganizationId,
    /// Major, minor, patch; once per environment.
    pub version: [i64; 3],
    /// For people.
    pub name: Option<String>,
    /// For people.
    pub notes: Option<String>,
    /// What its predecessor's version was raised by; `None` for the first.
    pub bump: Option<Bump>,
    /// The environment's active release when this one was published.
    pub parent_id: Option<ReleaseId>,
    /// What was merged or copied.
    pub source: Option<Source>,
    /// The content's hash.
    pub root: [u8; 32],
    /// How many tokens it holds, each once per mode.
    pub token_count: i64,
    /// Who published it.
    pub created_by: UserId,
    /// Epoch milliseconds.
    pub created_at: i64,
}

/// The release of another environment that a release was made from. It may be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The other environment.
    pub environment_id: EnvironmentId,
    /// Its release.
    pub release_id: ReleaseId,
    /// That release's version.
    pub version: String,
}

/// A release with what lists show beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRelease {
    /// The release.
    pub release: Release,
    /// The name of who published it, now; `None` when the account is gone.
    pub created_by_name: Option<String>,
    /// Whether it is its environment's active one.
    pub is_active: bool,
}

/// A release's place in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The release.
    pub id: ReleaseId,
    /// What it was published after.
    pub parent_id: Option<ReleaseId>,
    /// What it was merged or copied from.
    pub source_id: Option<ReleaseId>,
}

/// A release as the doctor looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name.
    pub organization: String,
    /// The environment's name.
    pub environment: String,
    /// Major, minor, patch.
    pub version: [i64; 3],
    /// The content's hash.
    pub root: [u8; 32],
    /// How many tokens it is said to hold.
    pub token_count: i64,
}

macro_rules! columns {
    () => {
        "r.id, r.environment_id, r.organization_id, r.version_major, r.version_minor, \
         r.version_patch, r.name, r.notes, r.bump, r.parent_id, r.source_environment_id, \
         r.source_release_id, r.source_version, r.root, r.token_count, r.created_by, r.created_at"
    };
}

macro_rules! shown {
    () => {
        concat!(
            "SELECT ",
            columns!(),
            ", u.name, COALESCE(e.active_release_id = r.id, FALSE) FROM releases r \
             JOIN environments e ON e.id = r.environment_id LEFT JOIN users u ON u.id = r.created_by "
        )
    };
}

statements! {
    INSERT = "INSERT INTO releases (id, environment_id, organization_id, version_major, \
              version_minor, version_patch, name, notes, bump, parent_id, source_environment_id, \
              source_release_id, source_version, root, token_count, created_by, created_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    GET = concat!(shown!(), "WHERE r.id = $1 AND r.organization_id = $2");
    BY_VERSION = concat!(
        shown!(),
        "WHERE r.environment_id = $1 AND r.version_major = $2 AND r.version_minor = $3 \
         AND r.version_patch = $4",
    );
    ACTIVE = concat!(shown!(), "WHERE e.id = $1 AND r.id = e.active_release_id");
    ACTIVE_OF_ORGANIZATION = concat!(
        shown!(),
        "WHERE e.organization_id = $1 AND r.id = e.active_release_id",
    );
    LIST = concat!(
        shown!(),
        "WHERE r.environment_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3",
    );
    COUNT = "SELECT COUNT(*) FROM releases WHERE environment_id = $1";
    HIGHEST = "SELECT version_major, version_minor, version_patch FROM releases \
               WHERE environment_id = $1 \
               ORDER BY version_major DESC, version_minor DESC, version_patch DESC LIMIT 1";
    LINEAGE = "SELECT id, parent_id, source_release_id FROM releases \
               WHERE organization_id = $1 AND id <= $2 ORDER BY id DESC LIMIT $3";
    ROOTS = "SELECT DISTINCT root FROM releases WHERE organization_id = $1";
    STORED = "SELECT r.organization_id, o.name, e.name, r.version_major, r.version_minor, \
              r.version_patch, r.root, r.token_count FROM releases r \
              JOIN environments e ON e.id = r.environment_id \
              JOIN organizations o ON o.id = r.organization_id ORDER BY r.organization_id, r.id";
    ACTIVATE = "UPDATE environments SET active_release_id = $1, revision = revision + 1, \
                updated_at = $2 WHERE id = $3";
}

fn version(row: &Row<'_>, first: usize) -> Result<[i64; 3], Error> {
    Ok([row.get(first)?, row.get(first + 1)?, row.get(first + 2)?])
}

fn read(row: &Row<'_>) -> Result<Release, Error> {
    let source = match (row.get(10)?, row.get(11)?, row.get(12)?) {
        (Some(environment_id), Some(release_id), Some(version)) => Some(Source {
            environment_id,
            release_id,
            version,
        }),
        _ => None,
    };
    Ok(Release {
        id: row.get(0)?,
        environment_id: row.get(1)?,
        organization_id: row.get(2)?,
        version: version(row, 3)?,
        name: row.get(6)?,
        notes: row.get(7)?,
        bump: row.get(8)?,
        parent_id: row.get(9)?,
        source,
        root: row.get(13)?,
        token_count: row.get(14)?,
        created_by: row.get(15)?,
        created_at: row.get(16)?,
    })
}

fn read_shown(row: &Row<'_>) -> Result<ShownRelease, Error> {
    Ok(ShownRelease {
        release: read(row)?,
        created_by_name: row.get(17)?,
        is_active: row.get(18)?,
    })
}

/// Adds a release. [`Error::Unique`] when its version is taken.
pub fn insert(tx: &mut Tx<'_>, release: &Release) -> Result<(), Error> {
    let [major, minor, patch] = release.version;
    let source = release.source.as_ref();
    tx.execute(
        INSERT,
        &[
            &release.id,
            &release.environment_id,
            &release.organization_id,
            &major,
            &minor,
            &patch,
            &release.name,
            &release.notes,
            &release.bump,
            &release.parent_id,
            &source.map(|source| source.environment_id),
            &source.map(|source| source.release_id),
            &source.map(|source| &source.version),
            &release.root,
            &release.token_count,
            &release.created_by,
            &release.created_at,
        ],
    )?;
    Ok(())
}

/// A release of an organization.
pub fn get(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    id: ReleaseId,
) -> Result<Option<ShownRelease>, Error> {
    tx.query_opt(GET, &[&id, &organization_id], read_shown)
}

/// The release of an environment with that version.
pub fn by_version(
    tx: &mut Tx<'_>,
    environment_id: EnvironmentId,
    version: [i64; 3],
) -> Result<Option<ShownRelease>, Error> {
    let [major, minor, patch] = version;
    let params: [&dyn Param; 4] = [&environment_id, &major, &minor, &patch];
    tx.query_opt(BY_VERSION, &params, read_shown)
}

/// An environment's active release.
pub fn active(
    tx: &mut Tx<'_>,
    environment_id: EnvironmentId,
) -> Result<Option<ShownRelease>, Error> {
    tx.query_opt(ACTIVE, &[&environment_id], read_shown)
}

/// The active releases of an organization's environments, in no order.
pub fn active_of_organization(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
) -> Result<Vec<ShownRelease>, Error> {
    tx.query_all(ACTIVE_OF_ORGANIZATION, &[&organization_id], read_shown)
}

/// The newest releases of an environment, newest first; those older than `before` when given.
pub fn list(
    tx: &mut Tx<'_>,
    environment_id: EnvironmentId,
    before: Option<ReleaseId>,
    limit: i64,
) -> Result<Vec<ShownRelease>, Error> {
    let before = before.unwrap_or(ReleaseId(Uuid::max()));
    tx.query_all(LIST, &[&environment_id, &before, &limit], read_shown)
}

/// How many releases an environment has.
pub fn count(tx: &mut Tx<'_>, environment_id: EnvironmentId) -> Result<i64, Error> {
    tx.query_one(COUNT, &[&environment_id], |row| row.get(0))
}

/// The highest version of an environment.
pub fn highest(tx: &mut Tx<'_>, environment_id: EnvironmentId) -> Result<Option<[i64; 3]>, Error> {
    tx.query_opt(HIGHEST, &[&environment_id], |row| version(row, 0))
}

/// A part of an organization's history, newest first: `from` (when it is there) and what is older.
pub fn lineage(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    from: ReleaseId,
    limit: i64,
) -> Result<Vec<Lineage>, Error> {
    tx.query_all(LINEAGE, &[&organization_id, &from, &limit], |row| {
        Ok(Lineage {
            id: row.get(0)?,
            parent_id: row.get(1)?,
            source_id: row.get(2)?,
        })
    })
}

/// The hashes of all that an organization's releases hold, each once.
pub fn roots(tx: &mut Tx<'_>, organization_id: OrganizationId) -> Result<Vec<[u8; 32]>, Error> {
    tx.query_all(ROOTS, &[&organization_id], |row| row.get(0))
}

/// Every release of the instance, those of one organization together, oldest first.
pub fn stored(tx: &mut Tx<'_>) -> Result<Vec<Stored>, Error> {
    tx.query_all(STORED, &[], |row| {
        Ok(Stored {
            organization_id: row.get(0)?,
            organization: row.get(1)?,
            environment: row.get(2)?,
            version: version(row, 3)?,
            root: row.get(6)?,
            token_count: row.get(7)?,
        })
    })
}

/// Makes a release its environment's active one; whether the environment is there.
pub fn activate(
    tx: &mut Tx<'_>,
    environment_id: EnvironmentId,
    id: ReleaseId,
    now: i64,
) -> Result<bool, Error> {
    Ok(tx.execute(ACTIVATE, &[&id, &now, &environment_id])? > 0)
}
