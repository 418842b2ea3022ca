//! Where a name is looked for.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::graph::{At, Graph, Token};

/// For every place of a graph, the places to search; worked out when first needed.
#[derive(Debug)]
pub(super) struct LookUp<'g> {
    graph: &'g Graph,
    /// Per tokenset, the number of its first mode among all modes.
    first: Vec<usize>,
    paths: Vec<OnceCell<Box<[At]>>>,
}

impl<'g> LookUp<'g> {
    pub(super) fn new(graph: &'g Graph) -> Self {
        let mut count = 0;
        let first = graph
            .sets
            .iter()
            .map(|set| {
                let first = count;
                count += set.modes.len();
                first
            })
            .collect();
        Self {
            graph,
            first,
            paths: vec![OnceCell::new(); count],
        }
    }

    pub(super) fn graph(&self) -> &'g Graph {
        self.graph
    }

    /// A place's number among all places.
    pub(super) fn number(&self, at: At) -> usize {
        self.first[at.set] + at.mode
    }

    pub(super) fn first_hit(&self, at: At, name: &str) -> Option<(At, &'g Arc<Token>)> {
        // Nearly always the token's own mode.
        self.get(at, name)
            .or_else(|| self.path(at)[1..].iter().find_map(|&at| self.get(at, name)))
    }

    /// When another tokenset answers the name (step 3): that hit and the next tokenset's, if any.
    pub(super) fn rivals(&self, at: At, name: &str) -> Option<(At, At)> {
        let mut hits = self
            .path(at)
            .iter()
            .filter(|&&at| self.get(at, name).is_some());
        let first = *hits.next()?;
        let second = *hits.find(|hit| hit.set != first.set)?;
        (first.set != at.set).then_some((first, second))
    }

    fn get(&self, at: At, name: &str) -> Option<(At, &'g Arc<Token>)> {
        Some((at, self.graph.mode(at).get(name)?))
    }

    /// `at` itself, then the rest in order, none twice.
    fn path(&self, at: At) -> &[At] {
        self.paths[self.number(at)].get_or_init(|| {
            let wanted = self.graph.mode(at).name.to_lowercase();
            let mut path = vec![at];
            let mut add = |at: At| {
                if path.last() != Some(&at) {
                    path.push(at);
                }
            };
            let own = &self.graph.sets[at.set];
            add(At {
                set: at.set,
                mode: own.default_mode(),
            });
            for (set, tokenset) in self.graph.sets.iter().enumerate() {
                if set == at.set || tokenset.modes.is_empty() {
                    continue;
                }
                let same = tokenset
                    .modes
                    .iter()
                    .position(|m| m.name.to_lowercase() == wanted);
                if let Some(mode) = same {
                    add(At { set, mode });
                }
                add(At {
                    set,
                    mode: tokenset.default_mode(),
                });
            }
            path.into()
        })
    }
}
