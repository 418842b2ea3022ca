//! Workspaces in memory: one immutable value per workspace and revision, shared by all readers.
//!
//! A snapshot is only ever used for the revision that the database names within the reader's own
//! transaction, so a stale one cannot be served; a missing one is loaded in that transaction.

use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use quick_cache::{Weighter, sync::Cache};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use tokencraft_formats::export::{Format, Options};
use tokencraft_tokens::graph::{At, Source};
use tokencraft_tokens::resolve::{Resolution, Resolver};
use tokencraft_tokens::{Deprecated, Graph, Group, Key, Token};
use uuid::Uuid;

use super::draft::Changes;
use super::packed::Packed;

/// A workspace's tokens at one revision, with what was computed from them.
#[derive(Debug)]
pub struct Snapshot {
    /// The workspace's content revision.
    pub revision: i64,
    /// Tokensets, modes, tokens.
    pub graph: Graph,
    bytes: u64,
    resolved: Vec<Vec<OnceLock<Resolved>>>,
}

type Resolved = FxHashMap<Key, Resolution>;

/// A rendered export.
#[derive(Debug)]
pub struct Rendered {
    /// The text.
    pub body: bytes::Bytes,
    /// Changes exactly when the text does.
    pub hash: String,
    /// Its compressed forms.
    pub packed: Packed,
}

/// What an export was rendered from: the same key is the same text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ExportKey {
    /// A part of a workspace.
    Workspace {
        /// The workspace and its revision.
        at: (Uuid, i64),
        /// The tokenset, and the mode when it is one mode's.
        part: (Key, Option<Key>),
        /// Format and options.
        options: (Format, Options),
    },
    /// A part of a release.
    Release {
        /// The release's checksum.
        root: [u8; 32],
        /// Tokenset and mode, as the caller named them.
        part: [Option<String>; 2],
        /// Format and options.
        options: (Format, Options),
    },
}

/// All snapshots and rendered exports that this process keeps, bounded by bytes.
#[derive(Debug)]
pub struct Snapshots {
    committed: Cache<(Uuid, i64), Arc<Snapshot>, ByBytes>,
    /// Made by transactions of `SQLite`'s open group: later jobs of the group build on them.
    pending: Mutex<FxHashMap<(Uuid, i64), Arc<Snapshot>>>,
    exports: Cache<ExportKey, Arc<Rendered>, ByBytes>,
    /// What releases hold, by checksum.
    releases: Cache<[u8; 32], Arc<tokencraft_releases::Snapshot>, ByBytes>,
}

#[derive(Clone, Debug)]
struct ByBytes;

impl Weighter<(Uuid, i64), Arc<Snapshot>> for ByBytes {
    fn weight(&self, _: &(Uuid, i64), snapshot: &Arc<Snapshot>) -> u64 {
        snapshot.bytes
    }
}

impl Weighter<ExportKey, Arc<Rendered>> for ByBytes {
    fn weight(&self, _: &ExportKey, rendered: &Arc<Rendered>) -> u64 {
        // The text and its compressed forms, and what the key holds.
        2 * rendered.body.len() as u64 + 512
    }
}

impl Weighter<[u8; 32], Arc<tokencraft_releases::Snapshot>> for ByBytes {
    fn weight(&self, _: &[u8; 32], snapshot: &Arc<tokencraft_releases::Snapshot>) -> u64 {
        snapshot.weight()
    }
}

impl Snapshot {
    /// A snapshot of a graph as it was read.
    pub fn load(revision: i64, graph: Graph) -> Self {
        let bytes = graph.places().map(|at| {
            let mode = graph.mode(at);
            let tokens: u64 = mode.tokens().map(|t| token_bytes(t)).sum();
            let groups = mode.groups.iter();
            tokens + groups.map(|(path, g)| group_bytes(path, g)).sum::<u64>()
        });
        let bytes = bytes.sum();
        Self::with_bytes(revision, graph, bytes)
    }

    /// The snapshot after a change.
    #[must_use]
    pub fn after(&self, revision: i64, graph: Graph, changes: &Changes) -> Self {
        if changes.is_empty() || !changes.regrouped.is_empty() {
            // Modes or tokensets came or went, with all that is in them; or groups did, which is rare.
            return Self::load(revision, graph);
        }
        let sum = |tokens: &[(At, Arc<Token>)]| tokens.iter().map(|(_, t)| token_bytes(t)).sum();
        let more: u64 = sum(&changes.inserted);
        let fewer: u64 = sum(&changes.deleted);
        // An update counts nothing: its old text stays shared with the older snapshot.
        Self::with_bytes(revision, graph, (self.bytes + more).saturating_sub(fewer))
    }

    fn with_bytes(revision: i64, graph: Graph, bytes: u64) -> Self {
        let resolved: Vec<Vec<_>> = graph
            .sets
            .iter()
            .map(|set| set.modes.iter().map(|_| OnceLock::new()).collect())
            .collect();
        Self {
            revision,
            bytes: bytes.max(1024),
            graph,
            resolved,
        }
    }

    /// Every token of a mode with its resolution; computed at the first call.
    pub fn resolved(&self, at: At) -> &FxHashMap<Key, Resolution> {
        self.resolved[at.set][at.mode].get_or_init(|| {
            let mut resolver = Resolver::new(&self.graph);
            let mode = self.graph.mode(at);
            mode.tokens()
                .map(|t| (t.key, resolver.resolve(at, t)))
                .collect()
        })
    }

