//! Files to tokens, seen from outside.

#![expect(clippy::unwrap_used, reason = "tests")]

mod conformance;
mod dtcg;
mod dtcg_round_trip;
mod extends;
mod groups;
mod hostile;
mod linear;
mod published;
mod real_files;
mod references;
mod resolver;
mod round_trip;
mod schema;
mod sentences;
mod several;
mod style_dictionary;
mod suite;
mod tokencraft;
mod tokens_studio;
mod trips;

use std::fmt::Write as _;
use std::path::PathBuf;

use tokencraft_formats::import::{Document, Format, ImportError, ImportedToken, Options, import};
use tokencraft_tokens::Source;

/// Lenient, format found out.
fn read(text: &str) -> Document {
    import(text.as_bytes(), &Options::default()).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// Strict, format found out.
fn strict(text: &str) -> Result<Document, ImportError> {
    let options = Options {
        strict: true,
        ..Options::default()
    };
    import(text.as_bytes(), &options)
}

/// Lenient and strict, in a given format.
fn read_as(format: Format, text: &str) -> Document {
    let options = Options {
        format: Some(format),
        strict: false,
    };
    import(text.as_bytes(), &options).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// The sentence of a strict refusal.
fn refusal(text: &str) -> String {
    match strict(text) {
        Ok(document) => panic!("not refused: {text}\n{}", show(&document)),
        Err(error) => error.to_string(),
    }
}

/// A document as lines.
fn show(document: &Document) -> String {
    let mut out = String::new();
    for mode in &document.modes {
        if let Some(name) = &mode.name {
            writeln!(out, "mode {name}").unwrap();
        }
        for token in &mode.tokens {
            writeln!(out, "{}", show_token(token)).unwrap();
        }
        for group in &mode.groups {
            write!(out, "group `{}`", group.path).unwrap();
            if let Some(text) = &group.description {
                write!(out, " // {text}").unwrap();
            }
            if let Some(text) = &group.extensions {
                write!(out, " {text}").unwrap();
            }
            if let Some(deprecated) = &group.deprecated {
                write!(out, " {deprecated:?}").unwrap();
            }
            out.push('\n');
        }
    }
    for skipped in &document.skipped {
        writeln!(
            out,
            "skipped {}: {}: {}",
            skipped.path, skipped.code, skipped.reason
        )
        .unwrap();
    }
    for warning in &document.warnings {
        writeln!(
            out,
            "warning {}: {}: {}",
            warning.path, warning.code, warning.reason
        )
        .unwrap();
    }
    out
}

fn show_token(token: &ImportedToken) -> String {
    let mut out = format!("{}: {}", token.name, token.kind);
    if token.kind_is_guess {
        out.push('?');
    }
    match &token.source {
        Source::Plain(text) => write!(out, " = {text}").unwrap(),
        Source::Alias(target) => write!(out, " -> {target}").unwrap(),
    }
    if let Some(text) = &token.description {
        write!(out, " // {text}").unwrap();
    }
    if let Some(text) = &token.extensions {
        write!(out, " {text}").unwrap();
    }
    if let Some(deprecated) = &token.deprecated {
        write!(out, " {deprecated:?}").unwrap();
    }
    out
}

/// A file of the fixtures' directory; `None`, said aloud, when there are no fixtures.
fn fixtures() -> Option<PathBuf> {
    directory(
        "TOKENCRAFT_FIXTURES",
        "../../../shared/fixtures",
        "skipped: no fixtures",
    )
}

/// The directory that holds token packages of npm.
fn packages() -> Option<PathBuf> {
    directory(
        "TOKENCRAFT_NPM",
        "../../e2e/node_modules",
        "skipped: no npm packages",
    )
}

#[expect(clippy::disallowed_methods, reason = "where test data lies")]
fn directory(variable: &str, default: &str, absent: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(default),
        PathBuf::from,
    );
    if path.is_dir() {
        return Some(path);
    }
    println!("{absent}");
    None
}
