//! Snapshots: tokensets of one or more workspaces, every token as written and as resolved.

mod chunk;

use std::sync::Arc;

use serde::Serialize;
use tokencraft_tokens::diagnostic::sentence;
use tokencraft_tokens::graph::{self, At, Graph, Groups, Key, Source, Token};
use tokencraft_tokens::order::natural;
use tokencraft_tokens::resolve::{Resolution, Resolver};
use tokencraft_tokens::{TokenName, Value};

use crate::hash::Hash;
use crate::object;

/// The most bytes of resolved values that one snapshot may add to what is written: many short aliases
/// may all stand for a long text.
pub const MAX_RESOLVED: usize = if cfg!(test) { 1 } else { 256 } * 1024 * 1024;

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

/// What is to be taken of a workspace.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'g> {
    /// The workspace's identity.
    pub workspace: Key,
    /// Its tokens.
    pub graph: &'g Graph,
    /// The tokensets to take; `None` = all.
    pub tokensets: Option<&'g [Key]>,
}

/// A snapshot, and what is wrong in it.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Its broken tokens, in the order of tokensets, modes and natural names.
    pub broken: Vec<Broken>,
}

/// A token that a release would hold without a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The tokenset's name.
    pub tokenset: Arc<str>,
    /// The mode's name.
    pub mode: Arc<str>,
    /// The token's name.
    #[serde(serialize_with = "crate::object::as_text")]
    pub name: TokenName,
    /// A sentence that names what is missing.
    pub message: String,
    /// The tokenset's identity.
    #[serde(rename = "tokenset_id", serialize_with = "crate::object::as_uuid")]
    pub tokenset_key: Key,
}

/// The resolved values are longer than [`MAX_RESOLVED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The resolved values of one release are longer than 256 MiB")]
pub struct TooLarge;

/// Takes a snapshot of workspaces as they are. A reference that leads to a tokenset that is not taken
/// is broken, and so is one that would lead to another token without it.
pub fn take(selections: &[Selection<'_>]) -> Result<Taken, TooLarge> {
    let mut sorted: Vec<&Selection<'_>> = selections.iter().collect();
    sorted.sort_by_key(|selection| selection.workspace);
    let mut budget = MAX_RESOLVED;
    let mut broken = Vec::new();
    let mut workspaces = Vec::new();
    for selection in sorted {
        let part = selection.part();
        let whole = (part.sets.len() < selection.graph.sets.len()).then_some(selection.graph);
        workspaces.extend(freeze(
            selection.workspace,
            &part,
            whole,
            &mut budget,
            &mut broken,
        )?);
    }
    let snapshot = Snapshot::new(workspaces);
    Ok(Taken { snapshot, broken })
}

/// The broken tokens of a snapshot, in the order of tokensets, modes and natural names.
pub fn broken(snapshot: &Snapshot) -> Vec<Broken> {
    let mut found = Vec::new();
    for workspace in &snapshot.workspaces {
        if workspace.modes().flat_map(Mode::entries).all(is_sound) {
            continue;
        }
        let graph = workspace.graph();
        for at in graph.places() {
            let resolved = resolve_mode(&graph, at);
            find_broken(&graph, at, &resolved, None, &mut found);
        }
    }
    found
}

/// Whether nothing is wrong with a token, as far as a glance tells.
fn is_sound(entry: &Entry) -> bool {
    entry.resolved.as_ref().is_some_and(|text| {
        is_literal(&entry.token, text) || Value::parse(entry.token.kind, text).is_ok()
    })
}

/// Whether a text is what was written, which was checked when it was.
fn is_literal(token: &Token, text: &str) -> bool {
    matches!(&token.source, Source::Plain(written) if **written == *text)
}

impl Selection<'_> {
    /// The tokensets to take, oldest first.
    fn part(&self) -> Graph {
        let wanted = |key| self.tokensets.is_none_or(|keys| keys.contains(&key));
        let sets = self.graph.sets.iter().filter(|set| wanted(set.key));
        let mut sets: Vec<_> = sets.map(Arc::clone).collect();
        sets.sort_by_key(|set| set.key);
        Graph { sets }
    }
}

