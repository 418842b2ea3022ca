//! Documents that every conforming tool accepts.

use std::fmt::Write as _;

use std::sync::Arc;

use insta::assert_snapshot;
use serde_json::Value;
use tokencraft_formats::import::{Document, Format, Options, import};
use tokencraft_tokens::check::check;
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Token, Tokenset};

use crate::fixtures;

/// How many tokens a file holds, counted without the importer: objects with `$value` or `$ref` in
/// its place.
pub(crate) fn count(value: &Value) -> usize {
    let Value::Object(members) = value else {
        return 0;
    };
    let is_token = members.contains_key("$value") || members.contains_key("$ref");
    let inside = members
        .iter()
        .filter(|(name, _)| !name.starts_with('$') || *name == "$root");
    usize::from(is_token) + inside.map(|(_, v)| count(v)).sum::<usize>()
}

/// How many tokens a file defines: those it holds, and those that groups inherit.
fn expected(name: &str, document: &Value) -> usize {
    let inherited = match name.rsplit('/').next().unwrap() {
        "group-extends.json" => 1,
        "extends-nested-override.json" | "multi-level-extends.json" => 3,
        _ => 0,
    };
    count(document) + inherited
}

/// What is wrong with the tokens once their references are followed.
pub(crate) fn refusals(document: &Document) -> Vec<String> {
    let mut mode = Mode::new(Key(1), "Base", true);
    let mut written = Vec::new();
    for (number, token) in document.modes[0].tokens.iter().enumerate() {
        let key = Key(number as u128);
        written.push((At { set: 0, mode: 0 }, key));
        mode.put(Arc::new(Token {
            key,
            name: token.name.clone(),
            kind: token.kind,
            source: token.source.clone(),
            description: None,
            extensions: None,
            deprecated: None,
            created_at: 0,
            updated_at: 0,
            revision: 0,
        }));
    }
    let set = Tokenset {
        key: Key(0),
        name: "Suite".into(),
        modes: vec![Arc::new(mode)],
    };
    let graph = Graph {
        sets: vec![Arc::new(set)],
    };
    check(&graph, &written)
        .into_iter()
        .map(|(number, refusal)| format!("{}: {refusal}", document.modes[0].tokens[number].name))
        .collect()
}

#[test]
fn every_positive_document_is_read() {
    let Some(fixtures) = fixtures() else { return };
    let folder = fixtures.join("dtcg-suite-positive/format");
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let tests = manifest["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 90);
    let mut warned = String::new();
    for test in tests {
        let input = test["input"].as_str().unwrap();
        let text = std::fs::read_to_string(folder.join(input)).unwrap();
        let expected = expected(input, &serde_json::from_str(&text).unwrap());
        for format in [None, Some(Format::Dtcg)] {
            let options = Options {
                format,
                strict: false,
            };
            let document = import(text.as_bytes(), &options).unwrap();
            assert_eq!(document.format, Format::Dtcg, "{input}");
            assert_eq!(document.modes[0].tokens.len(), expected, "{input}");
            assert!(
                document.skipped.is_empty(),
                "{input}: {:?}",
                document.skipped
            );
            for warning in document.warnings.iter().filter(|_| format.is_none()) {
                writeln!(warned, "{input}: {}", warning.reason).unwrap();
            }
        }
        let options = Options {
            strict: true,
            format: None,
        };
        let document = import(text.as_bytes(), &options).unwrap_or_else(|e| panic!("{input}: {e}"));
        assert_eq!(document.modes[0].tokens.len(), expected, "{input}");
        assert_eq!(refusals(&document), [""; 0], "{input}");
    }
    assert_eq!(warned, "");
}

#[test]
fn examples_of_the_specification_are_read() {
    let Some(fixtures) = fixtures() else { return };
    let text = std::fs::read_to_string(fixtures.join("spec_examples.json")).unwrap();
    let examples: Value = serde_json::from_str(&text).unwrap();
    let options = Options {
        format: Some(Format::Dtcg),
        strict: false,
    };
    let mut tokens = 0;
    for example in examples["examples"].as_array().unwrap() {
        let json = &example["doc"];
        let is_resolver = example["file"].as_str().unwrap().starts_with("resolver/");
        if is_resolver || !json.is_object() || json.get("$value").is_some() {
            continue;
        }
        let document = import(json.to_string().as_bytes(), &options).unwrap();
        let met = document.modes[0].tokens.len() + document.skipped.len();
        assert!(met >= count(json), "{}", crate::show(&document));
        tokens += count(json);
    }
    assert!(tokens > 100, "{tokens}");
}

#[test]
fn examples_of_the_specification_are_accepted_in_strict_reading_but_for_known_ones() {
    let Some(fixtures) = fixtures() else { return };
    let text = std::fs::read_to_string(fixtures.join("spec_examples.json")).unwrap();
    let examples: Value = serde_json::from_str(&text).unwrap();
    let options = Options {
        format: Some(Format::Dtcg),
        strict: true,
    };
    let (mut accepted, mut refused) = (0, String::new());
    for example in examples["examples"].as_array().unwrap() {
        let (file, line) = (example["file"].as_str().unwrap(), &example["line"]);
        if file.starts_with("resolver/") || !example["doc"].is_object() {
            continue;
        }
        match import(example["doc"].to_string().as_bytes(), &options) {
            Err(error) => writeln!(refused, "{file}:{line}: {error}").unwrap(),
            Ok(document) => match refusals(&document).as_slice() {
                [] => accepted += 1,
                [first, ..] => writeln!(refused, "{file}:{line}: {first}").unwrap(),
            },
        }
    }
    assert_snapshot!(
        "spec_examples_refused",
        format!("{refused}{accepted} accepted")
    );
}
