//! Third-party values, read in place.

use std::path::{Path, PathBuf};

use super::*;

#[expect(clippy::disallowed_methods, reason = "a test has no settings")]
fn fixtures() -> Option<PathBuf> {
    let root = std::env::var_os("TOKENCRAFT_FIXTURES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    if !root.exists() {
        eprintln!("skipped: no fixtures");
        return None;
    }
    Some(root)
}

fn fixture(path: &str) -> Option<Json> {
    let text = std::fs::read_to_string(fixtures()?.join(path)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// Terrazzo's CSS text of a value reads as the value does. Left out: what has no CSS text here or
/// there as one value (typography, which it writes as members), booleans (it writes 1 and 0),
/// references (`var()`), colours out of the standard's range, spaces that are not the standard's,
/// and texts that it gives per gamut.
#[test]
fn terrazzo_prints_what_reads_as_the_same_value() {
    let Some(table) = fixture("terrazzo_css_value_cases.json") else {
        return;
    };
    let mut compared = 0;
    for case in table["cases"].as_array().unwrap() {
        let suite = case["suite"].as_str().unwrap();
        let name = case["name"].as_str().unwrap();
        let Some(kind) = suite.strip_prefix("transform").and_then(|suite| {
            let mut letters = suite.chars();
            let first = letters.next()?.to_lowercase();
            first
                .chain(letters)
                .collect::<String>()
                .parse::<TokenType>()
                .ok()
        }) else {
            continue;
        };
        let value = &case["given"][0]["$value"];
        let wanted = case["want"]["success"].as_str();
        let (Some(wanted), false) = (wanted, matches!(kind, T::Boolean | T::Typography)) else {
            continue;
        };
        let text = match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let space = value.get("colorSpace").and_then(Json::as_str);
        if space.is_some_and(|space| crate::color::Space::from_name(space).is_none()) {
            continue;
        }
        let Ok(ours) = Value::parse(kind, &text) else {
            panic!("{suite} {name}: {:?}", Value::parse(kind, &text));
        };
        let wanted = match kind {
            T::Gradient => format!("linear-gradient(90deg, {wanted})"),
            _ => wanted.to_owned(),
        };
        let theirs = Value::parse(kind, &wanted).unwrap_or_else(|e| panic!("{suite} {name}: {e}"));
        match (&ours, &theirs) {
            (Value::Color(a), Value::Color(b)) => assert_eq!(a.to_rgba8(), b.to_rgba8(), "{name}"),
            (Value::Shadow(a), Value::Shadow(b)) => {
                let plain = |shadow: &Shadow| -> Vec<_> {
                    let layers = shadow.0.iter();
                    layers
                        .map(|layer| {
                            (
                                ShadowLayer {
                                    color: Color::srgb(0.0, 0.0, 0.0, 1.0),
                                    ..layer.clone()
                                },
                                layer.color.to_rgba8(),
                            )
                        })
                        .collect()
                };
                assert_eq!(plain(a), plain(b), "{name}");
            }
            (Value::Gradient(a), Value::Gradient(b)) => {
                for (a, b) in a.stops().iter().zip(b.stops()) {
                    assert_eq!(a.color.to_rgba8(), b.color.to_rgba8(), "{name}");
                    assert!((a.position - b.position).abs() < 1e-4, "{name}");
                }
            }
            _ => {
                assert_eq!(ours, theirs, "{name}");
                assert_eq!(ours.to_css(), wanted, "{name}");
            }
        }
        compared += 1;
    }
    assert!(compared > 20, "{compared} cases compared");
}

/// What was read, and what was not.
#[derive(Default)]
struct Seen {
    values: usize,
    refused: Vec<String>,
}

/// Values of documents that every tool must accept: each `$value` without references, under a
/// `$type` of its own or of a group, reads.
fn read_all(node: &Json, kind: Option<TokenType>, at: &str, seen: &mut Seen) {
    let Json::Object(members) = node else { return };
    let kind = match members.get("$type").and_then(Json::as_str) {
        Some(name) => name.parse().ok(),
        None => kind,
    };
    if let (Some(value), Some(kind)) = (members.get("$value"), kind) {
        let text = match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let refers = text.contains("\"$ref\"")
            || crate::reference::references(&text)
                .into_iter()
                .next()
                .is_some();
        if !refers {
            seen.values += 1;
            match Value::parse(kind, &text) {
                Err(error) => seen.refused.push(format!("{at}: {error}")),
                Ok(_) if kind == T::Typography => {}
                Ok(_) => drop(css_text(kind, &text).unwrap()),
            }
        }
        return;
    }
    for (name, child) in members {
        read_all(child, kind, &format!("{at}/{name}"), seen);
    }
}

#[test]
fn the_specifications_examples_are_read() {
    let Some(table) = fixture("spec_examples.json") else {
        return;
    };
    let mut seen = Seen::default();
    for example in table["examples"].as_array().unwrap() {
        if example["schemaValid"] == Json::Bool(true) {
            let at = format!("{}:{}", example["file"], example["line"]);
            read_all(&example["doc"], None, &at, &mut seen);
        }
    }
    assert_eq!(seen.refused, [""; 0]);
    assert!(seen.values > 100, "{} values read", seen.values);
}

/// The JSON documents below a folder.
fn documents(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            documents(&path, out);
        } else if path.extension().is_some_and(|end| end == "json") {
            out.push(path);
        }
    }
}

