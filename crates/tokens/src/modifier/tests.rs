use std::fmt::Write as _;
use std::sync::Arc;

use insta::assert_snapshot;

use super::*;
use crate::fixture::{find, graph};
use crate::graph::{Graph, Token};
use crate::resolve::Resolver;

/// The graph with `$extensions` given to one token.
fn with(graph: &mut Graph, path: &str, extensions: &str) {
    let (at, key) = find(graph, path);
    let token = Token {
        extensions: Some(extensions.into()),
        ..Token::clone(graph.mode(at).by_key(key).unwrap())
    };
    graph.mode_mut(at).put(Arc::new(token));
}

fn resolved(graph: &Graph, path: &str) -> String {
    let (at, key) = find(graph, path);
    let token = graph.mode(at).by_key(key).unwrap();
    match Resolver::new(graph).resolve(at, token) {
        Ok(text) => text.to_string(),
        Err(broken) => broken.to_string(),
    }
}

fn modified(color: &str, modify: &str) -> String {
    let mut graph = graph(&format!("[S/M]\na color {color}"));
    with(
        &mut graph,
        "S/M/a",
        &format!(r#"{{"studio.tokens":{{"modify":{modify}}}}}"#),
    );
    resolved(&graph, "S/M/a")
}

#[test]
fn each_modifier_works_in_its_space() {
    let mut table = String::new();
    for space in ["srgb", "p3", "hsl", "lch"] {
        for (does, rest) in [
            ("lighten", ""),
            ("darken", ""),
            ("mix", r##","color":"#00f""##),
            ("alpha", ""),
        ] {
            let modify = format!(r#"{{"type":"{does}","value":"0.25","space":"{space}"{rest}}}"#);
            writeln!(table, "{does} in {space}: {}", modified("#c0392b", &modify)).unwrap();
        }
    }
    assert_snapshot!(table);
}

#[test]
fn an_alias_is_modified_and_follows_its_target() {
    let mut graph = graph(
        "[S/M]
         base color #8d8d8d
         faint color {base}
         fainter color {faint}
         amount number 0.5",
    );
    with(
        &mut graph,
        "S/M/faint",
        r#"{"org.carbon":{"alphaModifier":0.12}}"#,
    );
    assert_eq!(resolved(&graph, "S/M/faint"), "rgb(141 141 141 / 0.12)");
    assert_eq!(resolved(&graph, "S/M/fainter"), "rgb(141 141 141 / 0.12)");
    let modify = r#"{"studio.tokens":{"modify":{"type":"mix","value":"{amount} / 2","color":"{base}","space":"srgb"}}}"#;
    with(&mut graph, "S/M/fainter", modify);
    assert_eq!(resolved(&graph, "S/M/fainter"), "rgb(141 141 141 / 0.34)");
    let (at, key) = find(&graph, "S/M/fainter");
    let names = graph.mode(at).by_key(key).unwrap().references();
    assert_eq!(
        names.iter().map(TokenName::as_str).collect::<Vec<_>>(),
        ["faint", "amount", "base"]
    );
}

#[test]
fn a_broken_reference_of_a_modifier_breaks_the_token() {
    let mut graph = graph("[S/M]\na color #fff\nb color {a}");
    let modify = r#"{"studio.tokens":{"modify":{"type":"alpha","value":"{gone}"}}}"#;
    with(&mut graph, "S/M/a", modify);
    assert_eq!(resolved(&graph, "S/M/b"), "Alias target not found: gone");
    let circle = r#"{"studio.tokens":{"modify":{"type":"mix","value":1,"color":"{b}"}}}"#;
    with(&mut graph, "S/M/a", circle);
    assert_eq!(resolved(&graph, "S/M/b"), "Alias cycle: b → a → b");
}

#[test]
fn what_is_no_colour_or_no_known_modifier_stays() {
    assert_eq!(modified("#fff", r#"{"type":"spin","value":"1"}"#), "#fff");
    assert_eq!(
        modified("#fff", r#"{"type":"alpha","value":"much"}"#),
        "#fff"
    );
    assert_eq!(modified("#fff", r#"{"type":"mix","value":"0.5"}"#), "#fff");
    assert_eq!(
        modified("#fff", r#"{"type":"alpha","value":"0.5","space":"cmyk"}"#),
        "#fff"
    );
    assert_eq!(
        modified("currentcolor", r#"{"type":"alpha","value":"0.5"}"#),
        "currentcolor"
    );
    assert_eq!(
        modified("#fff", r#"{"type":"alpha","value":"50%"}"#),
        "rgb(255 255 255 / 0.5)"
    );
    assert_eq!(modified("#fff", r#"{"type":"alpha","value":7}"#), "#fff");
}

#[test]
fn a_rename_follows_into_the_modifier_and_nowhere_else() {
    let text =
        r#"{ "x":"{a}", "studio.tokens": {"modify" :{"type":"mix","value":"{a}","color":"{b}"}} }"#;
    let new = rename(text, |name| {
        (name.as_str() == "a").then(|| TokenName::parse("c.d").unwrap())
    });
    assert_eq!(
        new.unwrap(),
        r#"{ "x":"{a}", "studio.tokens": {"modify" :{"type":"mix","value":"{c.d}","color":"{b}"}} }"#
    );
    let carbon = r#"{"org.carbon":{"alphaModifier":"{a}"}}"#;
    let new = rename(carbon, |_| Some(TokenName::parse("b").unwrap()));
    assert_eq!(new.unwrap(), r#"{"org.carbon":{"alphaModifier":"{b}"}}"#);
    assert_eq!(
        rename(r#"{"y":"modify {a}"}"#, |_| Some(
            TokenName::parse("b").unwrap()
        )),
        None
    );
}

#[test]
fn a_modifier_that_is_done_is_not_done_again() {
    let text = r#"{"z":"modify","studio.tokens":{"modify":{"type":"lighten","value":"0.1"}}}"#;
    let done = done(text);
    assert_eq!(
        done,
        r#"{"z":"modify","studio.tokens":{"modified":{"type":"lighten","value":"0.1"}}}"#
    );
    assert_eq!(Modifier::read(&done), None);
    assert_eq!(super::done(r#"{"z":1}"#), r#"{"z":1}"#);
}
