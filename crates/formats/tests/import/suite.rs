//! Documents that every conforming tool accepts.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::Value;
use tokencraft_formats::import::{Format, Options, import};

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

#[test]
fn every_positive_document_is_read() {
    let Some(fixtures) = fixtures() else { return };
    let folder = fixtures.join("dtcg-suite-positive/format");
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let tests = manifest["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 90);
    let mut refused = String::new();
    let mut warned = String::new();
    for test in tests {
        let input = test["input"].as_str().unwrap();
        let text = std::fs::read_to_string(folder.join(input)).unwrap();
        let expected = count(&serde_json::from_str(&text).unwrap());
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
        match import(text.as_bytes(), &options) {
            Ok(document) => assert_eq!(document.modes[0].tokens.len(), expected, "{input}"),
            Err(error) => writeln!(refused, "{input}: {error}").unwrap(),
        }
    }
    assert_snapshot!("suite_strict_refusals", refused);
    assert_snapshot!("suite_lenient_warnings", warned);
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
        if !json.is_object() || json.get("$value").is_some() {
            continue;
        }
        let document = import(json.to_string().as_bytes(), &options).unwrap();
        let met = document.modes[0].tokens.len() + document.skipped.len();
        assert!(met >= count(json), "{}", crate::show(&document));
        tokens += count(json);
    }
    assert!(tokens > 100, "{tokens}");
}