    /// One token's final text; `None` when a reference is broken.
    pub fn resolve(&self, at: At, token: &Token) -> Option<Arc<str>> {
        if let Source::Plain(text) = &token.source
            && !text.contains('{')
        {
            return Some(text.clone());
        }
        match self.resolved[at.set][at.mode].get() {
            Some(all) => all.get(&token.key)?.clone().ok(),
            None => Resolver::new(&self.graph)
                .resolve(at, self.graph.mode(at).by_key(token.key)?)
                .ok(),
        }
    }
}

/// 24 hex digits that change exactly when one of the parts does.
pub fn content_hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize()[..12])
}

/// Lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn text(text: Option<&Arc<str>>) -> usize {
    text.map_or(0, |text| text.len())
}

fn group_bytes(path: &str, group: &Group) -> u64 {
    let reason = match &group.deprecated {
        Some(Deprecated::Reason(reason)) => reason.len(),
        _ => 0,
    };
    let texts = text(group.description.as_ref()) + text(group.extensions.as_ref());
    (150 + path.len() + texts + reason) as u64
}

fn token_bytes(token: &Token) -> u64 {
    let source = match &token.source {
        Source::Plain(text) => text.len(),
        Source::Alias(name) => name.as_str().len(),
    };
    // The struct, its places in two maps and in the resolved views.
    let texts = text(token.description.as_ref()) + text(token.extensions.as_ref());
    (400 + token.name.as_str().len() + source + texts) as u64
}

impl Snapshots {
    /// An empty cache that keeps at most `bytes` of snapshots, a quarter of that of exports and another of
    /// releases.
    pub fn new(bytes: u64) -> Self {
        // So few make one shard: a shard keeps nothing that is larger than its own part of the bytes.
        let one_shard = 32;
        Self {
            committed: Cache::with_weighter(one_shard, bytes, ByBytes),
            pending: Mutex::default(),
            exports: Cache::with_weighter(one_shard, bytes / 4, ByBytes),
            releases: Cache::with_weighter(one_shard, bytes / 4, ByBytes),
        }
    }

    /// The snapshot of a committed revision.
    pub fn get(&self, workspace: Uuid, revision: i64) -> Option<Arc<Snapshot>> {
        self.committed.get(&(workspace, revision))
    }

    /// The snapshot a writer builds on: committed, or made by an earlier job of its own group.
    pub fn get_for_writer(&self, workspace: Uuid, revision: i64) -> Option<Arc<Snapshot>> {
        let key = (workspace, revision);
        let pending = self.pending.lock().get(&key).cloned();
        pending.or_else(|| self.committed.get(&key))
    }

    /// Keeps the snapshot of a committed revision.
    pub fn keep(&self, workspace: Uuid, snapshot: Arc<Snapshot>) {
        self.committed
            .insert((workspace, snapshot.revision), snapshot);
    }

    /// Keeps a snapshot for the later jobs of the same group only.
    pub fn keep_pending(&self, workspace: Uuid, snapshot: Arc<Snapshot>) {
        let key = (workspace, snapshot.revision);
        self.pending.lock().insert(key, snapshot);
    }

    /// After the commit: the new revision is what readers ask for; the one before it is not.
    pub fn committed(&self, workspace: Uuid, snapshot: Arc<Snapshot>) {
        let revision = snapshot.revision;
        self.keep(workspace, snapshot);
        self.pending.lock().remove(&(workspace, revision));
        self.committed.remove(&(workspace, revision - 1));
    }

    /// After a roll-back: the revision does not exist.
    pub fn rolled_back(&self, workspace: Uuid, revision: i64) {
        self.pending.lock().remove(&(workspace, revision));
        self.committed.remove(&(workspace, revision));
    }

    /// Forgets everything: another program wrote to the database.
    pub fn clear(&self) {
        self.committed.clear();
        self.exports.clear();
        self.pending.lock().clear();
    }

    /// A rendered export.
    pub fn export(&self, key: &ExportKey) -> Option<Arc<Rendered>> {
        self.exports.get(key)
    }

    /// What a release holds.
    pub fn release(&self, root: &[u8; 32]) -> Option<Arc<tokencraft_releases::Snapshot>> {
        self.releases.get(root)
    }

    /// Keeps what a release holds.
    pub fn keep_release(&self, snapshot: Arc<tokencraft_releases::Snapshot>) {
        self.releases.insert(snapshot.hash.0, snapshot);
    }

    /// Keeps a rendered export.
    pub fn keep_export(&self, key: ExportKey, rendered: Arc<Rendered>) {
        self.exports.insert(key, rendered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_large_export_or_workspace_may_take_most_of_the_memory() {
        let snapshots = Snapshots::new(64 << 20);
        let key = ExportKey::Workspace {
            at: (Uuid::nil(), 1),
            part: (Key(1), None),
            options: (Format::Css, Options::default()),
        };
        let body = bytes::Bytes::from(vec![b'x'; 7 << 20]);
        let rendered = Arc::new(Rendered {
            packed: Packed::new(body.len()),
            hash: content_hash(&[&body]),
            body,
        });
        snapshots.keep_export(key.clone(), rendered);
        assert!(snapshots.export(&key).is_some());
        let mut snapshot = Snapshot::load(1, Graph::default());
        snapshot.bytes = 60 << 20;
        snapshots.keep(Uuid::nil(), Arc::new(snapshot));
        assert!(snapshots.get(Uuid::nil(), 1).is_some());
    }
}
