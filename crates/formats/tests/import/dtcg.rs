//! Design token files.

use insta::assert_snapshot;
use tokencraft_formats::import::Format;
use tokencraft_tokens::Deprecated;

use crate::{read, read_as, refusal, show, strict};

#[test]
fn a_file_becomes_tokens_in_its_order() {
    let document = read(
        r##"{
  "$schema": "https://www.designtokens.org/schemas/2025.10/format.json",
  "$description": "All of it",
  "colors": {
    "$type": "color",
    "$description": "Brand",
    "primary": { "$value": { "colorSpace": "srgb", "components": [0, 0.4, 0.8], "hex": "#0066cc" }, "$description": "Main" },
    "link": { "$value": "{colors.primary}" },
    "accent": { "$root": { "$value": "#f0f" }, "soft": { "$value": "rgb(255 0 255 / 50%)" } }
  },
  "space": { "$type": "dimension", "2": { "$value": { "value": 8, "unit": "px" } }, "3": { "$value": "{space.2} * 2" } },
  "weight": { "$type": "fontWeight", "$value": 700 },
  "font": { "$type": "fontFamily", "$value": ["Inter", "sans-serif"] },
  "on": { "$type": "boolean", "$value": true }
}"##,
    );
    assert_eq!(document.format, Format::Dtcg);
    assert_snapshot!(show(&document), @r##"
    colors.primary: color = {"colorSpace":"srgb","components":[0,0.4,0.8],"hex":"#0066cc"} // Main
    colors.link: color -> colors.primary
    colors.accent: color = #f0f
    colors.accent.soft: color = rgb(255 0 255 / 50%)
    space.2: dimension = {"value":8,"unit":"px"}
    space.3: dimension = {space.2} * 2
    weight: fontWeight = 700
    font: fontFamily = ["Inter","sans-serif"]
    on: boolean = true
    group `` // All of it
    group `colors` // Brand
    "##);
    assert_eq!(document.modes[0].tokens[1].location.pointer, "/colors/link");
    assert_eq!(document.modes[0].tokens[1].location.line, 8);
    assert_eq!(document.modes[0].tokens[1].location.column, 5);
}

#[test]
fn a_group_hands_down_its_type_and_its_deprecation() {
    let document = read(
        r##"{
  "old": {
    "$type": "color", "$deprecated": "Use `new`",
    "a": { "$value": "#000" },
    "b": { "$value": "#111", "$deprecated": false },
    "deep": { "c": { "$type": "number", "$value": 1 }, "d": { "$value": "#222" } },
    "newer": { "$type": "dimension", "$deprecated": true, "e": { "$value": "4px" } }
  }
}"##,
    );
    assert_snapshot!(show(&document), @r#"
    old.a: color = #000 Reason("Use `new`")
    old.b: color = #111 Flag(false)
    old.deep.c: number = 1 Reason("Use `new`")
    old.deep.d: color = #222 Reason("Use `new`")
    old.newer.e: dimension = 4px Flag(true)
    group `old` Reason("Use `new`")
    group `old.newer` Flag(true)
    "#);
}

#[test]
fn a_long_reason_stays_with_the_group() {
    let reason = "x".repeat(1_001);
    let document = read(&format!(
        r#"{{ "g": {{ "$deprecated": "{reason}", "a": {{ "$type": "number", "$value": 1 }} }} }}"#
    ));
    assert_eq!(
        document.modes[0].tokens[0].deprecated,
        Some(Deprecated::Flag(true))
    );
    let kept = Some(Deprecated::Reason(reason.into()));
    assert_eq!(document.modes[0].groups[0].deprecated, kept);
}

