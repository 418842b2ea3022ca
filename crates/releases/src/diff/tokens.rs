//! What differs between the tokens of a mode.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tokencraft_tokens::diff::{Compared, renamed, same_value};
use tokencraft_tokens::graph::{Source, Token};
use tokencraft_tokens::modifier::Modifier;
use tokencraft_tokens::order::sort_by_name;
use tokencraft_tokens::{TokenName, reference};

use super::NewNames;
use crate::align::align;
use crate::change::{Change, Kind, Part, Written, written_text};
use crate::snapshot::{Entry, Mode, Tokenset};

/// A token on one side or both.
#[derive(Clone, Copy)]
pub(super) struct Pair<'s> {
    old: Option<&'s Entry>,
    new: Option<&'s Entry>,
}

/// Tokens in natural order of their new names, what is gone last.
pub(super) fn pairs<'s>(old: &[&'s Entry], new: &[&'s Entry]) -> Vec<Pair<'s>> {
    let things = align(
        [old, new],
        |entry| entry.token.key,
        |entry| &entry.token.name,
    );
    let (mut both, mut gone, mut come) = (Vec::new(), Vec::new(), Vec::new());
    for [in_old, in_new] in things {
        match (
            in_old.map(|place| old[place]),
            in_new.map(|place| new[place]),
        ) {
            (Some(old), Some(new)) => both.push(Pair::both(old, new)),
            (Some(old), None) => gone.push(old),
            (None, Some(new)) => come.push(new),
            (None, None) => {}
        }
    }
    if !gone.is_empty() && !come.is_empty() {
        find_renamed(&mut gone, &mut come, &mut both);
    }
    both.extend(come.into_iter().map(|new| Pair {
        old: None,
        new: Some(new),
    }));
    let gone: Vec<_> = gone
        .into_iter()
        .map(|old| Pair {
            old: Some(old),
            new: None,
        })
        .collect();
    let mut pairs = sort_by_name(&both, Pair::name);
    pairs.extend(sort_by_name(&gone, Pair::name));
    pairs
}

/// Moves what is the same under another name from what is gone and what has come to what both have.
fn find_renamed<'s>(
    gone: &mut Vec<&'s Entry>,
    come: &mut Vec<&'s Entry>,
    both: &mut Vec<Pair<'s>>,
) {
    let as_compared =
        |entries: &[&'s Entry]| entries.iter().map(|e| compared(e)).collect::<Vec<_>>();
    let from = renamed(&as_compared(gone), &as_compared(come));
    let of_name: FxHashMap<&TokenName, &Entry> = gone
        .iter()
        .map(|entry| (&entry.token.name, *entry))
        .collect();
    let mut taken = FxHashSet::default();
    come.retain(|new| {
        let old = from.get(&new.token.name).and_then(|name| of_name.get(name));
        if let Some(old) = old {
            taken.insert(&old.token.name);
            both.push(Pair::both(old, new));
        }
        old.is_none()
    });
    gone.retain(|old| !taken.contains(&old.token.name));
}

fn compared(entry: &Entry) -> Compared<'_> {
    Compared {
        token: &entry.token,
        resolved: entry.resolved.as_ref(),
    }
}

impl<'s> Pair<'s> {
    fn both(old: &'s Entry, new: &'s Entry) -> Self {
        Self {
            old: Some(old),
            new: Some(new),
        }
    }

    /// The new name, else the old one.
    fn name(&self) -> &str {
        let entry = self.new.or(self.old);
        entry.map_or("", |entry| entry.token.name.as_str())
    }

    pub(super) fn new_name(&self) -> Option<(&'s TokenName, &'s TokenName)> {
        let (old, new) = (&self.old?.token.name, &self.new?.token.name);
        (old != new).then_some((old, new))
    }

    pub(super) fn changes(
        &self,
        set: &Tokenset,
        mode: &Mode,
        names: &NewNames<'_>,
        changes: &mut Vec<Change>,
    ) {
        let Some(shown) = self.new.or(self.old) else {
            return;
        };
        let change = |kind| Change {
            name: Some(shown.token.name.as_str().into()),
            r#type: Some(shown.token.kind),
            ..Change::of_mode(kind, set, &mode.name)
        };
        let (old, new) = match (self.old, self.new) {
            (Some(old), Some(new)) => (old, new),
            (old, new) => {
                let kind = if old.is_some() {
                    Kind::Removed
                } else {
                    Kind::Added
                };
                changes.push(Change {
                    old: old.map(|entry| entry.resolved.clone()),
                    new: new.map(|entry| entry.resolved.clone()),
                    ..change(kind)
                });
                return;
            }
        };
        let values = |change| Change {
            old: Some(old.resolved.clone()),
            new: Some(new.resolved.clone()),
            ..change
        };
        let (from, to) = (&*old.token, &*new.token);
        if from.name != to.name {
            changes.push(Change {
                from: Some(from.name.as_str().into()),
                to: Some(to.name.as_str().into()),
                ..change(Kind::Renamed)
            });
        }
        if from.kind != to.kind {
            changes.push(values(Change {
                from: Some(from.kind.as_str().into()),
                to: Some(to.kind.as_str().into()),
                ..change(Kind::Retyped)
            }));
        }
        let texts = |change| Change {
            from: Some(Written::Text(written_text(from))),
            to: Some(Written::Text(written_text(to))),
            ..change
        };
        if !same_value(compared(old), compared(new)) {
            let direct = !same_source(from, to, names)
                || from.kind != to.kind
                || Modifier::of(from) != Modifier::of(to);
            changes.push(Change {
                direct,
                ..values(texts(change(Kind::Changed)))
            });
        } else if from.source != to.source {
            changes.push(Change {
                direct: !same_source(from, to, names),
                part: Some(Part::Text),
                ..texts(change(Kind::Changed))
            });
        }
        let mut part = |part, from: Option<&Arc<str>>, to: Option<&Arc<str>>| {
            if from != to {
                changes.push(Change {
                    part: Some(part),
                    from: Some(from.into()),
                    to: Some(to.into()),
                    ..change(Kind::Changed)
                });
            }
        };
        part(
            Part::Description,
            from.description.as_ref(),
            to.description.as_ref(),
        );
        part(
            Part::Extensions,
            from.extensions.as_ref(),
            to.extensions.as_ref(),
        );
        if from.deprecated != to.deprecated {
            changes.push(Change {
                from: Some(from.deprecated.as_ref().into()),
                to: Some(to.deprecated.as_ref().into()),
                ..change(Kind::Deprecated)
            });
        }
    }
}

/// Whether what is written is the same, but for references that follow renamed tokens.
fn same_source(old: &Token, new: &Token, names: &NewNames<'_>) -> bool {
    let renamed = |name: &TokenName| names.get(name).map(|&new| new.clone());
    match (&old.source, &new.source) {
        (old, new) if old == new => true,
        (Source::Alias(old), Source::Alias(new)) => renamed(old).as_ref() == Some(new),
        (Source::Plain(old), Source::Plain(new)) if !names.is_empty() => {
            reference::rename(old, renamed).as_deref() == Some(new)
        }
        _ => false,
    }
}
