//! What differs between the modes of a tokenset.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use tokencraft_tokens::graph::{Group, Groups};
use tokencraft_tokens::order::{kebab, natural};

use super::{NewNames, tokens};
use crate::align::{Thing, align};
use crate::change::{Change, Kind, Part, Written};
use crate::hash::Hash;
use crate::object;
use crate::snapshot::{Entry, Mode, Tokenset};

/// A mode on one side or both.
pub(super) struct Pair<'s> {
    /// Its place among the modes of each side.
    places: Thing<2>,
    old: Option<&'s Mode>,
    new: Option<&'s Mode>,
    tokens: Vec<tokens::Pair<'s>>,
}

/// The modes of a tokenset, in the order of the new side, what is gone last.
pub(super) fn pairs<'s>(old: &'s [Arc<Mode>], new: &'s [Arc<Mode>]) -> Vec<Pair<'s>> {
    let mut things = if let ([_], [_]) = (old, new) {
        vec![[Some(0), Some(0)]]
    } else {
        align([old, new], |mode| mode.key, |mode| kebab(&mode.name))
    };
    things.sort_by_key(|thing| (thing[1].is_none(), thing[1], thing[0]));
    let pairs = things.into_iter().map(|places| {
        let old = places[0].map(|place| &*old[place]);
        let new = places[1].map(|place| &*new[place]);
        let tokens = match (old, new) {
            (Some(old), Some(new)) => tokens::pairs(&differing(old, new), &differing(new, old)),
            _ => Vec::new(),
        };
        Pair {
            places,
            old,
            new,
            tokens,
        }
    });
    pairs.collect()
}

/// The tokens of a mode in chunks that another does not have.
fn differing<'s>(mode: &'s Mode, other: &Mode) -> Vec<&'s Entry> {
    if mode.hash == other.hash {
        return Vec::new();
    }
    let others: FxHashSet<Hash> = other.chunks.iter().map(|chunk| chunk.hash).collect();
    let chunks = mode.chunks.iter().filter(|c| !others.contains(&c.hash));
    chunks.flat_map(|chunk| &chunk.entries).collect()
}

/// Whether modes that both sides have stand in one order.
pub(super) fn same_order(pairs: &[Pair<'_>]) -> bool {
    let old = pairs
        .iter()
        .filter_map(|pair| pair.places[0].filter(|_| pair.new.is_some()));
    old.is_sorted()
}

/// Whether both sides have the same default mode.
pub(super) fn same_default(pairs: &[Pair<'_>]) -> bool {
    let is_default = |mode: Option<&Mode>| mode.is_some_and(|mode| mode.is_default);
    pairs
        .iter()
        .all(|pair| is_default(pair.old) == is_default(pair.new))
}

/// All modes' names.
pub(super) fn names(set: &Tokenset) -> String {
    let names: Vec<&str> = set.modes.iter().map(|mode| &*mode.name).collect();
    names.join(", ")
}

/// The default mode's name.
pub(super) fn default_name(set: &Tokenset) -> &str {
    let default = set.modes.iter().find(|mode| mode.is_default);
    default.map_or("", |mode| &mode.name)
}

impl<'s> Pair<'s> {
    /// The tokens that have a new name: the old one, the new one.
    pub(super) fn new_names(&self) -> NewNames<'s> {
        self.tokens
            .iter()
            .filter_map(tokens::Pair::new_name)
            .collect()
    }

    pub(super) fn changes(&self, set: &Tokenset, names: &NewNames<'_>, changes: &mut Vec<Change>) {
        let (old, new) = match (self.old, self.new) {
            (Some(old), Some(new)) => (old, new),
            (Some(old), None) => {
                return changes.push(Change::of_mode(Kind::Removed, set, &old.name));
            }
            (None, Some(new)) => return changes.push(Change::of_mode(Kind::Added, set, &new.name)),
            (None, None) => return,
        };
        if old.hash == new.hash {
            return;
        }
        if old.name != new.name {
            changes.push(Change {
                from: Some(Written::Text(Arc::clone(&old.name))),
                to: Some(Written::Text(Arc::clone(&new.name))),
                ..Change::of_mode(Kind::Renamed, set, &new.name)
            });
        }
        if old.groups_hash != new.groups_hash {
            group_changes(set, new, &old.groups, changes);
        }
        for pair in &self.tokens {
            pair.changes(set, new, names, changes);
        }
    }
}

fn group_changes(set: &Tokenset, mode: &Mode, old: &Groups, changes: &mut Vec<Change>) {
    let new = &mode.groups;
    let mut paths: Vec<&Arc<str>> = old.keys().chain(new.keys()).collect();
    paths.sort_by(|a, b| natural(a, b));
    paths.dedup();
    for path in paths {
        let (from, to) = (old.get(path), new.get(path));
        if from != to {
            let said = |group: Option<&Group>| match group {
                Some(group) => Written::from(&*object::group(group)),
                None => Written::Nothing,
            };
            changes.push(Change {
                name: Some(Arc::clone(path)),
                part: Some(Part::Groups),
                from: Some(said(from)),
                to: Some(said(to)),
                ..Change::of_mode(Kind::Changed, set, &mode.name)
            });
        }
    }
}
