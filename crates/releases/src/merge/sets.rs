//! Merging the tokensets of a workspace.

use std::sync::Arc;

use tokencraft_tokens::graph;

use super::conflict::Decisions;
use super::plan::{Set, Workspace};
use super::{BASE, PRODUCTION, SOURCE, merged_key, modes, order, three_way};
use crate::change::Part;

/// The merged tokensets of a workspace, in no order.
pub(super) fn merge(
    plan: &Workspace<'_>,
    decisions: &mut Decisions<'_>,
) -> Vec<Arc<graph::Tokenset>> {
    let merged = plan.sets.iter().filter_map(|set| {
        let side = match set.sides {
            [_, None, None] => return None,
            [_, Some(_), Some(_)] => return Some(merge_set(plan, set, decisions)),
            [None, Some(_), None] => SOURCE,
            [None, None, Some(_)] => PRODUCTION,
            [Some(_), source, _] => {
                let side = if source.is_some() { SOURCE } else { PRODUCTION };
                if is_untouched(plan, set, side) {
                    return None;
                }
                let names = set.sides.map(|side| side.map(|set| Arc::clone(&set.name)));
                let hashes = set.sides.map(|side| side.map(|set| set.hash.to_string()));
                let conflict = plan
                    .about(set, None)
                    .conflict(None, names, &format!("{hashes:?}"));
                if decisions.settle(conflict).side() != side {
                    return None;
                }
                side
            }
        };
        whole(plan, set, side)
    });
    merged.map(Arc::new).collect()
}

/// The tokenset as one side has it.
fn whole(plan: &Workspace<'_>, set: &Set<'_>, side: usize) -> Option<graph::Tokenset> {
    let there = set.sides[side]?;
    let mut of_side: Vec<_> = set
        .modes
        .iter()
        .filter(|mode| mode.places[side].is_some())
        .collect();
    of_side.sort_by_key(|mode| mode.places[side]);
    let modes = of_side.into_iter().filter_map(|mode| {
        let mut whole = modes::whole(plan, set, mode, side)?;
        whole.is_default = mode.sides[side]?.is_default;
        Some(Arc::new(whole))
    });
    Some(graph::Tokenset {
        key: there.key,
        name: Arc::clone(&there.name),
        modes: modes.collect(),
    })
}

/// Whether a side has a tokenset as the base has it.
fn is_untouched(plan: &Workspace<'_>, set: &Set<'_>, side: usize) -> bool {
    let (Some(was), Some(is)) = (set.sides[BASE], set.sides[side]) else {
        return false;
    };
    was.hash == is.hash
        || was.name == is.name
            && set.modes.iter().all(|mode| match mode.sides {
                [None, _, _] => mode.sides[side].is_none(),
                _ => {
                    mode.places[BASE] == mode.places[side]
                        && modes::is_untouched(plan, set, mode, side)
                }
            })
}

/// A tokenset that source and production have.
fn merge_set(
    plan: &Workspace<'_>,
    set: &Set<'_>,
    decisions: &mut Decisions<'_>,
) -> graph::Tokenset {
    let about = plan.about(set, None);
    let names = set.sides.map(|side| side.map(|set| Arc::clone(&set.name)));
    let [base, source, production] = names.each_ref().map(|name| name.as_ref());
    let merged = match (source, production) {
        (Some(source), Some(production)) => three_way(base, source, production),
        _ => None,
    };
    let name = merged.cloned().or_else(|| {
        let take = decisions.settle(about.conflict(None, names.clone(), "name"));
        names[take.side()].clone()
    });

    let mut merged = modes::merge(plan, set, decisions);
    let kept = |number: usize| merged[number].is_some();

    // In their order, modes by their numbers.
    let orders = [BASE, SOURCE, PRODUCTION].map(|side| {
        let numbers = 0..set.modes.len();
        let mut there: Vec<usize> = numbers
            .filter(|&number| set.modes[number].places[side].is_some())
            .collect();
        there.sort_by_key(|&number| set.modes[number].places[side]);
        there
    });
    let in_base = set.sides[BASE].map(|_| &orders[BASE][..]);
    let order = order::merged(in_base, &orders[SOURCE], &orders[PRODUCTION], kept);
    let order = order.unwrap_or_else(|| {
        let text = |side: usize| {
            let names = orders[side]
                .iter()
                .map(|&number| set.modes[number].sides[side]);
            let names: Vec<&str> = names.flatten().map(|mode| &*mode.name).collect();
            set.sides[side].map(|_| Arc::from(names.join(", ")))
        };
        let texts = [text(BASE), text(SOURCE), text(PRODUCTION)];
        let take = decisions.settle(about.conflict(Some(Part::Order), texts, ""));
        let other = if take.side() == SOURCE {
            PRODUCTION
        } else {
            SOURCE
        };
        order::woven(&orders[take.side()], &orders[other], kept)
    });

    let defaults = [BASE, SOURCE, PRODUCTION].map(|side| {
        set.modes
            .iter()
            .position(|mode| mode.sides[side].is_some_and(|mode| mode.is_default))
    });
    let base = set.sides[BASE].map(|_| defaults[BASE]);
    let default = three_way(base, defaults[SOURCE], defaults[PRODUCTION]).unwrap_or_else(|| {
        let text = |side: usize| Some(Arc::clone(&set.modes[defaults[side]?].sides[side]?.name));
        let texts = [text(BASE), text(SOURCE), text(PRODUCTION)];
        let take = decisions.settle(about.conflict(Some(Part::Default), texts, ""));
        defaults[take.side()]
    });
    // The default may be gone: a tokenset has one all the same.
    let candidates = [
        default,
        defaults[PRODUCTION],
        defaults[SOURCE],
        order.first().copied(),
    ];
    let default = candidates
        .into_iter()
        .flatten()
        .find(|&number| kept(number));

    let modes = order.into_iter().filter_map(|number| {
        let mut mode = merged[number].take()?;
        mode.is_default = default == Some(number);
        Some(Arc::new(mode))
    });
    graph::Tokenset {
        modes: modes.collect(),
        key: merged_key(set.sides.map(|side| side.map(|set| set.key))),
        name: name.unwrap_or_else(|| Arc::clone(&set.shown().name)),
    }
}
