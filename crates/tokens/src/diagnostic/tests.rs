use std::fmt::Write as _;

use super::*;
use crate::fixture::graph;

fn report(text: &str) -> String {
    let graph = graph(text);
    let mut report = String::new();
    for finding in diagnose(&graph, 0) {
        let mode = &graph.mode(finding.at).name;
        let code = finding.kind.as_str();
        writeln!(
            report,
            "{mode}/{} {code}: {}",
            finding.name, finding.message
        )
        .unwrap();
    }
    report
}

#[test]
fn each_finding_names_the_offending_part() {
    let report = report(
        "[Core/Light]
         t10 color {gone}
         t9 color {t10}
         both border {gone} solid {lost}
         ring.a number {ring.b}
         ring.b number {ring.a}
         into-ring number {ring.a}
         self number {self}
         size dimension 1px
         mismatch color {size}
         bad-value border {fine} {fine}
         fine color red
         two-answers color {shared}
         own-answer color {fine}
         [Core/Dark]
         t10 color {also.gone}
         [Old/Base]
         shared color red
         fine color red
         [New/Base]
         shared color blue
         fine color red",
    );
    insta::assert_snapshot!(report, @"
    Light/bad-value type_mismatch: Value is not a valid border: expected a width, a style and a colour, each once, found `red`
    Light/both broken_alias: Alias target not found: gone
    Light/both broken_alias: Alias target not found: lost
    Light/into-ring alias_cycle: Alias cycle: ring.a → ring.b → ring.a (through `ring.a`)
    Light/mismatch type_mismatch: Alias type mismatch: color cannot alias dimension
    Light/ring.a alias_cycle: Alias cycle: ring.a → ring.b → ring.a
    Light/ring.b alias_cycle: Alias cycle: ring.a → ring.b → ring.a
    Light/self alias_cycle: Alias cycle: self → self
    Light/t9 broken_alias: Alias target not found: gone (through `t10`)
    Light/t10 broken_alias: Alias target not found: gone
    Light/two-answers ambiguous_reference: Reference {shared} is answered by tokensets `Old` and `New`; `Old` is older and counts
    Dark/t10 broken_alias: Alias target not found: also.gone
    ");
}

#[test]
fn a_value_that_grows_too_long_is_reported_where_it_does() {
    let mut text = format!("[Core/Light]\nt0 string {}\n", "x".repeat(9_000));
    for i in 0..4 {
        writeln!(text, "t{} string {{t{i}}}{{t{i}}}", i + 1).unwrap();
    }
    insta::assert_snapshot!(report(&text), @"
    Light/t3 value_too_long: Resolved value is longer than 64 KiB
    Light/t4 value_too_long: Resolved value is longer than 64 KiB (through `t3`)
    ");
}

#[test]
fn a_long_cycle_is_cut_short() {
    let mut text = String::from("[Core/Light]\n");
    for i in 0..1_000 {
        writeln!(text, "t{i} number {{t{}}}", (i + 1) % 1_000).unwrap();
    }
    let report = report(&text);
    assert_eq!(report.lines().count(), 1_000);
    insta::assert_snapshot!(report.lines().next().unwrap(), @"Light/t0 alias_cycle: Alias cycle: t0 → t1 → t2 → t3 → t4 → t5 → t6 → t7 → t8 → t9 → t10 → t11 → t12 → t13 → t14 → t15 → t16 → t17 → t18 → t19 → … (980 more)");
}

#[test]
fn texts_that_are_hard_to_read_are_reported() {
    let report = report(
        "[Core/Light]
         primary color #3b82f6
         on-primary color #fff
         dark color #000
         onDark color {white}
         white color #fff
         card.text.body color #777
         card.text.strong color #000
         card.text.disabled color #eee
         card.background color #fff
         card.surface.body color #eee
         card.surface.strong border 1px solid red
         on-size dimension 1px
         size dimension 1px
         on-gone color {gone}
         gone-too color #fff
         [Core/Dark]
         primary color #000
         dark color #999
         onDark color #fff",
    );
    insta::assert_snapshot!(report, @"
    Light/card.text.body low_contrast: Contrast of `card.text.body` on `card.background` is 4.47 : 1, below 4.5 : 1
    Light/card.text.body low_contrast: Contrast of `card.text.body` on `card.surface.body` is 3.85 : 1, below 4.5 : 1
    Light/on-gone broken_alias: Alias target not found: gone
    Light/on-primary low_contrast: Contrast of `on-primary` on `primary` is 3.67 : 1, below 4.5 : 1
    Dark/onDark low_contrast: Contrast of `onDark` on `dark` is 2.84 : 1, below 4.5 : 1
    ");
}
