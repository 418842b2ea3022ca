//! Small graphs for tests, written as text.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use proptest::prelude::*;
use tokencraft_tokens::graph::{Deprecated, Graph, Group, Key, Mode, Source, Token, Tokenset};
use tokencraft_tokens::order::{kebab, sort_by_name};
use tokencraft_tokens::{TokenName, TokenType, reference};

use crate::change::written_text;
use crate::load::Bodies;
use crate::{Hash, Selection, Snapshot, Taken, take};

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

/// A graph like [`graph`], in which everything is known by its first name: identities are names, and
/// `name@first` (`[Set@first/Mode@first]`) is what was once called `first`. `name type! value` is
/// deprecated, and what follows ` // ` is the description. A mode `*Mode` is the default, else the first.
pub(crate) fn named(text: &str) -> Graph {
    let identity = |name: &str| {
        let (name, first) = name.split_once('@').unwrap_or((name, name));
        let mut bytes = [0; 16];
        bytes[..first.len()].copy_from_slice(first.as_bytes());
        (name.to_owned(), Key(u128::from_be_bytes(bytes)))
    };
    let mut graph = Graph::default();
    let mut is_marked = false;
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(place) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let (set, mode) = place.split_once('/').unwrap();
            let (set, set_key) = identity(set);
            if graph.sets.last().is_none_or(|last| last.key != set_key) {
                graph.sets.push(Arc::new(Tokenset {
                    key: set_key,
                    name: set.into(),
                    modes: Vec::new(),
                }));
                is_marked = false;
            }
            let (mode, key) = identity(mode.trim_start_matches('*'));
            let set = Arc::make_mut(graph.sets.last_mut().unwrap());
            if place.contains("/*") {
                is_marked = true;
                for mode in &mut set.modes {
                    Arc::make_mut(mode).is_default = false;
                }
            }
            let is_default = place.contains("/*") || (set.modes.is_empty() && !is_marked);
            set.modes.push(Arc::new(Mode::new(key, mode, is_default)));
            continue;
        }
        let at = graph.places().last().unwrap();
        if let Some(group) = line.strip_prefix('#') {
            let (path, text) = group.split_once(' ').unwrap();
            let group = Group {
                description: Some(text.into()),
                ..Group::default()
            };
            graph.mode_mut(at).groups.insert(path.into(), group);
            continue;
        }
        let (line, description) = match line.split_once(" // ") {
            Some((line, description)) => (line, Some(description.into())),
            None => (line, None),
        };
        let mut parts = line.splitn(3, ' ');
        let (name, key) = identity(parts.next().unwrap());
        let kind = parts.next().unwrap();
        let value = parts.next().unwrap_or_default();
        let made = token(
            key.0,
            &name,
            kind.trim_end_matches('!').parse().unwrap(),
            value,
        );
        graph.mode_mut(at).put(Arc::new(Token {
            description,
            deprecated: kind.ends_with('!').then_some(Deprecated::Flag(true)),
            ..Token::clone(&made)
        }));
    }
    graph.sets.sort_by_key(|set| set.key);
    graph
}

