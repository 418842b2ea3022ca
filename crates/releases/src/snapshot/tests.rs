use proptest::prelude::*;
use tokencraft_tokens::graph::Group;
use tokencraft_tokens::{Deprecated, TokenType};

use tokencraft_tokens::TokenName;
use tokencraft_tokens::graph::At;

use super::*;
use crate::Finding;
use crate::fixture::{Store, any_graph, graph, lines, snapshot, take_all, token};
use crate::{load, outline, verify};

const TWO_SETS: &str = "
    [Core/Light]
    blue.500 color #00f
    gap dimension 4px
    [Core/Dark]
    blue.500 color #88f
    [Brand/light]
    link color {blue.500}
    edge border 1px solid {blue.500}
    gone color {nowhere}
    [Brand/dark]
    link color {blue.500}";

/// A graph with everything in it that a release keeps.
fn full() -> Graph {
    let mut graph = graph(TWO_SETS);
    let mode = graph.mode_mut(At { set: 0, mode: 0 });
    let group = Group {
        description: Some("All \"colours\"".into()),
        extensions: Some(r#"{"a":{"b":[1, 2]}}"#.into()),
        deprecated: Some(Deprecated::Flag(false)),
    };
    mode.groups.insert("".into(), Group::default());
    mode.groups.insert("blue".into(), group);
    let old = Token {
        description: Some("é\u{1F3A8}\n".into()),
        extensions: Some(r#"{"org.carbon":{"alphaModifier":0.5}}"#.into()),
        deprecated: Some(Deprecated::Reason("use blue.500".into())),
        created_at: 5,
        updated_at: 6,
        revision: 7,
        ..Token::clone(&token(900, "blue.400", TokenType::Color, "{blue.500}"))
    };
    mode.put(Arc::new(old));
    graph
}

#[test]
fn a_snapshot_made_a_graph_again_is_the_workspace() {
    let graph = full();
    let taken = take_all(&graph).snapshot;
    assert_eq!(lines(&taken.workspaces[0].graph()), lines(&graph));
    assert_eq!(taken.token_count(), 8);
}

#[test]
fn stored_and_loaded_it_is_the_same_snapshot() {
    let graph = full();
    let taken = take_all(&graph).snapshot;
    let mut store = Store::default();
    store.put(&taken);
    let loaded = load(taken.hash, &[], |hashes| store.fetch(hashes)).unwrap();
    assert_eq!(lines(&loaded.workspaces[0].graph()), lines(&graph));
    assert_eq!(loaded.hashes(), taken.hashes());
    assert_eq!(verify(taken.hash, |hashes| store.fetch(hashes)), Ok(vec![]));
    let again = take_all(&loaded.workspaces[0].graph()).snapshot;
    assert_eq!(again.hash, taken.hash);
}

#[test]
fn an_outline_names_tokensets_and_modes_and_reads_no_tokens() {
    let taken = take_all(&full()).snapshot;
    let mut store = Store::default();
    store.put(&taken);
    let mut fetched = Vec::new();
    let outline = outline(taken.hash, |hashes| {
        fetched.extend_from_slice(hashes);
        store.fetch(hashes)
    });
    let told: Vec<String> = outline
        .unwrap()
        .iter()
        .map(|set| {
            assert_eq!(set.workspace, taken.workspaces[0].key);
            let modes = set.modes.iter().map(|mode| {
                let default = if mode.is_default { "*" } else { "" };
                format!("{default}{} {}", mode.name, mode.key.0)
            });
            let modes: Vec<String> = modes.collect();
            format!("{} {}: {}", set.name, set.key.0, modes.join(", "))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    Core 1: *Light 1, Dark 4
    Brand 6: *light 6, dark 10
    ");
    // The root, two tokensets, four modes.
    assert_eq!(fetched.len(), 7);
}

#[test]
fn the_format_of_objects_is_fixed() {
    let taken = take_all(&full()).snapshot;
    let bodies = taken.objects(|_| false).into_iter().map(|object| {
        let body = String::from_utf8(object.body).unwrap();
        format!("{:?} {body}", object.hash)
    });
    insta::assert_snapshot!(bodies.collect::<Vec<_>>().join("\n"));
}

#[test]
fn times_and_revisions_are_no_part_of_a_release() {
    let mut graph = full();
    let before = take_all(&graph).snapshot.hash;
    let mode = graph.mode_mut(At { set: 0, mode: 0 });
    mode.updated_at += 1;
    let mut token = Token::clone(mode.get("gap").unwrap());
    token.updated_at += 1;
    token.revision += 1;
    mode.put(Arc::new(token));
    assert_eq!(take_all(&graph).snapshot.hash, before);
}

#[test]
fn everything_that_is_kept_is_in_the_checksum() {
    let graph = full();
    let before = take_all(&graph).snapshot.hash;
    let light = At { set: 0, mode: 0 };
    let edit_token = |edit: &dyn Fn(&mut Token)| {
        let mut graph = graph.clone();
        let mut token = Token::clone(graph.mode(light).get("gap").unwrap());
        edit(&mut token);
        graph.mode_mut(light).put(Arc::new(token));
        graph
    };
    let edit_mode = |edit: &dyn Fn(&mut graph::Mode)| {
        let mut graph = graph.clone();
        edit(graph.mode_mut(light));
        graph
    };
    let edit_set = |edit: &dyn Fn(&mut graph::Tokenset)| {
        let mut graph = graph.clone();
        edit(Arc::make_mut(&mut graph.sets[0]));
        graph
    };
    let edited = [
        edit_token(&|t| t.key = Key(901)),
        edit_token(&|t| t.name = TokenName::parse("gap.1").unwrap()),
        edit_token(&|t| t.kind = TokenType::FontSize),
        edit_token(&|t| t.source = Source::Plain("5px".into())),
        edit_token(&|t| t.description = Some("".into())),
        edit_token(&|t| t.extensions = Some("{}".into())),
        edit_token(&|t| t.deprecated = Some(Deprecated::Flag(true))),
        edit_mode(&|m| m.key = Key(901)),
        edit_mode(&|m| m.name = "Day".into()),
        edit_mode(&|m| m.groups.clear()),
        edit_set(&|s| s.key = Key(0)),
        edit_set(&|s| s.name = "Base".into()),
        edit_set(&|s| s.modes.swap(0, 1)),
        edit_set(&|s| drop(s.modes.pop())),
        edit_set(&|s| {
            Arc::make_mut(&mut s.modes[0]).is_default = false;
            Arc::make_mut(&mut s.modes[1]).is_default = true;
        }),
    ];
    let mut hashes: Vec<Hash> = edited.iter().map(|g| take_all(g).snapshot.hash).collect();
    hashes.push(before);
    let count = hashes.len();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), count);
}

#[test]
fn broken_tokens_are_named_with_the_reason() {
    let taken = take_all(&graph(
        "[Core/Light]
        text string abc
        a color {b}
        b color {a}
        gap dimension {text}
        line border 1px solid {text}
        part number {\"$ref\":\"#/text/$value/x\"}
        fine color {blue}
        blue color blue",
    ));
    let shown: Vec<String> = taken
        .broken
        .iter()
        .map(|b| format!("{}: {}", b.name, b.message))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert_eq!(broken(&taken.snapshot), taken.broken);
    insta::assert_snapshot!(
        serde_json::to_string(&taken.broken[0]).unwrap(),
        @r#"{"tokenset":"Core","mode":"Light","name":"a","message":"Alias cycle: a → b → a","tokenset_id":"00000000-0000-0000-0000-000000000001"}"#
    );
}

#[test]
fn an_alias_that_leads_out_of_a_release_is_broken() {
    let graph = graph(TWO_SETS);
    let brand = [graph.sets[1].key];
    let selection = Selection {
        workspace: Key(1),
        graph: &graph,
        tokensets: Some(&brand),
    };
    let taken = take(&[selection]).unwrap();
    let shown = taken
        .broken
        .iter()
        .map(|b| format!("{} {}: {}", b.mode, b.name, b.message));
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @r"
    light edge: Alias target not found: blue.500 (not in this release)
    light gone: Alias target not found: nowhere
    light link: Alias target not found: blue.500 (not in this release)
    dark link: Alias target not found: blue.500 (not in this release)
    ");
    let link = taken.snapshot.workspaces[0].sets[0].modes[1]
        .entries()
        .next()
        .unwrap();
    assert_eq!(link.resolved, None);
}

#[test]
fn an_alias_that_finds_another_token_in_a_part_of_its_workspace_is_told() {
    let graph = graph(
        "[Core/Base]\nblue color #00f\n[Other/Base]\nblue color #00e\n[Brand/Base]\nlink color {blue}",
    );
    let keys = [graph.sets[1].key, graph.sets[2].key];
    let selection = Selection {
        workspace: Key(1),
        graph: &graph,
        tokensets: Some(&keys),
    };
    let taken = take(&[selection]).unwrap();
    let [broken] = taken.broken.as_slice() else {
        panic!("{:?}", taken.broken)
    };
    assert_eq!(
        broken.message,
        "Alias leads to another token than in its workspace"
    );
}

#[test]
fn references_never_lead_to_another_workspace() {
    let (core, brand) = (
        graph("[Core/Base]\nblue color #00f"),
        graph("[Brand/Base]\nlink color {blue}"),
    );
    let of = |workspace, graph| Selection {
        workspace: Key(workspace),
        graph,
        tokensets: None,
    };
    let taken = take(&[of(2, &brand), of(1, &core)]).unwrap();
    assert_eq!(taken.broken.len(), 1);
    let order: Vec<&str> = taken
        .snapshot
        .tokensets()
        .map(|(_, _, set)| &*set.name)
        .collect();
    assert_eq!(order, ["Core", "Brand"]);
    let other = take(&[of(1, &core), of(2, &brand), of(3, &Graph::default())]).unwrap();
    assert_eq!(other.snapshot.hash, taken.snapshot.hash);
}

#[test]
fn a_changed_token_takes_four_new_objects() {
    let lines: Vec<String> = (0..5_000)
        .map(|i| format!("group.{i} number {i}"))
        .collect();
    let text = |mode: &str| format!("[Core/{mode}]\n{}\n", lines.join("\n"));
    let text = text("Light") + &text("Dark");
    let mut store = Store::default();
    let before = snapshot(&text);
    assert!(store.put(&before) > 100);
    assert_eq!(store.put(&before), 0);
    let after = snapshot(&text.replacen("group.77 number 77", "group.77 number 78", 1));
    assert_eq!(store.put(&after), 4);
    let loaded = load(after.hash, &[&before], |hashes| {
        assert!(hashes.len() <= 2, "{hashes:?}");
        store.fetch(hashes)
    })
    .unwrap();
    assert_eq!(loaded.hashes(), after.hashes());
}

#[test]
fn equal_chunks_of_two_snapshots_are_one() {
    let lines: Vec<String> = (0..2_000)
        .map(|i| format!("group.{i} number {i}"))
        .collect();
    let text = format!("[Core/Light]\n{}", lines.join("\n"));
    let before = snapshot(&text);
    let changed = graph(&text.replace("group.77 number 77", "group.77 number 78"));
    let selection = Selection {
        workspace: Key(1),
        graph: &changed,
        tokensets: None,
    };
    let after = take_sharing(&[selection], &[&before]).unwrap().snapshot;
    let chunks = |snapshot: &Snapshot| snapshot.workspaces[0].sets[0].modes[0].chunks.clone();
    let (old, new) = (chunks(&before), chunks(&after));
    let own = old
        .iter()
        .zip(&new)
        .filter(|(a, b)| !Arc::ptr_eq(a, b))
        .count();
    assert_eq!((own, old.len()), (1, new.len()));
    assert_eq!(after.hash, take_all(&changed).snapshot.hash);
}

#[test]
fn what_was_altered_in_the_store_is_found() {
    let taken = take_all(&full()).snapshot;
    let mut store = Store::default();
    store.put(&taken);
    for hash in taken.hashes() {
        let mut altered = store.clone();
        altered.0.get_mut(&hash).unwrap().push(b' ');
        let findings = verify(taken.hash, |hashes| altered.fetch(hashes)).unwrap();
        assert_eq!(findings, [Finding::Altered(hash)]);
        altered.0.remove(&hash);
        let findings = verify(taken.hash, |hashes| altered.fetch(hashes)).unwrap();
        assert_eq!(findings, [Finding::Missing(hash)]);
    }
}

/// A snapshot whose hashes are right, but whose tokens resolve to something else than they say.
#[test]
fn a_resolved_value_that_the_resolver_does_not_give_is_a_finding() {
    let mut forged = snapshot("[Core/Light]\nblue color #00f\nlink color {blue}");
    let set = &forged.workspaces[0].sets[0];
    let mode = &set.modes[0];
    let mut entries: Vec<Entry> = mode.entries().cloned().collect();
    entries[1].resolved = Some("#f00".into());
    let chunks = chunk::cut(mode.key, entries, &Known::default());
    let mode = Mode::new(mode.key, mode.name.clone(), true, Groups::new(), chunks);
    let set = Tokenset::new(set.key, set.name.clone(), vec![Arc::new(mode)]);
    forged.workspaces[0].sets[0] = Arc::new(set);
    let forged = Snapshot::new(forged.workspaces);
    let mut store = Store::default();
    store.put(&forged);
    let findings = verify(forged.hash, |hashes| store.fetch(hashes)).unwrap();
    let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        ["Core/Light/link is stored as `#f00` and resolves to `#00f`"]
    );
}

#[test]
fn a_body_that_says_the_same_in_other_words_is_a_finding() {
    let taken = snapshot("[Core/Light]\na number 1");
    let mut store = Store::default();
    store.put(&taken);
    let body = [&store.0[&taken.hash][..], b"\n"].concat();
    let root = Hash::of(&body);
    store.0.insert(root, body);
    let findings = verify(root, |hashes| store.fetch(hashes)).unwrap();
    assert!(
        matches!(findings[..], [Finding::Malformed(hash, _)] if hash == root),
        "{findings:?}"
    );
}

#[test]
fn short_aliases_of_long_texts_do_not_fill_memory() {
    let long = "x".repeat(60_000);
    let aliases: Vec<String> = (0..30).map(|i| format!("a{i} string {{long}}")).collect();
    let graph = graph(&format!(
        "[A/Base]\nlong string {long}\n{}",
        aliases.join("\n")
    ));
    let selection = Selection {
        workspace: Key(1),
        graph: &graph,
        tokensets: None,
    };
    assert_eq!(take(&[selection]).unwrap_err(), TooLarge);
}

proptest! {
    #[test]
    fn what_is_stored_is_what_is_loaded(graph in any_graph()) {
        let taken = take_all(&graph).snapshot;
        let mut store = Store::default();
        store.put(&taken);
        let loaded = load(taken.hash, &[], |hashes| store.fetch(hashes)).unwrap();
        let graph_of = |snapshot: &Snapshot| snapshot.workspaces.first().map(Workspace::graph);
        prop_assert_eq!(graph_of(&loaded).map(|g| lines(&g)), graph_of(&taken).map(|g| lines(&g)));
        prop_assert_eq!(verify(taken.hash, |hashes| store.fetch(hashes)), Ok(vec![]));
        prop_assert_eq!(broken(&loaded), take_all(&graph).broken);
    }

}

proptest! {
    /// What is shared is what would have been made.
    #[test]
    fn sharing_with_another_snapshot_changes_nothing(graph in any_graph(), other in any_graph()) {
        let known = take_all(&other).snapshot;
        let again = known.frozen_again();
        let selection = Selection { workspace: Key(1), graph: &graph, tokensets: None };
        let shared = take_sharing(&[selection], &[&known, &again]).unwrap();
        let alone = take_all(&graph);
        prop_assert_eq!(shared.snapshot.hashes(), alone.snapshot.hashes());
        prop_assert_eq!(shared.snapshot.frozen_again().hash, alone.snapshot.hash);
        prop_assert_eq!(shared.broken, alone.broken);
    }
}

proptest! {
    // Each is a thousand tokens.
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whichever token changes: its chunk, its mode, its tokenset and the root are new.
    #[test]
    fn a_change_is_stored_in_four_objects(count in 1..700_usize, place in any::<prop::sample::Index>()) {
        let place = place.index(count);
        let text = |changed: usize| {
            let tokens = (0..count).map(|i| format!("t.{i} number {}", usize::from(i == changed)));
            format!("[Core/Light]\n{}\n[Core/Dark]\na number 1", tokens.collect::<Vec<_>>().join("\n"))
        };
        let mut store = Store::default();
        store.put(&snapshot(&text(count)));
        prop_assert_eq!(store.put(&snapshot(&text(place))), 4);
    }

    /// A token more or less moves the ends of few chunks.
    #[test]
    fn a_new_token_is_stored_in_few_objects(count in 600..2_000_usize, place in any::<prop::sample::Index>()) {
        let place = place.index(count);
        let graph_of = |without: Option<usize>| {
            let mut all = graph("[Core/Light]");
            let mode = all.mode_mut(At { set: 0, mode: 0 });
            for i in (0..count).filter(|i| Some(*i) != without) {
                mode.put(token(1000 + i as u128, &format!("t.{i}"), TokenType::Number, "1"));
            }
            all
        };
        let mut store = Store::default();
        store.put(&take_all(&graph_of(None)).snapshot);
        prop_assert!(store.put(&take_all(&graph_of(Some(place))).snapshot) <= 6);
    }
}
