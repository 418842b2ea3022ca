//! `$extends`.

use std::fmt::Write as _;
use std::time::Instant;

use insta::assert_snapshot;
use tokencraft_formats::import::{Options, import};

use crate::{read, refusal, show, strict};

/// Names and values only.
fn tokens(text: &str) -> String {
    assert!(strict(text).is_ok(), "{:?}", strict(text).err());
    show(&read(text))
}

#[test]
fn a_group_has_what_the_other_has_unless_it_says_otherwise() {
    let text = r#"{
  "button": { "$type": "color", "$description": "All buttons", "$deprecated": "Use action",
    "background": { "$value": "{ink}" },
    "text": { "$value": "{button.background}", "$description": "On it" },
    "focus": { "ring": { "$value": "{ink}" }, "width": { "$type": "number", "$value": 2 } } },
  "primary": { "$extends": "{button}",
    "background": { "$value": "{button.text}" },
    "focus": { "width": { "$type": "number", "$value": 3 }, "more": { "$type": "number", "$value": 4 } } },
  "ink": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [0, 0, 0] } } }"#;
    assert_snapshot!(tokens(text), @r#"
    button.background: color -> ink Reason("Use action")
    button.text: color -> button.background // On it Reason("Use action")
    button.focus.ring: color -> ink Reason("Use action")
    button.focus.width: number = 2 Reason("Use action")
    primary.background: color -> button.text Reason("Use action")
    primary.focus.width: number = 3 Reason("Use action")
    primary.focus.more: number = 4 Reason("Use action")
    primary.focus.ring: color -> ink Reason("Use action")
    primary.text: color -> button.background // On it Reason("Use action")
    ink: color = {"colorSpace":"srgb","components":[0,0,0]}
    group `button` // All buttons Reason("Use action")
    group `primary` // All buttons Reason("Use action")
    "#);
}

#[test]
fn inheritance_goes_through_several_levels_and_into_groups() {
    let text = r##"{
  "a": { "$type": "number", "$root": { "$value": 0 }, "x": { "$value": 1 }, "in": { "y": { "$value": 2 } } },
  "b": { "$extends": "#/a", "x": { "$value": 10 }, "z": { "$value": 3 } },
  "c": { "$extends": "{b}", "in": { "w": { "$value": 5 } } },
  "d": { "$extends": "{c.in}" },
  "e": { "sub": { "$ref": "#/c", "x": { "$value": 7 } } } }"##;
    assert_snapshot!(tokens(text), @"
    a: number = 0
    a.x: number = 1
    a.in.y: number = 2
    b.x: number = 10
    b.z: number = 3
    b: number = 0
    b.in.y: number = 2
    c.in.w: number = 5
    c.in.y: number = 2
    c.x: number = 10
    c.z: number = 3
    c: number = 0
    d.w: number = 5
    d.y: number = 2
    e.sub.x: number = 7
    e.sub.in.w: number = 5
    e.sub.in.y: number = 2
    e.sub.z: number = 3
    e.sub: number = 0
    ");
}

#[test]
fn a_token_or_a_group_of_the_same_name_replaces_the_inherited_one() {
    let text = r#"{ "a": { "$type": "number", "t": { "$value": 1, "$description": "gone" }, "g": { "x": { "$value": 2 } } },
  "b": { "$extends": "{a}", "t": { "u": { "$value": 3 } }, "g": { "$value": 4 } } }"#;
    assert_snapshot!(tokens(text), @"
    a.t: number = 1 // gone
    a.g.x: number = 2
    b.t.u: number = 3
    b.g: number = 4
    ");
}

#[test]
fn inherited_tokens_keep_the_type_they_have_at_home() {
    let text = r#"{ "outer": { "$type": "color", "base": { "primary": { "$value": { "colorSpace": "srgb", "components": [0, 0, 0] } } } },
  "extended": { "$extends": "{outer.base}", "$type": "dimension", "spacing": { "$value": { "value": 16, "unit": "px" } } },
  "numbers": { "$type": "number", "untyped": { "a": { "$value": 1 } } },
  "more": { "$type": "number", "plain": { "$extends": "{numbers.untyped}", "b": { "$value": 2 } } } }"#;
    assert_snapshot!(tokens(text), @r#"
    outer.base.primary: color = {"colorSpace":"srgb","components":[0,0,0]}
    extended.spacing: dimension = {"value":16,"unit":"px"}
    extended.primary: color = {"colorSpace":"srgb","components":[0,0,0]}
    numbers.untyped.a: number = 1
    more.plain.b: number = 2
    more.plain.a: number = 1
    "#);
}

