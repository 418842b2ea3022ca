//! What differs between two tokensets: names, types, and what values resolve to.

mod same;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{At, Graph, Tokenset};
use crate::order::kebab;
use crate::resolve::{Missing, ModeView, Resolver, ViewToken, mode_view};
use crate::{TokenName, TokenType};

pub use same::{Compared, renamed, same_value};

/// What became of a token. Values are resolved texts; `None` = the token is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added {
        /// Its type.
        kind: TokenType,
        /// Its value.
        value: Option<Arc<str>>,
    },
    /// It is gone.
    Removed {
        /// The type it had.
        kind: TokenType,
        /// The value it had.
        value: Option<Arc<str>>,
    },
    /// Gone under one name, new under another that has a word in common, with the same type and value.
    Renamed {
        /// The name it had.
        from: TokenName,
    },
    /// It has another type.
    Retyped {
        /// The type it had.
        from: TokenType,
        /// The type it has.
        to: TokenType,
    },
    /// Its value is another; `#fff` and `#ffffff` are the same.
    Changed {
        /// The value it had.
        from: Option<Arc<str>>,
        /// The value it has.
        to: Option<Arc<str>>,
    },
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The mode's name; the new one's, where both sides have it.
    pub mode: Arc<str>,
    /// The token's name; for [`Change::Renamed`] the new one.
    pub name: TokenName,
    /// What became of it.
    pub change: Change,
}

impl Change {
    /// `added`, `removed`, `renamed`, `retyped`, `changed`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Added { .. } => "added",
            Self::Removed { .. } => "removed",
            Self::Renamed { .. } => "renamed",
            Self::Retyped { .. } => "retyped",
            Self::Changed { .. } => "changed",
        }
    }
}

/// What differs from an old tokenset to a new one, each given by its graph and its position there.
/// Modes are the same when their names in kebab-case are, or when each side has just one. In the order
/// of the new side's modes and of natural names, what is gone last.
///
/// # Panics
/// When a graph has no tokenset at that position.
pub fn diff(old: (&Graph, usize), new: (&Graph, usize)) -> Vec<Difference> {
    let (before, after) = (&old.0.sets[old.1], &new.0.sets[new.1]);
    let mut old_views = Resolver::new(old.0);
    let mut new_views = Resolver::new(new.0);
    let mut differences = Vec::new();
    for mode in 0..after.modes.len() {
        let at = At { set: new.1, mode };
        let view = mode_view(&mut new_views, at, Missing::Omit);
        let same = counterpart(after, mode, before).map(|mode| {
            let at = At { set: old.1, mode };
            mode_view(&mut old_views, at, Missing::Omit).tokens
        });
        compare(&same.unwrap_or_default(), &view, &mut differences);
    }
    for mode in 0..before.modes.len() {
        if counterpart(before, mode, after).is_none() {
            let at = At { set: old.1, mode };
            let view = mode_view(&mut old_views, at, Missing::Omit);
            differences.extend(view.tokens.iter().map(|token| removed(&view.name, token)));
        }
    }
    differences
}

/// The mode of `there` that is the same as `mode` of `here`.
fn counterpart(here: &Tokenset, mode: usize, there: &Tokenset) -> Option<usize> {
    if here.modes.len() == 1 && there.modes.len() == 1 {
        return Some(0);
    }
    let slug = kebab(&here.modes[mode].name);
    there.modes.iter().position(|m| kebab(&m.name) == slug)
}

fn compare(old: &[ViewToken], new: &ModeView, differences: &mut Vec<Difference>) {
    let before: FxHashMap<&TokenName, &ViewToken> =
        old.iter().map(|token| (&token.token.name, token)).collect();
    let after: FxHashSet<&TokenName> = new.tokens.iter().map(|token| &token.token.name).collect();
    let gone = old
        .iter()
        .filter(|token| !after.contains(&token.token.name));
    let come = new
        .tokens
        .iter()
        .filter(|token| !before.contains_key(&token.token.name));
    let [gone_as, come_as] = [
        gone.clone().map(Compared::from).collect::<Vec<_>>(),
        come.map(Compared::from).collect(),
    ];
    let renamed = renamed(&gone_as, &come_as);
    for token in &new.tokens {
        let name = &token.token.name;
        let mut push = |change| {
            differences.push(Difference {
                mode: Arc::clone(&new.name),
                name: name.clone(),
                change,
            });
        };
        let Some(was) = before.get(name) else {
            push(match renamed.get(name) {
                Some(&from) => Change::Renamed { from: from.clone() },
                None => Change::Added {
                    kind: token.token.kind,
                    value: text(token),
                },
            });
            continue;
        };
        let (from, to) = (was.token.kind, token.token.kind);
        if from != to {
            push(Change::Retyped { from, to });
        }
        if !same_value((*was).into(), token.into()) {
            push(Change::Changed {
                from: text(was),
                to: text(token),
            });
        }
    }
    let taken: FxHashSet<&TokenName> = renamed.into_values().collect();
    let lost = gone.filter(|token| !taken.contains(&token.token.name));
    differences.extend(lost.map(|token| removed(&new.name, token)));
}

fn removed(mode: &Arc<str>, token: &ViewToken) -> Difference {
    Difference {
        mode: Arc::clone(mode),
        name: token.token.name.clone(),
        change: Change::Removed {
            kind: token.token.kind,
            value: text(token),
        },
    }
}

fn text(token: &ViewToken) -> Option<Arc<str>> {
    token.resolution.as_ref().ok().map(Arc::clone)
}
