//! Releases that are there: lists, single ones, differences; and which of them an environment serves.

use std::sync::Arc;

use serde::Serialize;
use tokencraft_releases::{Change, Snapshot, Version, diff};
use tokencraft_storage::releases::{self as rows, ShownRelease};
use tokencraft_storage::{Environment, ReleaseId, Role, Tx, environments};
use utoipa::ToSchema;

use super::content;
use super::views::{Release, numbers, version};
use super::{NO_ACTIVE_RELEASE, NO_RELEASE};
use crate::app::commit::{Event, audit};
use crate::app::context::Context;
use crate::app::error::{Error, Result};
use crate::app::input::parse_id;
use crate::app::members::still_has;
use crate::app::organizations::OrganizationPlace;

/// A part of a list of releases.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseList {
    /// Newest first.
    pub releases: Vec<Release>,
    /// How many there are, whatever `limit` says.
    pub total: i64,
    /// Where the next, older part begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Two releases to compare.
#[derive(Clone, Debug)]
pub struct Pair {
    from: Option<(ShownRelease, Arc<Snapshot>)>,
    to: (ShownRelease, Arc<Snapshot>),
}

/// What differs between two releases.
#[derive(Debug, Serialize)]
pub struct Differences {
    from: Option<Release>,
    to: Release,
    changes: Vec<Change>,
    total: usize,
}

/// An environment's releases, newest first: at most `limit` of those older than `before`.
pub fn list(
    tx: &mut Tx<'_>,
    environment: &Environment,
    limit: Option<usize>,
    before: Option<ReleaseId>,
) -> Result<ReleaseList> {
    let total = rows::count(tx, environment.id)?;
    let one_more = limit.map_or(i64::MAX, |limit| {
        i64::try_from(limit + 1).unwrap_or(i64::MAX)
    });
    let mut found = rows::list(tx, environment.id, before, one_more)?;
    let more = limit.is_some_and(|limit| found.len() > limit);
    found.truncate(limit.unwrap_or(usize::MAX));
    let last = found.last().filter(|_| more);
    Ok(ReleaseList {
        next_cursor: last.map(|last| last.release.id.to_string()),
        releases: found.iter().map(Release::new).collect(),
        total,
    })
}

/// The release of an environment that a path means: an id or a version.
pub fn find(tx: &mut Tx<'_>, environment: &Environment, text: &str) -> Result<ShownRelease> {
    let found = named(tx, environment, text)?;
    let found = found.filter(|shown| shown.release.environment_id == environment.id);
    found.ok_or(Error::NotFound(NO_RELEASE))
}

/// What an environment serves, or the release of it that is asked for.
pub fn served(
    tx: &mut Tx<'_>,
    environment: &Environment,
    pinned: Option<&str>,
) -> Result<ShownRelease> {
    match pinned {
        Some(text) => find(tx, environment, text),
        None => rows::active(tx, environment.id)?.ok_or(Error::NotFound(NO_ACTIVE_RELEASE)),
    }
}

/// A release by a version of the environment, or by the id of any release of its organization.
fn named(tx: &mut Tx<'_>, environment: &Environment, text: &str) -> Result<Option<ShownRelease>> {
    if let Some(id) = parse_id(text) {
        return Ok(rows::get(tx, environment.organization_id, ReleaseId(id))?);
    }
    match text.parse::<Version>() {
        Ok(version) => Ok(rows::by_version(tx, environment.id, numbers(version))?),
        Err(_) => Ok(None),
    }
}

impl Pair {
    /// A release, and the one to compare it with: `against`, or its predecessor. A first release is
    /// compared with nothing.
    pub fn read(
        tx: &mut Tx<'_>,
        ctx: &Context,
        environment: &Environment,
        to: ShownRelease,
        against: Option<&str>,
    ) -> Result<Self> {
        let from = match (against, to.release.parent_id) {
            (Some(text), _) => {
                let found = named(tx, environment, text)?;
                Some(found.ok_or(Error::NotFound(NO_RELEASE))?)
            }
            (None, Some(parent)) => rows::get(tx, environment.organization_id, parent)?,
            (None, None) => None,
        };
        let new = content::of(tx, ctx, &to.release, &[])?;
        let from = match from {
            None => None,
            Some(shown) => {
                let old = content::of(tx, ctx, &shown.release, &[&new])?;
                Some((shown, old))
            }
        };
        Ok(Self {
            from,
            to: (to, new),
        })
    }

    /// Compares them; takes its time.
    pub fn differences(&self) -> Differences {
        let changes = match &self.from {
            Some((_, old)) => diff(old, &self.to.1),
            None => diff(&Snapshot::empty(), &self.to.1),
        };
        Differences {
            from: self.from.as_ref().map(|(shown, _)| Release::new(shown)),
            to: Release::new(&self.to.0),
            total: changes.len(),
            changes,
        }
    }
}

/// Makes a release what its environment serves: roll back or forward.
pub fn activate(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut place: OrganizationPlace,
    environment: &Environment,
    text: &str,
) -> Result<Release> {
    place.lock(tx, NO_RELEASE)?;
    still_has(tx, ctx, &place, Role::Editor)?;
    let organization = place.organization.id;
    let environment = environments::get(tx, organization, environment.id)?;
    let environment = environment.ok_or(Error::NotFound(NO_RELEASE))?;
    let mut found = find(tx, &environment, text)?;
    if found.is_active {
        return Ok(Release::new(&found));
    }
    let before = rows::active(tx, environment.id)?;
    rows::activate(tx, environment.id, found.release.id, ctx.now)?;
    found.is_active = true;
    let view = Release::new(&found);
    let name = version(found.release.version);
    let mut event = Event::new("release.activate", "release", found.release.id, &name);
    if let Some(before) = before {
        event = event.before(&Release::new(&before));
    }
    audit(tx, ctx, organization, event.after(&view))?;
    Ok(view)
}
