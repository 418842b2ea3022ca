//! A snapshot from its stored objects.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use tokencraft_tokens::Groups;
use tokencraft_tokens::graph::Key;

use crate::hash::Hash;
use crate::object::{self, ModeBody, RootBody, TokensetBody};
use crate::snapshot::{self, Chunk, Mode, Snapshot, Tokenset, Workspace};

/// Why a snapshot could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError<E> {
    /// The store's own error.
    #[error(transparent)]
    Store(E),
    /// What is stored is not what was.
    #[error("{0}")]
    Damaged(Finding),
}

/// Something that is wrong with a stored release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An object that is not there.
    Missing(Hash),
    /// A body that has another hash than its address.
    Altered(Hash),
    /// A body that is not of the format; a sentence says how.
    Malformed(Hash, String),
    /// A stored resolved value that the resolver does not give.
    Resolved {
        /// The tokenset's name.
        tokenset: Arc<str>,
        /// The mode's name.
        mode: Arc<str>,
        /// The token's name.
        name: String,
        /// What is stored; `None` = broken.
        stored: Option<Arc<str>>,
        /// What the resolver gives; `None` = broken.
        found: Option<Arc<str>>,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(hash) => write!(f, "object {hash} is missing"),
            Self::Altered(hash) => write!(f, "object {hash} was altered"),
            Self::Malformed(hash, how) => write!(f, "object {hash} is malformed: {how}"),
            Self::Resolved {
                tokenset,
                mode,
                name,
                stored,
                found,
            } => {
                let shown = |text: &Option<Arc<str>>| {
                    text.as_ref()
                        .map_or_else(|| "broken".to_owned(), |text| format!("`{text}`"))
                };
                let (stored, found) = (shown(stored), shown(found));
                write!(
                    f,
                    "{tokenset}/{mode}/{name} is stored as {stored} and resolves to {found}"
                )
            }
        }
    }
}

/// Bodies by their addresses, uncompressed; addresses that are not there are left out.
pub type Bodies = Vec<(Hash, Vec<u8>)>;

/// Loads the snapshot whose root has that address. `fetch` is asked at most four times, level by level,
/// each time for addresses that differ. Chunks that `known` snapshots have are shared with them and not
/// asked for. Every body is checked against its address.
pub fn load<E>(
    root: Hash,
    known: &[&Snapshot],
    fetch: impl FnMut(&[Hash]) -> Result<Bodies, E>,
) -> Result<Snapshot, LoadError<E>> {
    let mut store = Store::new(fetch);
    let (top, modes) = store.above_tokens(root)?;

    let mut chunks: FxHashMap<Hash, Arc<Chunk>> = known
        .iter()
        .flat_map(|snapshot| &snapshot.workspaces)
        .flat_map(Workspace::modes)
        .flat_map(|mode| &mode.chunks)
        .map(|chunk| (chunk.hash, Arc::clone(chunk)))
        .collect();
    let mut groups: FxHashMap<Hash, Groups> = FxHashMap::default();
    let mut new_chunks = FxHashSet::default();
    let mut new_groups = FxHashSet::default();
    for &hash in &modes {
        let mode: ModeBody<'_> = store.read(hash)?;
        new_chunks.extend(mode.chunks.iter().filter(|c| !chunks.contains_key(c)));
        new_groups.extend(mode.groups);
    }
    store.get(new_chunks.iter().chain(&new_groups).copied())?;
    for hash in new_chunks {
        let entries = object::read_tokens(store.body(hash)?).map_err(malformed(hash))?;
        store.bodies.remove(&hash);
        chunks.insert(hash, Arc::new(Chunk { hash, entries }));
    }
    for hash in new_groups {
        let read = object::read_groups(store.body(hash)?).map_err(malformed(hash))?;
        groups.insert(hash, read);
    }

    let load_mode = |hash: Hash| -> Result<Arc<Mode>, LoadError<E>> {
        let body: ModeBody<'_> = store.read(hash)?;
        let of_mode = body.groups.and_then(|hash| groups.get(&hash).cloned());
        Ok(Arc::new(Mode {
            hash,
            key: body.key,
            name: body.name.into(),
            is_default: body.default,
            groups: of_mode.unwrap_or_default(),
            groups_hash: body.groups,
            chunks: body
                .chunks
                .iter()
                .filter_map(|c| chunks.get(c).cloned())
                .collect(),
        }))
    };
    let load_set = |hash: Hash| -> Result<Arc<Tokenset>, LoadError<E>> {
        let body: TokensetBody<'_> = store.read(hash)?;
        let modes = body.modes.into_iter().map(load_mode);
        Ok(Arc::new(Tokenset {
            hash,
            key: body.key,
            name: body.name.into(),
            modes: modes.collect::<Result<_, _>>()?,
        }))
    };
    let workspaces = top.workspaces.into_iter().map(|workspace| {
        let sets = workspace.tokensets.into_iter().map(load_set);
        Ok(Workspace {
            key: workspace.key,
            sets: sets.collect::<Result<_, LoadError<E>>>()?,
        })
    });
    Ok(Snapshot {
        hash: root,
        workspaces: workspaces.collect::<Result<_, LoadError<E>>>()?,
    })
}

/// A tokenset of a stored release, without its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinedSet {
    /// Identity of its workspace.
    pub workspace: Key,
    /// Identity.
    pub key: Key,
    /// Need not be unique.
    pub name: String,
    /// In list and export order.
    pub modes: Vec<OutlinedMode>,
}

