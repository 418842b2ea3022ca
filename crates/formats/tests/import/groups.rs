//! What groups say about themselves is kept, and comes back.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use tokencraft_formats::export::{self, Modes, References};
use tokencraft_formats::import::{Document, Format, Options, import};
use tokencraft_tokens::graph::{At, Graph};
use tokencraft_tokens::resolve::ModeView;
use tokencraft_tokens::{Deprecated, Group, Groups};

use crate::resolver::stored;
use crate::round_trip::{graph, names, tokens, views};
use crate::schema::Schemas;
use crate::{read_as, show};

fn group() -> impl Strategy<Value = Group> {
    let description = prop::option::of("\\PC{0,12}|\\*/ \"\n");
    let extensions = prop::option::of(prop::sample::select(vec![
        "{}",
        r#"{"org.example":{"a":true,"b":[1.5,null,"é\n"]}}"#,
        r#"{"dev.tokencraft":{"other":1},"x":{}}"#,
    ]));
    let deprecated = prop::option::of(prop_oneof![
        any::<bool>().prop_map(Deprecated::Flag),
        Just(Deprecated::Reason("gone".into())),
    ]);
    (description, extensions, deprecated).prop_map(|(description, extensions, deprecated)| Group {
        description: description.map(Into::into),
        extensions: extensions.map(Into::into),
        deprecated,
    })
}

fn groups() -> impl Strategy<Value = Groups> {
    let path = prop_oneof![1 => Just(String::new()), 9 => names()];
    prop::collection::btree_map(path, group(), 0..8).prop_map(|groups| {
        let groups = groups.into_iter();
        groups
            .map(|(path, group)| (Arc::from(path), group))
            .collect()
    })
}

type Said = BTreeMap<String, (Option<Arc<str>>, Json, Option<Deprecated>)>;

/// What the groups of a view's whole tokens say. Empty `$extensions` say nothing.
fn said(view: &ModeView) -> Said {
    let is_around = |path: &str, name: &str| {
        let rest = name.strip_prefix(path);
        path.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let holds_a_token = |path: &str| {
        let mut whole = view.tokens.iter().filter(|entry| entry.resolution.is_ok());
        path.is_empty() || whole.any(|entry| is_around(path, entry.token.name.as_str()))
    };
    let groups = view.groups.iter().filter(|(path, _)| holds_a_token(path));
    let said = groups.map(|(path, group)| {
        let extensions = group.extensions.as_deref().unwrap_or("{}");
        let extensions = serde_json::from_str(extensions).unwrap();
        let said = (
            group.description.clone(),
            extensions,
            group.deprecated.clone(),
        );
        (path.to_string(), said)
    });
    said.filter(|(_, said)| *said != (None, json!({}), None))
        .collect()
}

/// Names, and whether they are deprecated: where a group is, `dtcg` says of a token that it is not.
fn deprecated(view: &ModeView) -> Vec<(String, Option<Deprecated>)> {
    let tokens = view.tokens.iter().map(|entry| {
        let deprecated = entry.token.deprecated.clone();
        let deprecated = deprecated.filter(|d| *d != Deprecated::Flag(false));
        (entry.token.name.to_string(), deprecated)
    });
    tokens.collect()
}

fn exported(format: export::Format, modes: Modes<'_>) -> String {
    let options = export::Options {
        references: References::Keep,
        ..export::Options::default()
    };
    export::export(format, modes, &options).unwrap()
}

fn read(format: Format, text: &str) -> Document {
    let options = Options {
        format: Some(format),
        strict: true,
    };
    import(text.as_bytes(), &options).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn comes_back(before: &[ModeView], text: &str, read: &Document) -> Vec<ModeView> {
    let after = views(&stored(read));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(said(before), said(after), "{text}");
        assert_eq!(deprecated(before), deprecated(after), "{text}");
    }
    after
}

fn one(graph: &Graph) -> Vec<ModeView> {
    views(graph).drain(..1).collect()
}

proptest! {
    #[test]
    fn groups_come_back(
        light in tokens(), dark in tokens(), of_light in groups(), of_dark in groups()
    ) {
        let Some(schemas) = Schemas::get() else { return Ok(()) };
        let mut graph = graph(vec![("Light", light), ("High Contrast", dark)]);
        graph.mode_mut(At { set: 0, mode: 0 }).groups = of_light;
        graph.mode_mut(At { set: 0, mode: 1 }).groups = of_dark;
        let (first, all) = (one(&graph), views(&graph));

        let text = exported(export::Format::Json, Modes::One(&first[0]));
        let after = comes_back(&first, &text, &read(Format::Tokencraft, &text));
        prop_assert_eq!(exported(export::Format::Json, Modes::One(&after[0])), text);

        let text = exported(export::Format::Json, Modes::All(&all));
        comes_back(&all, &text, &read(Format::Tokencraft, &text));

        let text = exported(export::Format::Dtcg, Modes::One(&first[0]));
        schemas.check_format(&text);
        let after = comes_back(&first, &text, &read(Format::Dtcg, &text));
        prop_assert_eq!(exported(export::Format::Dtcg, Modes::One(&after[0])), text);

        let text = exported(export::Format::Dtcg, Modes::All(&all));
        schemas.check_resolver(&text);
        let after = comes_back(&all, &text, &read(Format::DtcgResolver, &text));
        prop_assert_eq!(exported(export::Format::Dtcg, Modes::All(&after)), text);
    }
}

/// A document with everything that groups may say, and tokens of the standard and not.
const SOURCE: &str = r##"{
  "$description": "Acme",
  "$extensions": {"org.example": {"x": 1}},
  "colors": {
    "$type": "color",
    "$description": "All of them",
    "$extensions": {"com.figma": {"hidden": true}},
    "brand": {
      "$deprecated": "use colors.accent",
      "$root": {"$value": "#00f"},
      "light": {"$value": "#88f", "$deprecated": false}
    }
  },
  "words": {"$description": "Not of the standard", "hello": {"$type": "string", "$value": "Hi"}},
  "empty": {"$description": "Nothing in it"}
}"##;

