//! Merging the modes of a tokenset.

use std::sync::Arc;

use tokencraft_tokens::graph::{self, Group, Groups, Token};
use tokencraft_tokens::order::kebab;

use super::conflict::{About, Decisions};
use super::fate::{Candidate, Fate, collisions};
use super::plan::{ModeOn, Set, Workspace};
use super::{BASE, PRODUCTION, SOURCE, Take, merged_key, three_way, three_way_or, tokens};
use crate::change::Part;
use crate::object;

/// The merged modes of a tokenset that source and production have, by the number of the mode; `None` =
/// gone. Which is the default is not said yet.
pub(super) fn merge(
    plan: &Workspace<'_>,
    set: &Set<'_>,
    decisions: &mut Decisions<'_>,
) -> Vec<Option<graph::Mode>> {
    let candidates: Vec<Candidate<String>> = set
        .modes
        .iter()
        .map(|mode| candidate(plan, set, mode))
        .collect();
    let mut takes: Vec<Option<Take>> = vec![None; candidates.len()];
    for group in collisions(&candidates) {
        let modes: Vec<&ModeOn<'_>> = group.iter().map(|&number| &set.modes[number]).collect();
        let take = decisions.settle(collision(plan, set, &modes));
        for number in group {
            takes[number] = Some(take);
        }
    }
    for (number, candidate) in candidates.iter().enumerate() {
        if candidate.fate == Fate::Open && takes[number].is_none() {
            let mode = &set.modes[number];
            let names = mode
                .sides
                .map(|side| side.map(|mode| Arc::clone(&mode.name)));
            let hashes = mode
                .sides
                .map(|side| side.map(|mode| mode.hash.to_string()));
            let about = plan.about(set, Some(mode));
            let conflict = about.conflict(None, names, &format!("{hashes:?}"));
            takes[number] = Some(decisions.settle(conflict));
        }
    }
    let numbers = 0..candidates.len();
    let merged = numbers.map(|number| {
        let mode = &set.modes[number];
        let side = match (takes[number], &candidates[number].fate) {
            (Some(take), _) => take.side(),
            (None, Fate::Gone) => return None,
            (None, _) if mode.sides[PRODUCTION].is_some() => PRODUCTION,
            (None, _) => SOURCE,
        };
        // As on the side that is taken, if it is there.
        let there = mode.sides[side]?;
        let [base, source, production] = mode.sides.map(|side| side.map(|mode| &mode.name));
        let (Some(source), Some(production)) = (source, production) else {
            return whole(plan, set, mode, side);
        };
        let name = match takes[number] {
            Some(_) => &there.name,
            None => three_way(base, source, production).unwrap_or(production),
        };
        Some(merge_mode(plan, set, mode, name, decisions))
    });
    merged.collect()
}

/// What becomes of a mode; its names in kebab-case.
fn candidate(plan: &Workspace<'_>, set: &Set<'_>, mode: &ModeOn<'_>) -> Candidate<String> {
    let [base, source, production] = mode.sides.map(|side| side.map(|mode| &mode.name));
    let fate = match (base, source, production) {
        (_, None, None) => Fate::Gone,
        (None, Some(name), None) | (None, None, Some(name)) => Fate::Named(kebab(name)),
        (Some(_), Some(_), None) if is_untouched(plan, set, mode, SOURCE) => Fate::Gone,
        (Some(_), None, Some(_)) if is_untouched(plan, set, mode, PRODUCTION) => Fate::Gone,
        (Some(_), _, None) | (Some(_), None, _) => Fate::Open,
        (base, Some(source), Some(production)) => {
            three_way(base, source, production).map_or(Fate::Open, |name| Fate::Named(kebab(name)))
        }
    };
    Candidate {
        fate,
        names: [source, production].map(|name| name.map(|name| kebab(name))),
    }
}

