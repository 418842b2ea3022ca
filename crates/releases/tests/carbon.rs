//! A published design system in releases: one palette, four themes.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value as Json;
use tokencraft_formats::export::{self, Format, Modes, Options, References, Strategy, export};
use tokencraft_formats::import;
use tokencraft_releases::{
    Bump, Change, Choices, Kind, Selection, Snapshot, Trio, bump, diff, load, merge, take, verify,
};
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Source, Token, Tokenset};
use tokencraft_tokens::resolve::{Missing, Resolver, mode_view};
use tokencraft_tokens::{TokenName, rename};

const SETS: [(&str, &[(&str, &str)]); 2] = [
    ("Palette", &[("Base", "color-palette")]),
    (
        "Themes",
        &[
            ("White", "white"),
            ("G10", "g10"),
            ("G90", "g90"),
            ("G100", "g100"),
        ],
    ),
];

const PALETTE: At = At { set: 0, mode: 0 };

/// The texts of the files, by mode; `None`, with a line that says so, when they are not installed.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find their data by the environment"
)]
fn files() -> Option<BTreeMap<&'static str, Vec<u8>>> {
    let packages = std::env::var_os("TOKENCRAFT_NPM").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../e2e/node_modules"),
        PathBuf::from,
    );
    let dir = packages.join("@carbon/themes/src/dtcg");
    if !dir.is_dir() {
        println!("skipped: no npm packages in {}", packages.display());
        return None;
    }
    let modes = SETS.iter().flat_map(|(_, modes)| *modes);
    Some(
        modes
            .map(|(mode, file)| (*mode, fs::read(dir.join(format!("{file}.json"))).unwrap()))
            .collect(),
    )
}

fn graph(files: &BTreeMap<&str, Vec<u8>>) -> Graph {
    let mut next = 0_u128;
    let mut key = || {
        next += 1;
        Key(next)
    };
    let mut graph = Graph::default();
    for (name, modes) in SETS {
        let mut set = Tokenset {
            key: key(),
            name: name.into(),
            modes: Vec::new(),
        };
        for (number, (name, _)) in modes.iter().enumerate() {
            let mut mode = Mode::new(key(), *name, number == 0);
            for read in import::import(&files[name], &import::Options::default())
                .unwrap()
                .modes
            {
                mode.groups = read.groups();
                for token in read.tokens {
                    mode.put(Arc::new(Token {
                        key: key(),
                        name: token.name,
                        kind: token.kind,
                        source: token.source,
                        description: token.description,
                        extensions: token.extensions,
                        deprecated: token.deprecated,
                        created_at: 1,
                        updated_at: 2,
                        revision: 3,
                    }));
                }
            }
            set.modes.push(Arc::new(mode));
        }
        graph.sets.push(Arc::new(set));
    }
    graph
}

fn released(graph: &Graph) -> Snapshot {
    let selection = Selection {
        workspace: Key(1),
        graph,
        tokensets: None,
    };
    let taken = take(&[selection]).unwrap();
    assert_eq!(taken.broken, []);
    taken.snapshot
}

fn with(graph: &Graph, at: At, name: &str, edit: impl FnOnce(&mut Token)) -> Graph {
    let mut graph = graph.clone();
    let mut token = Token::clone(graph.mode(at).get(name).unwrap());
    edit(&mut token);
    graph.mode_mut(at).put(Arc::new(token));
    graph
}

/// What every token of a file refers to, read without the crates under test.
fn references(file: &[u8]) -> BTreeMap<String, Vec<String>> {
    fn walk(object: &Json, path: &str, found: &mut BTreeMap<String, Vec<String>>) {
        let Some(members) = object.as_object() else {
            return;
        };
        if let Some(value) = members.get("$value") {
            let text = value.to_string();
            let names = text
                .split("\"{")
                .skip(1)
                .filter_map(|rest| rest.split_once("}\""));
            found.insert(
                path.to_owned(),
                names.map(|(name, _)| name.to_owned()).collect(),
            );
        }
        for (name, member) in members.iter().filter(|(name, _)| !name.starts_with('$')) {
            let dot = if path.is_empty() { "" } else { "." };
            walk(member, &format!("{path}{dot}{name}"), found);
        }
    }
    let mut found = BTreeMap::new();
    walk(&serde_json::from_slice(file).unwrap(), "", &mut found);
    found
}

/// The tokens, as (mode, name), whose value is made from a palette colour's.
fn dependants(files: &BTreeMap<&str, Vec<u8>>, colour: &str) -> BTreeSet<(String, String)> {
    let of_mode: BTreeMap<&str, BTreeMap<String, Vec<String>>> = files
        .iter()
        .map(|(mode, text)| (*mode, references(text)))
        .collect();
    let mut found = BTreeSet::from([("Base".to_owned(), colour.to_owned())]);
    loop {
        let mut more = found.clone();
        for (&mode, tokens) in &of_mode {
            for (name, references) in tokens {
                let depends = references.iter().any(|reference| {
                    // From a theme: the theme itself, the default one, the palette.
                    let mut places = [mode, "White", "Base"].into_iter();
                    let place = places.find(|place| of_mode[place].contains_key(reference));
                    found.contains(&(place.unwrap().to_owned(), reference.clone()))
                });
                if depends {
                    more.insert((mode.to_owned(), name.clone()));
                }
            }
        }
        if more.len() == found.len() {
            return found;
        }
        found = more;
    }
}

