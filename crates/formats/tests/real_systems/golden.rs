//! Values that another tool has worked out: each permutation of a resolver document, flattened and
//! resolved.

use std::fs;
use std::sync::Arc;

use serde_json::Value as Json;
use tokencraft_formats::export::{Format, Modes, References};
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Tokenset};
use tokencraft_tokens::resolve::{Missing, Resolver, mode_view};

use super::{css, printed, source, system, words};

/// The files that a system's resolver document takes for an input, in its order.
fn files(resolver: &Json, input: &Json) -> Vec<String> {
    let target = |reference: &Json| reference["$ref"].as_str().unwrap().to_owned();
    let mut files = Vec::new();
    for step in resolver["resolutionOrder"].as_array().unwrap() {
        let step = target(step);
        let (kind, name) = step.strip_prefix("#/").unwrap().split_once('/').unwrap();
        let part = &resolver[kind][name];
        let sources = match kind {
            "sets" => &part["sources"],
            _ => &part["contexts"][input[name].as_str().unwrap()],
        };
        let path = |source: &Json| target(source).replacen("./", "dtcg-examples/", 1);
        files.extend(sources.as_array().unwrap().iter().map(path));
    }
    files
}

/// One mode of all the files' tokens; a later file's take an earlier one's place.
pub(super) fn merged(files: &[String]) -> Option<Graph> {
    let mut mode = Mode::new(Key(1), "Base", true);
    let mut next = 1;
    for file in files {
        let text = system::text(file)?;
        for imported in system::import(file, &text)
            .modes
            .into_iter()
            .flat_map(|m| m.tokens)
        {
            let old = mode.get(imported.name.as_str()).map(|token| token.key);
            next += 1;
            mode.put(Arc::new(system::stored(imported, old.unwrap_or(Key(next)))));
        }
    }
    let set = Tokenset {
        key: Key(0),
        name: Arc::from("Merged"),
        modes: vec![Arc::new(mode)],
    };
    Some(Graph {
        sets: vec![Arc::new(set)],
    })
}

#[test]
fn resolved_values_are_those_of_another_tool() {
    let Some(fixtures) = source::fixtures() else {
        return;
    };
    let mut compared = Vec::new();
    for name in [
        "figma-sds",
        "ibm-carbon",
        "microsoft-fluent",
        "shopify-polaris",
    ] {
        let golden = fixtures.join(format!("resolver-golden/{name}.golden.json"));
        let golden: Json = serde_json::from_slice(&fs::read(golden).unwrap()).unwrap();
        let Some(resolver) = system::text(&format!("dtcg-examples/{name}.resolver.json")) else {
            return;
        };
        let resolver: Json = serde_json::from_slice(&resolver).unwrap();
        for permutation in golden["permutations"].as_array().unwrap() {
            let files = files(&resolver, &permutation["input"]);
            let Some(graph) = merged(&files) else { return };
            let at = At { set: 0, mode: 0 };
            let view = mode_view(&mut Resolver::new(&graph), at, Missing::Omit);
            let expected = permutation["tokens"].as_object().unwrap();
            let found: Vec<&str> = super::names(&view);
            assert_eq!(found.len(), expected.len(), "{name}");

            let printed = printed(Format::Css, Modes::One(&view), References::Resolve);
            let [(_, block)] = css::blocks(&printed).try_into().unwrap();
            let names = css::names(&[found]);
            for (token, golden) in expected {
                let kind = golden["$type"].as_str().unwrap();
                for (ending, words) in words::of_value(kind, &golden["$value"]) {
                    let property = format!("{}{ending}", names[token.as_str()]);
                    assert_eq!(block.get(&property), Some(&words), "{name}: {token}");
                }
                let stored = graph.mode(at).get(token).unwrap();
                assert_eq!(stored.kind.as_str(), kind, "{name}: {token}");
                let target = golden["aliasChain"][0].as_str();
                let alias: Vec<String> = stored
                    .references()
                    .iter()
                    .map(ToString::to_string)
                    .collect();
                if target.is_some() {
                    assert_eq!(alias.first().map(String::as_str), target, "{name}: {token}");
                }
            }
            compared.push(format!(
                "{name} {}: {}",
                permutation["input"],
                expected.len()
            ));
        }
    }
    insta::assert_snapshot!(compared.join("\n"), @r#"
    figma-sds {"theme":"light"}: 298
    figma-sds {"theme":"dark"}: 298
    ibm-carbon {"breakpoint":"md"}: 356
    ibm-carbon {"breakpoint":"lg"}: 356
    ibm-carbon {"breakpoint":"xlg"}: 356
    ibm-carbon {"breakpoint":"max"}: 356
    microsoft-fluent {"theme":"default"}: 179
    microsoft-fluent {"theme":"inverted"}: 179
    shopify-polaris {}: 67
    "#);
}