/// The conflict of modes that would have one name.
fn collision(
    plan: &Workspace<'_>,
    set: &Set<'_>,
    modes: &[&ModeOn<'_>],
) -> super::conflict::Conflict {
    let slugs = modes.iter().flat_map(|mode| {
        let mut slugs: Vec<String> = mode
            .sides
            .iter()
            .flatten()
            .map(|m| kebab(&m.name))
            .collect();
        slugs.sort_unstable();
        slugs.dedup();
        slugs
    });
    let mut slugs: Vec<String> = slugs.collect();
    slugs.sort_unstable();
    let twice = slugs.windows(2).find(|pair| pair[0] == pair[1]);
    let contested = twice.map_or(&slugs[0], |pair| &pair[0]);
    let on = |side: usize| {
        let mut there = modes.iter().filter_map(|mode| mode.sides[side]);
        there
            .find(|mode| kebab(&mode.name) == *contested)
            .map(|mode| Arc::clone(&mode.name))
    };
    let content: Vec<_> = modes
        .iter()
        .map(|mode| {
            mode.sides
                .map(|side| side.map(|mode| mode.hash.to_string()))
        })
        .collect();
    let texts = [on(BASE), on(SOURCE), on(PRODUCTION)];
    let named = texts[PRODUCTION].clone().or_else(|| texts[SOURCE].clone());
    let about = plan.about(set, Some(modes[0]));
    let about = About {
        mode: named.or(about.mode),
        ..about
    };
    about.conflict(None, texts, &format!("{content:?}"))
}

/// Whether a side has a mode as the base has it.
pub(super) fn is_untouched(
    plan: &Workspace<'_>,
    set: &Set<'_>,
    mode: &ModeOn<'_>,
    side: usize,
) -> bool {
    let (Some(was), Some(is)) = (mode.sides[BASE], mode.sides[side]) else {
        return false;
    };
    was.hash == is.hash
        || was.name == is.name
            && was.is_default == is.is_default
            && was.groups == is.groups
            && was.entries().count() == is.entries().count()
            && was.entries().zip(is.entries()).all(|(a, b)| {
                let (old, new) = (
                    plan.compared(set, mode, BASE, a),
                    plan.compared(set, mode, side, b),
                );
                a.token.name == b.token.name && tokens::same(old, new)
            })
}

/// The mode as one side has it, its references followed.
pub(super) fn whole(
    plan: &Workspace<'_>,
    set: &Set<'_>,
    mode: &ModeOn<'_>,
    side: usize,
) -> Option<graph::Mode> {
    let there = mode.sides[side]?;
    let tokens = there.entries().map(|entry| {
        let token = plan.taken(set, mode, side, entry);
        if token.name == entry.token.name {
            return Arc::clone(token);
        }
        Arc::new(Token {
            name: entry.token.name.clone(),
            ..Token::clone(token)
        })
    });
    let key = merged_key(mode.keys());
    Some(build(
        key,
        &there.name,
        there.groups.clone(),
        tokens.collect(),
    ))
}

/// A mode that source and production have.
fn merge_mode(
    plan: &Workspace<'_>,
    set: &Set<'_>,
    mode: &ModeOn<'_>,
    name: &Arc<str>,
    decisions: &mut Decisions<'_>,
) -> graph::Mode {
    let groups = merge_groups(plan, set, mode, decisions);
    let tokens = mode
        .tokens
        .as_ref()
        .map(|tokens| tokens::merge(plan, set, mode, tokens, decisions));
    build(
        merged_key(mode.keys()),
        name,
        groups,
        tokens.unwrap_or_default(),
    )
}

fn build(
    key: graph::Key,
    name: &Arc<str>,
    groups: Groups,
    mut tokens: Vec<Arc<Token>>,
) -> graph::Mode {
    let mut mode = graph::Mode::new(key, Arc::clone(name), false);
    mode.groups = groups;
    tokens.sort_unstable_by_key(|token| token.key);
    for token in tokens {
        mode.put(token);
    }
    mode
}

/// What groups say about themselves, each part merged by itself.
fn merge_groups(
    plan: &Workspace<'_>,
    set: &Set<'_>,
    mode: &ModeOn<'_>,
    decisions: &mut Decisions<'_>,
) -> Groups {
    let none = Groups::new();
    let sides = mode
        .sides
        .map(|side| side.map_or(&none, |mode| &mode.groups));
    let mut paths: Vec<&Arc<str>> = sides.iter().flat_map(|groups| groups.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    let merged = paths.into_iter().filter_map(|path| {
        let [base, source, production] = sides.map(|groups| groups.get(path));
        let merged = match three_way(Some(base), source, production) {
            Some(merged) => merged.cloned(),
            None => merge_group(base, source, production, None).or_else(|| {
                let texts = [base, source, production]
                    .map(|group| group.map(|group| Arc::from(object::group(group))));
                let about = plan.about(set, Some(mode));
                let mut conflict = about.conflict(Some(Part::Groups), texts, path);
                conflict.name = Some(Arc::clone(path));
                match (decisions.settle(conflict), source, production) {
                    (take, Some(_), Some(_)) => merge_group(base, source, production, Some(take)),
                    (Take::Source, source, _) => source.cloned(),
                    (Take::Production, _, production) => production.cloned(),
                }
            }),
        };
        Some((Arc::clone(path), merged?))
    });
    merged.collect()
}

/// A group that both sides have; `None` when they say something different and no side is taken.
fn merge_group(
    base: Option<&Group>,
    source: Option<&Group>,
    production: Option<&Group>,
    take: Option<Take>,
) -> Option<Group> {
    let nothing = Group::default();
    let sides = [
        Some(base.unwrap_or(&nothing)),
        Some(source?),
        Some(production?),
    ];
    let texts = |of: fn(&Group) -> &Option<Arc<str>>| {
        three_way_or(sides.map(|side| side.map(of)), take).cloned()
    };
    let deprecated = three_way_or(sides.map(|side| side.map(|group| &group.deprecated)), take);
    Some(Group {
        description: texts(|group| &group.description)?,
        extensions: texts(|group| &group.extensions)?,
        deprecated: deprecated?.clone(),
    })
}