#[test]
fn an_alias_takes_its_type_from_itself_then_its_group_then_its_target() {
    let document = read(
        r#"{
  "own": { "$type": "fontSize", "$value": "{plain}" },
  "sizes": { "$type": "fontSize", "a": { "$value": "{plain}" } },
  "colors": { "$type": "color", "not-one": { "$value": "{plain}" } },
  "chain": { "$value": "{link}" },
  "link": { "$value": "{plain}" },
  "plain": { "$type": "dimension", "$value": "4px" },
  "round": { "$value": "{about}" },
  "about": { "$value": "{round}" },
  "into-the-round": { "$value": "{about}" },
  "elsewhere": { "$value": "{not.here}" }
}"#,
    );
    assert_snapshot!(show(&document), @r#"
    own: fontSize -> plain
    sizes.a: fontSize -> plain
    colors.not-one: dimension -> plain
    chain: dimension -> link
    link: dimension -> plain
    plain: dimension = 4px
    round: string? -> about
    about: string? -> round
    into-the-round: string? -> about
    elsewhere: string? -> not.here
    warning about: type_unknown: The token has no `$type` and its aliases lead in a circle at /about (line 9, column 3)
    warning round: type_unknown: The token has no `$type` and its aliases lead in a circle at /round (line 8, column 3)
    warning into-the-round: type_unknown: The token has no `$type` and its target has none either at /into-the-round (line 10, column 3)
    warning elsewhere: type_unknown: The token has no `$type` and its target is not in this file at /elsewhere (line 11, column 3)
    "#);
}

#[test]
fn a_colour_modifier_that_cannot_be_applied_is_kept_and_reported() {
    let document = r##"{
        "gray": {"$type": "color", "$value": "#8d8d8d"},
        "hover": {"$type": "color", "$value": "{gray}", "$extensions": {"org.carbon": {"alphaModifier": 0.12}}},
        "lighter": {"$type": "color", "$value": "#888", "$extensions": {"studio.tokens": {"modify": {"type": "lighten"}}}},
        "wide": {"$type": "number", "$value": 1, "$extensions": {"org.carbon": {"alphaModifier": 0.12}}},
        "other": {"$type": "color", "$value": "#888", "$extensions": {"studio.tokens": {}, "org.carbon": 1}}
    }"##;
    assert_snapshot!(show(&read(document)));
}

#[test]
fn extensions_are_kept_as_written() {
    let document = read(
        r#"{
  "$extensions": { "root": 1 },
  "g": { "$extensions": { "org.example": { "b": [1.50, 0x10, .5, "é\n"], "a": null } },
    "t": { "$type": "number", "$value": 1, "$extensions": { "z": { "y": true }, "a": {} } } }
}"#,
    );
    assert_snapshot!(show(&document), @r#"
    g.t: number = 1 {"z":{"y":true},"a":{}}
    group `` {"root":1}
    group `g` {"org.example":{"b":[1.50,16,0.5,"é\n"],"a":null}}
    "#);
}

#[test]
fn references_inside_a_composite_stay_in_its_text() {
    let document = read(
        r#"{ "s": { "$type": "shadow", "$value": {
  "color": "{colors.black}", "offsetX": { "value": 0, "unit": "px" }, "offsetY": "{space.1}",
  "blur": { "value": 4, "unit": "px" }, "spread": { "value": 0, "unit": "px" } } } }"#,
    );
    assert_snapshot!(show(&document), @r#"s: shadow = {"color":"{colors.black}","offsetX":{"value":0,"unit":"px"},"offsetY":"{space.1}","blur":{"value":4,"unit":"px"},"spread":{"value":0,"unit":"px"}}"#);
}

