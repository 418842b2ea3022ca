//! Published design systems go in, and come out as code that other parsers understand.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod android;
mod css;
mod golden;
mod json;
mod other_files;
mod pairs;
mod source;
mod swift;
mod system;
mod systems;
mod words;

use std::collections::{BTreeMap, HashSet};

use serde_json::Value as Json;
use tokencraft_formats::export::{Format, Modes, Options, References, export};
use tokencraft_formats::import;
use tokencraft_tokens::graph::At;
use tokencraft_tokens::resolve::{Missing, ModeView, ViewToken};
use tokencraft_tokens::{Source, TokenType, Value, modifier};

use css::Block;
use system::Loaded;
use systems::SYSTEMS;

const MISSING: [Missing; 2] = [Missing::Omit, Missing::Inherit];

fn printed(format: Format, modes: Modes<'_>, references: References) -> String {
    let options = Options {
        references,
        strict: true,
        ..Options::default()
    };
    export(format, modes, &options).unwrap()
}

/// Every system's tokensets, once without and once with what modes inherit.
fn each_set(mut check: impl FnMut(&Loaded, usize, Missing, &[ModeView])) {
    for system in system::all() {
        for set in 0..system.sources.len() {
            for missing in MISSING {
                check(&system, set, missing, &system.views(set, missing));
            }
        }
    }
}

fn names(view: &ModeView) -> Vec<&str> {
    view.tokens
        .iter()
        .map(|entry| entry.token.name.as_str())
        .collect()
}

