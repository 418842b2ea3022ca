//! What differs between two snapshots. Parts with equal hashes are not looked at.

mod modes;
#[cfg(test)]
mod tests;
mod tokens;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tokencraft_tokens::TokenName;

use crate::align::align;
use crate::change::{Change, Kind, Part, Written};
use crate::snapshot::{Snapshot, Tokenset};

/// What differs from an old snapshot to a new one; a first release is compared with
/// [`Snapshot::empty`]. In the order of the new side's tokensets and modes and of natural names, what
/// is gone last.
///
/// Tokensets, modes and tokens are the same by identity; what has a new identity is the same by name
/// (modes by their name in kebab-case, and when each side has just one). A token that is gone and one
/// that is new are one under two names by the rule of [`tokencraft_tokens::diff`].
pub fn diff(from: &Snapshot, to: &Snapshot) -> Vec<Change> {
    let mut changes = Vec::new();
    if from.hash == to.hash {
        return changes;
    }
    for workspace in &to.workspaces {
        let old = from.workspace(workspace.key).map_or(&[][..], |w| &w.sets);
        workspace_changes(old, &workspace.sets, &mut changes);
    }
    let gone = from
        .workspaces
        .iter()
        .filter(|w| to.workspace(w.key).is_none());
    for workspace in gone {
        workspace_changes(&workspace.sets, &[], &mut changes);
    }
    changes
}

/// A tokenset on both sides, not equal, with what is the same in it.
struct Pair<'s> {
    old: &'s Tokenset,
    new: &'s Tokenset,
    modes: Vec<modes::Pair<'s>>,
}

/// Old names to new ones, of all tokens of a workspace that have a new name.
type NewNames<'s> = FxHashMap<&'s TokenName, &'s TokenName>;

fn workspace_changes(old: &[Arc<Tokenset>], new: &[Arc<Tokenset>], changes: &mut Vec<Change>) {
    let mut things = align([old, new], |set| set.key, |set| Arc::clone(&set.name));
    things.sort_by_key(|thing| (thing[1].is_none(), thing[1], thing[0]));
    // What refers to a renamed token may stand before it.
    let pairs: Vec<_> = things
        .iter()
        .map(|thing| match thing {
            [Some(a), Some(b)] if old[*a].hash != new[*b].hash => {
                Some(Pair::new(&old[*a], &new[*b]))
            }
            _ => None,
        })
        .collect();
    let mut names = NewNames::default();
    for mode in pairs.iter().flatten().flat_map(|pair| &pair.modes) {
        names.extend(mode.new_names());
    }
    for (thing, pair) in things.iter().zip(&pairs) {
        match (thing, pair) {
            ([None, Some(set)], _) => changes.push(Change::of_set(Kind::Added, &new[*set])),
            ([Some(set), None], _) => changes.push(Change::of_set(Kind::Removed, &old[*set])),
            (_, Some(pair)) => pair.changes(&names, changes),
            _ => {}
        }
    }
}

impl<'s> Pair<'s> {
    fn new(old: &'s Tokenset, new: &'s Tokenset) -> Self {
        Self {
            old,
            new,
            modes: modes::pairs(&old.modes, &new.modes),
        }
    }

    fn changes(&self, names: &NewNames<'_>, changes: &mut Vec<Change>) {
        let Self { old, new, modes } = self;
        if old.name != new.name {
            changes.push(Change {
                from: Some(Written::Text(Arc::clone(&old.name))),
                to: Some(Written::Text(Arc::clone(&new.name))),
                ..Change::of_set(Kind::Renamed, new)
            });
        }
        let mut part = |part, from: &str, to: &str| {
            changes.push(Change {
                part: Some(part),
                from: Some(from.into()),
                to: Some(to.into()),
                ..Change::of_set(Kind::Changed, new)
            });
        };
        if !modes::same_order(modes) {
            part(Part::Order, &modes::names(old), &modes::names(new));
        }
        if !modes::same_default(modes) {
            part(
                Part::Default,
                modes::default_name(old),
                modes::default_name(new),
            );
        }
        for mode in modes {
            mode.changes(new, names, changes);
        }
    }
}

impl Change {
    /// About a whole tokenset.
    fn of_set(kind: Kind, set: &Tokenset) -> Self {
        Self {
            kind,
            tokenset: Arc::clone(&set.name),
            mode: None,
            name: None,
            r#type: None,
            direct: true,
            part: None,
            from: None,
            to: None,
            old: None,
            new: None,
            tokenset_key: set.key,
        }
    }

    /// About a whole mode.
    fn of_mode(kind: Kind, set: &Tokenset, mode: &Arc<str>) -> Self {
        Self {
            mode: Some(Arc::clone(mode)),
            ..Self::of_set(kind, set)
        }
    }
}