/// A mode of a stored release, without its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinedMode {
    /// Identity.
    pub key: Key,
    /// As written.
    pub name: String,
    /// Whether it is the tokenset's default mode.
    pub is_default: bool,
}

/// What the release whose root has that address holds: its tokensets in order. `fetch` is asked at most
/// three times, and for no tokens. Every body is checked against its address.
pub fn outline<E>(
    root: Hash,
    fetch: impl FnMut(&[Hash]) -> Result<Bodies, E>,
) -> Result<Vec<OutlinedSet>, LoadError<E>> {
    let mut store = Store::new(fetch);
    let (top, _) = store.above_tokens(root)?;
    let mode = |hash| {
        let mode: ModeBody<'_> = store.read(hash)?;
        Ok(OutlinedMode {
            key: mode.key,
            name: mode.name.into(),
            is_default: mode.default,
        })
    };
    let mut outline = Vec::new();
    for workspace in top.workspaces {
        for hash in workspace.tokensets {
            let set: TokensetBody<'_> = store.read(hash)?;
            outline.push(OutlinedSet {
                workspace: workspace.key,
                key: set.key,
                name: set.name.into(),
                modes: set.modes.into_iter().map(mode).collect::<Result<_, _>>()?,
            });
        }
    }
    Ok(outline)
}

/// What is wrong with a stored release: recomputes every hash, encodes what was read again, and
/// resolves every token anew. Empty when all is well.
pub fn verify<E>(
    root: Hash,
    fetch: impl FnMut(&[Hash]) -> Result<Bodies, E>,
) -> Result<Vec<Finding>, E> {
    let stored = match load(root, &[], fetch) {
        Ok(stored) => stored,
        Err(LoadError::Store(error)) => return Err(error),
        Err(LoadError::Damaged(finding)) => return Ok(vec![finding]),
    };
    let mut findings = Vec::new();
    for workspace in &stored.workspaces {
        let graph = workspace.graph();
        for (at, mode) in graph.places().zip(workspace.modes()) {
            let mut found: FxHashMap<_, _> = snapshot::resolve_mode(&graph, at)
                .into_iter()
                .map(|(token, resolution)| (token.key, resolution.ok()))
                .collect();
            for entry in mode.entries() {
                let found = found.remove(&entry.token.key).flatten();
                if found != entry.resolved {
                    findings.push(Finding::Resolved {
                        tokenset: Arc::clone(&graph.sets[at.set].name),
                        mode: Arc::clone(&mode.name),
                        name: entry.token.name.to_string(),
                        stored: entry.resolved.clone(),
                        found,
                    });
                }
            }
        }
    }
    let frozen = stored.frozen_again();
    if findings.is_empty() && frozen.hash != root {
        findings.push(Finding::Malformed(
            root,
            "it is not written as releases are".to_owned(),
        ));
    }
    Ok(findings)
}

struct Store<F> {
    fetch: F,
    bodies: HashMap<Hash, Vec<u8>>,
}

/// The error of a body that is not of the format.
fn malformed<E>(hash: Hash) -> impl Fn(String) -> LoadError<E> {
    move |how| LoadError::Damaged(Finding::Malformed(hash, how))
}

impl<F> Store<F> {
    fn new(fetch: F) -> Self {
        Self {
            fetch,
            bodies: HashMap::new(),
        }
    }

    /// Fetches the root, the tokensets and the modes of a release: the root, and the modes' addresses.
    fn above_tokens<E>(&mut self, root: Hash) -> Result<(RootBody, Vec<Hash>), LoadError<E>>
    where
        F: FnMut(&[Hash]) -> Result<Bodies, E>,
    {
        self.get([root])?;
        let top = object::read_root(self.body(root)?).map_err(malformed(root))?;
        let sets = || top.workspaces.iter().flat_map(|w| &w.tokensets);
        self.get(sets().copied())?;
        let mut modes = Vec::new();
        for &hash in sets() {
            let set: TokensetBody<'_> = self.read(hash)?;
            modes.extend(set.modes);
        }
        self.get(modes.iter().copied())?;
        Ok((top, modes))
    }

    /// Fetches bodies that are not there yet.
    fn get<E>(&mut self, hashes: impl IntoIterator<Item = Hash>) -> Result<(), LoadError<E>>
    where
        F: FnMut(&[Hash]) -> Result<Bodies, E>,
    {
        let hashes = hashes.into_iter().filter(|h| !self.bodies.contains_key(h));
        let mut hashes: Vec<Hash> = hashes.collect();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.is_empty() {
            return Ok(());
        }
        for (hash, body) in (self.fetch)(&hashes).map_err(LoadError::Store)? {
            if Hash::of(&body) != hash {
                return Err(LoadError::Damaged(Finding::Altered(hash)));
            }
            self.bodies.insert(hash, body);
        }
        Ok(())
    }

    fn read<'s, T: Deserialize<'s>, E>(&'s self, hash: Hash) -> Result<T, LoadError<E>> {
        object::read(self.body(hash)?).map_err(malformed(hash))
    }

    fn body<E>(&self, hash: Hash) -> Result<&[u8], LoadError<E>> {
        let body = self.bodies.get(&hash).map(Vec::as_slice);
        body.ok_or(LoadError::Damaged(Finding::Missing(hash)))
    }
}