#[test]
fn what_cannot_be_extended_is_refused_where_it_is_written() {
    let base = r#""base": { "t": { "$type": "number", "$value": 1 } }"#;
    let refusals: Vec<String> = [
        r#""g": { "$extends": "{nothing}" }"#,
        r#""g": { "$extends": "{base.t}" }"#,
        r#""g": { "$extends": "base" }"#,
        r#""g": { "$extends": 5 }"#,
        r#""g": { "$extends": "{base" }"#,
        r##""g": { "$extends": "#/base~2" }"##,
        r##""g": { "$extends": "#" }"##,
        r#""g": { "$extends": "{g}" }"#,
        r#""g": { "in": { "$extends": "{g}" } }"#,
        r#""g": { "$extends": "{h}" }, "h": { "$extends": "{g}" }"#,
        r#""g": { "$extends": "{h.in}" }, "h": { "in": { "deep": { "$extends": "{g}" } } }"#,
    ]
    .iter()
    .map(|group| refusal(&format!("{{ {base},\n  {group} }}")))
    .collect();
    assert_snapshot!(refusals.join("\n"), @"
    `$extends` names a group that is not there: `{nothing}` at /g/$extends (line 2, column 22)
    `$extends` must name a group, `{base.t}` is a token at /g/$extends (line 2, column 22)
    `$extends` must be a reference to a group, `{a.b}` or `#/a/b`, found `base` at /g/$extends (line 2, column 22)
    `$extends` must be a reference to a group, `{a.b}` or `#/a/b` at /g/$extends (line 2, column 22)
    `$extends` must be a reference to a group, `{a.b}` or `#/a/b`, found `{base` at /g/$extends (line 2, column 22)
    `$extends` must be a reference to a group, `{a.b}` or `#/a/b`, found `#/base~2` at /g/$extends (line 2, column 22)
    `$extends` leads in a circle: the group is part of what `#` holds or extends at /g/$extends (line 2, column 22)
    `$extends` leads in a circle: the group is part of what `{g}` holds or extends at /g/$extends (line 2, column 22)
    `$extends` leads in a circle: the group is part of what `{g}` holds or extends at /g/in/$extends (line 2, column 30)
    `$extends` leads in a circle: the group is part of what `{g}` holds or extends at /g/$extends (line 2, column 22)
    `$extends` leads in a circle: the group is part of what `{h.in}` holds or extends at /h/in/deep/$extends (line 2, column 71)
    ");
}

#[test]
fn lenient_reading_takes_what_it_can_and_reports_each_group_of_a_circle() {
    let text = r#"{ "a": { "$extends": "{b}", "x": { "$type": "number", "$value": 1 } },
  "b": { "$extends": "{c}", "y": { "$type": "number", "$value": 2 } },
  "c": { "$extends": "{a}", "z": { "$type": "number", "$value": 3 } },
  "d": { "$extends": "{nothing}", "v": { "$type": "number", "$value": 4 } } }"#;
    assert_snapshot!(show(&read(text)), @"
    a.x: number = 1
    a.y: number = 2
    a.z: number = 3
    b.y: number = 2
    b.z: number = 3
    b.x: number = 1
    c.z: number = 3
    c.x: number = 1
    c.y: number = 2
    d.v: number = 4
    warning a: extends_cycle: `$extends` leads in a circle: the group is part of what `{a}` holds or extends at /a/$extends (line 1, column 22)
    warning b: extends_cycle: `$extends` leads in a circle: the group is part of what `{b}` holds or extends at /b/$extends (line 2, column 22)
    warning c: extends_cycle: `$extends` leads in a circle: the group is part of what `{c}` holds or extends at /c/$extends (line 3, column 22)
    warning d: extends_not_found: `$extends` names a group that is not there: `{nothing}` at /d/$extends (line 4, column 22)
    ");
}

#[test]
fn what_is_wrong_with_an_inherited_token_is_said_once() {
    let text = r#"{ "a": { "$type": "number", "x": { "$value": "red" }, "n": { "$value": null } }, "b": { "$extends": "{a}" } }"#;
    assert_snapshot!(show(&read(text)), @r#"
    a.x: string = red {"dev.tokencraft":{"type":"number"}}
    b.x: string = red {"dev.tokencraft":{"type":"number"}}
    skipped a.n: invalid_value: `$value` must not be null at /a/n/$value (line 1, column 72)
    warning a.x: invalid_value: Value is not a valid number: expected a number such as 1.5, found `red`; the token is kept as string at /a/x/$value (line 1, column 46)
    "#);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "time is what is tested")]
fn a_small_file_that_would_become_a_large_one_is_refused_quickly() {
    let mut doubling = String::from(r#"{"g0":{"t":{"$type":"number","$value":1}}"#);
    for i in 1..40 {
        let before = i - 1;
        write!(
            doubling,
            r#","g{i}":{{"x":{{"$extends":"{{g{before}}}"}},"y":{{"$extends":"{{g{before}}}"}}}}"#
        )
        .unwrap();
    }
    doubling.push('}');
    let mut chain = String::from(r#"{"g0":{"t":{"$type":"number","$value":1}}"#);
    for i in 1..5_000 {
        let before = i - 1;
        write!(chain, r#","g{i}":{{"$extends":"{{g{before}}}"}}"#).unwrap();
    }
    chain.push('}');
    let mut nested = String::from(r#"{"g0":{"t":{"$type":"number","$value":1}}"#);
    for i in 1..5_000 {
        let before = i - 1;
        write!(nested, r#","g{i}":{{"x":{{"$extends":"{{g{before}}}"}}}}"#).unwrap();
    }
    nested.push('}');
    for (which, text) in [("doubling", doubling), ("chain", chain), ("nested", nested)] {
        let begun = Instant::now();
        let error = import(text.as_bytes(), &Options::default()).unwrap_err();
        assert!(
            error.message.starts_with("Groups that extend others"),
            "{error}"
        );
        assert!(
            begun.elapsed().as_secs() < 20,
            "{which}: {:?}",
            begun.elapsed()
        );
    }
}
