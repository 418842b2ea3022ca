//! Token files given on the command line, laid over each other as one tokenset.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use tokencraft_formats::import::{self, Document, ImportedMode, Location};
use tokencraft_tokens::graph::{Graph, Key, Mode, Token, Tokenset};
use tokencraft_tokens::order::kebab;

/// The files' format; `None` = find out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect(pub(crate) Option<import::Format>);

/// Reads the names of formats, and `auto`.
pub(crate) fn dialects() -> impl TypedValueParser<Value = Dialect> {
    let names = import::Format::ALL.map(import::Format::as_str);
    PossibleValuesParser::new(std::iter::once("auto").chain(names)).try_map(|name| {
        match name.as_str() {
            "auto" => Ok(Dialect(None)),
            name => name.parse().map(|format| Dialect(Some(format))),
        }
    })
}

/// `dark=tokens.json` → mode and path; a file that really has that name is just a file.
pub(crate) fn split_mode(argument: &str) -> (Option<&str>, PathBuf) {
    match argument.split_once('=') {
        Some((mode, path))
            if !mode.is_empty() && !mode.contains(['/', '\\']) && !Path::new(argument).exists() =>
        {
            (Some(mode), PathBuf::from(path))
        }
        _ => (None, PathBuf::from(argument)),
    }
}

/// A path for a message.
pub(crate) fn shown(path: &Path) -> impl Display {
    if path.as_os_str() == "-" {
        "stdin".to_owned()
    } else {
        path.display().to_string()
    }
}

/// What a report says about a token, or about the whole file when the path is empty.
pub(crate) fn about(path: &str, reason: &str) -> String {
    if path.is_empty() {
        reason.to_owned()
    } else {
        format!("{path}: {reason}")
    }
}

/// A file's bytes, or stdin's for `-`.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    static STDIN_IS_READ: AtomicBool = AtomicBool::new(false);
    let mut text = Vec::new();
    let read = if path.as_os_str() == "-" {
        anyhow::ensure!(
            !STDIN_IS_READ.swap(true, Ordering::Relaxed),
            "stdin is named twice, but can be read once only"
        );
        std::io::stdin().read_to_end(&mut text).map(drop)
    } else {
        std::fs::read(path).map(|bytes| text = bytes)
    };
    read.with_context(|| format!("cannot read {}", shown(path)))?;
    Ok(text)
}

/// The file that a place in a document is in: the document, or one that it refers to.
pub(crate) fn file_of(document: &Path, location: &Location) -> String {
    match &location.file {
        Some(file) => {
            // The files of a folder are named from there.
            let folder = if document.is_dir() {
                document
            } else {
                Path::new("")
            };
            let path = folder.join(&**file);
            // `./light.json` is the same without its dot.
            shown(&path.components().collect::<PathBuf>()).to_string()
        }
        None => shown(document).to_string(),
    }
}

/// Where a token stands.
pub(crate) struct Place {
    /// Its path, as given; of a file that a document refers to, the path from the same place.
    pub(crate) file: String,
    /// Where in it.
    pub(crate) location: Location,
}

impl Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "; {} at {}", self.file, self.location)
    }
}

/// By mode (kebab-case) and name.
pub(crate) type Places = HashMap<(String, String), Place>;

/// Documents laid over each other as one tokenset.
#[derive(Default)]
pub(crate) struct Builder {
    modes: Vec<Mode>,
    last_key: u128,
    places: Places,
}

impl Builder {
    /// Lays a document's modes over those that are there; `mode` takes the place of its own names.
    pub(crate) fn add(&mut self, mode: Option<&str>, path: &Path, document: Document) {
        for imported in document.modes {
            let name = mode
                .map(str::to_owned)
                .or_else(|| imported.name.clone())
                .unwrap_or_else(|| "Base".to_owned());
            self.lay_over(&name, path, imported);
        }
    }

    fn lay_over(&mut self, name: &str, path: &Path, imported: ImportedMode) {
        let slug = kebab(name);
        let index = self
            .modes
            .iter()
            .position(|mode| kebab(&mode.name) == slug)
            .unwrap_or_else(|| {
                self.last_key += 1;
                self.modes
                    .push(Mode::new(Key(self.last_key), name, self.modes.is_empty()));
                self.modes.len() - 1
            });
        let mode = &mut self.modes[index];
        for (path, group) in imported.groups() {
            mode.groups.entry(path).or_default().lay_over(&group);
        }
        for token in imported.tokens {
            let place = Place {
                file: file_of(path, &token.location),
                location: Location {
                    file: None,
                    ..token.location
                },
            };
            self.places
                .insert((slug.clone(), token.name.to_string()), place);
            let key = mode.get(token.name.as_str()).map_or_else(
                || {
                    self.last_key += 1;
                    Key(self.last_key)
                },
                |old| old.key,
            );
            mode.put(Arc::new(Token {
                key,
                name: token.name,
                kind: token.kind,
                source: token.source,
                description: token.description,
                extensions: token.extensions,
                deprecated: token.deprecated,
                created_at: 0,
                updated_at: 0,
                revision: 0,
            }));
        }
    }

    /// The tokenset, alone in its graph, and where its tokens stand.
    pub(crate) fn finish(self) -> (Graph, Places) {
        let modes = self.modes.into_iter().map(Arc::new).collect();
        let set = Tokenset {
            key: Key(0),
            name: "tokens".into(),
            modes,
        };
        let graph = Graph {
            sets: vec![Arc::new(set)],
        };
        (graph, self.places)
    }
}