#[test]
fn comments_trailing_commas_and_json5_are_read() {
    let text = r"// a comment
{
  /* another */ colors: { $type: 'color', $description: 'it\'s', red: { $value: { colorSpace: 'srgb', components: [+1, .0, 0,] }, }, },
  n: { $type: 'number', $value: +.5 }, hex: { $type: 'number', $value: 0xFF },
}";
    let document = read(text);
    assert_snapshot!(show(&document), @r#"
    colors.red: color = {"colorSpace":"srgb","components":[1,0.0,0]}
    n: number = 0.5
    hex: number = 255
    group `colors` // it's
    "#);
    assert!(strict(text).is_ok());
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_file() {
    let text = "\u{feff}{\"a\":{\"$type\":\"number\",\"$value\":1}}";
    let document = read(text);
    assert_eq!(document.modes[0].tokens[0].location.column, 2);
}

#[test]
fn names_without_dollar_are_read() {
    let text = r##"{
  "colors": { "type": "color", "description": "All", "red": { "value": "#f00", "description": "Red" } },
  "size": { "value": { "value": 4, "unit": "px" }, "type": "dimension" },
  "mixed": { "$value": "4px", "type": "dimension", "description": "d" }
}"##;
    assert_snapshot!(show(&read_as(Format::Dtcg, text)), @r#"
    colors.red: color = #f00 // Red
    size: dimension = {"value":4,"unit":"px"}
    mixed: dimension = 4px // d
    group `colors` // All
    "#);
}

#[test]
fn a_group_may_be_called_value() {
    let document = read(
        r##"{ "text": { "$type": "color", "value": { "$value": "#000" }, "type": { "$value": "#111" },
      "description": { "$value": "#222" } } }"##,
    );
    assert_snapshot!(show(&document), @r#"
    text.value: color = #000
    text.type: color = #111
    text.description: color = #222
    "#);
}

#[test]
fn a_token_may_hold_tokens() {
    let text = r##"{ "layer": { "$type": "color", "$value": "#000", "hover": { "$value": "#111" }, "alpha": 0.5,
      "attributes": { "category": "x" } } }"##;
    assert_snapshot!(show(&read(text)), @r#"
    layer: color = #000 {"dev.tokencraft":{"members":{"alpha":0.5,"attributes":{"category":"x"}}}}
    layer.hover: color = #111
    warning layer: unknown_member: The member `alpha` is unknown; it is kept in `$extensions` at /layer/alpha (line 1, column 81)
    warning layer: unknown_member: The member `attributes` is unknown; it is kept in `$extensions` at /layer/attributes (line 2, column 7)
    warning layer: token_with_children: A token holds other tokens; it is read as the `$root` of a group at /layer (line 1, column 50)
    "#);
    let text = r#"{ "layer": { "$type": "number", "$value": 1, "hover": { "$value": 2 } } }"#;
    assert_snapshot!(refusal(text), @"A token holds other tokens at /layer/hover (line 1, column 46)");
}

#[test]
fn an_unknown_type_becomes_a_string_and_the_original_is_kept() {
    let document = read(
        r#"{
  "a": { "$type": "fontStyle", "$value": "italic", "$extensions": { "x": 1, "dev.tokencraft": { "y": 2, "type": "z" } } },
  "b": { "$type": "sound", "$value": 5 },
  "c": { "$type": "thing", "$value": { "q": 1 } },
  "d": { "$type": "fontStyle", "$value": "{a}" },
  "g": { "$type": "fontStyle", "e": { "$value": "oblique" } }
}"#,
    );
    assert_snapshot!(show(&document), @r#"
    a: string = italic {"x":1,"dev.tokencraft":{"y":2,"type":"fontStyle"}}
    b: string = 5 {"dev.tokencraft":{"type":"sound","value":5}}
    c: string = {"q":1} {"dev.tokencraft":{"type":"thing"}}
    d: string -> a {"dev.tokencraft":{"type":"fontStyle"}}
    g.e: string = oblique {"dev.tokencraft":{"type":"fontStyle"}}
    warning a: unknown_type: The type `fontStyle` is unknown; the token is kept as string at /a/$type (line 2, column 19)
    warning b: unknown_type: The type `sound` is unknown; the token is kept as string at /b/$type (line 3, column 19)
    warning c: unknown_type: The type `thing` is unknown; the token is kept as string at /c/$type (line 4, column 19)
    warning d: unknown_type: The type `fontStyle` is unknown; the target's is taken at /d/$type (line 5, column 19)
    warning g.e: unknown_type: The type `fontStyle` is unknown; the token is kept as string at /g/e/$type (line 6, column 32)
    "#);
}

