//! What is below what, as far as addresses tell: for those who look after stored objects.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::hash::Hash;
use crate::load::Bodies;
use crate::object;

/// The addresses right below an object, from its body; a sentence when the body is none of ours. Tokens
/// and groups have nothing below them.
pub fn children(body: &[u8]) -> Result<Vec<Hash>, String> {
    #[derive(Deserialize)]
    struct Workspace {
        tokensets: Vec<Hash>,
    }
    #[derive(Deserialize)]
    struct Any {
        #[serde(default)]
        workspaces: Vec<Workspace>,
        #[serde(default)]
        modes: Vec<Hash>,
        #[serde(default)]
        chunks: Vec<Hash>,
        #[serde(default)]
        groups: Option<Hash>,
    }
    if body.first() == Some(&b'[') {
        return Ok(Vec::new());
    }
    let any: Any = object::read(body)?;
    let mut below: Vec<Hash> = any
        .workspaces
        .into_iter()
        .flat_map(|w| w.tokensets)
        .collect();
    below.extend(any.modes);
    below.extend(any.chunks);
    below.extend(any.groups);
    Ok(below)
}

/// All addresses that roots lead to, themselves included. `fetch` is asked three times, for addresses
/// that differ: tokens and groups are not read. What is missing or malformed leads nowhere.
pub fn reachable<E>(
    roots: impl IntoIterator<Item = Hash>,
    mut fetch: impl FnMut(&[Hash]) -> Result<Bodies, E>,
) -> Result<FxHashSet<Hash>, E> {
    let mut reached = FxHashSet::default();
    let mut level: Vec<Hash> = roots
        .into_iter()
        .filter(|&hash| reached.insert(hash))
        .collect();
    // Roots, tokensets, modes.
    for _ in 0..3 {
        let mut next = Vec::new();
        for (_, body) in fetch(&level)? {
            let below = children(&body).unwrap_or_default();
            next.extend(below.into_iter().filter(|&hash| reached.insert(hash)));
        }
        level = next;
    }
    Ok(reached)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tokencraft_tokens::graph::{Graph, Group, Key, Mode, Source, Token, Tokenset};
    use tokencraft_tokens::{TokenName, TokenType};

    use super::*;
    use crate::snapshot::{Selection, Snapshot, take};

    fn snapshot(count: u128, value: &str) -> Snapshot {
        let mut mode = Mode::new(Key(2), "Base", true);
        let group = Group {
            description: Some("All of them".into()),
            ..Group::default()
        };
        mode.groups.insert("".into(), group);
        for number in 0..count {
            mode.put(std::sync::Arc::new(Token {
                key: Key(10 + number),
                name: TokenName::parse(&format!("space.{number}")).unwrap(),
                kind: TokenType::String,
                source: Source::Plain(value.into()),
                description: None,
                extensions: None,
                deprecated: None,
                created_at: 0,
                updated_at: 0,
                revision: 0,
            }));
        }
        let set = Tokenset {
            key: Key(1),
            name: "Space".into(),
            modes: vec![mode.into()],
        };
        let graph = Graph {
            sets: vec![set.into()],
        };
        let selection = Selection {
            workspace: Key(0),
            graph: &graph,
            tokensets: None,
        };
        take(&[selection]).unwrap().snapshot
    }

    #[test]
    fn exactly_the_objects_of_the_roots_are_reached() {
        let (one, other) = (snapshot(500, "1px"), snapshot(500, "2px"));
        let stored: Vec<_> = [&one, &other]
            .iter()
            .flat_map(|s| s.objects(|_| false))
            .collect();
        let mut asked = 0;
        let mut from = |roots: &[Hash]| {
            let fetch = |hashes: &[Hash]| {
                asked += hashes.len();
                let found = stored.iter().filter(|object| hashes.contains(&object.hash));
                Ok::<_, Infallible>(found.map(|o| (o.hash, o.body.clone())).collect())
            };
            reachable(roots.iter().copied(), fetch).unwrap()
        };
        let all: FxHashSet<Hash> = stored.iter().map(|object| object.hash).collect();
        assert_eq!(from(&[one.hash]), one.hashes().into_iter().collect());
        assert_eq!(from(&[one.hash, other.hash]), all);
        assert_eq!(from(&[Hash([0; 32])]).len(), 1);
        assert_eq!(asked, 3 + 6 + 1, "neither tokens nor groups are read");
    }

    #[test]
    fn what_is_no_object_has_nothing_below() {
        assert!(children(b"").is_err());
        assert!(children(b"{\"modes\":[1]}").is_err());
        assert_eq!(children(b"[]"), Ok(Vec::new()));
    }
}
