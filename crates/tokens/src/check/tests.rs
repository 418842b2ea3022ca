use std::fmt::Write as _;
use std::sync::Arc;

use super::*;
use crate::fixture::{find, graph, paths, place, token};

/// Everything that would be refused if all the tokens of the graph were written at once.
fn refusals(text: &str) -> String {
    let graph = graph(text);
    let written: Vec<(At, Key)> = graph
        .places()
        .flat_map(|at| graph.mode(at).tokens().map(move |t| (at, t.key)))
        .collect();
    let mut report = String::new();
    for (number, refusal) in check(&graph, &written) {
        let path = &paths(&graph, &written[number..=number])[0];
        writeln!(report, "{path}: {refusal}").unwrap();
    }
    report
}

/// What is refused when only `Set/Mode/name`s are written.
fn refused(graph: &Graph, written: &[&str]) -> Vec<String> {
    let written: Vec<(At, Key)> = written.iter().map(|path| find(graph, path)).collect();
    let refusals = check(graph, &written).into_iter();
    refusals
        .map(|(number, refusal)| format!("{number} {refusal}"))
        .collect()
}

#[test]
fn references_are_refused_before_values() {
    let report = refusals(
        "[Core/Light]
         fine color {white}
         white color #fff
         size dimension 1px
         line lineHeight {size}
         border border {size} solid {white}
         calc dimension {size} * 2
         bad-value color blu
         empty color
         missing border 1px solid {no.such}
         mismatch color {size}
         cycle.a number {cycle.b}
         cycle.b number {cycle.a}
         behind color {missing-too}
         missing-too color {gone}
         bad-composite border {white} {white} {white}
         normal letterSpacing normal
         unfit dimension {normal}
         text string
         bad-reference number {white}
         ",
    );
    insta::assert_snapshot!(report, @"
    Core/Light/bad-value: Value is not a valid color: expected a colour such as #3b82f6 or oklch(0.6 0.2 260): unknown colour name `blu`
    Core/Light/empty: Value is not a valid color: expected a colour such as #3b82f6 or oklch(0.6 0.2 260), found nothing
    Core/Light/missing: Alias target not found: no.such
    Core/Light/mismatch: Alias type mismatch: color cannot alias dimension
    Core/Light/cycle.a: Alias cycle: cycle.a → cycle.b → cycle.a
    Core/Light/cycle.b: Alias cycle: cycle.a → cycle.b → cycle.a
    Core/Light/missing-too: Alias target not found: gone
    Core/Light/bad-composite: Value is not a valid border: expected a width, a style and a colour, each once, found `#fff`
    Core/Light/unfit: Value is not a valid dimension: expected a length such as 16px or 1.5rem, found `normal`
    Core/Light/bad-reference: Alias type mismatch: number cannot alias color
    ");
}

#[test]
fn order_within_one_batch_does_not_matter() {
    let report = refusals(
        "[Core/Light]
         a number {b}
         b number {c}
         c number 1",
    );
    assert_eq!(report, "");
}

#[test]
fn only_what_is_written_is_refused() {
    let graph = graph(
        "[Core/Light]
         old number {gone}
         old-ring.a number {old-ring.b}
         old-ring.b number {old-ring.a}
         old-nonsense color blu
         on-old number {old}
         on-ring number {old-ring.a}
         fine number 1",
    );
    assert_eq!(refused(&graph, &["Core/Light/fine"]), [""; 0]);
    // What they point to was broken before; they are not to blame.
    let written = ["Core/Light/on-old", "Core/Light/on-ring"];
    assert_eq!(refused(&graph, &written), [""; 0]);
}

#[test]
fn a_cycle_behind_an_older_broken_reference_is_found() {
    let graph = graph(
        "[Core/Light]
         gone string {no}
         written string {gone} {back}
         back string {written}",
    );
    assert_eq!(
        refused(&graph, &["Core/Light/written"]),
        ["0 Alias cycle: written → back → written"]
    );
}

#[test]
fn a_cycle_names_the_whole_path_from_the_written_token() {
    let mut text = String::from("[Core/Light]\n");
    for i in 0..1_000 {
        writeln!(text, "t{i} number {{t{}}}", (i + 1) % 1_000).unwrap();
    }
    let refused = refused(&graph(&text), &["Core/Light/t500"]);
    let [sentence] = &*refused else {
        panic!("one refusal");
    };
    assert!(sentence.starts_with("0 Alias cycle: t500 → t501 → "));
    assert!(sentence.ends_with(" → t499 → t500"));
    assert_eq!(sentence.matches(" → ").count(), 1_000);
}

#[test]
fn a_whole_ring_written_at_once_is_refused_without_a_path_for_each() {
    let mut text = String::from("[Core/Light]\n");
    for i in 0..5_000 {
        writeln!(text, "t{i} number {{t{}}}", (i + 1) % 5_000).unwrap();
    }
    let graph = graph(&text);
    let at = place(&graph, "Core/Light");
    let written: Vec<(At, Key)> = graph.mode(at).tokens().map(|t| (at, t.key)).collect();
    let refusals = check(&graph, &written);
    assert_eq!(refusals.len(), 5_000);
    let path = |refusal: &Refusal| match refusal {
        Refusal::Reference(Broken::Cycle(path)) => path.clone(),
        other => panic!("{other}"),
    };
    let first = path(&refusals[0].1);
    assert!(refusals.iter().all(|(_, r)| Arc::ptr_eq(&first, &path(r))));
}

#[test]
fn a_value_that_grows_too_long_is_stored_and_reads_as_null() {
    let mut text = format!("[Core/Light]\nt0 string {}\n", "x".repeat(9_000));
    for i in 0..4 {
        writeln!(text, "t{} string {{t{i}}}{{t{i}}}", i + 1).unwrap();
    }
    assert_eq!(refused(&graph(&text), &["Core/Light/t4"]), [""; 0]);
}

#[test]
fn a_deleted_key_passes() {
    let graph = graph("[Core/Light]\na number 1");
    let at = place(&graph, "Core/Light");
    assert_eq!(check(&graph, &[(at, Key(99))]), []);
}

#[test]
fn one_write_into_a_large_graph_looks_only_at_what_it_reaches() {
    let mut text = String::from("[Core/Light]\na number {b}\nb number {c}\nc number 1\n");
    for i in 0..10_000 {
        writeln!(text, "t{i} number {{a}}").unwrap();
    }
    let graph = graph(&text);
    let mut resolver = Resolver::new(&graph);
    let written = [find(&graph, "Core/Light/a")];
    assert_eq!(check_with(&mut resolver, &written), []);
    assert!(resolver.steps <= 3, "{} steps", resolver.steps);
}

const BEFORE: &str = "[Core/Light]
    size dimension 1px
    alias dimension {size}
    through dimension {alias}
    text string {size}
    border border {size} solid red
    sum dimension calc({size} + 1px)
    line lineHeight {size}
    already-broken color {size}
    [Core/Dark]
    far fontSize {size}";

/// `before` with another `size`.
fn retyped(before: &Graph, kind: &str, value: &str) -> (Graph, (At, Key)) {
    let mut after = before.clone();
    let (at, key) = find(before, "Core/Light/size");
    let new = token(key.0, "size", kind.parse().unwrap(), value);
    after.mode_mut(at).put(new);
    (after, (at, key))
}

#[test]
fn a_type_change_breaks_the_references_that_no_longer_fit() {
    let before = graph(BEFORE);
    let (after, written) = retyped(&before, "number", "2");
    let broken = broken_by_type_change(&before, &after, &[written]);
    assert_eq!(
        paths(&after, &broken),
        [
            "Core/Light/alias",
            "Core/Light/border",
            "Core/Light/sum",
            "Core/Dark/far"
        ]
    );
}

#[test]
fn a_type_change_that_its_batch_repairs_breaks_nothing() {
    let before = graph("[Core/Light]\nsize dimension 1px\nalias dimension {size}");
    let (mut after, written) = retyped(&before, "number", "2");
    let (at, alias) = find(&before, "Core/Light/alias");
    after
        .mode_mut(at)
        .put(token(alias.0, "alias", crate::TokenType::Number, "{size}"));
    assert_eq!(
        broken_by_type_change(&before, &after, &[written, (at, alias)]),
        []
    );
}

#[test]
fn a_change_of_value_or_to_a_fitting_type_breaks_nothing() {
    let before = graph(BEFORE);
    for (kind, value) in [("dimension", "2px"), ("fontSize", "1px")] {
        let (after, written) = retyped(&before, kind, value);
        assert_eq!(
            broken_by_type_change(&before, &after, &[written]),
            [],
            "{kind}"
        );
    }
}

#[test]
fn dependants_are_those_whose_names_lead_there() {
    let graph = graph(
        "[Core/Light]
         a number 1
         b number {a}
         c number {b}
         d string {a} {a}
         [Core/Dark]
         a number 2
         e number {a}
         [Other/Base]
         f number {a}
         [Other/Dark]
         g number {a}",
    );
    let targets = [find(&graph, "Core/Light/a")];
    assert_eq!(
        paths(&graph, &dependants(&graph, &targets)),
        ["Core/Light/b", "Core/Light/d", "Other/Base/f"]
    );
}

#[test]
fn a_pointer_to_no_part_is_refused_for_the_token_that_holds_it() {
    let graph = graph(
        r##"[Core/Light]
        ink color {"colorSpace":"srgb","components":[0.1,0.2,0.3]}
        fits number {"$ref":"#/ink/$value/components/0"}
        none number {"$ref":"#/ink/$value/components/3"}
        after number {none}
        wrong dimension {"$ref":"#/ink/$value/components/0"}"##,
    );
    let names = ["fits", "none", "after", "wrong"];
    let written = names.map(|name| find(&graph, &format!("Core/Light/{name}")));
    let refusals = check(&graph, &written)
        .into_iter()
        .map(|(number, refusal)| format!("{}: {refusal}", names[number]))
        .collect::<Vec<_>>();
    insta::assert_snapshot!(refusals.join("\n"), @"
    none: Alias target has no such part: #/ink/$value/components/3
    wrong: Value is not a valid dimension: expected a length such as 16px or 1.5rem, found `0.1`
    ");
}
