//! A release between its computation and its commit.
//!
//! What a release is made from is read in one transaction, computed without any, and committed in another
//! that holds the organization, if nothing it rests upon has changed meanwhile.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;
use tokencraft_releases::{Broken, Change, Hash, Snapshot, Version, bump, diff};
use tokencraft_storage::releases::{self as rows, ShownRelease};
use tokencraft_storage::{
    self as storage, Environment, ReleaseId, Role, Tx, UserId, WorkspaceId, environments,
    organization_workspaces, release_objects, users,
};

use super::content::{self, Stored};
use super::input::Words;
use super::views::{Release, numbers, version};
use crate::app::commit::{Event, audit};
use crate::app::context::Context;
use crate::app::error::{Error, Result};
use crate::app::members::still_has;
use crate::app::organizations::{NO_ENVIRONMENT, OrganizationPlace};

/// Where a release is to go, as it was when that was read.
#[derive(Clone, Debug)]
pub struct Target {
    /// The environment.
    pub environment: Environment,
    /// Its active release.
    pub active: Option<ShownRelease>,
    /// What that holds; nothing without one.
    pub before: Arc<Snapshot>,
    /// The environment's highest version.
    pub highest: Option<[i64; 3]>,
}

/// A release that is computed, but not committed.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where it goes.
    pub target: Target,
    /// What it was merged from.
    pub source: Option<rows::Source>,
    /// What it was taken from: still attached at the commit.
    pub workspaces: Vec<WorkspaceId>,
    /// What it holds.
    pub snapshot: Arc<Snapshot>,
    /// What differs from the active release.
    pub changes: Vec<Change>,
    /// Its tokens without a value.
    pub broken: Vec<Broken>,
    /// `None` for the first release, and where nothing changed.
    pub bump: Option<storage::Bump>,
    /// Its version.
    pub version: Version,
    objects: Vec<Stored>,
}

/// What a publication would be: the answer of a dry run.
#[derive(Debug, Serialize)]
pub struct Preview<'c> {
    version: String,
    bump: Option<&'static str>,
    changes: &'c [Change],
    broken: &'c [Broken],
}

/// A new release and what differs from its predecessor.
#[derive(Debug, Serialize)]
pub struct Published<'c> {
    #[serde(flatten)]
    release: Release,
    changes: &'c [Change],
}

impl Target {
    /// An environment with what it serves.
    pub fn read(tx: &mut Tx<'_>, ctx: &Context, environment: Environment) -> Result<Self> {
        let active = rows::active(tx, environment.id)?;
        let before = match &active {
            None => Arc::new(Snapshot::empty()),
            Some(active) => content::of(tx, ctx, &active.release, &[])?,
        };
        Ok(Self {
            highest: rows::highest(tx, environment.id)?,
            environment,
            active,
            before,
        })
    }

    fn active_id(&self) -> Option<ReleaseId> {
        self.active.as_ref().map(|active| active.release.id)
    }

    /// Still what it was?
    fn recheck(&self, tx: &mut Tx<'_>) -> Result<()> {
        let organization = self.environment.organization_id;
        let now = environments::get(tx, organization, self.environment.id)?;
        let now = now.ok_or(Error::NotFound(NO_ENVIRONMENT))?;
        let same =
            now.active_release_id == self.active_id() && rows::highest(tx, now.id)? == self.highest;
        if same { Ok(()) } else { Err(overtaken()) }
    }
}

impl Candidate {
    /// Computes what a snapshot is as the next release; takes its time. `wanted` is the version that the
    /// caller asks for.
    pub fn new(
        target: Target,
        snapshot: Snapshot,
        broken: Vec<Broken>,
        wanted: Option<Version>,
    ) -> Result<Self> {
        let changes = diff(&target.before, &snapshot);
        let bumped = bump(&changes);
        let highest = target.highest.map(version);
        let computed = match (&target.active, bumped) {
            (Some(active), None) => version(active.release.version),
            (_, bumped) => {
                Version::computed(highest, bumped.unwrap_or(tokencraft_releases::Bump::Patch))
            }
        };
        if let Some(wanted) = wanted
            && wanted < computed
        {
            let message = format!("version must be at least {computed}");
            return Err(Error::invalid("version_too_low", message));
        }
        let known: HashSet<Hash> = target
            .active
            .as_ref()
            .map_or_else(HashSet::new, |_| target.before.hashes());
        let objects = snapshot.objects(|hash| known.contains(&hash));
        let objects = objects.iter().map(content::pack).collect::<Result<_>>()?;
        let first = target.active.is_none();
        Ok(Self {
            source: None,
            workspaces: Vec::new(),
            bump: bumped.filter(|_| !first).map(content::bump),
            version: wanted.unwrap_or(computed),
            snapshot: Arc::new(snapshot),
            target,
            changes,
            broken,
            objects,
        })
    }

