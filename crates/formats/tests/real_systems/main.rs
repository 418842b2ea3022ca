//! Published design systems go in, and come out as code that other parsers understand.

mod css;
mod source;
mod system;
mod words;

use std::collections::BTreeMap;

use serde_json::Value as Json;
use tokencraft_formats::export::{Format, Modes, Options, References, export};
use tokencraft_tokens::graph::At;
use tokencraft_tokens::resolve::{Missing, ModeView};

use css::Block;
use system::{Loaded, SYSTEMS};

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
    view.tokens.iter().map(|entry| entry.token.name.as_str()).collect()
}

#[test]
fn every_source_token_is_taken_once_and_none_is_skipped() {
    let mut counted = Vec::new();
    for system in SYSTEMS {
        let mut of_system = (0, 0);
        for (_, modes) in system.sets {
            for file in modes.iter().flat_map(|(_, files)| *files) {
                let Some(text) = system::text(file) else { return };
                let json: Json = serde_json::from_slice(&text).unwrap();
                let expected = source::tokens(&json);
                let document = system::import(file, &text);
                assert_eq!(document.skipped, [], "{file}");
                let [mode] = document.modes.as_slice() else { panic!("{file}") };
                let found: Vec<&str> = mode.tokens.iter().map(|t| t.name.as_str()).collect();
                let wanted: Vec<&str> = expected.iter().map(|t| t.name.as_str()).collect();
                assert_eq!(found, wanted, "{file}");
                of_system.0 += found.len();
                of_system.1 += document.warnings.len();
            }
        }
        counted.push(format!("{}: {} tokens, {} warnings", system.name, of_system.0, of_system.1));
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
                let [(selector, block)] = one.as_slice() else { panic!() };
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
        assert_eq!(block.get(name), Some(words), "{} {mode}: --{name}", system.name);
    }
    let more: Vec<&String> = block.keys().filter(|name| !expected.contains_key(*name)).collect();
    assert!(more.is_empty(), "{} {mode}: {more:?}", system.name);
}
