//! Small graphs for tests, written as text.

use std::sync::Arc;

use crate::graph::{At, Graph, Key, Mode, Source, Token, Tokenset};
use crate::{TokenName, TokenType, reference};

/// A graph from lines: `[Set/Mode]` begins a mode (a tokenset's first is its default), then
/// `name type value`. Keys count from 1.
pub(crate) fn graph(text: &str) -> Graph {
    let mut graph = Graph::default();
    let mut key = 0;
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        key += 1;
        if let Some(place) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let (set, mode) = place.split_once('/').unwrap();
            if graph.sets.last().is_none_or(|s| &*s.name != set) {
                graph.sets.push(Arc::new(Tokenset {
                    key: Key(key),
                    name: set.into(),
                    modes: Vec::new(),
                }));
            }
            let set = Arc::make_mut(graph.sets.last_mut().unwrap());
            let is_default = set.modes.is_empty();
            set.modes
                .push(Arc::new(Mode::new(Key(key), mode, is_default)));
        } else {
            let mut parts = line.splitn(3, ' ');
            let (name, kind) = (parts.next().unwrap(), parts.next().unwrap());
            let kind = kind.parse().unwrap();
            let token = token(key, name, kind, parts.next().unwrap_or_default());
            let at = graph.places().last().unwrap();
            graph.mode_mut(at).put(token);
        }
    }
    graph
}

/// A token; a value that is exactly one reference makes an alias.
pub(crate) fn token(key: u128, name: &str, kind: TokenType, value: &str) -> Arc<Token> {
    Arc::new(Token {
        key: Key(key),
        name: TokenName::parse(name).unwrap(),
        kind,
        source: reference::whole(value).map_or_else(|| Source::Plain(value.into()), Source::Alias),
        description: None,
        extensions: None,
        deprecated: None,
        created_at: 0,
        updated_at: 0,
        revision: 0,
    })
}

/// A token of type `string`.
pub(crate) fn plain(key: u128, name: &str, value: &str) -> Arc<Token> {
    token(key, name, TokenType::String, value)
}

/// The place `Set/Mode`.
pub(crate) fn place(graph: &Graph, path: &str) -> At {
    graph
        .places()
        .find(|&at| format!("{}/{}", graph.sets[at.set].name, graph.mode(at).name) == path)
        .unwrap()
}

/// The token `Set/Mode/name`: where it is and which.
pub(crate) fn find(graph: &Graph, path: &str) -> (At, Key) {
    let (path, name) = path.rsplit_once('/').unwrap();
    let at = place(graph, path);
    (at, graph.mode(at).get(name).unwrap().key)
}

/// `Set/Mode/name` of tokens.
pub(crate) fn paths(graph: &Graph, tokens: &[(At, Key)]) -> Vec<String> {
    tokens
        .iter()
        .map(|&(at, key)| {
            let mode = graph.mode(at);
            let name = &mode.by_key(key).unwrap().name;
            format!("{}/{}/{name}", graph.sets[at.set].name, mode.name)
        })
        .collect()
}
