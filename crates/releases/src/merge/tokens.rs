//! Merging the tokens of a mode.

use std::sync::Arc;

use tokencraft_tokens::TokenName;
use tokencraft_tokens::graph::Token;
use tokencraft_tokens::modifier::Modifier;
use tokencraft_tokens::order::natural;

use super::conflict::Decisions;
use super::fate::{Candidate, Fate, collisions};
use super::plan::{ModeOn, Set, Tokens, Workspace};
use super::{BASE, PRODUCTION, SOURCE, Take, merged_key, three_way, three_way_side};
use crate::snapshot::Entry;

/// A token on the three sides.
pub(super) type Thing<'t> = [Option<&'t Entry>; 3];

/// A token on the three sides, as written, its references followed.
type Sides<'t> = [Option<&'t Token>; 3];

/// The things of a mode, compared.
pub(super) struct Compared<'t> {
    things: Vec<Sides<'t>>,
    candidates: Vec<Candidate<&'t TokenName>>,
    /// What has to be settled together, by numbers of things.
    groups: Vec<Vec<usize>>,
}

impl<'t> Compared<'t> {
    pub(super) fn new(
        plan: &'t Workspace<'_>,
        set: &Set<'_>,
        mode: &ModeOn<'_>,
        tokens: &'t Tokens<'_>,
    ) -> Self {
        let things = tokens.things.iter().map(|thing| -> Sides<'_> {
            std::array::from_fn(|side| {
                thing[side].map(|entry| &**plan.compared(set, mode, side, entry))
            })
        });
        let things: Vec<Sides<'_>> = things.collect();
        let candidates: Vec<_> = things
            .iter()
            .zip(&tokens.things)
            .map(|(sides, thing)| candidate(*sides, *thing))
            .collect();
        Self {
            groups: collisions(&candidates),
            things,
            candidates,
        }
    }

    /// The side that each thing is as on, where it is settled together with others; `None` = it stands
    /// for itself. `settle` is given the members and the first name that more than one may have.
    pub(super) fn together<'e>(
        &self,
        tokens: &Tokens<'e>,
        mut settle: impl FnMut(&[Thing<'e>], &TokenName) -> Take,
    ) -> Vec<Option<Take>> {
        let mut takes = vec![None; self.things.len()];
        for group in &self.groups {
            let members: Vec<_> = group.iter().map(|&number| tokens.things[number]).collect();
            let take = settle(&members, contested(&self.candidates, group));
            for &number in group {
                takes[number] = Some(take);
            }
        }
        takes
    }
}

/// The merged tokens of a mode that source and production have.
pub(super) fn merge(
    plan: &Workspace<'_>,
    set: &Set<'_>,
    mode: &ModeOn<'_>,
    tokens: &Tokens<'_>,
    decisions: &mut Decisions<'_>,
) -> Vec<Arc<Token>> {
    let compared = Compared::new(plan, set, mode, tokens);
    let about = plan.about(set, Some(mode));
    let together = compared.together(tokens, |members, name| {
        let named = |side: usize| {
            let mut there = members.iter().filter_map(|thing| thing[side]);
            there.find(|entry| entry.token.name == *name)
        };
        decisions.settle(about.of_token(
            about.token_key(members),
            name,
            [named(BASE), named(SOURCE), named(PRODUCTION)],
        ))
    });

    let settled = tokens.settled.iter().map(|entry| Arc::clone(&entry.token));
    let mut all: Vec<Arc<Token>> = settled.collect();
    for (number, candidate) in compared.candidates.iter().enumerate() {
        let (sides, thing) = (compared.things[number], tokens.things[number]);
        let mut settle = || {
            let shown = thing[PRODUCTION].or(thing[SOURCE]).or(thing[BASE])?;
            let key = about.token_key(&[thing]);
            Some(decisions.settle(about.of_token(key, &shown.token.name, thing)))
        };
        let (take, name) = match (&candidate.fate, together[number]) {
            (_, Some(take)) => (Some(take), None),
            (Fate::Gone, None) => continue,
            (Fate::Open, None) => (settle(), None),
            (Fate::Named(name), None) if is_conflict(sides) => (settle(), Some(*name)),
            (Fate::Named(name), None) => (None, Some(*name)),
        };
        let take = take.unwrap_or(Take::Production);
        // Without a name of its own it is as on the side that is taken, if it is there.
        let name = name.or(thing[take.side()].map(|entry| &entry.token.name));
        let taken = std::array::from_fn(|side| {
            thing[side].map(|entry| &**plan.taken(set, mode, side, entry))
        });
        if let Some(name) = name
            && let Some(token) = merged(sides, taken, Some(take))
        {
            all.push(Arc::new(Token {
                key: merged_key(thing.map(|entry| entry.map(|entry| entry.token.key))),
                name: name.clone(),
                ..token
            }));
        }
    }
    all
}

