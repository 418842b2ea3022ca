use std::sync::Arc;

use proptest::prelude::*;
use rustc_hash::FxHashSet;
use tokencraft_tokens::graph::At;
use tokencraft_tokens::order::kebab;
use tokencraft_tokens::{Graph, Mode, Token, Tokenset};

use super::*;
use crate::fixture::{any_graph, lines, named, shown, take_all};
use crate::{bump, diff};

const BASE: &str = "
    [Core/Light]
    blue color #00f
    gap dimension 4px
    link color {blue}
    [Core/Dark]
    blue color #88f";

fn snapshot(graph: &Graph) -> Snapshot {
    take_all(graph).snapshot
}

/// Merges without the short cut for sides that did nothing.
fn merged(base: &Graph, source: &Graph, production: &Graph, choices: &Choices) -> Merged {
    let [base, source, production] = [base, source, production].map(snapshot);
    let trio = Trio {
        base: &base,
        source: &source,
        production: &production,
    };
    merge_each(trio, choices).unwrap()
}

fn graph_of(snapshot: &Snapshot) -> Graph {
    snapshot
        .workspaces
        .first()
        .map(crate::snapshot::Workspace::graph)
        .unwrap_or_default()
}

fn told(conflict: &Conflict) -> String {
    let place = [&conflict.mode, &conflict.name].map(|name| {
        name.as_ref()
            .map_or(String::new(), |name| format!("/{name}"))
    });
    let side = |text: &Option<Arc<str>>| text.as_deref().unwrap_or("-").to_owned();
    format!(
        "{}{}{}{}: {} | {} | {}",
        conflict.tokenset,
        place[0],
        place[1],
        conflict
            .part
            .map_or(String::new(), |part| format!(" {}", part.as_str())),
        side(&conflict.base),
        side(&conflict.source),
        side(&conflict.production),
    )
}

/// What a merge makes, with either side's way.
fn shown_merge(base: &str, source: &str, production: &str) -> String {
    let [base, source, production] = [base, source, production].map(named);
    let open = merged(&base, &source, &production, &Choices::default());
    let mut lines: Vec<String> = open.conflicts.iter().map(told).collect();
    let broken = |merged: &Merged| {
        merged
            .broken
            .iter()
            .map(|b| format!("broken {}: {}", b.name, b.message))
            .collect::<Vec<_>>()
    };
    if open.conflicts.is_empty() {
        lines.push(shown(&graph_of(&open.snapshot)));
        lines.extend(broken(&open));
        return lines.join("\n");
    }
    for take in [Take::Source, Take::Production] {
        let choices = Choices {
            strategy: Some(take),
            ..Choices::default()
        };
        let settled = merged(&base, &source, &production, &choices);
        assert_eq!(settled.open().count(), 0);
        lines.push(format!("{take:?}:"));
        lines.push(shown(&graph_of(&settled.snapshot)));
        lines.extend(broken(&settled));
        if take == Take::Production {
            assert_eq!(settled.snapshot.hash, open.snapshot.hash);
        }
    }
    lines.join("\n")
}

#[test]
fn what_only_one_side_did_is_taken() {
    let source = "
        [Core/Light]
        azure@blue color #00e
        gap dimension 4px // Space
        link color {azure}
        red color red
        [Core/Dark]
        blue color #88f
        [Brand/Base]
        a number 1";
    let production = "
        [Core/Dim]
        blue color #44f
        [Core/Light]
        #gaps All of them
        blue color #00f
        gap dimension! 5px
        link color {blue}
        edge border 1px solid {blue}";
    insta::assert_snapshot!(shown_merge(BASE, source, production));
}

