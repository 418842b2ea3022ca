//! Published token systems come out of every format whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tokencraft_formats::export::{Format, Modes, Options, References, export};
use tokencraft_formats::import;
use tokencraft_tokens::graph::Token;
use tokencraft_tokens::resolve::ModeView;

use crate::readers::{read_android, read_css, read_swift};
use crate::support::{token, view};

#[expect(clippy::disallowed_methods, reason = "where test data lies")]
fn packages() -> PathBuf {
    let fallback = concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/node_modules");
    std::env::var_os("TOKENCRAFT_NPM").map_or_else(|| fallback.into(), PathBuf::from)
}

/// All files of a system as one mode; what a later file repeats replaces.
fn system(folder: &Path) -> ModeView {
    let mut tokens: BTreeMap<String, Token> = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in sorted(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let text = std::fs::read(&path).unwrap();
                let options = import::Options {
                    format: Some(import::Format::Dtcg),
                    strict: false,
                };
                let document = import::import(&text, &options).unwrap();
                for read in document.modes.into_iter().flat_map(|mode| mode.tokens) {
                    let made = Token {
                        source: read.source,
                        description: read.description,
                        extensions: read.extensions,
                        deprecated: read.deprecated,
                        ..token(read.name.as_str(), read.kind, "")
                    };
                    tokens.insert(read.name.to_string(), made);
                }
            }
        }
    }
    view(tokens.into_values().collect())
}

#[test]
fn published_systems_are_exported_whole() {
    let root = packages().join("dtcg-examples");
    if !root.is_dir() {
        println!("skipped: no dtcg-examples");
        return;
    }
    let folders = sorted(&root).into_iter().filter(|path| path.is_dir());
    for folder in folders {
        let view = system(&folder);
        let tokens = view.tokens.len();
        assert!(tokens > 30, "{}", folder.display());
        for references in [References::Resolve, References::Keep] {
            let options = Options {
                references,
                ..Options::default()
            };
            for format in Format::ALL {
                let text = export(format, Modes::One(&view), &options).unwrap();
                let count = match format {
                    Format::Json => text.matches("\"value\": ").count(),
                    Format::Css => read_css(&text)[0].declarations.len(),
                    Format::Ios => read_swift(&text).constants.len(),
                    Format::Android => read_android(&text).len(),
                    Format::Dtcg => {
                        text.matches("\"$type\": ").count() + text.matches("\"value\": \"").count()
                    }
                };
                // A composite may be several declarations or resources.
                let exact = matches!(format, Format::Json | Format::Ios | Format::Dtcg);
                assert!(
                    count == tokens || (count > tokens && !exact),
                    "{count} of {tokens}"
                );
                let omitted: Vec<&str> = text
                    .lines()
                    .filter(|line| line.contains("Omitted "))
                    .collect();
                assert!(omitted.is_empty(), "{}: {omitted:?}", folder.display());
            }
        }
    }
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