#[test]
fn a_value_that_is_not_of_its_type_becomes_a_string() {
    let document = read(
        r#"{
  "a": { "$type": "color", "$value": "var(--x)" },
  "b": { "$type": "color", "$value": "currentcolor" },
  "c": { "$type": "boolean", "$value": 7 },
  "d": { "$type": "shadow", "$value": { "offsetX": "far" } }
}"#,
    );
    assert_snapshot!(show(&document), @r#"
    a: string = var(--x) {"dev.tokencraft":{"type":"color"}}
    b: string = currentcolor {"dev.tokencraft":{"type":"color"}}
    c: string = 7 {"dev.tokencraft":{"type":"boolean","value":7}}
    d: string = {"offsetX":"far"} {"dev.tokencraft":{"type":"shadow"}}
    warning a: invalid_value: Value is not a valid color: expected a colour such as #3b82f6 or oklch(0.6 0.2 260): `var()` cannot stand in a token's value; the token is kept as string at /a/$value (line 2, column 38)
    warning b: invalid_value: Value is not a valid color: expected a colour such as #3b82f6 or oklch(0.6 0.2 260): `currentcolor` is not a colour of its own; the token is kept as string at /b/$value (line 3, column 38)
    warning c: invalid_value: Value is not a valid boolean: expected true or false, found `7`; the token is kept as string at /c/$value (line 4, column 40)
    warning d: invalid_value: Value is not a valid shadow: expected a colour such as #3b82f6 or oklch(0.6 0.2 260) as `color`, which is missing; the token is kept as string at /d/$value (line 5, column 39)
    "#);
}

#[test]
fn units_and_forms_of_published_systems_are_values() {
    let document = read(
        r##"{
  "a": { "$type": "dimension", "$value": { "value": 1.5, "unit": "em" } },
  "b": { "$type": "dimension", "$value": "50vw" },
  "c": { "$type": "dimension", "$value": "100%" },
  "d": { "$type": "color", "$value": "#abc" },
  "e": { "$type": "color", "$value": "#aabbcc80" },
  "f": { "$type": "typography", "$value": { "fontFamily": "Inter", "fontSize": "16px", "letterSpacing": 0, "lineHeight": 1.5 } },
  "g": { "$type": "letterSpacing", "$value": 0 },
  "h": { "$type": "fontWeight", "$value": "extra-bold" },
  "i": { "$type": "duration", "$value": "150ms" },
  "j": { "$type": "cubicBezier", "$value": [0.4, 0, 0.2, 1] }
}"##,
    );
    assert!(document.warnings.is_empty(), "{}", show(&document));
    assert_eq!(document.modes[0].tokens.len(), 10);
}

#[test]
fn a_number_without_unit_gets_the_usual_one() {
    let text = r#"{
  "a": { "$type": "letterSpacing", "$value": 0.5 }, "b": { "$type": "dimension", "$value": "16" },
  "c": { "$type": "duration", "$value": 200 }, "d": { "$type": "fontSize", "$value": "50 px" }
}"#;
    assert_snapshot!(show(&read(text)), @r#"
    a: letterSpacing = 0.5px
    b: dimension = 16px
    c: duration = 200ms
    d: string = 50 px {"dev.tokencraft":{"type":"fontSize"}}
    warning a: unit_assumed: The number `0.5` has no unit; px is assumed at /a/$value (line 2, column 46)
    warning b: unit_assumed: The number `"16"` has no unit; px is assumed at /b/$value (line 2, column 92)
    warning c: unit_assumed: The number `200` has no unit; ms is assumed at /c/$value (line 3, column 41)
    warning d: invalid_value: Value is not a valid fontSize: expected no space before the unit, found `px`; the token is kept as string at /d/$value (line 3, column 86)
    "#);
    assert_snapshot!(refusal(text), @"The type `letterSpacing` is unknown; known are color, dimension, fontFamily, fontWeight, duration, cubicBezier, number, strokeStyle, border, transition, shadow, gradient, typography, string at /a/$type (line 2, column 19)");
}

