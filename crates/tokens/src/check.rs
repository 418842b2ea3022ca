//! What may be written: the checks of a change against the graph it would make.

#[cfg(test)]
mod tests;

use rustc_hash::FxHashSet;

use crate::graph::{At, Graph, Key, Source, Token};
use crate::reference::references;
use crate::resolve::{Broken, Resolver, cycles_through};
use crate::value::ValueError;
use crate::{TokenName, Value, pointer};

/// Why a token may not be stored as it is. `Display` is the sentence that the API answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A reference of the token does not resolve.
    #[error(transparent)]
    Reference(#[from] Broken),
    /// The (resolved) value is not one of its type.
    #[error(transparent)]
    Value(#[from] ValueError),
}

/// Checks tokens that a change has put into `graph` (the graph *after* the change): references
/// found, free of cycles, of fitting type; the value, resolved, one of its type. Gives the refusals
/// in the order of `written`, by number; keys that are not (or no longer) there pass.
///
/// Only what the written tokens reach is looked at. A token that points to one that was broken
/// before is not refused, nor one whose resolved value is too long: both read as `null`, and
/// diagnostics report them.
pub fn check(graph: &Graph, written: &[(At, Key)]) -> Vec<(usize, Refusal)> {
    check_with(&mut Resolver::new(graph), written)
}

fn check_with(resolver: &mut Resolver<'_>, written: &[(At, Key)]) -> Vec<(usize, Refusal)> {
    let graph = resolver.graph();
    let mut refusals = Vec::new();
    let mut broken_further_on = Vec::new();
    for (number, &(at, key)) in written.iter().enumerate() {
        let Some(token) = graph.mode(at).by_key(key) else {
            continue;
        };
        match resolver.resolve(at, token) {
            Ok(text) => {
                if let Err(error) = Value::parse(token.kind, &text) {
                    refusals.push((number, error.into()));
                }
            }
            Err(broken) => match direct_problem(resolver, at, token, &broken) {
                Some(broken) => refusals.push((number, broken.into())),
                None => broken_further_on.push((number, (at, &**token))),
            },
        }
    }
    if !broken_further_on.is_empty() {
        // A cycle that the change closes passes through a token it wrote.
        let (numbers, starts): (Vec<usize>, Vec<_>) = broken_further_on.into_iter().unzip();
        let cycles = cycles_through(resolver, &starts);
        for (number, cycle) in numbers.into_iter().zip(cycles) {
            refusals.extend(cycle.map(|path| (number, Broken::Cycle(path).into())));
        }
        refusals.sort_by_key(|&(number, _)| number);
    }
    refusals
}

/// The first of the token's own references that is missing, or of a type that does not fit; else the
/// reason why the token is broken, when that is a part its own pointer does not find.
fn direct_problem(
    resolver: &Resolver<'_>,
    at: At,
    token: &Token,
    broken: &Broken,
) -> Option<Broken> {
    for name in token.references() {
        let Some((_, target)) = resolver.look_up(at, name.as_str()) else {
            return Some(Broken::Missing(name));
        };
        let (from, to) = (token.kind, target.kind);
        if matches!(token.source, Source::Alias(_)) && !from.can_alias(to) {
            return Some(Broken::Mismatch { from, to });
        }
    }
    match (broken, &token.source) {
        (Broken::NoPart(pointer), Source::Plain(text)) => references(text)
            .iter()
            .filter_map(|r| Some(pointer::write(&r.name, r.inner_part()?)))
            .any(|own| own == **pointer)
            .then(|| broken.clone()),
        _ => None,
    }
}

/// Tokens of `after`, other than `written`, whose direct references resolved to a fitting type in
/// `before` and no longer do because a token in `written` changed its type. The two graphs have the
/// same tokensets and modes.
///
/// Looks at every token, but only when a type changed.
pub fn broken_by_type_change(
    before: &Graph,
    after: &Graph,
    written: &[(At, Key)],
) -> Vec<(At, Key)> {
    let retyped: Vec<(At, Key)> = written
        .iter()
        .copied()
        .filter(|&(at, key)| {
            let kind = |graph: &Graph| Some(graph.mode(at).by_key(key)?.kind);
            matches!((kind(before), kind(after)), (Some(old), Some(new)) if old != new)
        })
        .collect();
    if retyped.is_empty() {
        return Vec::new();
    }
    let written: FxHashSet<(At, Key)> = written.iter().copied().collect();
    let (mut old, mut new) = (Resolver::new(before), Resolver::new(after));
    let mut broken = dependants(after, &retyped);
    broken.retain(|&(at, key)| {
        let mode = (before.mode(at).by_key(key), after.mode(at).by_key(key));
        let (Some(was), Some(is)) = mode else {
            return false;
        };
        !written.contains(&(at, key)) && fits(&mut old, at, was) && !fits(&mut new, at, is)
    });
    broken
}

/// Whether the token's references are there and of fitting type, as far as its own go.
fn fits<'g>(resolver: &mut Resolver<'g>, at: At, token: &'g Token) -> bool {
    match resolver.resolve(at, token) {
        Ok(text) => Value::parse(token.kind, &text).is_ok(),
        Err(broken) => direct_problem(resolver, at, token, &broken).is_none(),
    }
}

/// Tokens whose references, looked up in `graph`, lead directly to one of `targets`; each once, in
/// the graph's order. One pass over the graph.
pub fn dependants(graph: &Graph, targets: &[(At, Key)]) -> Vec<(At, Key)> {
    let names: FxHashSet<&TokenName> = targets
        .iter()
        .filter_map(|&(at, key)| Some(&graph.mode(at).by_key(key)?.name))
        .collect();
    let targets: FxHashSet<(At, Key)> = targets.iter().copied().collect();
    let resolver = Resolver::new(graph);
    let leads_there = |at: At, name: &TokenName| {
        // Most references go elsewhere: ask the small set of names first.
        names.contains(name)
            && resolver
                .look_up(at, name.as_str())
                .is_some_and(|(at, token)| targets.contains(&(at, token.key)))
    };
    let mut found = Vec::new();
    for at in graph.places() {
        for token in graph.mode(at).tokens() {
            if token.references().iter().any(|name| leads_there(at, name)) {
                found.push((at, token.key));
            }
        }
    }
    found
}