/// A workspace's part of a snapshot; `None` when it is empty. `whole` is the workspace when not all of
/// it is taken; `budget` the bytes that resolved values may still have.
pub(crate) fn freeze(
    key: Key,
    graph: &Graph,
    whole: Option<&Graph>,
    budget: &mut usize,
    broken: &mut Vec<Broken>,
) -> Result<Option<Workspace>, TooLarge> {
    let mut sets = Vec::new();
    for (set, tokenset) in graph.sets.iter().enumerate() {
        let mut modes = Vec::new();
        for (mode, content) in tokenset.modes.iter().enumerate() {
            let at = At { set, mode };
            let resolved = resolve_mode(graph, at);
            find_broken(graph, at, &resolved, whole, broken);
            let entries: Vec<Entry> = resolved
                .into_iter()
                .map(|(token, resolution)| Entry {
                    token: Arc::clone(token),
                    resolved: resolution.ok(),
                })
                .collect();
            for entry in &entries {
                if let Some(text) = &entry.resolved
                    && !is_literal(&entry.token, text)
                {
                    *budget = budget.checked_sub(text.len()).ok_or(TooLarge)?;
                }
            }
            modes.push(Arc::new(Mode::new(
                content.key,
                Arc::clone(&content.name),
                tokenset.default_mode() == mode,
                content.groups.clone(),
                chunk::cut(entries),
            )));
        }
        sets.push(Arc::new(Tokenset::new(
            tokenset.key,
            Arc::clone(&tokenset.name),
            modes,
        )));
    }
    Ok((!sets.is_empty()).then_some(Workspace { key, sets }))
}

/// Every token of a mode with its resolution: the same whoever asks, for each mode is resolved anew.
pub(crate) fn resolve_mode(graph: &Graph, at: At) -> Vec<(&Arc<Token>, Resolution)> {
    let mut resolver = Resolver::new(graph);
    let tokens = graph.mode(at).tokens();
    tokens
        .map(|token| (token, resolver.resolve(at, token)))
        .collect()
}

fn find_broken(
    graph: &Graph,
    at: At,
    resolved: &[(&Arc<Token>, Resolution)],
    whole: Option<&Graph>,
    broken: &mut Vec<Broken>,
) {
    let (set, mode) = (&graph.sets[at.set], graph.mode(at));
    let in_whole = whole.and_then(|whole| Some((whole, whole.set_by_key(set.key)?)));
    let mut in_whole = in_whole.map(|(whole, set)| (Resolver::new(whole), At { set, ..at }));
    let mut found = Vec::new();
    for (token, resolution) in resolved {
        let reason = match resolution {
            Ok(text) if is_literal(token, text) => None,
            Ok(text) => Value::parse(token.kind, text)
                .err()
                .map(|error| error.to_string()),
            Err(reason) => Some(sentence(reason)),
        };
        let before = in_whole
            .as_mut()
            .filter(|_| reason.is_some() || !token.references().is_empty())
            .and_then(|(resolver, at)| {
                let token = resolver.graph().mode(*at).by_key(token.key)?;
                resolver.resolve(*at, token).ok()
            });
        let reason = match (before, resolution) {
            (Some(before), Ok(text)) if before != *text => {
                Some("Alias leads to another token than in its workspace".to_owned())
            }
            (Some(_), Err(_)) => reason.map(|reason| format!("{reason} (not in this release)")),
            _ => reason,
        };
        if let Some(message) = reason {
            found.push((&token.name, message));
        }
    }
    found.sort_by(|(a, _), (b, _): &(&TokenName, String)| natural(a.as_str(), b.as_str()));
    broken.extend(found.into_iter().map(|(name, message)| Broken {
        tokenset: Arc::clone(&set.name),
        mode: Arc::clone(&mode.name),
        name: name.clone(),
        message,
        tokenset_key: set.key,
    }));
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
                        chunk::cut(mode.entries().cloned().collect()),
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
