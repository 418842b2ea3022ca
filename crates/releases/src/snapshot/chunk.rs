//! Where a mode's tokens are cut into chunks.

use std::mem;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tokencraft_tokens::Key;

use super::{Chunk, Entry, Snapshot, Workspace};

/// The most tokens of a chunk.
const MAX_CHUNK: usize = 512;

/// One name in so many ends a chunk; a power of two.
const MEAN_CHUNK: u64 = 64;

/// Chunks of other snapshots: what is equal is shared with them, and neither encoded nor hashed again.
#[derive(Debug, Default)]
pub(crate) struct Known<'k> {
    /// By their mode's identity and their first token's name.
    chunks: FxHashMap<(Key, &'k str), Vec<&'k Arc<Chunk>>>,
}

impl<'k> Known<'k> {
    pub(crate) fn of(snapshots: &[&'k Snapshot]) -> Self {
        let mut known = Self::default();
        let workspaces = snapshots.iter().flat_map(|snapshot| &snapshot.workspaces);
        for mode in workspaces.flat_map(Workspace::modes) {
            for chunk in &mode.chunks {
                if let Some(first) = chunk.entries.first() {
                    let place = (mode.key, first.token.name.as_str());
                    known.chunks.entry(place).or_default().push(chunk);
                }
            }
        }
        known
    }

    fn chunk(&self, mode: Key, entries: Vec<Entry>) -> Arc<Chunk> {
        let place = entries
            .first()
            .map(|first| (mode, first.token.name.as_str()));
        let known = place.and_then(|place| self.chunks.get(&place));
        let equal = |chunk: &&&Arc<Chunk>| {
            chunk.entries.len() == entries.len()
                && chunk
                    .entries
                    .iter()
                    .zip(&entries)
                    .all(|(a, b)| a.is_same(b))
        };
        match known.into_iter().flatten().find(equal) {
            Some(chunk) => Arc::clone(chunk),
            None => Arc::new(Chunk::new(entries)),
        }
    }
}

/// A mode's tokens, in byte order of their names, cut. Equal names are cut at equal places, whatever
/// the tokens hold, and whichever names stand further off.
pub(super) fn cut(mode: Key, mut entries: Vec<Entry>, known: &Known<'_>) -> Vec<Arc<Chunk>> {
    entries.sort_unstable_by(|a, b| a.token.name.cmp(&b.token.name));
    let mut chunks = Vec::new();
    let mut chunk = Vec::new();
    for entry in entries {
        let last = ends_chunk(entry.token.name.as_str());
        chunk.push(entry);
        if last || chunk.len() == MAX_CHUNK {
            chunks.push(known.chunk(mode, mem::take(&mut chunk)));
        }
    }
    if !chunk.is_empty() {
        chunks.push(known.chunk(mode, chunk));
    }
    chunks
}

/// Whether the token of that name is the last one of its chunk. Part of the format: changed, every
/// release would be stored anew.
pub(crate) fn ends_chunk(name: &str) -> bool {
    // FNV-1a, whose high bits are then mixed in, for names that differ in a digit only.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed >> (64 - MEAN_CHUNK.trailing_zeros()) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_one_name_in_sixty_four_ends_a_chunk() {
        for pattern in ["color.palette.", "space-", "组.颜色."] {
            let ends = (0..64_000).filter(|i| ends_chunk(&format!("{pattern}{i}")));
            let count = ends.count();
            assert!((900..1100).contains(&count), "{pattern} {count}");
        }
    }
}
