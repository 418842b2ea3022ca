//! A change of a workspace's tokens while it is made: the graph as it was, the graph as it will be,
//! and at the end the rows that differ.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use tokencraft_tokens::graph::At;
use tokencraft_tokens::{Graph, Groups, Key, Token, TokenName};

/// A change being made. Modes and tokensets do not change meanwhile.
#[derive(Debug)]
pub struct Draft {
    /// As it was.
    pub before: Graph,
    /// As it will be.
    pub graph: Graph,
    /// Epoch milliseconds of the change.
    pub now: i64,
    touched: Vec<(At, Key)>,
    seen: FxHashSet<Key>,
    regrouped: Vec<At>,
}

/// The tokens, and modes' groups, whose rows differ between two graphs.
#[derive(Debug, Default)]
pub struct Changes {
    /// New tokens.
    pub inserted: Vec<(At, Arc<Token>)>,
    /// Changed tokens, as they are now, and whether their name differs.
    pub updated: Vec<(At, Arc<Token>, bool)>,
    /// Removed tokens, as they were.
    pub deleted: Vec<(At, Arc<Token>)>,
    /// Modes whose groups say something else.
    pub regrouped: Vec<At>,
}

/// What became of a token that was put into a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// There was none.
    Created,
    /// There was another.
    Updated,
    /// It was there, just so.
    Unchanged,
}

impl Draft {
    /// A draft that changes nothing yet.
    pub fn new(before: Graph, now: i64) -> Self {
        Self {
            graph: before.clone(),
            before,
            now,
            touched: Vec::new(),
            seen: FxHashSet::default(),
            regrouped: Vec::new(),
        }
    }

    /// Adds a token, or replaces the one with its key. Times and revision are set here, from the
    /// stored token; one that says the same stays as it is.
    pub fn put(&mut self, at: At, mut token: Token) -> Put {
        let stored = self.before.mode(at).by_key(token.key);
        let outcome = match stored {
            None => {
                token.created_at = self.now;
                token.updated_at = self.now;
                token.revision = 1;
                Put::Created
            }
            Some(stored) => {
                token.created_at = stored.created_at;
                token.updated_at = stored.updated_at;
                token.revision = stored.revision;
                if **stored == token {
                    Put::Unchanged
                } else {
                    token.updated_at = self.now;
                    token.revision += 1;
                    Put::Updated
                }
            }
        };
        self.touch(at, token.key);
        self.graph.mode_mut(at).put(Arc::new(token));
        outcome
    }

    /// Removes a token.
    pub fn remove(&mut self, at: At, key: Key) -> Option<Arc<Token>> {
        self.touch(at, key);
        self.graph.mode_mut(at).remove(key)
    }

    /// Sets what a mode's groups say about themselves.
    pub fn put_groups(&mut self, at: At, groups: Groups) {
        if !self.regrouped.contains(&at) {
            self.regrouped.push(at);
        }
        self.graph.mode_mut(at).groups = groups;
    }

    /// The token of that name as it was, unless this draft has removed or renamed it.
    pub fn holder(&self, at: At, name: &TokenName) -> Option<Key> {
        let key = self.before.mode(at).get(name.as_str())?.key;
        let now = self.graph.mode(at).by_key(key)?;
        (now.name == *name).then_some(key)
    }

    /// The first of `written` whose name another token of its mode holds as well.
    pub fn duplicate(&self, written: &[(At, Key)]) -> Option<usize> {
        let mut names = FxHashSet::default();
        written.iter().position(|&(at, key)| {
            let Some(token) = self.graph.mode(at).by_key(key) else {
                return false;
            };
            let held = self.holder(at, &token.name).is_some_and(|k| k != key);
            !names.insert((at, token.name.clone())) || held
        })
    }

    /// The new graph, and the rows that differ.
    pub fn finish(self) -> (Graph, Changes) {
        let mut changes = Changes::default();
        for (at, key) in self.touched {
            let before = self.before.mode(at).by_key(key);
            let after = self.graph.mode(at).by_key(key);
            match (before, after) {
                (None, Some(token)) => changes.inserted.push((at, token.clone())),
                (Some(token), None) => changes.deleted.push((at, token.clone())),
                (Some(old), Some(new)) if old != new => {
                    let renamed = old.name != new.name;
                    changes.updated.push((at, new.clone(), renamed));
                }
                _ => {}
            }
        }
        let differ = |at: &At| self.before.mode(*at).groups != self.graph.mode(*at).groups;
        changes.regrouped = self.regrouped.into_iter().filter(differ).collect();
        (self.graph, changes)
    }

    fn touch(&mut self, at: At, key: Key) {
        if self.seen.insert(key) {
            self.touched.push((at, key));
        }
    }
}

impl Changes {
    /// Whether no row differs.
    pub fn is_empty(&self) -> bool {
        self.inserted.is_empty()
            && self.updated.is_empty()
            && self.deleted.is_empty()
            && self.regrouped.is_empty()
    }
}