    /// What a dry run answers.
    pub fn preview(&self) -> Preview<'_> {
        Preview {
            version: self.version.to_string(),
            bump: self.bump.map(storage::Bump::as_str),
            changes: &self.changes,
            broken: &self.broken,
        }
    }

    /// Refuses what is no release: the same again, nothing at all, and (unless it is allowed) what is
    /// broken.
    pub fn permit(&self, allow_broken: bool) -> Result<()> {
        match &self.target.active {
            Some(active) if self.changes.is_empty() => {
                let version = version(active.release.version);
                let message = format!("Nothing changed since {version}");
                return Err(Error::conflict("nothing_changed", message));
            }
            None if self.snapshot.workspaces.is_empty() => {
                let message = "There is no tokenset to publish";
                return Err(Error::conflict("nothing_to_publish", message));
            }
            _ => {}
        }
        if allow_broken {
            return Ok(());
        }
        let Some(one) = self.broken.first() else {
            return Ok(());
        };
        let more = match self.broken.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        Err(Error::Opposed {
            code: "broken_aliases",
            message: format!(
                "{} in {}, {} cannot be published: {}{more}",
                one.name, one.tokenset, one.mode, one.message
            ),
            member: "broken",
            list: Box::new(json!(self.broken)),
        })
    }

    /// Commits it as its environment's active release, if what it rests upon is as it was.
    pub fn commit(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Context,
        place: &mut OrganizationPlace,
        id: ReleaseId,
        action: &'static str,
        words: &Words,
    ) -> Result<Published<'_>> {
        place.lock(tx, NO_ENVIRONMENT)?;
        still_has(tx, ctx, place, Role::Editor)?;
        self.target.recheck(tx)?;
        let organization = place.organization.id;
        for workspace in &self.workspaces {
            if organization_workspaces::of(tx, *workspace)? != Some(organization) {
                let message = "A workspace was detached in the meantime";
                return Err(Error::conflict("release_conflict", message));
            }
        }
        if let Some(source) = &self.source {
            let now = environments::get(tx, organization, source.environment_id)?;
            let now = now.ok_or(Error::NotFound(NO_ENVIRONMENT))?;
            if now.active_release_id != Some(source.release_id) {
                return Err(overtaken());
            }
        }
        let bodies = self.objects.iter();
        let bodies = bodies.map(|(hash, body)| (&hash.0, body.as_slice()));
        release_objects::insert(tx, organization, bodies)?;
        let row = rows::Release {
            id,
            environment_id: self.target.environment.id,
            organization_id: organization,
            version: numbers(self.version),
            name: words.name.clone(),
            notes: words.notes.clone(),
            bump: self.bump,
            parent_id: self.target.active_id(),
            source: self.source.clone(),
            root: self.snapshot.hash.0,
            token_count: i64::try_from(self.snapshot.token_count()).unwrap_or(i64::MAX),
            created_by: UserId(ctx.caller.user_id),
            created_at: ctx.now,
        };
        let release = insert(tx, ctx, row, action)?;
        let (server, snapshot) = (ctx.server.clone(), self.snapshot.clone());
        tx.on_commit(move || server.snapshots().keep_release(snapshot));
        Ok(Published {
            release,
            changes: &self.changes,
        })
    }
}

/// Adds a release whose objects are there, makes it active, and writes the audit.
pub fn insert(
    tx: &mut Tx<'_>,
    ctx: &Context,
    row: rows::Release,
    action: &'static str,
) -> Result<Release> {
    let organization = row.organization_id;
    rows::insert(tx, &row)?;
    rows::activate(tx, row.environment_id, row.id, ctx.now)?;
    let user = users::get(tx, row.created_by)?;
    let release = Release::new(&ShownRelease {
        release: row,
        created_by_name: user.map(|user| user.name),
        is_active: true,
    });
    let event = Event::new(action, "release", release.id.0, &release.version).after(&release);
    audit(tx, ctx, organization, event)?;
    Ok(release)
}

/// Somebody was faster.
fn overtaken() -> Error {
    Error::conflict(
        "release_conflict",
        "Another release was published in the meantime",
    )
}
