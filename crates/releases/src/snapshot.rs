//! Snapshots: tokensets of one or more workspaces, every token as written and as resolved.

mod chunk;
mod take;

use std::sync::Arc;

use tokencraft_tokens::graph::{self, Graph, Groups, Key, Source, Token};

pub(crate) use chunk::Known;
pub use take::{Broken, MAX_RESOLVED, Selection, Taken, TooLarge, broken, take, take_sharing};
pub(crate) use take::{Freezer, resolve_mode};

use crate::hash::Hash;
use crate::object;

/// An immutable snapshot. Parts that two snapshots have in common have equal hashes.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The root's hash: the release's checksum.
    pub hash: Hash,
    /// By key; none is empty.
    pub workspaces: Vec<Workspace>,
}

/// What a snapshot holds of one workspace. References never lead out of it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The workspace's identity.
    pub key: Key,
    /// By key, which is oldest first.
    pub sets: Vec<Arc<Tokenset>>,
}

/// A tokenset as it was.
#[derive(Clone, Debug)]
pub struct Tokenset {
    /// Of its object.
    pub hash: Hash,
    /// Identity.
    pub key: Key,
    /// Need not be unique.
    pub name: Arc<str>,
    /// In list and export order.
    pub modes: Vec<Arc<Mode>>,
}

/// A mode as it was.
#[derive(Clone, Debug)]
pub struct Mode {
    /// Of its object.
    pub hash: Hash,
    /// Identity.
    pub key: Key,
    /// As written.
    pub name: Arc<str>,
    /// Whether it is the tokenset's default mode.
    pub is_default: bool,
    /// What its groups say about themselves.
    pub groups: Groups,
    /// Of the groups' object; `None` without groups.
    pub groups_hash: Option<Hash>,
    /// By name.
    pub chunks: Vec<Arc<Chunk>>,
}

/// A run of tokens. Where runs end depends on the names alone, so that a changed token changes one.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Of its object.
    pub hash: Hash,
    /// In byte order of their names.
    pub entries: Vec<Entry>,
}

/// A token as it was.
#[derive(Clone, Debug)]
pub struct Entry {
    /// As written. Times and revision are no part of a snapshot.
    pub token: Arc<Token>,
    /// What it resolved to; `None` when it was broken.
    pub resolved: Option<Arc<str>>,
}

impl Snapshot {
    pub(crate) fn new(mut workspaces: Vec<Workspace>) -> Self {
        workspaces.sort_by_key(|workspace| workspace.key);
        Self {
            hash: Hash::of(&object::root(&workspaces)),
            workspaces,
        }
    }

    /// A snapshot of nothing: what a first release is compared with.
    pub fn empty() -> Self {
        Self::new(Vec::new())
    }

    /// What it holds of a workspace.
    pub fn workspace(&self, key: Key) -> Option<&Workspace> {
        self.workspaces.iter().find(|w| w.key == key)
    }

    /// How many tokens there are; a token counts once in each mode.
    pub fn token_count(&self) -> usize {
        let modes = self.workspaces.iter().flat_map(Workspace::modes);
        modes
            .flat_map(|mode| &mode.chunks)
            .map(|c| c.entries.len())
            .sum()
    }

    /// All tokensets in order, each with the place of its workspace in [`Snapshot::workspaces`] and its
    /// own there, which is its place in [`Workspace::graph`], too.
    pub fn tokensets(&self) -> impl Iterator<Item = (usize, usize, &Tokenset)> {
        let workspaces = self.workspaces.iter().enumerate();
        workspaces.flat_map(|(number, workspace)| {
            let sets = workspace.sets.iter().enumerate();
            sets.map(move |(set, tokenset)| (number, set, &**tokenset))
        })
    }

    /// About how many bytes of memory it takes when it shares nothing.
    pub fn weight(&self) -> u64 {
        let modes = self.workspaces.iter().flat_map(Workspace::modes);
        let bytes: usize = modes
            .map(|mode| 300 + mode.entries().map(Entry::weight).sum::<usize>())
            .sum();
        200 + bytes as u64
    }
}

