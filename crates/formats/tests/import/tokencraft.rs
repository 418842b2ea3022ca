//! Our own `json`.

use insta::assert_snapshot;
use tokencraft_formats::import::{Format, Options, import};

use crate::{read, read_as, refusal, show, strict};

#[test]
fn the_documented_shape_is_read() {
    let text = r##"{
  "colors": {
    "primary": {
      "500": { "value": "#3b82f6", "type": "color", "description": "Primary brand color" },
      "600": { "value": "{colors.primary.500}", "type": "color" }
    }
  },
  "shadow": { "value": "{\"color\":\"{colors.primary.500}\",\"offsetX\":\"0\"}", "type": "shadow" },
  "label": { "value": "", "type": "string", "$deprecated": true, "$extensions": { "a": [1] } }
}"##;
    let document = read(text);
    assert_eq!(document.format, Format::Tokencraft);
    assert_snapshot!(show(&document), @r#"
    colors.primary.500: color = #3b82f6 // Primary brand color
    colors.primary.600: color -> colors.primary.500
    shadow: shadow = {"color":"{colors.primary.500}","offsetX":"0"}
    label: string =  {"a":[1]} Flag(true)
    "#);
    assert!(strict(text).is_ok());
}

#[test]
fn each_mode_is_read_by_its_own() {
    let text = r##"{ "$modes": {
  "light": { "bg": { "value": "#fff", "type": "color" }, "fg": { "value": "{bg}", "type": "color" } },
  "dark": { "bg": { "value": "#000", "type": "color" } } } }"##;
    let document = read(text);
    assert_snapshot!(show(&document), @r#"
    mode light
    bg: color = #fff
    fg: color -> bg
    mode dark
    bg: color = #000
    "#);
    assert_eq!(
        document.modes[1].tokens[0].location.pointer,
        "/$modes/dark/bg"
    );
    assert!(strict(text).is_ok());
}

#[test]
fn a_token_that_is_also_a_group_stands_as_its_root() {
    let text = r#"{ "a": { "$root": { "value": "1", "type": "number" },
  "value": { "value": "2", "type": "number" }, "type": { "x": { "value": "3", "type": "number" } } } }"#;
    assert_snapshot!(show(&read(text)), @r#"
    a: number = 1
    a.value: number = 2
    a.type.x: number = 3
    "#);
    assert!(strict(text).is_ok());
}

#[test]
fn what_an_export_says_of_itself_is_not_kept() {
    let text = r#"{ "a": { "value": "1", "type": "number" },
  "$extensions": { "dev.tokencraft": { "omitted": [{ "name": "b", "reason": "r" }] } } }"#;
    assert_snapshot!(show(&read(text)), @"a: number = 1");
    assert!(strict(text).is_ok());
}

#[test]
fn what_does_not_belong_is_named() {
    let text = r#"{ "a": { "value": "1", "type": "number", "note": "n" }, "b": 5,
  "c": { "value": "1" }, "d": { "value": null, "type": "number" }, "$odd": {} }"#;
    assert_snapshot!(show(&read_as(Format::Tokencraft, text)), @r#"
    a: number = 1 {"dev.tokencraft":{"members":{"note":"n"}}}
    c: number? = 1
    skipped b: not_a_token: Expected a token or a group, found a number at /b (line 1, column 57)
    skipped d: invalid_value: `value` must not be null at /d/value (line 2, column 42)
    skipped $odd: not_a_token: Expected a token or a group, found an object at /$odd (line 2, column 68)
    warning a: unknown_member: The member `note` is unknown; it is kept in `$extensions` at /a/note (line 1, column 42)
    warning c: type_guessed: The token has no `type`; number is guessed from its value at /c (line 2, column 3)
    "#);
    assert_snapshot!(refusal(text), @"The member `note` is unknown at /a/note (line 1, column 42)");
}

#[test]
fn modes_must_be_objects() {
    let refused = |text: &str| {
        import(text.as_bytes(), &Options::default())
            .unwrap_err()
            .to_string()
    };
    assert_snapshot!(refused(r#"{"$modes":[]}"#), @"`$modes` must be an object, found an array at /$modes (line 1, column 11)");
    assert_snapshot!(refused(r#"{"$modes":{"light":1}}"#), @"A mode must be an object, found a number at /$modes/light (line 1, column 12)");
    assert_snapshot!(refused(r#"{"$modes":{"":{}}}"#), @"A mode's name must have 1 to 255 characters at /$modes (line 1, column 12)");
    assert_snapshot!(refusal(r#"{"x":{},"$modes":{}}"#), @"`x` stands beside `$modes` at /x (line 1, column 2)");
}

#[test]
fn the_format_is_found_out() {
    for (text, format) in [
        (r#"{"a":{"$value":1}}"#, Format::Dtcg),
        (r##"{"a":{"$ref":"#/b"}}"##, Format::Dtcg),
        (r#"{"a":{"$type":"color"}}"#, Format::Dtcg),
        (r#"{"a":{"value":"1","type":"number"}}"#, Format::Tokencraft),
        (r#"{"$modes":{}}"#, Format::Tokencraft),
        (
            r#"{"a":{"value":1,"type":"number"}}"#,
            Format::StyleDictionary,
        ),
        (r#"{"a":{"value":"1"}}"#, Format::StyleDictionary),
        (r#"{"a":{"value":"1","$type":"number"}}"#, Format::Dtcg),
        (
            r#"{"a":{"value":"1","type":"sizing"}}"#,
            Format::TokensStudio,
        ),
        (r#"{"a":{},"$themes":[]}"#, Format::TokensStudio),
        (
            r#"{"a":{"$value":1,"original":{}}}"#,
            Format::StyleDictionary,
        ),
        (r#"{"a":{"$value":1,"attributes":{}}}"#, Format::Dtcg),
        (
            r#"{"value":{"value":"1","type":"number"}}"#,
            Format::Tokencraft,
        ),
        (r"{}", Format::Dtcg),
    ] {
        assert_eq!(read(text).format, format, "{text}");
    }
}
