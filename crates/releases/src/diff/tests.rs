use std::sync::Arc;

use proptest::prelude::*;
use tokencraft_tokens::graph::{At, Graph, Group, Key, Source, Token, Tokenset};
use tokencraft_tokens::{Deprecated, TokenName, TokenType};

use super::*;
use crate::fixture::{any_graph, graph, take_all, token};
use crate::{Selection, bump, take};

const BASE: &str = "
    [Core/Light]
    blue color #00f
    gap dimension 4px
    link color {blue}
    edge border 1px solid {link}
    [Core/Dark]
    blue color #88f
    link color {blue}";

/// One line for each difference.
fn shown(changes: &[Change]) -> String {
    let lines = changes.iter().map(|change| {
        let mut line = format!("{} {}", change.kind.as_str(), change.tokenset);
        for part in [&change.mode, &change.name] {
            line += &part
                .as_ref()
                .map_or(String::new(), |name| format!("/{name}"));
        }
        for (before, word) in [
            (": ", change.r#type.map(|kind| kind.to_string())),
            (" ", change.part.map(|part| part.as_str().to_owned())),
            (" ", (!change.direct).then(|| "indirect".to_owned())),
            (" from ", change.from.as_ref().map(json)),
            (" to ", change.to.as_ref().map(json)),
            (" old ", change.old.as_ref().map(json)),
            (" new ", change.new.as_ref().map(json)),
        ] {
            line += &word.map_or(String::new(), |word| before.to_owned() + &word);
        }
        line
    });
    let bump = bump(changes).map_or("none", |bump| bump.as_str());
    lines
        .chain([format!("→ {bump}")])
        .collect::<Vec<_>>()
        .join("\n")
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn between(old: &Graph, new: &Graph) -> String {
    shown(&diff(&take_all(old).snapshot, &take_all(new).snapshot))
}

/// The differences that an edit makes.
fn after(edit: impl FnOnce(&mut Graph)) -> String {
    let before = graph(BASE);
    let mut new = before.clone();
    edit(&mut new);
    between(&before, &new)
}

const LIGHT: At = At { set: 0, mode: 0 };

fn edit_token(graph: &mut Graph, name: &str, edit: impl FnOnce(&mut Token)) {
    let mode = graph.mode_mut(LIGHT);
    let mut token = Token::clone(mode.get(name).unwrap());
    edit(&mut token);
    mode.put(Arc::new(token));
}

fn edit_set(graph: &mut Graph, edit: impl FnOnce(&mut Tokenset)) {
    edit(Arc::make_mut(&mut graph.sets[0]));
}

fn name(text: &str) -> TokenName {
    TokenName::parse(text).unwrap()
}

#[test]
fn a_changed_value_is_told_with_every_token_that_shows_it() {
    let changed = after(|g| edit_token(g, "blue", |t| t.source = Source::Plain("#00e".into())));
    insta::assert_snapshot!(changed, @r##"
    changed Core/Light/blue: color from "#00f" to "#00e" old "#00f" new "#00e"
    changed Core/Light/edge: border indirect from "1px solid {link}" to "1px solid {link}" old "1px solid #00f" new "1px solid #00e"
    changed Core/Light/link: color indirect from "{blue}" to "{blue}" old "#00f" new "#00e"
    → patch
    "##);
}

#[test]
fn each_kind_of_difference_is_told_and_raises_its_number() {
    type Edit = fn(&mut Graph);
    let edits: [(&str, Edit); 21] = [
        ("nothing", |_| {}),
        ("removed", |g| {
            let key = g.mode(LIGHT).get("gap").unwrap().key;
            g.mode_mut(LIGHT).remove(key);
        }),
        ("removed with dependants", |g| {
            let key = g.mode(LIGHT).get("blue").unwrap().key;
            g.mode_mut(LIGHT).remove(key);
        }),
        ("added", |g| {
            g.mode_mut(LIGHT)
                .put(token(90, "red", TokenType::Color, "red"));
        }),
        ("added broken", |g| {
            g.mode_mut(LIGHT)
                .put(token(90, "red", TokenType::Color, "{rot}"));
        }),
        ("renamed", |g| {
            edit_token(g, "gap", |t| t.name = name("space"));
        }),
        ("renamed with references", |g| {
            edit_token(g, "blue", |t| t.name = name("azure"));
            edit_token(g, "link", |t| t.source = Source::Alias(name("azure")));
        }),
        ("renamed and changed", |g| {
            edit_token(g, "gap", |t| {
                t.name = name("space");
                t.source = Source::Plain("5px".into());
            });
        }),
        ("made anew under another name", |g| {
            let key = g.mode(LIGHT).get("gap").unwrap().key;
            g.mode_mut(LIGHT).remove(key);
            g.mode_mut(LIGHT)
                .put(token(90, "space.gap", TokenType::Dimension, "4px"));
        }),
        ("made anew under the same name", |g| {
            let key = g.mode(LIGHT).get("gap").unwrap().key;
            g.mode_mut(LIGHT).remove(key);
            g.mode_mut(LIGHT)
                .put(token(90, "gap", TokenType::Dimension, "4px"));
        }),
        ("retyped", |g| {
            edit_token(g, "gap", |t| t.kind = TokenType::FontSize);
        }),
        ("retyped with another value", |g| {
            edit_token(g, "gap", |t| {
                t.kind = TokenType::Number;
                t.source = Source::Plain("4".into());
            });
        }),
        ("another text", |g| {
            edit_token(g, "blue", |t| t.source = Source::Plain("blue".into()));
        }),
        ("an alias instead of a value", |g| {
            g.mode_mut(LIGHT)
                .put(token(90, "gap.1", TokenType::Dimension, "4px"));
            edit_token(g, "gap", |t| t.source = Source::Alias(name("gap.1")));
        }),
        ("said", |g| {
            edit_token(g, "gap", |t| {
                t.description = Some("Space".into());
                t.extensions = Some("{}".into());
                t.deprecated = Some(Deprecated::Flag(true));
            });
            g.mode_mut(LIGHT).groups.insert(
                "a.b".into(),
                Group {
                    description: Some("All".into()),
                    ..Group::default()
                },
            );
        }),
        ("deprecated for a reason", |g| {
            edit_token(g, "gap", |t| {
                t.deprecated = Some(Deprecated::Reason("use space".into()));
            });
        }),
        ("a modifier", |g| {
            edit_token(g, "blue", |t| {
                t.extensions = Some(r#"{"org.carbon":{"alphaModifier":0.5}}"#.into());
            });
        }),
        ("tokenset renamed", |g| {
            edit_set(g, |s| s.name = "Base".into());
        }),
        ("mode renamed", |g| g.mode_mut(LIGHT).name = "Day".into()),
        ("mode removed", |g| edit_set(g, |s| drop(s.modes.pop()))),
        ("modes in another order, another default", |g| {
            edit_set(g, |s| {
                s.modes.swap(0, 1);
                for mode in &mut s.modes {
                    let mode = Arc::make_mut(mode);
                    mode.is_default = !mode.is_default;
                }
            });
        }),
    ];
    let told = edits.map(|(what, edit)| format!("# {what}\n{}", after(edit)));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn whole_tokensets_and_modes_are_one_difference_each() {
    let two = format!("{BASE}\n[Other/Base]\na number 1\nb number 2");
    let three = BASE.replace("[Core/Dark]", "[Core/Dim]\nblue color #44f\n[Core/Dark]");
    insta::assert_snapshot!(between(&graph(BASE), &graph(&two)), @r"
    added Other
    → minor
    ");
    insta::assert_snapshot!(between(&graph(&two), &graph(BASE)), @r"
    removed Other
    → major
    ");
    insta::assert_snapshot!(between(&Graph::default(), &graph(&two)), @r"
    added Core
    added Other
    → minor
    ");
    let mut with_mode = graph(BASE);
    let dim = graph(&three).sets[0].modes[1].clone();
    let mut dim = tokencraft_tokens::Mode::clone(&dim);
    dim.key = Key(99);
    edit_set(&mut with_mode, |s| s.modes.insert(1, Arc::new(dim)));
    insta::assert_snapshot!(between(&graph(BASE), &with_mode), @r"
    added Core/Dim
    → minor
    ");
}

#[test]
fn what_was_made_anew_is_the_same_by_name() {
    let mut anew = graph(BASE);
    let shift = |key: Key| Key(key.0 + 1000);
    edit_set(&mut anew, |set| {
        set.key = shift(set.key);
        for mode in &mut set.modes {
            let old = Arc::clone(mode);
            let name = if &*old.name == "Dark" {
                "dark"
            } else {
                "Light"
            };
            let mut new = tokencraft_tokens::Mode::new(shift(old.key), name, old.is_default);
            for token in old.tokens() {
                let mut token = Token::clone(token);
                token.key = shift(token.key);
                new.put(Arc::new(token));
            }
            *mode = Arc::new(new);
        }
    });
    insta::assert_snapshot!(between(&graph(BASE), &anew), @r#"
    renamed Core/dark from "Dark" to "dark"
    → major
    "#);
}

#[test]
fn workspaces_are_compared_with_themselves() {
    let of = |keys: &[u128]| {
        let graph = graph(BASE);
        let selections = keys.iter().map(|&key| Selection {
            workspace: Key(key),
            graph: &graph,
            tokensets: None,
        });
        take(&selections.collect::<Vec<_>>()).unwrap().snapshot
    };
    insta::assert_snapshot!(shown(&diff(&of(&[1, 2]), &of(&[2, 3]))), @r"
    added Core
    removed Core
    → major
    ");
}

#[test]
fn a_difference_is_answered_with_its_members_in_order() {
    let (old, new) = (graph(BASE), graph(&BASE.replace("#00f", "red")));
    let changes = diff(&take_all(&old).snapshot, &take_all(&new).snapshot);
    insta::assert_snapshot!(json(&changes[2]), @r##"{"kind":"changed","tokenset":"Core","mode":"Light","name":"link","type":"color","direct":false,"from":"{blue}","to":"{blue}","old":"#00f","new":"red","tokenset_id":"00000000-0000-0000-0000-000000000001"}"##);
    let removed = diff(&take_all(&old).snapshot, &Snapshot::empty());
    insta::assert_snapshot!(json(&removed[0]), @r#"{"kind":"removed","tokenset":"Core","mode":null,"name":null,"type":null,"direct":true,"tokenset_id":"00000000-0000-0000-0000-000000000001"}"#);
}

proptest! {
    #[test]
    fn a_snapshot_does_not_differ_from_itself(graph in any_graph()) {
        let (one, other) = (take_all(&graph).snapshot, take_all(&graph).snapshot);
        prop_assert_eq!(one.hash, other.hash);
        prop_assert_eq!(diff(&one, &other), []);
        prop_assert_eq!(diff(&one.frozen_again(), &other), []);
    }

    /// What differs one way differs the other way, too.
    #[test]
    fn there_and_back_differ_alike(a in any_graph(), b in any_graph()) {
        let (a, b) = (take_all(&a).snapshot, take_all(&b).snapshot);
        let (there, back) = (diff(&a, &b), diff(&b, &a));
        let count = |changes: &[Change], kind| changes.iter().filter(|c| c.kind == kind).count();
        prop_assert_eq!(count(&there, Kind::Added), count(&back, Kind::Removed));
        prop_assert_eq!(count(&there, Kind::Removed), count(&back, Kind::Added));
        for kind in [Kind::Renamed, Kind::Retyped, Kind::Changed, Kind::Deprecated] {
            prop_assert_eq!(count(&there, kind), count(&back, kind), "{:?} {:?}", &there, &back);
        }
    }
}
