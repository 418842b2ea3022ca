//! The example blocks of the standard: what strict reading says about each, and why.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use tokencraft_formats::import::resolver::{self, File, references};
use tokencraft_formats::import::{Format, Options, import};

use crate::fixtures;
use crate::suite::refusals;

/// Blocks that break a rule of the standard's own, with the rule; the list of rules says more.
const BROKEN: [(&str, &str); 22] = [
    ("color/token-naming.md:73", "part"),
    ("color/token-naming.md:316", "part"),
    ("color/token-naming.md:345", "part"),
    ("color/token-naming.md:369", "part"),
    ("format/aliases.md:161", "said to be invalid"),
    ("format/aliases.md:400", "token-or-group"),
    ("format/composite-types.md:26", "part"),
    ("format/composite-types.md:287", "part"),
    ("format/composite-types.md:384", "part"),
    ("format/composite-types.md:557", "part"),
    ("format/composite-types.md:654", "part"),
    ("format/groups.md:191", "part"),
    ("format/groups.md:215", "part"),
    ("format/groups.md:268", "type-needed"),
    ("format/groups.md:363", "said to be invalid"),
    ("format/groups.md:381", "said to be invalid"),
    ("format/groups.md:406", "type-needed"),
    ("format/groups.md:518", "type-needed"),
    ("format/groups.md:539", "type-needed"),
    ("format/groups.md:627", "said to be invalid"),
    ("format/groups.md:672", "dimension-unit"),
    ("format/terminology.md:120", "sub-value-is-a-value"),
];

fn examples() -> Option<Vec<(String, Value)>> {
    let text = std::fs::read_to_string(fixtures()?.join("spec_examples.json")).unwrap();
    let examples: Value = serde_json::from_str(&text).unwrap();
    let examples = examples["examples"].as_array().unwrap().iter();
    let named = examples.map(|example| {
        let name = format!("{}:{}", example["file"].as_str().unwrap(), example["line"]);
        (name, example["doc"].clone())
    });
    Some(named.collect())
}

#[test]
fn only_examples_that_break_a_rule_are_refused() {
    let Some(examples) = examples() else { return };
    let options = Options {
        format: Some(Format::Dtcg),
        strict: true,
    };
    let mut refused = BTreeMap::new();
    let mut accepted = 0;
    for (name, json) in &examples {
        if name.starts_with("resolver/") {
            continue;
        }
        let why = match import(json.to_string().as_bytes(), &options) {
            Err(error) => Some(error.to_string()),
            Ok(document) => refusals(&document).into_iter().next(),
        };
        match why {
            Some(why) => drop(refused.insert(name.as_str(), why)),
            None => accepted += 1,
        }
    }
    let expected: Vec<&str> = BROKEN.map(|(name, _)| name).to_vec();
    let mut found: Vec<&str> = refused.keys().copied().collect();
    found.sort_by_key(|name| expected.iter().position(|known| known == name));
    assert_eq!(found, expected, "{refused:#?}");
    assert_eq!(accepted, 62);
}

/// Where an example is a part of a document, the rest is added: what it shows is taken.
#[test]
fn examples_that_are_parts_are_accepted_in_a_document_that_has_the_rest() {
    let Some(examples) = examples() else { return };
    let color =
        r#"{ "$type": "color", "$value": { "colorSpace": "srgb", "components": [0, 0, 0] } }"#;
    let shadow = format!(
        r#"{{ "$type": "shadow", "$value": {{ "color": {{ "colorSpace": "srgb", "components": [0, 0, 0] }}, "offsetX": {px}, "offsetY": {px}, "blur": {px}, "spread": {px} }} }}"#,
        px = r#"{ "value": 1, "unit": "px" }"#
    );
    let rest = format!(
        r#"{{ "base": {{ "shadow": {shadow} }}, "highlight": {{ "shadow": {shadow} }},
  "brand": {{ "accent": {color}, "secondary": {color} }},
  "color": {{ "focusring": {color}, "brand": {{ "primary": {color} }}, "palette": {{ "black": {color} }},
    "red": {{ "600": {color}, "700": {color} }}, "green": {{ "400": {color} }},
    "text": {{ "error": {color}, "success": {color} }} }},
  "button": {{ "$type": "color" }},
  "font": {{ "serif": {{ "$type": "fontFamily", "$value": "Georgia" }},
    "size": {{ "smallest": {{ "$type": "dimension", "$value": {{ "value": 8, "unit": "px" }} }} }},
    "weight": {{ "normal": {{ "$type": "fontWeight", "$value": 400 }} }} }} }}"#
    );
    let rest: Value = serde_json::from_str(&rest).unwrap();
    let options = Options {
        format: Some(Format::Dtcg),
        strict: true,
    };
    let mut count = 0;
    for (name, _) in BROKEN.iter().filter(|(_, why)| *why == "part") {
        let (_, example) = examples.iter().find(|(known, _)| known == name).unwrap();
        let mut whole = rest.clone();
        if *name == "color/token-naming.md:369" {
            let (_, tokens) = examples
                .iter()
                .find(|(known, _)| known == "color/token-naming.md:345")
                .unwrap();
            merge(&mut whole, tokens);
        }
        merge(&mut whole, example);
        let document = import(whole.to_string().as_bytes(), &options)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(refusals(&document), [""; 0], "{name}");
        count += 1;
    }
    assert_eq!(count, 11);
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// The examples of resolver documents leave out what they do not talk about: with a version and an
/// order they are whole.
#[test]
fn resolver_examples_are_accepted_once_they_are_whole() {
    let Some(examples) = examples() else { return };
    let options = Options {
        format: Some(Format::DtcgResolver),
        strict: true,
    };
    let mut said = String::new();
    for (name, json) in &examples {
        let is_document = ["sets", "modifiers", "resolutionOrder"]
            .iter()
            .any(|member| json.get(member).is_some());
        if !name.starts_with("resolver/") || !is_document {
            continue;
        }
        let mut whole = json.clone();
        whole["version"] = "2025.10".into();
        if whole.get("resolutionOrder").is_none() {
            let of = |map: &str| -> Vec<Value> {
                let members = json.get(map).and_then(Value::as_object);
                let names = members.into_iter().flat_map(|map| map.keys());
                names
                    .map(|name| serde_json::json!({"$ref": format!("#/{map}/{name}")}))
                    .collect()
            };
            whole["resolutionOrder"] = [of("sets"), of("modifiers")].concat().into();
        }
        let text = whole.to_string();
        let paths = references(text.as_bytes()).unwrap();
        let files: Vec<File<'_>> = paths
            .iter()
            .map(|path| File { path, text: b"{}" })
            .collect();
        let main = File {
            path: "",
            text: text.as_bytes(),
        };
        match resolver::import(&main, &files, &[], &options) {
            Ok(document) => writeln!(said, "{name}: {} modes", document.modes.len()).unwrap(),
            Err(error) => writeln!(said, "{name}: {error}").unwrap(),
        }
    }
    insta::assert_snapshot!(said);
}
