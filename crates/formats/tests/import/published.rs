//! Systems that teams publish in other dialects: every token is taken, and its value is the one that
//! the system's own build publishes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use insta::assert_snapshot;
use serde_json::Value as Json;
use tokencraft_formats::import::{Document, Options, import};
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Token, Tokenset};
use tokencraft_tokens::resolve::Resolver;
use tokencraft_tokens::{TokenType, Value};

use crate::{fixtures, packages};

/// Reads a file of a package; `None` when the package is not there.
fn document(path: &str) -> Option<Document> {
    let bytes = std::fs::read(packages()?.join(path)).ok();
    let Some(bytes) = bytes else {
        println!("skipped: no {path}");
        return None;
    };
    let document = import(&bytes, &Options::default()).unwrap_or_else(|e| panic!("{path}: {e}"));
    assert_eq!(document.skipped, [], "{path}");
    Some(document)
}

/// The files' tokens as one mode, by name: type and resolved text.
fn resolved(files: &[&str]) -> Option<BTreeMap<String, (TokenType, String)>> {
    let mut mode = Mode::new(Key(1), "Base", true);
    for file in files {
        for token in document(file)?.modes.remove(0).tokens {
            let key = mode
                .get(token.name.as_str())
                .map_or(Key(mode.len() as u128 + 2), |t| t.key);
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
    let set = Tokenset {
        key: Key(0),
        name: "S".into(),
        modes: vec![Arc::new(mode)],
    };
    let graph = Graph {
        sets: vec![Arc::new(set)],
    };
    let at = At { set: 0, mode: 0 };
    let mut resolver = Resolver::new(&graph);
    let tokens = graph.mode(at).tokens().map(|token| {
        let text = resolver
            .resolve(at, token)
            .unwrap_or_else(|e| panic!("{}: {e}", token.name));
        (token.name.to_string(), (token.kind, text.to_string()))
    });
    Some(tokens.collect())
}

/// Whether two texts say the same value: colours as RGBA, lengths in px, the rest without quotes,
/// spaces and case.
fn same(found: &str, expected: &str) -> bool {
    let color = |text: &str| match Value::parse(TokenType::Color, text) {
        Ok(Value::Color(color)) => Some((color.to_rgba8(), color.alpha.unwrap_or(0.0))),
        _ => None,
    };
    if let (Some((found, alpha)), Some((expected, wanted))) = (color(found), color(expected)) {
        let near = |part: usize| found[part].abs_diff(expected[part]) <= 1;
        return (0..3).all(near) && (alpha - wanted).abs() <= 0.006;
    }
    let number = |text: &str| {
        let (text, factor) = match (text.strip_suffix("rem"), text.strip_suffix('%')) {
            (Some(rem), _) => (rem, 16.0),
            (_, Some(percent)) => (percent, 0.01),
            _ => (text.strip_suffix("px").unwrap_or(text), 1.0),
        };
        text.parse::<f64>().ok().map(|n| n * factor)
    };
    if let (Some(found), Some(expected)) = (number(found), number(expected)) {
        return (found - expected).abs() < 1e-6;
    }
    let letters = |text: &str| -> String {
        let kept = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\''));
        kept.flat_map(char::to_lowercase).collect()
    };
    letters(found) == letters(expected)
}

fn check_pairs(pairs: &str, files: &[&str], count: usize) {
    let Some(fixtures) = fixtures() else { return };
    let Some(tokens) = resolved(files) else {
        return;
    };
    assert_eq!(tokens.len(), count, "{pairs}");
    let pairs_text = std::fs::read(fixtures.join("pairs").join(pairs)).unwrap();
    let rows: Json = serde_json::from_slice(&pairs_text).unwrap();
    let rows = rows["rows"].as_array().unwrap();
    assert_eq!(rows.len(), count, "{pairs}");
    let mut compared = 0;
    for row in rows
        .iter()
        .filter(|row| row["agrees_with_naive_resolver"] == true)
    {
        let name = row["path"].as_str().unwrap();
        let (_, found) = &tokens[name];
        let expected = row["expected"]
            .as_str()
            .map_or_else(|| row["expected"].to_string(), str::to_owned);
        assert!(
            same(found, &expected),
            "{pairs} {name}: {found}, expected {expected}"
        );
        compared += 1;
    }
    assert!(compared > count / 2, "{pairs}: {compared}");
}

#[test]
fn italia() {
    let files =
        ["global", "semantic", "specific"].map(|f| format!("design-tokens-italia/tokens/{f}.json"));
    check_pairs(
        "design-tokens-italia.json",
        &files.each_ref().map(String::as_str),
        299,
    );
}

#[test]
fn meteor() {
    for mode in ["light", "dark"] {
        let files = [
            "foundation/primitives".to_owned(),
            format!("administration/{mode}"),
        ]
        .map(|f| format!("@shopware-ag/meteor-tokens/dictionaries/{f}.tokens.json"));
        let files = files.each_ref().map(String::as_str);
        check_pairs(&format!("shopware-meteor-{mode}.json"), &files, 306);
    }
}

#[test]
fn rhds() {
    check_pairs("rhds.json", &["@rhds/tokens/json/rhds.tokens.json"], 535);
}

#[test]
fn carbon_with_its_alpha_modifiers() {
    let Some(fixtures) = fixtures() else { return };
    let rows = std::fs::read(fixtures.join("pairs/carbon_4_themes.json")).unwrap();
    let rows: Json = serde_json::from_slice(&rows).unwrap();
    for (mode, count) in [("white", 234), ("g10", 188), ("g90", 188), ("g100", 188)] {
        let files = ["color-palette", mode].map(|f| format!("@carbon/themes/src/dtcg/{f}.json"));
        let Some(tokens) = resolved(&files.each_ref().map(String::as_str)) else {
            return;
        };
        let rows = rows["modes"][mode].as_object().unwrap();
        assert_eq!(rows.len(), count);
        let modified = rows
            .values()
            .filter(|row| !row["alphaModifier"].is_null())
            .count();
        assert!(modified > 15, "{mode}: {modified}");
        for (name, row) in rows {
            let (_, found) = &tokens[name];
            let expected = row["expected"].as_str().unwrap();
            assert!(
                same(found, expected),
                "{mode} {name}: {found}, expected {expected}"
            );
        }
    }
}

#[test]
fn open_props() {
    let mut table = String::new();
    for (file, count) in [
        ("open-props.tokens.json", 484),
        ("open-props.figma-tokens.json", 484),
        ("open-props.figma-tokens.sync.json", 484),
        ("open-props.style-dictionary-tokens.json", 437),
    ] {
        let Some(document) = document(&format!("open-props/{file}")) else {
            return;
        };
        let tokens = &document.modes[0].tokens;
        assert_eq!(tokens.len(), count, "{file}");
        let mut kinds = BTreeMap::<_, usize>::new();
        for token in tokens {
            *kinds.entry(token.kind.as_str()).or_default() += 1;
        }
        let mut warnings = BTreeMap::<_, usize>::new();
        for warning in &document.warnings {
            *warnings.entry(warning.code).or_default() += 1;
        }
        writeln!(
            table,
            "{file}: {} because {}\n  {kinds:?}\n  {warnings:?}",
            document.format.as_str(),
            document.reason.as_deref().unwrap()
        )
        .unwrap();
    }
    assert_snapshot!(table);
}