/// What becomes of a token, and its names.
fn candidate<'t>(sides: Sides<'_>, thing: Thing<'t>) -> Candidate<&'t TokenName> {
    let [base, source, production] = thing.map(|entry| entry.map(|entry| &entry.token.name));
    let untouched = |side: usize| match (sides[BASE], sides[side]) {
        (Some(was), Some(is)) => {
            same(was, is)
                && thing[BASE].map(|e| &e.token.name) == thing[side].map(|e| &e.token.name)
        }
        _ => false,
    };
    let fate = match (base, source, production) {
        (_, None, None) => Fate::Gone,
        (None, Some(name), None) | (None, None, Some(name)) => Fate::Named(name),
        (Some(_), Some(_), None) if untouched(SOURCE) => Fate::Gone,
        (Some(_), None, Some(_)) if untouched(PRODUCTION) => Fate::Gone,
        (Some(_), _, None) | (Some(_), None, _) => Fate::Open,
        (base, Some(source), Some(production)) => {
            three_way(base, source, production).map_or(Fate::Open, Fate::Named)
        }
    };
    Candidate {
        fate,
        names: [source, production],
    }
}

/// The first name that more than one of a group may have.
fn contested<'t>(candidates: &[Candidate<&'t TokenName>], group: &[usize]) -> &'t TokenName {
    let names = group.iter().flat_map(|&number| {
        let candidate = &candidates[number];
        let mut names: Vec<&TokenName> = candidate.names.iter().copied().flatten().collect();
        if let Fate::Named(name) = candidate.fate {
            names.push(name);
        }
        names.sort_unstable();
        names.dedup();
        names
    });
    let mut names: Vec<&TokenName> = names.collect();
    names.sort_by(|a, b| natural(a.as_str(), b.as_str()));
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    twice.map_or(names[0], |pair| pair[0])
}

/// Whether two tokens say the same, but for their names.
pub(super) fn same(a: &Token, b: &Token) -> bool {
    (a.kind, &a.source) == (b.kind, &b.source)
        && a.extensions == b.extensions
        && a.description == b.description
        && a.deprecated == b.deprecated
}

/// Whether both sides made different things of something in a token.
fn is_conflict(sides: Sides<'_>) -> bool {
    merged(sides, sides, None).is_none()
}

/// A token as both sides make it; what they made different things of is as on the side that is taken,
/// `None` without one. Each part is as `taken` has it on the side that `compared` decides for.
fn merged(compared: Sides<'_>, taken: Sides<'_>, take: Option<Take>) -> Option<Token> {
    if let [_, one, None] | [_, None, one] = taken {
        return one.cloned();
    }
    // What modifies a colour is a part of its value.
    let modified = compared
        .into_iter()
        .flatten()
        .any(|token| Modifier::of(token).is_some());
    let value = side(
        compared,
        |token| {
            (
                token.kind,
                &token.source,
                modified.then_some(&token.extensions),
            )
        },
        take,
    );
    let of_value = taken[value?]?;
    let extensions = if modified {
        &of_value.extensions
    } else {
        &taken[side(compared, |token| &token.extensions, take)?]?.extensions
    };
    let description = taken[side(compared, |token| &token.description, take)?]?;
    let deprecated = taken[side(compared, |token| &token.deprecated, take)?]?;
    Some(Token {
        kind: of_value.kind,
        source: of_value.source.clone(),
        extensions: extensions.clone(),
        description: description.description.clone(),
        deprecated: deprecated.deprecated.clone(),
        ..taken[PRODUCTION]?.clone()
    })
}

/// The side that a part of a token is as on.
fn side<'t, T: PartialEq>(
    sides: Sides<'t>,
    part: impl Fn(&'t Token) -> T,
    take: Option<Take>,
) -> Option<usize> {
    let [base, source, production] = sides.map(|side| side.map(&part));
    three_way_side(base.as_ref(), &source?, &production?).or(take.map(Take::side))
}