#[test]
fn both_sides_changed_one_thing() {
    let with = |line: &str| {
        let name = line
            .split(' ')
            .next()
            .unwrap()
            .split('@')
            .next_back()
            .unwrap();
        let lines = BASE.lines().map(|old| {
            let old = old.trim();
            if old.starts_with(&format!("{name} ")) {
                line
            } else {
                old
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let without = |name: &str| {
        let lines = BASE
            .lines()
            .filter(|line| !line.trim().starts_with(&format!("{name} ")));
        lines.collect::<Vec<_>>().join("\n")
    };
    let pairs = [
        (
            "another value",
            with("gap dimension 5px"),
            with("gap dimension 6px"),
        ),
        (
            "the same value",
            with("gap dimension 5px"),
            with("gap dimension 5px"),
        ),
        (
            "a value, a type",
            with("gap dimension 5px"),
            with("gap fontSize 4px"),
        ),
        (
            "a value, a description",
            with("gap dimension 5px"),
            with("gap dimension 4px // Space"),
        ),
        (
            "a description",
            with("gap dimension 4px // One"),
            with("gap dimension 4px // Other"),
        ),
        (
            "a name, a value",
            with("space@gap dimension 4px"),
            with("gap dimension 5px"),
        ),
        (
            "another name",
            with("space@gap dimension 4px"),
            with("room@gap dimension 4px"),
        ),
        (
            "another name, each used",
            with("azure@blue color #00f").replace("{blue}", "{azure}"),
            with("sky@blue color #00f").replace("{blue}", "{sky}"),
        ),
        (
            "removed, changed",
            without("gap"),
            with("gap dimension 5px"),
        ),
        (
            "changed, removed",
            with("gap dimension 5px"),
            without("gap"),
        ),
        (
            "removed, described",
            without("gap"),
            with("gap dimension 4px // Space"),
        ),
        ("removed", without("gap"), without("gap")),
        ("removed, used", without("blue"), with("gap color {blue}")),
        (
            "added",
            with("gap dimension 4px\nx number 1"),
            with("gap dimension 4px\nx@y number 2"),
        ),
        (
            "added alike",
            with("gap dimension 4px\nx number 1"),
            with("gap dimension 4px\nx@y number 1"),
        ),
        (
            "renamed to what was added",
            with("x@gap dimension 4px"),
            with("gap dimension 4px\nx number 2"),
        ),
        (
            "renamed to what was added, its name taken again",
            with("x@gap dimension 4px\ngap@z dimension 9px"),
            with("gap dimension 4px\nx number 2"),
        ),
        (
            "renamed, its text changed",
            with("azure@blue color #00f").replace("{blue}", "{azure}"),
            with("link color {blue}\nmore border 2px solid {blue}"),
        ),
    ];
    let told = pairs.map(|(what, source, production)| {
        format!("## {what}\n{}", shown_merge(BASE, &source, &production))
    });
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn both_sides_changed_modes_or_tokensets() {
    let base = "[A/Light]\na number 1\n[A/Dark]\na number 2\n[A/Dim]\na number 3";
    let pairs = [
        (
            "a mode renamed to what was added",
            base.replace("Dim", "Grey@Dim"),
            format!("{base}\n[A/grey]\na number 4"),
        ),
        (
            "a mode renamed in two ways",
            base.replace("Dim", "Grey@Dim"),
            base.replace("Dim", "Dusk@Dim"),
        ),
        (
            "a mode added",
            format!("{base}\n[A/Grey]\na number 4"),
            format!("{base}\n[A/grey@g]\na number 4\nb number 5"),
        ),
        (
            "a mode removed, changed",
            base.replace("\n[A/Dim]\na number 3", ""),
            base.replace("number 3", "number 4"),
        ),
        (
            "a mode removed, untouched",
            base.replace("\n[A/Dim]\na number 3", ""),
            base.replace("number 2", "number 4"),
        ),
        (
            "a mode removed, made default",
            base.replace("\n[A/Dim]\na number 3", ""),
            base.replace("[A/Dim", "[A/*Dim"),
        ),
        (
            "another default",
            base.replace("[A/Dark", "[A/*Dark"),
            base.replace("[A/Dim", "[A/*Dim"),
        ),
        (
            "another order",
            "[A/Dark]\na number 2\n[A/*Light]\na number 1\n[A/Dim]\na number 3".into(),
            "[A/Dim]\na number 3\n[A/*Light]\na number 1\n[A/Dark]\na number 2".into(),
        ),
        (
            "another order, a mode more",
            "[A/Dark]\na number 2\n[A/*Light]\na number 1\n[A/Dim]\na number 3".into(),
            format!("{base}\n[A/Grey]\na number 4"),
        ),
        (
            "a group",
            base.replace("Dim]", "Dim]\n#g One"),
            base.replace("Dim]", "Dim]\n#g Other"),
        ),
        (
            "a tokenset removed, changed",
            String::new(),
            base.replace("number 2", "number 4"),
        ),
        (
            "a tokenset changed, removed",
            base.replace("number 2", "number 4"),
            String::new(),
        ),
        ("a tokenset removed, untouched", String::new(), base.into()),
        (
            "a tokenset renamed",
            base.replace("[A/", "[B@A/"),
            base.replace("[A/", "[C@A/"),
        ),
        (
            "a tokenset added",
            format!("{base}\n[N/Base]\na number 1"),
            format!("{base}\n[N@M/base]\nb number 1"),
        ),
    ];
    let told = pairs.map(|(what, source, production)| {
        format!("## {what}\n{}", shown_merge(base, &source, &production))
    });
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn without_a_base_what_both_have_has_to_be_the_same() {
    insta::assert_snapshot!(shown_merge(
        "",
        "[A/Base]\na number 1\nb number 2\nc number 3",
        "[A@x/base]\nb@z number 2\nc@y number 4\nd number 5"
    ));
}

#[test]
fn a_resolution_names_a_conflict_and_no_other() {
    let [base, source, production] = [
        "[A/Base]\na number 1\nb number 1",
        "[A/Base]\na number 2\nb number 2",
        "[A/Base]\na number 3\nb number 3",
    ]
    .map(named);
    let open = merged(&base, &source, &production, &Choices::default());
    let keys: Vec<String> = open.conflicts.iter().map(|c| c.key.clone()).collect();
    assert_eq!(keys.len(), 2);
    let mut choices = Choices::default();
    choices.resolutions.insert(keys[0].clone(), Take::Source);
    choices.resolutions.insert("none".into(), Take::Source);
    let half = merged(&base, &source, &production, &choices);
    assert_eq!(half.open().map(|c| &c.key).collect::<Vec<_>>(), [&keys[1]]);
    assert_eq!(half.unknown, ["none"]);
    assert_eq!(
        shown(&graph_of(&half.snapshot)),
        "[A/*Base]\na number 2\nb number 3"
    );
    choices.strategy = Some(Take::Production);
    assert_eq!(
        merged(&base, &source, &production, &choices).open().count(),
        0
    );
    // Another value in the source is another conflict.
    let later = named("[A/Base]\na number 4\nb number 2");
    let later = merged(&base, &later, &production, &Choices::default());
    assert_ne!(later.conflicts[0].key, keys[0]);
    assert_eq!(later.conflicts[1].key, keys[1]);
}

/// What a token is named in the end is what references say, however its name was settled.
#[test]
fn references_follow_a_name_that_is_settled_with_another() {
    let [base, source, production] = [
        "[A/Base]\na number 1\nlink number {a}",
        "[A/Base]\nx@a number 1\nlink number {x}",
        "[A/Base]\nx number 2\ny@a number 1\nlink number {y}\nmore number {y}",
    ]
    .map(named);
    let open = merged(&base, &source, &production, &Choices::default());
    let [conflict] = &open.conflicts[..] else {
        panic!("{:?}", open.conflicts);
    };
    for (take, expected) in [
        (
            Take::Source,
            "[A/*Base]\nlink number {x}\nmore number {x}\nx number 1",
        ),
        (
            Take::Production,
            "[A/*Base]\nlink number {y}\nmore number {y}\nx number 2\ny number 1",
        ),
    ] {
        let mut choices = Choices::default();
        choices.resolutions.insert(conflict.key.clone(), take);
        let settled = merged(&base, &source, &production, &choices);
        assert_eq!(shown(&graph_of(&settled.snapshot)), expected);
        assert_eq!(settled.broken, []);
    }
}

#[test]
fn a_conflict_is_answered_with_its_members_in_order() {
    let [base, source, production] = [
        "[A/Base]\na color red\nb color blue",
        "[A/Base]\na color {b} // More\nb color blue",
        "[A/Base]\na color! lime\nb color blue",
    ]
    .map(named);
    let open = merged(&base, &source, &production, &Choices::default());
    insta::assert_snapshot!(serde_json::to_string_pretty(&open.conflicts).unwrap());
}

#[test]
fn a_side_that_did_nothing_leaves_the_other_as_it_is() {
    let (one, other) = (
        snapshot(&named(BASE)),
        snapshot(&named("[A/Base]\nx color {lost}")),
    );
    for (base, source, production, result) in [
        (&one, &one, &other, &other),
        (&one, &other, &one, &other),
        (&one, &other, &other, &other),
        (&other, &one, &one, &one),
    ] {
        let trio = Trio {
            base,
            source,
            production,
        };
        let merged = merge(trio, &Choices::default()).unwrap();
        assert_eq!(merged.snapshot.hash, result.hash);
        assert_eq!(merged.broken.len(), usize::from(result.hash == other.hash));
    }
}

fn assert_sound(snapshot: &Snapshot) -> Result<(), TestCaseError> {
    for (_, _, set) in snapshot.tokensets() {
        let slugs: FxHashSet<String> = set.modes.iter().map(|mode| kebab(&mode.name)).collect();
        prop_assert_eq!(slugs.len(), set.modes.len());
        prop_assert_eq!(
            set.modes.iter().filter(|mode| mode.is_default).count(),
            usize::from(!set.modes.is_empty())
        );
        for mode in &set.modes {
            let names: FxHashSet<&str> = mode.entries().map(|e| e.token.name.as_str()).collect();
            let keys: FxHashSet<Key> = mode.entries().map(|e| e.token.key).collect();
            prop_assert_eq!(names.len(), mode.entries().count());
            prop_assert_eq!(keys.len(), mode.entries().count());
        }
    }
    prop_assert_eq!(snapshot.frozen_again().hash, snapshot.hash);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_side_that_did_nothing_changes_nothing(b in any_graph(), x in any_graph()) {
        let choices = Choices::default();
        for (base, source, production) in [(&b, &b, &x), (&b, &x, &b), (&b, &x, &x)] {
            let merged = merged(base, source, production, &choices);
            prop_assert_eq!(&merged.conflicts, &[]);
            prop_assert_eq!(lines(&graph_of(&merged.snapshot)), lines(&x_without_empty(&x)));
            prop_assert_eq!(merged.snapshot.hash, snapshot(&x).hash);
        }
    }

    #[test]
    fn whatever_is_merged_names_are_unique_and_what_is_settled_is_settled(
        base in any_graph(),
        source in any_graph(),
        production in any_graph(),
        takes in prop::collection::vec(prop::bool::ANY, 64),
    ) {
        let open = merged(&base, &source, &production, &Choices::default());
        assert_sound(&open.snapshot)?;
        let keys: FxHashSet<&String> = open.conflicts.iter().map(|c| &c.key).collect();
        prop_assert_eq!(keys.len(), open.conflicts.len(), "{:?}", &open.conflicts);
        let mut resolutions = FxHashMap::default();
        for (conflict, source) in open.conflicts.iter().zip(takes) {
            let take = if source { Take::Source } else { Take::Production };
            resolutions.insert(conflict.key.clone(), take);
        }
        for choices in [
            Choices { resolutions, strategy: None },
            Choices { strategy: Some(Take::Source), ..Choices::default() },
            Choices { strategy: Some(Take::Production), ..Choices::default() },
        ] {
            let settled = merged(&base, &source, &production, &choices);
            prop_assert_eq!(settled.open().count(), 0);
            prop_assert_eq!(&settled.unknown, &[] as &[String]);
            // No choice makes or ends another conflict.
            let settled_keys: FxHashSet<&String> = settled.conflicts.iter().map(|c| &c.key).collect();
            prop_assert_eq!(&settled_keys, &keys);
            assert_sound(&settled.snapshot)?;
        }
    }

    /// Which side is called production does not matter, once it is said whose way counts.
    #[test]
    fn both_sides_have_equal_rights(base in any_graph(), one in any_graph(), other in any_graph()) {
        let take = |take| Choices { strategy: Some(take), ..Choices::default() };
        let content = |merged: &Merged| {
            let mut content = Vec::new();
            for (_, _, set) in merged.snapshot.tokensets() {
                for mode in &set.modes {
                    for entry in mode.entries() {
                        let Token { name, kind, source, description, deprecated, .. } = &*entry.token;
                        content.push(format!("{}/{} {name} {kind} {source:?} {description:?} {deprecated:?}", set.name, mode.name));
                    }
                }
            }
            content.sort();
            content
        };
        let (one, other) = (made_anew(&one, &base, 1), made_anew(&other, &base, 2));
        let there = merged(&base, &one, &other, &take(Take::Source));
        let back = merged(&base, &other, &one, &take(Take::Production));
        prop_assert_eq!(content(&there), content(&back));
        prop_assert_eq!(there.conflicts.len(), back.conflicts.len());
    }

    /// A merged snapshot, taken back through its objects and merged once more, is the end.
    #[test]
    fn merging_again_changes_nothing(base in any_graph(), source in any_graph(), production in any_graph()) {
        let choices = Choices { strategy: Some(Take::Source), ..Choices::default() };
        let first = merged(&base, &source, &production, &choices);
        let trio = Trio {
            base: &snapshot(&source),
            source: &snapshot(&source),
            production: &first.snapshot,
        };
        let again = merge_each(trio, &Choices::default()).unwrap();
        prop_assert_eq!(&again.conflicts, &[]);
        prop_assert_eq!(again.snapshot.hash, first.snapshot.hash);
        prop_assert_eq!(bump(&diff(&first.snapshot, &again.snapshot)), None);
    }
}

/// A graph in which what is not of the base has identities of its own.
fn made_anew(graph: &Graph, base: &Graph, side: u128) -> Graph {
    let own = |key: Key, is_known: bool| {
        if is_known {
            key
        } else {
            Key(key.0 + (side << 64))
        }
    };
    let mut anew = Graph::default();
    for set in &graph.sets {
        let old = base.set_by_key(set.key).map(|number| &base.sets[number]);
        let mut new = Tokenset {
            key: own(set.key, old.is_some()),
            name: Arc::clone(&set.name),
            modes: Vec::new(),
        };
        for mode in &set.modes {
            let old = old.and_then(|old| Some(&old.modes[old.mode_by_key(mode.key)?]));
            let key = own(mode.key, old.is_some());
            let mut made = Mode::new(key, Arc::clone(&mode.name), mode.is_default);
            made.groups = mode.groups.clone();
            for token in mode.tokens() {
                let is_known = old.is_some_and(|old| old.by_key(token.key).is_some());
                made.put(Arc::new(Token {
                    key: own(token.key, is_known),
                    ..Token::clone(token)
                }));
            }
            new.modes.push(Arc::new(made));
        }
        anew.sets.push(Arc::new(new));
    }
    anew.sets.sort_by_key(|set| set.key);
    anew
}

/// A graph as a release keeps it.
fn x_without_empty(graph: &Graph) -> Graph {
    let mut graph = graph.clone();
    for at in graph.places().collect::<Vec<At>>() {
        let is_default = graph.sets[at.set].default_mode() == at.mode;
        graph.mode_mut(at).is_default = is_default;
    }
    graph
}
