//! Three-way merge of a source into production, with the snapshot both come from as the base.
//!
//! Tokensets, modes and tokens are the same by identity, then by name. Of a token that both sides
//! have, name, value (with type), description, extensions and `$deprecated` are merged each by itself:
//! what one side changed is taken, what both changed differently is a conflict. What one side changed
//! and the other removed is a conflict, and so are two tokens that would have one name in a mode, or
//! two modes of one name in kebab-case. References follow the tokens that either side renamed.

mod conflict;
mod fate;
mod modes;
mod order;
mod plan;
mod sets;
#[cfg(test)]
mod tests;
mod tokens;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use tokencraft_tokens::graph::{Graph, Key};

pub use conflict::{Conflict, Side, Sides};

use crate::snapshot::{self, Broken, Freezer, Snapshot, Taken, TooLarge};
use conflict::Decisions;

/// The snapshots to merge.
#[derive(Clone, Copy, Debug)]
pub struct Trio<'s> {
    /// What both sides come from; [`Snapshot::empty`] when they share no release.
    pub base: &'s Snapshot,
    /// What is merged.
    pub source: &'s Snapshot,
    /// What it is merged into.
    pub production: &'s Snapshot,
}

/// Which side's way settles a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// As the source has it.
    Source,
    /// As production has it.
    Production,
}

/// How conflicts are to be settled.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// By their keys.
    pub resolutions: FxHashMap<String, Take>,
    /// All others.
    pub strategy: Option<Take>,
}

/// The result of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The merged snapshot. In open conflicts it is as production.
    pub snapshot: Snapshot,
    /// All conflicts, settled or not.
    pub conflicts: Vec<Conflict>,
    /// Tokens of the merged snapshot that are broken.
    pub broken: Vec<Broken>,
    /// Keys among the resolutions that no conflict has, sorted.
    pub unknown: Vec<String>,
}

impl Merged {
    /// The conflicts that nothing settles.
    pub fn open(&self) -> impl Iterator<Item = &Conflict> {
        self.conflicts.iter().filter(|c| c.taken.is_none())
    }
}

/// Merges a source into production.
pub fn merge(trio: Trio<'_>, choices: &Choices) -> Result<Merged, TooLarge> {
    let (base, source, production) = (trio.base.hash, trio.source.hash, trio.production.hash);
    // Where one side did nothing, the other is the result.
    let all = if source == base || source == production {
        trio.production
    } else if production == base {
        trio.source
    } else {
        return merge_each(trio, choices);
    };
    Ok(Merged {
        snapshot: all.clone(),
        conflicts: Vec::new(),
        broken: snapshot::broken(all),
        unknown: choices.unknown(&[]),
    })
}

/// Merges workspace by workspace, without a look at whole snapshots.
fn merge_each(trio: Trio<'_>, choices: &Choices) -> Result<Merged, TooLarge> {
    let snapshots = [trio.base, trio.source, trio.production];
    let workspaces = snapshots.iter().flat_map(|s| &s.workspaces);
    let mut keys: Vec<Key> = workspaces.map(|workspace| workspace.key).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut decisions = Decisions::new(choices);
    let mut freezer = Freezer::new(&[trio.production, trio.source]);
    for key in keys {
        let sets = snapshots.map(|s| s.workspace(key).map_or(&[][..], |w| &w.sets));
        let mut sets = sets::merge(&plan::Workspace::new(key, sets, &decisions), &mut decisions);
        sets.sort_by_key(|set| set.key);
        freezer.freeze(key, &Graph { sets }, None)?;
    }
    let Taken { snapshot, broken } = freezer.finish();
    let conflicts = decisions.in_order();
    Ok(Merged {
        snapshot,
        unknown: choices.unknown(&conflicts),
        conflicts,
        broken,
    })
}

impl Choices {
    fn unknown(&self, conflicts: &[Conflict]) -> Vec<String> {
        let known: FxHashSet<&String> = conflicts.iter().map(|conflict| &conflict.key).collect();
        let keys = self.resolutions.keys().filter(|key| !known.contains(key));
        let mut unknown: Vec<String> = keys.cloned().collect();
        unknown.sort_unstable();
        unknown
    }
}

/// Places among `[base, source, production]`.
const BASE: usize = 0;
const SOURCE: usize = 1;
const PRODUCTION: usize = 2;

impl Take {
    /// The place of that side.
    const fn side(self) -> usize {
        match self {
            Self::Source => SOURCE,
            Self::Production => PRODUCTION,
        }
    }
}

/// The side that has what both make of something; `None` = each changed it in its own way.
fn three_way_side<T: PartialEq>(base: Option<&T>, source: &T, production: &T) -> Option<usize> {
    if source == production {
        return Some(PRODUCTION);
    }
    let base = base?;
    if base == source {
        Some(PRODUCTION)
    } else if base == production {
        Some(SOURCE)
    } else {
        None
    }
}

/// What both sides make of something; `None` = each changed it in its own way.
#[expect(clippy::needless_pass_by_value, reason = "mostly these are references")]
fn three_way<T: PartialEq>(base: Option<T>, source: T, production: T) -> Option<T> {
    let side = three_way_side(base.as_ref(), &source, &production)?;
    Some(if side == SOURCE { source } else { production })
}

/// What both sides make of something, else what the side has that is taken.
fn three_way_or<T: PartialEq + Copy>(
    [base, source, production]: [Option<T>; 3],
    take: Option<Take>,
) -> Option<T> {
    three_way(base, source?, production?).or(match take {
        Some(Take::Source) => source,
        Some(Take::Production) => production,
        None => None,
    })
}

/// The identity of what one side or both have: nobody's work is lost with it.
fn merged_key([base, source, production]: [Option<Key>; 3]) -> Key {
    match (source, production) {
        (Some(source), Some(production)) => {
            three_way(base, source, production).unwrap_or(production)
        }
        (Some(key), None) | (None, Some(key)) => key,
        (None, None) => base.unwrap_or_default(),
    }
}