#[test]
fn a_document_of_the_standard_gives_its_groups_back() {
    let document = read_as(Format::Dtcg, SOURCE);
    let view = one(&stored(&document)).remove(0);
    insta::assert_snapshot!(exported(export::Format::Dtcg, Modes::One(&view)), @r##"
    {
      "$schema": "https://www.designtokens.org/schemas/2025.10/format.json",
      "$description": "Acme",
      "colors": {
        "$description": "All of them",
        "$extensions": {"com.figma":{"hidden":true}},
        "brand": {
          "$deprecated": "use colors.accent",
          "$root": {
            "$value": {"colorSpace": "srgb", "components": [0, 0, 1], "hex": "#0000ff"},
            "$type": "color",
            "$deprecated": "use colors.accent"
          },
          "light": {
            "$value": {"colorSpace": "srgb", "components": [0.5333333333, 0.5333333333, 1], "hex": "#8888ff"},
            "$type": "color",
            "$deprecated": false
          }
        }
      },
      "words": {
        "$description": "Not of the standard"
      },
      "$extensions": {
        "org.example": {"x": 1},
        "dev.tokencraft": {
          "tokens": {
            "words.hello": {
              "value": "Hi",
              "type": "string"
            }
          }
        }
      }
    }
    "##);
    insta::assert_snapshot!(exported(export::Format::Json, Modes::One(&view)), @r##"
    {
      "$description": "Acme",
      "colors": {
        "$description": "All of them",
        "$extensions": {"com.figma":{"hidden":true}},
        "brand": {
          "$deprecated": "use colors.accent",
          "$root": {
            "value": "#00f",
            "type": "color",
            "$deprecated": "use colors.accent"
          },
          "light": {
            "value": "#88f",
            "type": "color",
            "$deprecated": false
          }
        }
      },
      "words": {
        "$description": "Not of the standard",
        "hello": {
          "value": "Hi",
          "type": "string"
        }
      },
      "$extensions": {"org.example":{"x":1}}
    }
    "##);
    // A prefix is a group of its own, about which nothing is said.
    let options = export::Options {
        prefix: "acme".into(),
        ..export::Options::default()
    };
    let moved = export::export(export::Format::Json, Modes::One(&view), &options).unwrap();
    let moved = read(Format::Tokencraft, &moved);
    let paths: Vec<&str> = moved.modes[0].groups.iter().map(|g| &*g.path).collect();
    assert_eq!(
        paths,
        ["", "acme.colors", "acme.colors.brand", "acme.words"]
    );
}

#[test]
fn a_token_that_a_deprecated_group_gets_later_is_not_deprecated() {
    let text = r#"{"a": {"$deprecated": true, "b": {"$type": "number", "$value": 1}}}"#;
    let mut graph = stored(&read_as(Format::Dtcg, text));
    let at = At { set: 0, mode: 0 };
    let mut token = (**graph.mode(at).get("a.b").unwrap()).clone();
    token.deprecated = None;
    graph.mode_mut(at).put(token.into());
    let view = one(&graph).remove(0);
    let text = exported(export::Format::Dtcg, Modes::One(&view));
    let json: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(json["a"]["b"]["$deprecated"], false);
}

#[test]
fn an_export_of_what_is_broken_keeps_the_root_s_own_extensions() {
    let text = r#"{"$extensions": {"x": 1, "dev.tokencraft": {"y": 2, "omitted": [], "tokens": {}}},
        "a": {"$type": "color", "$value": "{nowhere}"}}"#;
    let view = one(&stored(&read_as(Format::Dtcg, text))).remove(0);
    for format in [export::Format::Dtcg, export::Format::Json] {
        let text = exported(format, Modes::One(&view));
        let json: Json = serde_json::from_str(&text).unwrap();
        let extensions = &json["$extensions"];
        assert_eq!(
            (&extensions["x"], &extensions["dev.tokencraft"]["y"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(extensions["dev.tokencraft"]["omitted"][0]["name"], "a");
        let again = match format {
            export::Format::Dtcg => read(Format::Dtcg, &text),
            _ => read(Format::Tokencraft, &text),
        };
        let kept = again.modes[0].groups().get("").unwrap().extensions.clone();
        let kept: Json = serde_json::from_str(&kept.unwrap()).unwrap();
        assert_eq!(kept, json!({"x": 1, "dev.tokencraft": {"y": 2}}));
    }
}

#[test]
fn the_last_word_about_a_group_counts() {
    let document = read_as(
        Format::TokensStudio,
        r#"{"$themes": [], "$metadata": {"tokenSetOrder": ["a", "b"]},
            "a": {"g": {"$description": "old", "$extensions": {"x": 1}, "t": {"$type": "sizing", "$value": "1px"}}},
            "b": {"g": {"$description": "new", "u": {"$type": "sizing", "$value": "1px"}}, "$bad": {},
                  "{}": {"$description": "no name"}}}"#,
    );
    let groups = document.modes[0].groups();
    let g = groups.get("g").unwrap();
    assert_eq!(
        (g.description.as_deref(), g.extensions.as_deref()),
        (Some("new"), Some(r#"{"x":1}"#)),
        "{}",
        show(&document)
    );
    assert_eq!(groups.len(), 1);
}

#[test]
fn a_long_word_about_a_group_is_not_inherited_without_end() {
    let long = "x".repeat(1_000_000);
    let heirs: Vec<String> = (0..5_000)
        .map(|n| format!(r#""h{n}": {{"$extends": "{{base}}"}}"#))
        .collect();
    let text = format!(
        r#"{{"base": {{"$description": "{long}", "t": {{"$type": "number", "$value": 1}}}}, {}}}"#,
        heirs.join(",")
    );
    let refused = import(text.as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(refused.message, "Groups that extend others copy too much");
}