#[test]
fn every_source_token_is_taken_once_and_none_is_skipped() {
    let mut counted = Vec::new();
    for system in SYSTEMS {
        let mut of_system = (0, 0);
        for (_, modes) in system.sets {
            for file in modes.iter().flat_map(|(_, files)| *files) {
                let Some(text) = system::text(file) else {
                    return;
                };
                let json: Json = serde_json::from_slice(&text).unwrap();
                let expected = source::tokens(&json);
                let document = system::import(file, &text);
                assert_eq!(document.skipped, [], "{file}");
                let [mode] = document.modes.as_slice() else {
                    panic!("{file}")
                };
                let found: Vec<&str> = mode.tokens.iter().map(|t| t.name.as_str()).collect();
                let wanted: Vec<&str> = expected.iter().map(|t| t.name.as_str()).collect();
                assert_eq!(found, wanted, "{file}");
                of_system.0 += found.len();
                of_system.1 += document.warnings.len();
            }
        }
        counted.push(format!(
            "{}: {} tokens, {} warnings",
            system.name, of_system.0, of_system.1
        ));
    }
    insta::assert_snapshot!(counted.join("\n"), @r"
    figma-sds: 424 tokens, 1 warnings
    ibm-carbon: 416 tokens, 0 warnings
    microsoft-fluent: 282 tokens, 0 warnings
    shopify-polaris: 67 tokens, 0 warnings
    adobe-spectrum: 2771 tokens, 1 warnings
    apple-hig: 154 tokens, 17 warnings
    github-primer: 2028 tokens, 45 warnings
    carbon-themes: 1180 tokens, 81 warnings
    ");
}

#[test]
fn css_holds_exactly_what_the_sources_say() {
    each_set(|system, set, missing, views| {
        let modes: Vec<Vec<&str>> = views.iter().map(names).collect();
        for references in [References::Resolve, References::Keep] {
            let all = css::blocks(&printed(Format::Css, Modes::All(views), references));
            assert_eq!(all.len(), views.len());
            let of_all = css::names(&modes);
            for (mode, (view, (selector, block))) in views.iter().zip(&all).enumerate() {
                let at = At { set, mode };
                let names = names(view);
                assert_eq!(*selector, format!(":root[data-theme=\"{}\"]", view.slug));
                expect_block(system, at, missing, &names, &of_all, block);

                let one = css::blocks(&printed(Format::Css, Modes::One(view), references));
                let [(selector, block)] = one.as_slice() else {
                    panic!()
                };
                assert_eq!(selector, ":root");
                let of_one = css::names(&modes[mode..=mode]);
                expect_block(system, at, missing, &names, &of_one, block);
            }
        }
    });
}

fn expect_block(
    system: &Loaded,
    at: At,
    missing: Missing,
    tokens: &[&str],
    names: &BTreeMap<&str, String>,
    block: &Block,
) {
    let block = css::without_variables(block);
    let mut expected = Block::new();
    for token in tokens {
        let value = system.value(at, token, missing);
        let kind = system.kind(at, token);
        for (ending, words) in words::of_value(&kind, &value) {
            expected.insert(format!("{}{ending}", names[token]), words);
        }
    }
    let mode = &system.graph.mode(at).name;
    for (name, words) in &expected {
        assert_eq!(
            block.get(name),
            Some(words),
            "{} {mode}: --{name}",
            system.name
        );
    }
    let more: Vec<&String> = block
        .keys()
        .filter(|name| !expected.contains_key(*name))
        .collect();
    assert!(more.is_empty(), "{} {mode}: {more:?}", system.name);
}

#[test]
fn swift_holds_a_constant_for_each_token() {
    each_set(|system, set, missing, views| {
        for references in [References::Resolve, References::Keep] {
            let all = printed(Format::Ios, Modes::All(views), references);
            let all = swift::without_references(&swift::constants(&all));
            let mut all = all.into_iter();
            for (mode, view) in views.iter().enumerate() {
                let at = At { set, mode };
                let of_mode = all.by_ref().take(view.tokens.len()).collect::<Vec<_>>();
                expect_constants(system, at, missing, view, &of_mode, 3);

                let one = printed(Format::Ios, Modes::One(view), references);
                let one = swift::without_references(&swift::constants(&one));
                expect_constants(system, at, missing, view, &one, 2);
            }
            assert_eq!(all.next().map(|constant| constant.name), None);
        }
    });
}

fn expect_constants(
    system: &Loaded,
    at: At,
    missing: Missing,
    view: &ModeView,
    constants: &[swift::Constant],
    depth: usize,
) {
    // One enum for each type, in the order of types; in it, the order of names.
    let mut tokens: Vec<&ViewToken> = view.tokens.iter().collect();
    tokens.sort_by_key(|entry| entry.token.kind as usize);
    assert_eq!(
        constants.len(),
        tokens.len(),
        "{} {}",
        system.name,
        view.name
    );
    let mut seen = HashSet::new();
    for (entry, constant) in tokens.into_iter().zip(constants) {
        let name = entry.token.name.as_str();
        let what = format!("{} {}: {name}", system.name, view.name);
        assert_eq!(constant.enums.len(), depth, "{what}");
        assert!(
            seen.insert(&constant.name),
            "{what}: {} stands twice",
            constant.name
        );
        assert_reads_as(name, &constant.name);
        let value = system.value(at, name, missing);
        swift::expect(&what, &system.kind(at, name), &value, &constant.code);
    }
}

/// Whether an identifier is the name with its letters and digits in place.
fn assert_reads_as(name: &str, identifier: &str) {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    assert!(
        letters(identifier).starts_with(&letters(name)),
        "{name} became {identifier}"
    );
}

#[test]
fn android_holds_resources_for_each_token() {
    each_set(|system, set, missing, views| {
        for references in [References::Resolve, References::Keep] {
            let all = printed(Format::Android, Modes::All(views), references);
            let mut all = android::resources(&all).into_iter();
            for (mode, view) in views.iter().enumerate() {
                let at = At { set, mode };
                expect_resources(system, at, missing, view, &mut all);

                let one = printed(Format::Android, Modes::One(view), references);
                let mut one = android::resources(&one).into_iter();
                expect_resources(system, at, missing, view, &mut one);
                assert_eq!(one.next(), None);
            }
            assert_eq!(all.next(), None);
        }
    });
}

fn expect_resources(
    system: &Loaded,
    at: At,
    missing: Missing,
    view: &ModeView,
    resources: &mut impl Iterator<Item = (String, android::Resource)>,
) {
    for token in names(view) {
        let value = system.value(at, token, missing);
        for expected in android::of_value(&system.kind(at, token), &value) {
            let (name, resource) = resources.next().unwrap();
            assert_reads_as(token, &name);
            assert_eq!(resource, expected, "{} {}: {token}", system.name, view.name);
        }
    }
}

#[test]
fn json_says_what_the_sources_say() {
    each_set(|system, set, missing, views| {
        for references in [References::Resolve, References::Keep] {
            let all: Json =
                serde_json::from_str(&printed(Format::Json, Modes::All(views), references))
                    .unwrap();
            let modes = all["$modes"].as_object().unwrap();
            assert_eq!(modes.len(), views.len());
            for (mode, view) in views.iter().enumerate() {
                let at = At { set, mode };
                let one = printed(Format::Json, Modes::One(view), references);
                let one: Json = serde_json::from_str(&one).unwrap();
                assert_eq!(one, modes[&view.slug]);
                expect_members(system, at, missing, view, references, &one);
            }
        }
    });
}

fn expect_members(
    system: &Loaded,
    at: At,
    missing: Missing,
    view: &ModeView,
    references: References,
    document: &Json,
) {
    let tokens = json::tokens(document);
    assert_eq!(tokens.len(), view.tokens.len());
    for name in names(view) {
        let what = format!("{} {}: {name}", system.name, view.name);
        let (token, source) = (tokens[name], system.token(at, name));
        let text = token["value"].as_str().unwrap();
        match references {
            References::Keep => assert!(json::says(text, &source.value), "{what}: {text}"),
            // A text that names lengths holds their JSON.
            References::Resolve if system::alpha_modifier(source).is_some() => {
                let value = system.value(at, name, missing);
                let Ok(Value::Color(color)) = Value::parse(TokenType::Color, text) else {
                    panic!("{what}: {text}");
                };
                let wanted = words::rgba(&value);
                let found = color.to_rgba8().map(f64::from);
                for part in 0..3 {
                    assert!((found[part] - wanted[part]).abs() <= 1.0, "{what}: {text}");
                }
                assert!(
                    (color.alpha.unwrap() - wanted[3]).abs() < 0.001,
                    "{what}: {text}"
                );
            }
            References::Resolve if text.contains("{\"value\"") && !text.starts_with('{') => {}
            References::Resolve => {
                assert!(
                    json::says(text, &system.value(at, name, missing)),
                    "{what}: {text}"
                );
            }
        }
        assert_eq!(
            token.get("description").and_then(Json::as_str),
            source.description.as_deref()
        );
        assert_eq!(
            token.get("$deprecated"),
            source.deprecated.as_ref(),
            "{what}"
        );
        let kept = token.get("$extensions").and_then(Json::as_object);
        for (name, extension) in source
            .extensions
            .iter()
            .filter_map(Json::as_object)
            .flatten()
        {
            // The resolved value is modified already.
            let extension = match extension.get("alphaModifier") {
                Some(alpha) if references == References::Resolve => {
                    &serde_json::json!({"alphaModified": alpha})
                }
                _ => extension,
            };
            assert_eq!(
                kept.and_then(|kept| kept.get(name)),
                Some(extension),
                "{what}"
            );
        }
        let kind = system.kind(at, name);
        match token["type"].as_str().unwrap() {
            // What no type of ours can hold keeps its type beside it.
            "string" if kind != "string" => {
                assert_eq!(
                    token["$extensions"]["dev.tokencraft"]["type"], kind,
                    "{what}"
                );
            }
            found => assert_eq!(found, kind, "{what}"),
        }
    }
}

#[test]
fn our_json_comes_back_as_the_same_tokens() {
    each_set(|system, _, _, views| {
        let keep = printed(Format::Json, Modes::All(views), References::Keep);
        let resolve = printed(Format::Json, Modes::All(views), References::Resolve);
        let [kept, resolved] = [keep, resolve].map(|text| {
            let document = system::import(system.name, text.as_bytes());
            assert_eq!(document.format, import::Format::Tokencraft);
            assert_eq!(document.skipped, []);
            document.modes
        });
        assert_eq!((kept.len(), resolved.len()), (views.len(), views.len()));
        for ((view, kept), resolved) in views.iter().zip(kept).zip(resolved) {
            assert_eq!(kept.name.as_deref(), Some(view.slug.as_str()));
            assert_eq!(
                (kept.tokens.len(), resolved.tokens.len()),
                (view.tokens.len(), view.tokens.len())
            );
            for ((entry, kept), resolved) in
                view.tokens.iter().zip(kept.tokens).zip(resolved.tokens)
            {
                let token = &entry.token;
                assert_eq!(system::stored(kept, token.key), **token, "{}", system.name);
                let text = entry.resolution.as_ref().unwrap();
                assert_eq!(
                    resolved.source,
                    Source::Plain(text.clone()),
                    "{}",
                    system.name
                );
                assert_eq!((&resolved.name, resolved.kind), (&token.name, token.kind));
                assert_eq!(resolved.description, token.description);
                let done = token.extensions.as_deref().map(modifier::done);
                assert_eq!(resolved.extensions.as_deref(), done.as_deref());
                assert_eq!(resolved.deprecated, token.deprecated);
            }
        }
    });
}

#[test]
fn descriptions_stand_above_their_tokens() {
    let mut described = 0;
    each_set(|system, set, missing, views| {
        for (format, mark, end) in [
            (Format::Css, "/* ", " */"),
            (Format::Ios, "/// ", ""),
            (Format::Android, "<!-- ", " -->"),
        ] {
            for (mode, view) in views.iter().enumerate() {
                let text = printed(format, Modes::One(view), References::Resolve);
                let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
                for line in text.lines() {
                    *lines.entry(line.trim()).or_default() += 1;
                }
                let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
                for name in names(view) {
                    let at = At { set, mode };
                    if let Some(text) = &system.token(at, name).description {
                        *wanted.entry(format!("{mark}{text}{end}")).or_default() += 1;
                        described += usize::from(missing == Missing::Omit);
                    }
                }
                for (line, count) in wanted {
                    let found = lines.get(line.as_str()).copied().unwrap_or_default();
                    assert_eq!(found, count, "{}: {line}", system.name);
                }
            }
        }
    });
    assert!(described == 0 || described > 3000, "{described}");
}