/// The text of a graph, as [`named`] reads it, with first names left out.
pub(crate) fn shown(graph: &Graph) -> String {
    let mut lines = Vec::new();
    for set in &graph.sets {
        for mode in &set.modes {
            let star = if mode.is_default { "*" } else { "" };
            lines.push(format!("[{}/{star}{}]", set.name, mode.name));
            for (path, group) in &mode.groups {
                let said = group.description.as_deref().unwrap_or_default();
                lines.push(format!("#{path} {said}"));
            }
            let tokens: Vec<_> = mode.tokens().collect();
            for token in sort_by_name(&tokens, |token| token.name.as_str()) {
                let mark = if token.deprecated.is_some() { "!" } else { "" };
                let said = token
                    .description
                    .as_ref()
                    .map_or(String::new(), |d| format!(" // {d}"));
                let text = written_text(token);
                lines.push(format!("{} {}{mark} {text}{said}", token.name, token.kind));
            }
        }
    }
    lines.join("\n")
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

/// A snapshot of one workspace, whose key is 1.
pub(crate) fn snapshot(text: &str) -> Snapshot {
    take_all(&graph(text)).snapshot
}

/// All of a graph.
pub(crate) fn take_all(graph: &Graph) -> Taken {
    let selection = Selection {
        workspace: Key(1),
        graph,
        tokensets: None,
    };
    take(&[selection]).unwrap()
}

/// What a store would hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store(pub(crate) BTreeMap<Hash, Vec<u8>>);

impl Store {
    /// Stores what is not there yet, and says how many objects that were.
    pub(crate) fn put(&mut self, snapshot: &Snapshot) -> usize {
        let objects = snapshot.objects(|hash| self.0.contains_key(&hash));
        let count = objects.len();
        for object in objects {
            assert_eq!(Hash::of(&object.body), object.hash);
            assert_eq!(self.0.insert(object.hash, object.body), None);
        }
        count
    }

    /// Reads bodies by their addresses.
    #[expect(clippy::unnecessary_wraps, reason = "as a store does")]
    pub(crate) fn fetch(&self, hashes: &[Hash]) -> Result<Bodies, Infallible> {
        let found = hashes
            .iter()
            .filter_map(|hash| Some((*hash, self.0.get(hash)?.clone())));
        Ok(found.collect())
    }
}

/// What a graph holds, one line each, without times.
pub(crate) fn lines(graph: &Graph) -> Vec<String> {
    let mut lines = Vec::new();
    for set in &graph.sets {
        for mode in &set.modes {
            lines.push(format!(
                "[{:?} {} / {:?} {} {} {:?}]",
                set.key, set.name, mode.key, mode.name, mode.is_default, mode.groups
            ));
            for token in mode.tokens() {
                let token = Token {
                    created_at: 0,
                    updated_at: 0,
                    revision: 0,
                    ..Token::clone(token)
                };
                lines.push(format!("{token:?}"));
            }
        }
    }
    lines
}

/// Small graphs that have much in common: few identities, names and values.
pub(crate) fn any_graph() -> impl Strategy<Value = Graph> {
    let value = prop::sample::select(vec!["1", "2", "1.0", "{a}", "{b}", "{c.d}", "{lost}"]);
    let kind = prop::sample::select(vec![TokenType::Number, TokenType::String]);
    let said = prop::option::of(prop::sample::select(vec!["x", "y"]));
    let of_mode = (
        0..6_u128,
        "[a-c]|c\\.d",
        kind,
        value,
        said.clone(),
        any::<bool>(),
    );
    let group = ("[a-c]", said);
    let mode = (
        0..4_u128,
        prop::sample::select(vec!["Light", "Dark", "dark", "Dim"]),
        prop::collection::vec(of_mode, 0..6),
        prop::collection::vec(group, 0..2),
    );
    let modes = (
        prop::collection::vec(mode, 1..4),
        any::<prop::sample::Index>(),
    );
    let set = (0..3_u128, "[AB]", modes);
    prop::collection::vec(set, 0..3).prop_map(|sets| {
        let mut graph = Graph::default();
        for (key, name, (modes, default)) in sets {
            let mut set = Tokenset {
                key: Key(1000 + key),
                name: name.into(),
                modes: Vec::new(),
            };
            for (key, name, tokens, groups) in modes {
                let mut mode = Mode::new(Key(100 + key), name, false);
                let slug = kebab(name);
                if set
                    .modes
                    .iter()
                    .any(|m| m.key == mode.key || kebab(&m.name) == slug)
                {
                    continue;
                }
                for (key, name, kind, value, said, deprecated) in tokens {
                    if mode.get(&name).is_none_or(|holder| holder.key == Key(key)) {
                        let mut token = Token::clone(&token(key, &name, kind, value));
                        token.description = said.map(Into::into);
                        token.deprecated = deprecated.then_some(Deprecated::Flag(true));
                        mode.put(Arc::new(token));
                    }
                }
                for (path, said) in groups {
                    let group = Group {
                        description: said.map(Into::into),
                        ..Group::default()
                    };
                    mode.groups.insert(path.into(), group);
                }
                set.modes.push(Arc::new(mode));
            }
            let default = default.index(set.modes.len());
            Arc::make_mut(&mut set.modes[default]).is_default = true;
            if graph.set_by_key(set.key).is_none() {
                graph.sets.push(Arc::new(set));
            }
        }
        graph.sets.sort_by_key(|set| set.key);
        graph
    })
}