fn place(change: &Change) -> (String, String) {
    let name = |name: &Option<Arc<str>>| name.as_deref().unwrap().to_owned();
    (name(&change.mode), name(&change.name))
}

#[test]
fn one_palette_colour_changes_exactly_what_is_made_from_it() {
    let Some(files) = files() else { return };
    let before = graph(&files);
    let old = released(&before);
    for colour in ["blue.60", "gray.100", "coolGray.80", "white.default"] {
        let lime = Source::Plain("#bada55".into());
        let new = released(&with(&before, PALETTE, colour, |token| token.source = lime));
        let changes = diff(&old, &new);
        let expected = dependants(&files, colour);
        assert!(expected.len() > 10, "{colour}: {}", expected.len());
        let told: BTreeSet<_> = changes.iter().map(place).collect();
        assert_eq!(told, expected, "{colour}");
        assert_eq!(changes.len(), expected.len(), "{colour}");
        for change in &changes {
            assert_eq!(change.kind, Kind::Changed);
            assert_eq!(change.part, None);
            let is_palette = &*change.tokenset == "Palette";
            assert_eq!(change.direct, is_palette, "{change:?}");
            assert_ne!(change.old, change.new);
            assert_eq!(change.from == change.to, !is_palette, "{change:?}");
        }
        assert_eq!(bump(&changes), Some(Bump::Patch));
    }
}

#[test]
fn a_release_exports_byte_for_byte_as_the_workspace() {
    let Some(files) = files() else { return };
    let workspace = graph(&files);
    let snapshot = released(&workspace);
    let mut store = BTreeMap::new();
    for object in snapshot.objects(|_| false) {
        store.insert(object.hash, object.body);
    }
    let fetch = |hashes: &[tokencraft_releases::Hash]| {
        Ok::<_, ()>(
            hashes
                .iter()
                .filter_map(|hash| Some((*hash, store.get(hash)?.clone())))
                .collect(),
        )
    };
    assert_eq!(verify(snapshot.hash, fetch), Ok(vec![]));
    let release = load(snapshot.hash, &[], fetch).unwrap().workspaces[0].graph();

    let printed = |graph: &Graph, set: usize, missing, format, options: &Options| {
        let mut resolver = Resolver::new(graph);
        let modes = 0..graph.sets[set].modes.len();
        let views: Vec<_> = modes
            .map(|mode| mode_view(&mut resolver, At { set, mode }, missing))
            .collect();
        let mut texts = vec![export(format, Modes::All(&views), options).unwrap()];
        texts.extend(
            views
                .iter()
                .map(|view| export(format, Modes::One(view), options).unwrap()),
        );
        texts
    };
    for set in 0..SETS.len() {
        for format in Format::ALL {
            for references in [References::Resolve, References::Keep] {
                for (missing, strategy) in [
                    (Missing::Omit, Strategy::Attribute),
                    (Missing::Inherit, Strategy::DefaultRoot),
                    (Missing::Inherit, Strategy::Attribute),
                ] {
                    let options = export::Options {
                        references,
                        strategy,
                        ..Options::default()
                    };
                    let of = |graph| printed(graph, set, missing, format, &options);
                    assert_eq!(of(&release), of(&workspace), "{format:?} {options:?}");
                }
            }
        }
    }
}

#[test]
fn two_people_change_one_system() {
    let Some(files) = files() else { return };
    let base = graph(&files);
    let theme = At { set: 1, mode: 2 };
    // One gives a palette colour a better name, in all themes.
    let plan = rename::plan(&base, 0, "blue.60", "brand.primary").unwrap();
    assert!(plan.references_updated > 10);
    let source = plan.apply(&base);
    // The other changes the colour, and makes a token from it.
    let production = with(&base, PALETTE, "blue.60", |token| {
        token.source = Source::Plain("#bada55".into());
    });
    let mut production = with(&production, theme, "background", |token| {
        token.description = Some("What everything stands on".into());
    });
    let mut own = Token::clone(base.mode(theme).get("background").unwrap());
    own.key = Key(1 << 100);
    own.name = TokenName::parse("own").unwrap();
    own.source = Source::Alias(TokenName::parse("blue.60").unwrap());
    own.extensions = None;
    production.mode_mut(theme).put(Arc::new(own));

    let [base, source, production] = [base, source, production].map(|graph| released(&graph));
    let trio = Trio {
        base: &base,
        source: &source,
        production: &production,
    };
    let merged = merge(trio, &Choices::default()).unwrap();
    assert_eq!(merged.conflicts, []);
    assert_eq!(merged.broken, []);
    let made = merged.snapshot.workspaces[0].graph();
    let own = made.mode(theme).get("own").unwrap();
    assert_eq!(
        own.source,
        Source::Alias(TokenName::parse("brand.primary").unwrap())
    );
    let primary = made.mode(PALETTE).get("brand.primary").unwrap();
    assert_eq!(primary.source, Source::Plain("#bada55".into()));
    // Production gets the new name and nothing else.
    let changes = diff(&production, &merged.snapshot);
    let renamed = changes
        .iter()
        .filter(|change| change.kind == Kind::Renamed)
        .count();
    assert_eq!(renamed, 1);
    assert!(
        changes
            .iter()
            .all(|change| change.old.is_none() && change.new.is_none())
    );
    assert_eq!(bump(&changes), Some(Bump::Major));
}
