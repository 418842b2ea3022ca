//! Publishing: what the organization's workspaces hold now becomes a release.

use std::sync::Arc;

use tokencraft_releases::{Selection, take};
use tokencraft_storage::{Environment, Tx, WorkspaceId, organization_workspaces};
use tokencraft_tokens::Key;
use uuid::Uuid;

use super::candidate::{Candidate, Target};
use super::content;
use super::input::Publication;
use crate::app::context::Context;
use crate::app::error::{Error, Result};
use crate::app::organizations::OrganizationPlace;
use crate::app::place;
use crate::app::snapshot::Snapshot;

/// What a publication is computed from, as one transaction saw it.
#[derive(Clone, Debug)]
pub struct Sources {
    /// What the caller wants.
    pub wanted: Publication,
    target: Target,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    workspace: WorkspaceId,
    snapshot: Arc<Snapshot>,
    /// `None` = all.
    tokensets: Option<Vec<Key>>,
}

impl Sources {
    /// Reads what is to be published, and what it is compared with.
    pub fn read(
        tx: &mut Tx<'_>,
        ctx: &Context,
        place: &OrganizationPlace,
        environment: Environment,
        wanted: Publication,
    ) -> Result<Self> {
        let target = Target::read(tx, ctx, environment)?;
        let attached = organization_workspaces::list(tx, place.organization.id)?;
        let named =
            |ids: &Option<Vec<Uuid>>, id: Uuid| ids.as_ref().is_some_and(|ids| ids.contains(&id));
        if let Some(ids) = &wanted.workspace_ids {
            let known = |id: &Uuid| attached.iter().any(|workspace| workspace.id.0 == *id);
            refuse_unknown("workspace_ids", "workspace", ids, known)?;
        }
        let all = wanted.workspace_ids.is_none() && wanted.tokenset_ids.is_none();
        let mut parts = Vec::new();
        let mut seen = Vec::new();
        for workspace in attached {
            let whole = all || named(&wanted.workspace_ids, workspace.id.0);
            if !whole && wanted.tokenset_ids.is_none() {
                continue;
            }
            let snapshot = place::snapshot(tx, ctx, &workspace, false)?;
            let keys = snapshot.graph.sets.iter().map(|set| set.key);
            let chosen: Vec<Key> = keys
                .filter(|key| named(&wanted.tokenset_ids, Uuid::from_u128(key.0)))
                .collect();
            seen.extend(chosen.iter().map(|key| Uuid::from_u128(key.0)));
            if whole || !chosen.is_empty() {
                parts.push(Part {
                    workspace: workspace.id,
                    snapshot,
                    tokensets: (!whole).then_some(chosen),
                });
            }
        }
        if let Some(ids) = &wanted.tokenset_ids {
            refuse_unknown("tokenset_ids", "tokenset", ids, |id| seen.contains(id))?;
        }
        Ok(Self {
            wanted,
            target,
            parts,
        })
    }

    /// Computes the release; takes its time.
    pub fn candidate(self) -> Result<Candidate> {
        let selections = self.parts.iter().map(|part| Selection {
            workspace: part.workspace.key(),
            graph: &part.snapshot.graph,
            tokensets: part.tokensets.as_deref(),
        });
        let selections: Vec<Selection<'_>> = selections.collect();
        let taken = take(&selections).map_err(content::too_large)?;
        let wanted = self.wanted.version;
        let mut candidate = Candidate::new(self.target, taken.snapshot, taken.broken, wanted)?;
        candidate.workspaces = self.parts.iter().map(|part| part.workspace).collect();
        Ok(candidate)
    }
}

fn refuse_unknown(
    member: &str,
    what: &str,
    ids: &[Uuid],
    known: impl Fn(&Uuid) -> bool,
) -> Result<()> {
    match ids.iter().position(|id| !known(id)) {
        None => Ok(()),
        Some(index) => Err(Error::invalid(
            "invalid_body",
            format!("{member}[{index}] is no {what} of this organization"),
        )),
    }
}
