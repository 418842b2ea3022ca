//! Which tokens lie on a cycle. Resolution stops at a token's first broken reference, so it may never
//! see the cycle that a later reference closes; this looks at all of them (Tarjan's strongly
//! connected components, on an explicit stack).

use std::collections::VecDeque;
use std::ptr;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Resolver;
use crate::TokenName;
use crate::graph::{At, Token};

const UNSEEN: usize = usize::MAX;

/// For each start a cycle it lies on, the first name last again. Starts on a common cycle share the
/// path that begins with the first of them.
pub(crate) fn cycles_through<'g>(
    resolver: &mut Resolver<'g>,
    starts: &[(At, &'g Token)],
) -> Vec<Option<Arc<[TokenName]>>> {
    let mut walk = Walk::default();
    let starts: Vec<usize> = starts
        .iter()
        .map(|&(at, token)| walk.id(at, token))
        .collect();
    for &start in &starts {
        if walk.nodes[start].index == UNSEEN {
            walk.components_from(resolver, start);
        }
    }
    let mut paths: FxHashMap<usize, Option<Arc<[TokenName]>>> = FxHashMap::default();
    let path = |start: usize| {
        let component = walk.nodes[start].component;
        paths
            .entry(component)
            .or_insert_with(|| walk.cycle(start))
            .clone()
    };
    starts.into_iter().map(path).collect()
}

#[derive(Default)]
struct Walk<'g> {
    ids: FxHashMap<(At, usize), usize>,
    nodes: Vec<Node<'g>>,
    /// Nodes whose component is not known yet.
    waiting: Vec<usize>,
    indices: usize,
    components: usize,
}

struct Node<'g> {
    at: At,
    token: &'g Token,
    edges: Vec<usize>,
    /// How many edges are walked.
    walked: usize,
    index: usize,
    low: usize,
    component: usize,
}

impl<'g> Walk<'g> {
    fn id(&mut self, at: At, token: &'g Token) -> usize {
        let nodes = &mut self.nodes;
        *self
            .ids
            .entry((at, ptr::from_ref(token).addr()))
            .or_insert_with(|| {
                nodes.push(Node {
                    at,
                    token,
                    edges: Vec::new(),
                    walked: 0,
                    index: UNSEEN,
                    low: UNSEEN,
                    component: UNSEEN,
                });
                nodes.len() - 1
            })
    }

    fn open(&mut self, resolver: &mut Resolver<'g>, id: usize) {
        let (at, token) = (self.nodes[id].at, self.nodes[id].token);
        let mut edges = Vec::new();
        for name in token.references() {
            if let Some((at, target)) = resolver.look_up(at, name.as_str())
                // What resolves leads to no cycle.
                && resolver.resolve(at, target).is_err()
            {
                edges.push(self.id(at, target));
            }
        }
        let node = &mut self.nodes[id];
        node.edges = edges;
        node.index = self.indices;
        node.low = self.indices;
        self.indices += 1;
        self.waiting.push(id);
    }

    fn components_from(&mut self, resolver: &mut Resolver<'g>, start: usize) {
        self.open(resolver, start);
        let mut stack = vec![start];
        while let Some(&id) = stack.last() {
            let node = &mut self.nodes[id];
            if let Some(&next) = node.edges.get(node.walked) {
                node.walked += 1;
                if self.nodes[next].index == UNSEEN {
                    self.open(resolver, next);
                    stack.push(next);
                } else if self.nodes[next].component == UNSEEN {
                    self.nodes[id].low = self.nodes[id].low.min(self.nodes[next].index);
                }
                continue;
            }
            stack.pop();
            let (low, index) = (self.nodes[id].low, self.nodes[id].index);
            if let Some(&parent) = stack.last() {
                self.nodes[parent].low = self.nodes[parent].low.min(low);
            }
            if low == index {
                while let Some(member) = self.waiting.pop() {
                    self.nodes[member].component = self.components;
                    if member == id {
                        break;
                    }
                }
                self.components += 1;
            }
        }
    }

    /// The shortest way from a node back to itself, inside its component.
    fn cycle(&self, start: usize) -> Option<Arc<[TokenName]>> {
        let component = self.nodes[start].component;
        let mut came_from: FxHashMap<usize, usize> = FxHashMap::default();
        let mut queue = VecDeque::from([start]);
        while let Some(id) = queue.pop_front() {
            for &next in &self.nodes[id].edges {
                if self.nodes[next].component != component || came_from.contains_key(&next) {
                    continue;
                }
                came_from.insert(next, id);
                queue.push_back(next);
            }
            if came_from.contains_key(&start) {
                break;
            }
        }
        let mut path = vec![self.nodes[start].token.name.clone()];
        let mut id = start;
        loop {
            id = *came_from.get(&id)?;
            path.push(self.nodes[id].token.name.clone());
            if id == start {
                path.reverse();
                return Some(path.into());
            }
        }
    }
}