#[test]
fn a_root_that_is_a_group_is_read_as_its_group() {
    let text = r#"{ "a": { "$type": "number", "$root": { "x": { "$value": 1 } }, "y": { "$value": 2 } },
  "b": { "$type": "number", "$value": 3, "$root": { "$value": 4 } } }"#;
    assert_snapshot!(show(&read(text)), @r#"
    a.x: number = 1
    a.y: number = 2
    b: number = 4
    skipped b: duplicate_name: The token `b` is defined again at /b/$root (line 2, column 42), which is taken instead of the one at /b (line 2, column 3)
    warning a: root_group: `$root` must be a token; what it holds is read as its group's at /a/$root (line 1, column 29)
    warning b: token_with_children: A token holds other tokens; it is read as the `$root` of a group at /b (line 2, column 42)
    "#);
    assert_snapshot!(refusal(text), @"`$root` must be a token at /a/$root (line 1, column 29)");
}

#[test]
fn a_type_is_guessed_from_the_value() {
    let document = read(
        r##"{
  "a": { "$value": "#fff" }, "b": { "$value": "4px" }, "c": { "$value": "150ms" }, "d": { "$value": 4 },
  "e": { "$value": true }, "f": { "$value": ["Inter"] }, "g": { "$value": [0, 0, 1, 1] },
  "h": { "$value": { "colorSpace": "srgb", "components": [0, 0, 0] } },
  "i": { "$value": "1px solid red" }, "j": { "$value": "anything" }, "k": { "$value": "none" },
  "l": { "$value": { "value": 1, "unit": "s" } }, "m": { "$value": [{ "color": "#fff", "position": 0 }] }
}"##,
    );
    let kinds: Vec<_> = document.modes[0]
        .tokens
        .iter()
        .map(|t| format!("{} {}", t.name, t.kind))
        .collect();
    assert_snapshot!(kinds.join("\n"), @r#"
    a color
    b dimension
    c duration
    d number
    e boolean
    f fontFamily
    g cubicBezier
    h color
    i border
    j string
    k string
    l duration
    m gradient
    "#);
    assert_eq!(document.warnings.len(), 13);
}

#[test]
fn the_later_of_two_equal_names_is_taken_and_both_are_counted() {
    let text = r#"{
  "a": { "$type": "number", "$value": 1 },
  "g": { "$type": "number", "x": { "$value": 1 } },
  "a": { "$type": "number", "$value": 2 },
  "g": { "$type": "number", "y": { "$value": 2 }, "$root": { "$value": 3 } },
  "g": { "$type": "number", "$value": 4 }
}"#;
    assert_snapshot!(show(&read(text)), @r#"
    a: number = 2
    g.x: number = 1
    g.y: number = 2
    g: number = 4
    skipped a: duplicate_name: The token `a` is defined again at /a (line 4, column 3), which is taken instead of the one at /a (line 2, column 3)
    skipped g: duplicate_name: The token `g` is defined again at /g (line 6, column 3), which is taken instead of the one at /g/$root (line 5, column 51)
    "#);
    assert_snapshot!(refusal(text), @"The member `a` occurs twice at /a (line 2, column 3)");
}

#[test]
fn a_group_with_a_type_and_no_token_is_worth_a_warning() {
    let document = read(
        r#"{ "button": { "primary": { "$type": "color", "$extensions": { "themes": {} } } }, "later": { "$description": "Soon" } }"#,
    );
    assert_snapshot!(show(&document), @r#"
    group `button.primary` {"themes":{}}
    group `later` // Soon
    warning button.primary: no_value: The group has a `$type` but holds no token: nothing in it has a `$value` at /button/primary (line 1, column 28)
    "#);
}
