//! Resolver documents: every choice of contexts is a mode.

use std::path::Path;

use serde_json::{Value as Json, json};
use tokencraft_formats::import::resolver::{self, File, is_resolver_document, references};
use tokencraft_formats::import::{Document, Format, ImportError, ImportedToken, Options};
use tokencraft_tokens::graph::{Graph, Key, Mode, Token, Tokenset};
use tokencraft_tokens::resolve::{Missing, Resolver, mode_view};
use tokencraft_tokens::{TokenType, Value};

use crate::show;

fn with(
    main: &Json,
    others: &[(&str, &str)],
    input: &[(&str, &str)],
    strict: bool,
) -> Result<Document, ImportError> {
    let main = main.to_string();
    let main = File {
        path: "tokens/main.resolver.json",
        text: main.as_bytes(),
    };
    let files: Vec<File<'_>> = others
        .iter()
        .map(|(path, text)| File {
            path,
            text: text.as_bytes(),
        })
        .collect();
    let input: Vec<(String, String)> = input
        .iter()
        .map(|(modifier, context)| ((*modifier).to_owned(), (*context).to_owned()))
        .collect();
    let options = Options {
        format: None,
        strict,
    };
    resolver::import(&main, &files, &input, &options)
}

fn number(value: f64) -> Json {
    json!({"$type": "number", "$value": value})
}

/// A set, and two modifiers of two contexts each.
fn themed() -> Json {
    json!({
        "version": "2025.10",
        "sets": {"base": {"sources": [{"a": number(1.0), "b": {"$type": "number", "c": {"$value": 2}}}]}},
        "modifiers": {
            "theme": {
                "contexts": {"light": [], "dark": [{"a": number(10.0)}]},
                "default": "light",
            },
            "size": {
                "contexts": {
                    "small": [{"b": {"c": {"$value": 3}, "d": {"$value": "{a}"}}}],
                    "large": [{"$ref": "./large.json"}],
                },
            },
        },
        "resolutionOrder": [
            {"$ref": "#/sets/base"},
            {"$ref": "#/modifiers/theme"},
            {"$ref": "#/modifiers/size"},
        ],
    })
}

const LARGE: (&str, &str) = (
    "tokens/large.json",
    r#"{"b": {"c": {"$value": 4}}} // the last"#,
);