fn read_documents(folder: &Path) -> Seen {
    let (mut paths, mut seen) = (Vec::new(), Seen::default());
    documents(folder, &mut paths);
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let at = path.strip_prefix(folder).unwrap().display().to_string();
        if let Ok(document) = serde_json::from_str(&text) {
            read_all(&document, None, &at, &mut seen);
        }
    }
    seen
}

#[test]
fn documents_that_every_tool_must_accept_are_read() {
    let Some(root) = fixtures() else { return };
    let seen = read_documents(&root.join("dtcg-suite-positive/format/positive"));
    assert_eq!(seen.refused, [""; 0]);
    assert!(seen.values > 100, "{} values read", seen.values);
}

/// Published systems in the standard's format.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test has no settings")]
fn whole_systems_are_read() {
    let root = std::env::var_os("TOKENCRAFT_NPM").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../e2e/node_modules"),
        PathBuf::from,
    );
    let folder = root.join("dtcg-examples");
    if !folder.exists() {
        eprintln!("skipped: no npm packages");
        return;
    }
    let seen = read_documents(&folder);
    insta::assert_snapshot!(seen.refused.join("\n"));
    assert!(seen.values > 500, "{} values read", seen.values);
}

/// Values without references, and what the systems' own builds print of them.
#[test]
fn published_builds_print_what_reads_as_the_same_value() {
    let files = ["design-tokens-italia", "rhds", "shopware-meteor-dark"];
    let mut compared = 0;
    for file in files {
        let Some(table) = fixture(&format!("pairs/{file}.json")) else {
            return;
        };
        for row in table["rows"].as_array().unwrap() {
            let kind = row["type"].as_str().and_then(|kind| kind.parse().ok());
            let (Some(kind), Some(expected)) = (kind, row["expected"].as_str()) else {
                continue;
            };
            let raw = match &row["raw"] {
                Json::String(text) => text.clone(),
                other => other.to_string(),
            };
            // Relative colours are CSS Color 5.
            let relative = raw.contains("(from");
            if relative || kind == T::String || !crate::reference::references(&raw).is_empty() {
                continue;
            }
            let printed = css(kind, &raw);
            match (Value::parse(kind, &printed), Value::parse(kind, expected)) {
                (Ok(Value::Color(a)), Ok(Value::Color(b))) => {
                    assert_eq!(a.to_rgba8(), b.to_rgba8(), "{raw}");
                }
                (ours, theirs) => {
                    assert!(ours.is_ok(), "{raw} → {printed}");
                    assert_eq!(ours, theirs, "{raw}");
                }
            }
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared} values compared");
}