impl Workspace {
    /// The workspace as exporters take it. Times and revisions are 0.
    pub fn graph(&self) -> Graph {
        let sets = self.sets.iter().map(|set| Arc::new(set.thaw()));
        Graph {
            sets: sets.collect(),
        }
    }

    /// All modes, in order.
    pub fn modes(&self) -> impl Iterator<Item = &Mode> {
        let sets = self.sets.iter();
        sets.flat_map(|set| set.modes.iter().map(|mode| &**mode))
    }
}

impl Tokenset {
    pub(crate) fn new(key: Key, name: Arc<str>, modes: Vec<Arc<Mode>>) -> Self {
        let body = object::tokenset(key, &name, &modes);
        Self {
            hash: Hash::of(&body),
            key,
            name,
            modes,
        }
    }

    pub(crate) fn thaw(&self) -> graph::Tokenset {
        graph::Tokenset {
            key: self.key,
            name: Arc::clone(&self.name),
            modes: self.modes.iter().map(|m| Arc::new(m.thaw())).collect(),
        }
    }
}

impl Mode {
    pub(crate) fn new(
        key: Key,
        name: Arc<str>,
        is_default: bool,
        groups: Groups,
        chunks: Vec<Arc<Chunk>>,
    ) -> Self {
        let groups_hash = (!groups.is_empty()).then(|| Hash::of(&object::groups(&groups)));
        let mut mode = Self {
            hash: Hash([0; 32]),
            key,
            name,
            is_default,
            groups,
            groups_hash,
            chunks,
        };
        mode.hash = Hash::of(&object::mode(&mode));
        mode
    }

    /// Its tokens, in byte order of their names.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.chunks.iter().flat_map(|chunk| &chunk.entries)
    }

    fn thaw(&self) -> graph::Mode {
        let mut mode = graph::Mode::new(self.key, Arc::clone(&self.name), self.is_default);
        mode.groups = self.groups.clone();
        let mut tokens: Vec<&Arc<Token>> = self.entries().map(|entry| &entry.token).collect();
        tokens.sort_unstable_by_key(|token| token.key);
        for token in tokens {
            mode.put(Arc::clone(token));
        }
        mode
    }
}

impl Entry {
    /// Whether both are stored alike.
    fn is_same(&self, other: &Self) -> bool {
        let (a, b) = (&*self.token, &*other.token);
        let alike = || {
            (a.key, &a.name, a.kind, &a.source) == (b.key, &b.name, b.kind, &b.source)
                && a.description == b.description
                && a.extensions == b.extensions
                && a.deprecated == b.deprecated
        };
        self.resolved == other.resolved && (Arc::ptr_eq(&self.token, &other.token) || alike())
    }

    fn weight(&self) -> usize {
        let token = &self.token;
        let source = match &token.source {
            Source::Plain(text) => text.len(),
            Source::Alias(name) => name.as_str().len(),
        };
        let said = [&token.description, &token.extensions, &self.resolved];
        let said: usize = said.into_iter().flatten().map(|text| text.len()).sum();
        250 + token.name.as_str().len() + source + said
    }
}

impl Snapshot {
    /// The snapshot cut and encoded anew from its tokens.
    pub(crate) fn frozen_again(&self) -> Self {
        let workspaces = self.workspaces.iter().map(|workspace| {
            let sets = workspace.sets.iter().map(|set| {
                let modes = set.modes.iter().map(|mode| {
                    Arc::new(Mode::new(
                        mode.key,
                        Arc::clone(&mode.name),
                        mode.is_default,
                        mode.groups.clone(),
                        chunk::cut(
                            mode.key,
                            mode.entries().cloned().collect(),
                            &Known::default(),
                        ),
                    ))
                });
                let name = Arc::clone(&set.name);
                Arc::new(Tokenset::new(set.key, name, modes.collect()))
            });
            Workspace {
                key: workspace.key,
                sets: sets.collect(),
            }
        });
        Self::new(workspaces.collect())
    }
}

#[cfg(test)]
mod tests;
