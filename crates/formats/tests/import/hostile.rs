//! No file does harm.

use std::sync::OnceLock;

use proptest::prelude::*;
use tokencraft_formats::import::{Format, Options, import};
use tokencraft_tokens::{Source, Value, reference};

use crate::packages;

fn every_way() -> impl Iterator<Item = Options> {
    [None]
        .into_iter()
        .chain(Format::ALL.map(Some))
        .flat_map(|format| [false, true].map(|strict| Options { format, strict }))
}

/// Reads in every way; whatever is taken keeps what [`import`] promises.
fn survives(bytes: &[u8]) {
    for options in every_way() {
        let Ok(document) = import(bytes, &options) else {
            continue;
        };
        if options.strict {
            assert_eq!(document.skipped, []);
        }
        for mode in &document.modes {
            let mut names: Vec<_> = mode.tokens.iter().map(|t| &t.name).collect();
            names.sort();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
            for token in &mode.tokens {
                if let Source::Plain(text) = &token.source {
                    assert!(
                        !reference::references(text).is_empty()
                            || Value::parse(token.kind, text).is_ok(),
                        "{token:?}"
                    );
                }
                if let Some(text) = &token.extensions {
                    assert!(
                        serde_json::from_str::<serde_json::Value>(text)
                            .unwrap()
                            .is_object()
                    );
                }
            }
        }
    }
}

fn real_files() -> &'static [Vec<u8>] {
    static FILES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let small =
            br##"{"g":{"$type":"color","$value":"{a.b}","$root":{"$ref":"#/g"}},"value":1}"##;
        let ours = br#"{"$modes":{"a":{"b":{"value":"{c}","type":"color"}}}}"#;
        let mut files = vec![small.to_vec(), ours.to_vec()];
        if let Some(packages) = packages() {
            for file in [
                "dtcg-examples/microsoft-fluent/effects.tokens.json",
                "dtcg-examples/github-primer/functional/size/border.tokens.json",
                "dtcg-examples/github-primer/functional/typography/font-stack.json5",
            ] {
                files.push(std::fs::read(packages.join(file)).unwrap());
            }
        }
        files
    })
}

/// A JSON-like text out of the words that the formats know.
fn soup() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"$value\"",
        "\"$type\"",
        "\"$ref\"",
        "\"#/a/$value\"",
        "\"#/a/$value/x\"",
        "\"$root\"",
        "\"$modes\"",
        "\"value\"",
        "\"type\"",
        "\"color\"",
        "\"number\"",
        "\"a\"",
        "\"a.b\"",
        "\"{a}\"",
        "\"\"",
        "1",
        "-0",
        "1e999",
        "0x1F",
        "null",
        "true",
        "'q'",
        "//x\n",
        "/*",
        "*/",
        "\"\\ud800\"",
        "\\",
        "é",
        "\u{2028}",
        "\"$extensions\"",
        "\"$extends\"",
        "\"$deprecated\"",
        "\"$themes\"",
        "\"$metadata\"",
        "\"tokenSetOrder\"",
        "\"selectedTokenSets\"",
        "\"name\"",
        "\"spacing\"",
        "\"boxShadow\"",
        "\"{a.value}\"",
        "\"$a.b\"",
        "\"x\"",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

/// Member names that the formats know, and others.
const NAMES: [&str; 18] = [
    "a",
    "b",
    "c.d",
    "",
    "{",
    "$value",
    "$type",
    "$ref",
    "$root",
    "$extends",
    "$extensions",
    "$deprecated",
    "$description",
    "value",
    "type",
    "$modes",
    "color",
    "dev.tokencraft",
];

/// A well-formed tree out of these names.
fn tree(names: Vec<&'static str>) -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop::sample::select(vec![
            "#fff",
            "{a}",
            "{a.b} 1px",
            "color",
            "shadow",
            "#/a/$value",
            "#/a",
            "4px",
            "x",
            ""
        ])
        .prop_map(Value::from),
    ];
    let name = prop::sample::select(names);
    scalar.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            6 => prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| members.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes);
    }

    #[test]
    fn any_words_are_survived(text in soup()) {
        survives(text.as_bytes());
    }

    #[test]
    fn any_tree_is_survived(tree in tree(NAMES.to_vec())) {
        survives(tree.to_string().as_bytes());
    }

    #[test]
    fn every_token_is_counted_once(tree in tree(
        NAMES.into_iter().filter(|n| n.starts_with('$') || !matches!(*n, "value" | "type")).collect()
    )) {
        let options = Options { format: Some(Format::Dtcg), strict: false };
        if let Ok(document) = import(tree.to_string().as_bytes(), &options) {
            let skipped = document.skipped.iter().filter(|s| s.code != "not_a_token").count();
            let taken = document.modes[0].tokens.len();
            prop_assert_eq!(taken + skipped, crate::suite::count(&tree), "{}", crate::show(&document));
        }
    }

    #[test]
    fn damaged_files_are_survived(
        file in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..6),
    ) {
        let mut bytes = file.get(real_files()).clone();
        for (at, byte, how) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at),
                _ => bytes.insert(at, byte),
            }
        }
        survives(&bytes);
    }
}
