//! Both readings of a published system: by this crate, and by its JSON alone.

use std::fs;
use std::sync::Arc;

use serde_json::Value as Json;
use tokencraft_formats::import::{self, Document, ImportedToken};
use tokencraft_tokens::Key;
use tokencraft_tokens::graph::{At, Graph, Mode, Token, Tokenset};
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, mode_view};

use super::source::{self, Merged, SourceToken};
use super::systems::{SYSTEMS, System};

/// A system, read by this crate (`graph`) and without it (`sources`).
pub(crate) struct Loaded {
    pub(crate) name: &'static str,
    pub(crate) graph: Graph,
    /// By tokenset, then mode.
    pub(crate) sources: Vec<Vec<Merged>>,
}

/// All systems, read; empty when the packages are not installed.
pub(crate) fn all() -> Vec<Loaded> {
    SYSTEMS.iter().filter_map(load).collect()
}

/// The text of a package's file.
pub(crate) fn text(file: &str) -> Option<Vec<u8>> {
    let path = source::packages()?.join(file);
    Some(fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// A file as import reads it.
pub(crate) fn import(file: &str, text: &[u8]) -> Document {
    import::import(text, &import::Options::default())
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A system, read both ways; `None` when the packages are not installed.
pub(crate) fn load(system: &System) -> Option<Loaded> {
    let mut graph = Graph::default();
    let mut sources = Vec::new();
    let mut next = 0_u128;
    let mut key = || {
        next += 1;
        Key(next)
    };
    for (name, modes) in system.sets {
        let mut set = Tokenset {
            key: key(),
            name: Arc::from(*name),
            modes: Vec::new(),
        };
        let mut of_set = Vec::new();
        for (index, (name, files)) in modes.iter().enumerate() {
            let mut mode = Mode::new(key(), *name, index == 0);
            let mut merged = Merged::new();
            for file in *files {
                let text = text(file)?;
                let json: Json = serde_json::from_slice(&text).unwrap();
                merged.extend(
                    source::tokens(&json)
                        .into_iter()
                        .map(|t| (t.name.clone(), t)),
                );
                for read in import(file, &text).modes {
                    mode.groups = read.groups().union(mode.groups);
                    for imported in read.tokens {
                        let old = mode.get(imported.name.as_str()).map(|token| token.key);
                        mode.put(Arc::new(stored(imported, old.unwrap_or_else(&mut key))));
                    }
                }
            }
            set.modes.push(Arc::new(mode));
            of_set.push(merged);
        }
        graph.sets.push(Arc::new(set));
        sources.push(of_set);
    }
    Some(Loaded {
        name: system.name,
        graph,
        sources,
    })
}

/// An imported token as a graph holds it.
pub(crate) fn stored(imported: ImportedToken, key: Key) -> Token {
    Token {
        key,
        name: imported.name,
        kind: imported.kind,
        source: imported.source,
        description: imported.description,
        extensions: imported.extensions,
        deprecated: imported.deprecated,
        created_at: 0,
        updated_at: 0,
        revision: 0,
    }
}

impl Loaded {
    /// The views of a tokenset's modes.
    pub(crate) fn views(&self, set: usize, missing: Missing) -> Vec<ModeView> {
        let mut resolver = Resolver::new(&self.graph);
        (0..self.sources[set].len())
            .map(|mode| mode_view(&mut resolver, At { set, mode }, missing))
            .collect()
    }

    /// What the sources say under a name, and where: in the mode itself, in the tokenset's default
    /// mode, in the other tokensets.
    fn find(&self, at: At, name: &str) -> Option<(At, &SourceToken)> {
        let mode_name = |at: At| self.graph.mode(at).name.to_lowercase();
        let own = [at, At { mode: 0, ..at }];
        let others = (0..self.sources.len())
            .filter(|set| *set != at.set)
            .flat_map(|set| {
                let modes = (0..self.sources[set].len()).map(move |mode| At { set, mode });
                let same = modes.filter(|other| mode_name(*other) == mode_name(at));
                same.chain([At { set, mode: 0 }])
            });
        own.into_iter()
            .chain(others)
            .find_map(|place| Some((place, self.sources[place.set][place.mode].get(name)?)))
    }

    /// The final value of a token that a view shows, worked out from the sources alone. References in
    /// a token are looked up from where it lives; with `inherit`, default-mode tokens live in the
    /// viewed mode too.
    pub(crate) fn value(&self, at: At, name: &str, missing: Missing) -> Json {
        let (place, token) = self.find(at, name).unwrap();
        let place = lives(at, place, missing);
        modified(token, self.resolved(place, &token.value, missing, 0))
    }

    /// What the sources say about a token that a view shows.
    pub(crate) fn token(&self, at: At, name: &str) -> &SourceToken {
        self.find(at, name).unwrap().1
    }

    fn resolved(&self, at: At, value: &Json, missing: Missing, depth: usize) -> Json {
        assert!(depth < 64, "a cycle at {value}");
        match value {
            Json::Array(items) => {
                let items = items.iter();
                items
                    .map(|item| self.resolved(at, item, missing, depth))
                    .collect()
            }
            Json::Object(members) => members
                .iter()
                .map(|(name, member)| (name.clone(), self.resolved(at, member, missing, depth)))
                .collect(),
            Json::String(text) => {
                let value_of = |name: &str| {
                    let found = self.find(at, name);
                    let (place, token) = found.unwrap_or_else(|| panic!("{name} is in no file"));
                    let place = lives(at, place, missing);
                    modified(
                        token,
                        self.resolved(place, &token.value, missing, depth + 1),
                    )
                };
                match source::whole_reference(value) {
                    Some(name) => value_of(name),
                    None => Json::String(source::replace_references(text, &value_of)),
                }
            }
            other => other.clone(),
        }
    }
}

impl Loaded {
    /// The type that the source gives a token; colour objects need not say that they are colours.
    pub(crate) fn kind(&self, at: At, name: &str) -> String {
        let token = self.token(at, name);
        match &token.kind {
            Some(kind) => kind.clone(),
            None if token.value.get("colorSpace").is_some() => "color".to_owned(),
            None => panic!("{name} has no type"),
        }
    }
}

/// Whether the source changes the token's colour after it is resolved.
pub(crate) fn alpha_modifier(token: &SourceToken) -> Option<&Json> {
    token
        .extensions
        .as_ref()?
        .get("org.carbon")?
        .get("alphaModifier")
}

/// A colour object with the alpha that the token's extensions give it.
fn modified(token: &SourceToken, mut value: Json) -> Json {
    if let (Some(alpha), Some(color)) = (alpha_modifier(token), value.as_object_mut()) {
        color.insert("alpha".to_owned(), alpha.clone());
        color.remove("hex");
    }
    value
}

/// From where a token's own references are looked up.
fn lives(viewed: At, place: At, missing: Missing) -> At {
    match missing {
        Missing::Inherit if place.set == viewed.set => viewed,
        _ => place,
    }
}
