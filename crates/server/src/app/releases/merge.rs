//! Merging: what an environment serves goes into Production, three-way.
//!
//! The base is the nearest release that both active releases come from. What only one side changed is
//! taken; what both changed differently is a conflict, which the caller settles.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;
use tokencraft_releases::{Broken, Change, Choices, Conflict, Snapshot, Trio, merge};
use tokencraft_storage::releases::{self as rows, ShownRelease, Source};
use tokencraft_storage::{self as storage, Environment, Tx, environments};

use super::candidate::{Candidate, Target};
use super::content;
use super::input::Merging;
use super::lineage::shared;
use super::views::version;
use crate::app::context::Context;
use crate::app::error::{Error, Result};
use crate::app::organizations::OrganizationPlace;
use crate::app::organizations::environments::find;

/// What a merge is computed from, as one transaction saw it.
#[derive(Clone, Debug)]
pub struct Sides {
    /// What the caller wants.
    pub wanted: Merging,
    target: Target,
    source: Environment,
    merged: ShownRelease,
    theirs: Arc<Snapshot>,
    base: Arc<Snapshot>,
}

/// A merge that is computed, but not committed.
#[derive(Clone, Debug)]
pub struct Merge {
    /// What Production would become; in open conflicts it is as it was.
    pub candidate: Candidate,
    source: Environment,
    conflicts: Vec<Conflict>,
    unknown: Vec<String>,
}

/// What a merge would be: the answer of a dry run.
#[derive(Debug, Serialize)]
pub struct Preview<'c> {
    version: String,
    bump: Option<&'static str>,
    changes: &'c [Change],
    conflicts: &'c [Conflict],
    broken: &'c [Broken],
}

impl Sides {
    /// Reads what both environments serve, and what they share. `environment` is the one of the path.
    pub fn read(
        tx: &mut Tx<'_>,
        ctx: &Context,
        place: &OrganizationPlace,
        environment: Environment,
        wanted: Merging,
    ) -> Result<Self> {
        let organization = place.organization.id;
        let refused = |message: &str| Error::invalid("invalid_source", message);
        let named = wanted
            .source
            .as_deref()
            .map(|text| find(tx, organization, text));
        let source = match (named.transpose()?, environment.is_production) {
            (None, true) => {
                return Err(refused(
                    "source_environment_id is required to merge into Production",
                ));
            }
            (Some(named), true) if named.is_production => {
                return Err(refused("source_environment_id must be another environment"));
            }
            (Some(named), true) => named,
            (Some(named), false) if named.id != environment.id => {
                return Err(refused(
                    "source_environment_id must be the environment of the path",
                ));
            }
            (_, false) => environment,
        };
        let Some(merged) = rows::active(tx, source.id)? else {
            let message = format!("{} has no active release", source.name);
            return Err(Error::conflict("no_active_release", message));
        };
        let production = environments::production(tx, organization)?;
        let production = production.ok_or(Error::defect("an organization without Production"))?;
        let target = Target::read(tx, ctx, production)?;
        let theirs = content::of(tx, ctx, &merged.release, &[&target.before])?;
        let base = match &target.active {
            None => None,
            Some(ours) => shared(tx, organization, ours.release.id, merged.release.id)?,
        };
        let base = match base {
            None => None,
            Some(id) => rows::get(tx, organization, id)?,
        };
        let base = match base {
            None => Arc::new(Snapshot::empty()),
            Some(base) => content::of(tx, ctx, &base.release, &[&theirs, &target.before])?,
        };
        Ok(Self {
            wanted,
            target,
            source,
            merged,
            theirs,
            base,
        })
    }

    /// Computes the merge; takes its time.
    pub fn merge(self) -> Result<Merge> {
        let choices = Choices {
            resolutions: self.wanted.resolutions.into_iter().collect(),
            strategy: self.wanted.strategy,
        };
        let trio = Trio {
            base: &self.base,
            source: &self.theirs,
            production: &self.target.before,
        };
        let merged = merge(trio, &choices).map_err(content::too_large)?;
        let (snapshot, broken) = (merged.snapshot, merged.broken);
        let mut candidate = Candidate::new(self.target, snapshot, broken, None)?;
        let release = &self.merged.release;
        candidate.source = Some(Source {
            environment_id: release.environment_id,
            release_id: release.id,
            version: version(release.version).to_string(),
        });
        Ok(Merge {
            candidate,
            source: self.source,
            conflicts: merged.conflicts,
            unknown: merged.unknown,
        })
    }
}

impl Merge {
    /// What a dry run answers.
    pub fn preview(&self) -> Preview<'_> {
        let candidate = &self.candidate;
        Preview {
            version: candidate.version.to_string(),
            bump: candidate.bump.map(storage::Bump::as_str),
            changes: &candidate.changes,
            conflicts: &self.conflicts,
            broken: &candidate.broken,
        }
    }

    /// Refuses resolutions of what is no conflict: what was planned is not what is there.
    pub fn permit_resolutions(&self) -> Result<()> {
        match self.unknown.first() {
            None => Ok(()),
            Some(key) => Err(Error::conflict(
                "unknown_conflict",
                format!("A resolution names no conflict of this merge: {key}"),
            )),
        }
    }

    /// Refuses open conflicts, and what is no release.
    pub fn permit(&self, allow_broken: bool) -> Result<()> {
        let open: Vec<&Conflict> = self
            .conflicts
            .iter()
            .filter(|c| c.taken.is_none())
            .collect();
        if open.is_empty() {
            return self.candidate.permit(allow_broken);
        }
        let count = match open.len() {
            1 => "1 conflict".to_owned(),
            count => format!("{count} conflicts"),
        };
        Err(Error::Opposed {
            code: "merge_conflicts",
            message: format!("{} cannot be merged: {count} to settle", self.source.name),
            member: "conflicts",
            list: Box::new(json!(open)),
        })
    }
}