#[test]
fn each_choice_of_contexts_is_a_mode_of_all_its_tokens() {
    let document = with(&themed(), &[LARGE], &[], true).unwrap();
    assert_eq!(document.format, Format::DtcgResolver);
    insta::assert_snapshot!(show(&document), @r#"
    mode light / small
    a: number = 1.0
    b.c: number = 3
    b.d: number -> a
    mode light / large
    a: number = 1.0
    b.c: number = 4
    mode dark / small
    a: number = 10.0
    b.c: number = 3
    b.d: number -> a
    mode dark / large
    a: number = 10.0
    b.c: number = 4
    "#);
}

#[test]
fn input_narrows_a_modifier_to_one_context() {
    let input = [("size", "large"), ("theme", "dark")];
    let document = with(&themed(), &[LARGE], &input, true).unwrap();
    insta::assert_snapshot!(show(&document), @r#"
    mode dark / large
    a: number = 10.0
    b.c: number = 4
    "#);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let refusal = |change: fn(&mut Json), input: &[(&str, &str)], strict| {
        let mut document = themed();
        change(&mut document);
        match with(&document, &[LARGE], input, strict) {
            Ok(_) => panic!("not refused: {document}"),
            Err(error) => error.to_string(),
        }
    };
    let mut said = vec![
        refusal(|_| {}, &[("theme", "blue")], false),
        refusal(|_| {}, &[("brand", "x")], false),
    ];
    let changes: [fn(&mut Json); 17] = [
        |d| d["version"] = json!("2024"),
        |d| drop(d.as_object_mut().unwrap().remove("version")),
        |d| d["resolutionOrder"] = json!({}),
        |d| d["resolutionOrder"][0] = json!({"$ref": "#/sets/none"}),
        |d| d["resolutionOrder"][0] = json!({"$ref": "#/resolutionOrder/1"}),
        |d| d["resolutionOrder"][1] = json!({"$ref": "#/sets/base"}),
        |d| d["resolutionOrder"][0] = json!({"name": "x", "type": "sets", "sources": []}),
        |d| d["resolutionOrder"][0] = json!({"type": "set", "sources": []}),
        |d| d["sets"]["base"]["sources"] = json!("base.json"),
        |d| d["sets"]["base"]["sources"] = json!([{"$ref": "#/sets/base"}]),
        |d| d["sets"]["base"]["sources"] = json!([{"$ref": "#/modifiers/theme"}]),
        |d| d["sets"]["base"]["sources"] = json!([{"$ref": "gone.json"}]),
        |d| d["sets"]["base"]["sources"] = json!([1]),
        |d| d["modifiers"]["theme"]["contexts"] = json!({}),
        |d| d["modifiers"]["theme"]["contexts"]["dark"] = json!("dark.json"),
        |d| d["modifiers"]["theme"]["default"] = json!("blue"),
        |d| d["sets"] = json!([]),
    ];
    said.extend(changes.map(|change| refusal(change, &[], false)));
    let strict: [fn(&mut Json); 3] = [
        |d| d["tokens"] = json!({}),
        |d| d["modifiers"]["theme"]["contexts"] = json!({"light": []}),
        |d| d["modifiers"]["size"]["contexts"]["small"] = json!([{"b": {"d": {"$value": null}}}]),
    ];
    said.extend(strict.map(|change| refusal(change, &[], true)));
    insta::assert_snapshot!(said.join("\n"), @r#"
    The modifier `theme` has no context `blue`. It has: light, dark
    The document has no modifier `brand`
    `version` must be "2025.10" at /version (line 1, column 12)
    The document has no `version` at the root (line 1, column 1)
    `resolutionOrder` must be a list at /resolutionOrder (line 1, column 374)
    `#/sets/none` leads nowhere at /resolutionOrder/0/$ref (line 1, column 383)
    `#/resolutionOrder/1` leads to no set and no modifier; `resolutionOrder` refers to `#/sets/…` or `#/modifiers/…` at /resolutionOrder/0/$ref (line 1, column 383)
    `#/sets/base` stands twice in `resolutionOrder` at /resolutionOrder/1 (line 1, column 398)
    `type` must be "set" or "modifier" at /resolutionOrder/0/type (line 1, column 394)
    An inline set or modifier must have a `name` at /resolutionOrder/0 (line 1, column 375)
    A set must have a list of `sources` at /sets/base/sources (line 1, column 48)
    `#/sets/base` leads in a circle at /sets/base/sources/0/$ref (line 1, column 57)
    `#/modifiers/theme`: only `resolutionOrder` refers to modifiers, and nothing to its items at /sets/base/sources/0/$ref (line 1, column 57)
    The file `gone.json` that the document refers to is missing at /sets/base/sources/0/$ref (line 1, column 57)
    A source must be an object, found a number at /sets/base/sources/0 (line 1, column 49)
    A modifier must have a context at /modifiers/theme/contexts (line 1, column 163)
    The context `dark` must be a list of sources, found a string at /modifiers/theme/contexts/dark (line 1, column 182)
    `default` of `theme` is none of its contexts at /modifiers/theme/default (line 1, column 234)
    `sets` must be an object, found an array at /sets (line 1, column 29)
    The member `tokens` is unknown at /tokens (line 1, column 456)
    A modifier must have two contexts or more at /modifiers/theme/contexts (line 1, column 163)
    `$value` must not be null at /modifiers/size/contexts/small/0/b/d/$value (line 1, column 292)
    "#);
}

#[test]
fn members_beside_a_reference_to_tokens_replace_its_own() {
    let large = json!({"$ref": "./large.json", "b": {"e": number(5.0)}, "f": number(6.0)});
    let document = json!({
        "version": "2025.10",
        "$defs": {"few": {"$ref": "#/$defs/more", "a": number(1.0)}, "more": {"a": number(2.0), "c": number(3.0)}},
        "resolutionOrder": [{"name": "s", "type": "set", "sources": [{"$ref": "#/$defs/few"}, large]}],
    });
    for strict in [false, true] {
        let read = with(&document, &[LARGE], &[], strict).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(show(&read), @"
            c: number = 3.0
            a: number = 1.0
            b.e: number = 5.0
            f: number = 6.0
            ");
        }
    }
}

#[test]
fn sources_that_refer_to_each_other_without_end_are_refused() {
    let chain = |count: usize, fan: usize| {
        let set = |at: usize| {
            let next = json!({"$ref": format!("#/sets/s{}", at + 1)});
            let sources = if at + 1 == count {
                vec![]
            } else {
                vec![next; fan]
            };
            (format!("s{at}"), json!({"sources": sources}))
        };
        json!({
            "version": "2025.10",
            "sets": (0..count).map(set).collect::<serde_json::Map<_, _>>(),
            "resolutionOrder": [{"$ref": "#/sets/s0"}],
        })
    };
    assert!(with(&chain(100, 1), &[], &[], true).is_ok());
    for document in [chain(5_000, 1), chain(60, 2)] {
        for strict in [false, true] {
            let error = with(&document, &[], &[], strict).unwrap_err();
            assert_eq!(error.code, "too_large", "{error}");
            assert!(error.location.is_some());
        }
    }
}

#[test]
fn a_fault_in_a_file_is_said_with_the_file() {
    let broken = with(&themed(), &[("tokens/large.json", "{\n]")], &[], false).unwrap_err();
    let wrong = "\n\n{\"b\": {\"c\": {\"$value\": null}}}";
    let wrong = with(&themed(), &[("tokens/large.json", wrong)], &[], true).unwrap_err();
    insta::assert_snapshot!(format!("{broken}\n{wrong}"), @r#"
    The file is not valid JSON: unexpected token in object at the root (tokens/large.json, line 2, column 1)
    `$value` must not be null at /b/c/$value (tokens/large.json, line 3, column 24)
    "#);
}

#[test]
fn a_file_is_found_by_its_path_or_where_forms_send_bare_names_by_its_name() {
    for path in ["tokens/large.json", "large.json", "./tokens/./large.json"] {
        assert!(
            with(&themed(), &[(path, LARGE.1)], &[], true).is_ok(),
            "{path}"
        );
    }
    for path in ["tokens/small.json", "other/large.json/x"] {
        assert!(
            with(&themed(), &[(path, LARGE.1)], &[], true).is_err(),
            "{path}"
        );
    }
}

#[test]
fn more_than_fifty_permutations_are_refused_until_they_are_narrowed() {
    let contexts = json!({"a": [], "b": [], "c": [], "d": []});
    let modifier = |name: &str| json!({"name": name, "type": "modifier", "contexts": contexts});
    let document = json!({
        "version": "2025.10",
        "resolutionOrder": [modifier("x"), modifier("y"), modifier("z")],
    });
    insta::assert_snapshot!(with(&document, &[], &[], true).unwrap_err(), @r#"The document has more than 50 permutations: narrow them with input=MODIFIER:CONTEXT. Its modifiers are: x, y, z"#);
    let narrowed = with(&document, &[], &[("y", "b")], true).unwrap();
    assert_eq!(narrowed.modes.len(), 16);
    assert_eq!(narrowed.modes[1].name.as_deref(), Some("a / b / b"));
}

#[test]
fn documents_of_the_suite_are_accepted_when_strict() {
    let Some(fixtures) = crate::fixtures() else {
        return;
    };
    let folder = fixtures.join("dtcg-suite-positive/resolver/positive");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read(&path).unwrap();
        assert!(is_resolver_document(&text), "{}", path.display());
        let options = Options {
            format: None,
            strict: true,
        };
        let document = tokencraft_formats::import::import(&text, &options)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(document.skipped, []);
        count += 1;
    }
    assert_eq!(count, 10);
}

/// A published resolver document with the files beside it.
pub(crate) fn published(path: &Path) -> Document {
    let text = std::fs::read(path).unwrap();
    let folder = path.parent().unwrap();
    let paths = references(&text).unwrap();
    let texts: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| std::fs::read(folder.join(path)).unwrap())
        .collect();
    let files: Vec<File<'_>> = paths
        .iter()
        .zip(&texts)
        .map(|(path, text)| File { path, text })
        .collect();
    let main = File {
        path: "x.resolver.json",
        text: &text,
    };
    let options = Options::default();
    resolver::import(&main, &files, &[], &options)
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A document as a tokenset.
pub(crate) fn stored(document: &Document) -> Graph {
    let mut key = 0;
    let mut next = || {
        key += 1;
        Key(key)
    };
    let modes = document.modes.iter().enumerate().map(|(at, imported)| {
        let mut mode = Mode::new(next(), imported.name.as_deref().unwrap_or("Base"), at == 0);
        mode.groups = imported.groups();
        for token in &imported.tokens {
            mode.put(token_of(token, next()).into());
        }
        mode.into()
    });
    let modes = modes.collect();
    let set = Tokenset {
        key: Key(0),
        name: "s".into(),
        modes,
    };
    Graph {
        sets: vec![set.into()],
    }
}

fn token_of(token: &ImportedToken, key: Key) -> Token {
    Token {
        key,
        name: token.name.clone(),
        kind: token.kind,
        source: token.source.clone(),
        description: token.description.clone(),
        extensions: token.extensions.clone(),
        deprecated: token.deprecated.clone(),
        created_at: 0,
        updated_at: 0,
        revision: 0,
    }
}

#[test]
fn published_systems_have_exactly_their_tokens() {
    let Some(packages) = crate::packages() else {
        return;
    };
    let mut lines = Vec::new();
    for name in [
        "dtcg-examples/adobe-spectrum",
        "dtcg-examples/apple-hig",
        "dtcg-examples/figma-sds",
        "dtcg-examples/github-primer",
        "dtcg-examples/ibm-carbon",
        "dtcg-examples/microsoft-fluent",
        "dtcg-examples/shopify-polaris",
        "open-props/open-props",
    ] {
        let path = packages.join(format!("{name}.resolver.json"));
        if !path.exists() {
            println!("skipped: no {name}");
            continue;
        }
        let document = published(&path);
        assert_eq!(document.skipped, [], "{name}");
        let modes: Vec<String> = document
            .modes
            .iter()
            .map(|mode| {
                format!(
                    "{} {}",
                    mode.name.as_deref().unwrap_or("-"),
                    mode.tokens.len()
                )
            })
            .collect();
        lines.push(format!("{name}: {}", modes.join(", ")));
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    dtcg-examples/adobe-spectrum: light / desktop 1579, light / mobile 1579, dark / desktop 1579, dark / mobile 1579
    dtcg-examples/apple-hig: light / xSmall 29, light / small 29, light / medium 29, light / large 29, light / xLarge 29, light / xxLarge 29, light / xxxLarge 29, light_ax / xSmall 29, light_ax / small 29, light_ax / medium 29, light_ax / large 29, light_ax / xLarge 29, light_ax / xxLarge 29, light_ax / xxxLarge 29, dark / xSmall 29, dark / small 29, dark / medium 29, dark / large 29, dark / xLarge 29, dark / xxLarge 29, dark / xxxLarge 29, dark_ax / xSmall 29, dark_ax / small 29, dark_ax / medium 29, dark_ax / large 29, dark_ax / xLarge 29, dark_ax / xxLarge 29, dark_ax / xxxLarge 29
    dtcg-examples/figma-sds: light 298, dark 298
    dtcg-examples/github-primer: light / default 1473, light / coarse 1474, light / fine 1474, light-hc / default 1473, light-hc / coarse 1474, light-hc / fine 1474, dark / default 1473, dark / coarse 1474, dark / fine 1474, dark-hc / default 1473, dark-hc / coarse 1474, dark-hc / fine 1474
    dtcg-examples/ibm-carbon: md 356, lg 356, xlg 356, max 356
    dtcg-examples/microsoft-fluent: default 179, inverted 179
    dtcg-examples/shopify-polaris: - 67
    open-props/open-props: - 441
    "#);
}

#[test]
fn resolved_values_are_those_of_another_tool() {
    let (Some(packages), Some(fixtures)) = (crate::packages(), crate::fixtures()) else {
        return;
    };
    let mut compared = 0;
    for name in [
        "figma-sds",
        "ibm-carbon",
        "microsoft-fluent",
        "shopify-polaris",
    ] {
        let golden = fixtures.join(format!("resolver-golden/{name}.golden.json"));
        let golden: Json = serde_json::from_slice(&std::fs::read(golden).unwrap()).unwrap();
        let document = published(&packages.join(format!("dtcg-examples/{name}.resolver.json")));
        let graph = stored(&document);
        let mut resolver = Resolver::new(&graph);
        let permutations = golden["permutations"].as_array().unwrap();
        assert_eq!(permutations.len(), document.modes.len(), "{name}");
        for (at, permutation) in graph.places().zip(permutations) {
            let contexts = permutation["input"].as_object().unwrap().values();
            let contexts: Vec<&str> = contexts.map(|context| context.as_str().unwrap()).collect();
            let mode = document.modes[at.mode].name.clone().unwrap_or_default();
            assert_eq!(mode, contexts.join(" / "), "{name}");
            let view = mode_view(&mut resolver, at, Missing::Omit);
            let tokens = permutation["tokens"].as_object().unwrap();
            assert_eq!(view.tokens.len(), tokens.len(), "{name} {mode}");
            for entry in &view.tokens {
                let token = entry.token.name.as_str();
                let theirs = &tokens[token];
                let place = format!("{name} {mode} {token}");
                let kind: TokenType = theirs["$type"].as_str().unwrap().parse().unwrap();
                let ours = entry.resolution.as_deref().unwrap();
                let value = match &theirs["$value"] {
                    Json::String(text) => text.clone(),
                    json => json.to_string(),
                };
                let css = |text: &str| Value::parse(kind, text).map(|value| value.to_css());
                assert_eq!(
                    (entry.token.kind, css(ours)),
                    (kind, css(&value)),
                    "{place}: {ours}"
                );
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 298 * 2 + 356 * 4 + 179 * 2 + 67);
}
