//! `$ref`.

use insta::assert_snapshot;

use crate::{read, refusal, show, strict};

const BASE: &str = r#"
  "base": { "$type": "shadow", "$value": { "color": { "colorSpace": "srgb", "components": [0, 0, 0] },
    "offsetX": { "value": 2, "unit": "px" }, "offsetY": { "value": 4, "unit": "px" },
    "blur": { "value": 8, "unit": "px" }, "spread": { "value": 0, "unit": "px" } } },
  "a/b": { "c~d": { "$type": "number", "$value": 1 }, "$root": { "$type": "number", "$value": 2 } }"#;

#[test]
fn a_pointer_to_a_token_is_an_alias() {
    let text = format!(
        r##"{{ {BASE},
  "whole": {{ "$type": "shadow", "$ref": "#/base/$value" }},
  "token": {{ "$type": "shadow", "$ref": "#/base" }},
  "value": {{ "$type": "shadow", "$value": {{ "$ref": "#/base/$value" }} }},
  "escaped": {{ "$ref": "#/a~1b/c~0d/$value" }},
  "percent": {{ "$ref": "#/a~1b/c%7E0d" }},
  "root": {{ "$ref": "#/a~1b/$root" }},
  "elsewhere": {{ "$type": "color", "$ref": "#/other/file/$value" }} }}"##
    );
    assert_snapshot!(show(&read(&text)), @r#"
    base: shadow = {"color":{"colorSpace":"srgb","components":[0,0,0]},"offsetX":{"value":2,"unit":"px"},"offsetY":{"value":4,"unit":"px"},"blur":{"value":8,"unit":"px"},"spread":{"value":0,"unit":"px"}}
    a/b.c~d: number = 1
    a/b: number = 2
    whole: shadow -> base
    token: shadow -> base
    value: shadow -> base
    escaped: number -> a/b.c~d
    percent: number -> a/b.c~d
    root: number -> a/b
    elsewhere: color -> other.file
    "#);
    assert!(strict(&text).is_ok());
}

#[test]
fn a_pointer_to_a_part_of_a_value_is_copied() {
    let text = format!(
        r##"{{ {BASE},
  "blur": {{ "$type": "dimension", "$ref": "#/base/$value/blur" }},
  "number": {{ "$type": "number", "$value": {{ "$ref": "#/base/$value/blur/value" }} }},
  "border": {{ "$type": "border", "$value": {{ "color": {{ "$ref": "#/base/$value/color" }},
    "width": {{ "$ref": "#/wide/$value" }}, "style": "solid" }} }},
  "wide": {{ "$type": "dimension", "$value": "2px" }} }}"##
    );
    assert_snapshot!(show(&read(&text)), @r#"
    base: shadow = {"color":{"colorSpace":"srgb","components":[0,0,0]},"offsetX":{"value":2,"unit":"px"},"offsetY":{"value":4,"unit":"px"},"blur":{"value":8,"unit":"px"},"spread":{"value":0,"unit":"px"}}
    a/b.c~d: number = 1
    a/b: number = 2
    blur: dimension = {"value":8,"unit":"px"}
    number: number = 8
    border: border = {"color":{"colorSpace":"srgb","components":[0,0,0]},"width":"{wide}","style":"solid"}
    wide: dimension = 2px
    warning blur: reference_copied: `#/base/$value/blur` points to a part of a value, which is not supported; the part is copied, the link is not kept at /blur/$ref (line 6, column 43)
    warning number: reference_copied: `#/base/$value/blur/value` points to a part of a value, which is not supported; the part is copied, the link is not kept at /number/$value (line 7, column 44)
    warning border: reference_copied: `#/base/$value/color` points to a part of a value, which is not supported; the part is copied, the link is not kept at /border/$value (line 8, column 44)
    "#);
    assert_snapshot!(refusal(&text), @"`#/base/$value/blur` points to a part of a value, which is not supported at /blur/$ref (line 6, column 43)");
}

#[test]
fn a_pointer_to_nothing_leaves_the_token_out() {
    let document = read(
        r##"{ "g": { "t": { "$type": "number", "$value": 1 } },
  "group": { "$ref": "#/g" }, "nothing": { "$ref": "#/x" }, "file": { "$ref": "other.json#/a/$value" },
  "no-pointer": { "$ref": "#x" }, "number": { "$ref": 5 }, "illegal": { "$ref": "#/%7B/$value" },
  "inside": { "$type": "border", "$value": { "color": { "$ref": "#/x" }, "width": "1px", "style": "solid" } } }"##,
    );
    assert_snapshot!(show(&document), @r##"
    g.t: number = 1
    inside: string = {"color":{"$ref":"#/x"},"width":"1px","style":"solid"} {"dev.tokencraft":{"type":"border"}}
    skipped group: unresolved_reference: `#/g` leads to no token of this file at /group/$ref (line 2, column 22)
    skipped nothing: unresolved_reference: `#/x` leads to no token of this file at /nothing/$ref (line 2, column 52)
    skipped file: unresolved_reference: `other.json#/a/$value` points to another file, which is not supported at /file/$ref (line 2, column 79)
    skipped no-pointer: unresolved_reference: `#x` leads to no token of this file at /no-pointer/$ref (line 3, column 27)
    skipped number: invalid_reference: `$ref` must be a string, found a number at /number/$ref (line 3, column 55)
    skipped illegal: invalid_reference: `#/%7B/$value` names no token at /illegal/$ref (line 3, column 81)
    warning inside: unresolved_reference: `#/x` leads to no token of this file at /inside/$value (line 4, column 44)
    warning inside: invalid_value: Value is not a valid border: color: expected a colour such as #3b82f6 or oklch(0.6 0.2 260), found `{"$ref":"#/x"}`; the token is kept as string at /inside/$value (line 4, column 44)
    "##);
}

#[test]
fn copies_do_not_make_a_small_file_large() {
    use std::fmt::Write as _;
    let mut text = format!(
        r#"{{"t0":{{"$type":"string","$value":["{}"]}}"#,
        "x".repeat(1000)
    );
    for i in 1..100 {
        let before = i - 1;
        write!(
            text,
            r##","t{i}":{{"$type":"string","$value":[{{"$ref":"#/t{before}/$value/0"}},{{"$ref":"#/t{before}/$value/0"}},{{"$ref":"#/t{before}/$value"}}]}}"##
        )
        .unwrap();
    }
    text.push('}');
    let document = read(&text);
    let held: usize = document.modes[0]
        .tokens
        .iter()
        .map(|t| format!("{:?}", t.source).len())
        .sum();
    assert_eq!(document.modes[0].tokens.len(), 100);
    assert!(held < 20 * text.len() + 1_000_000, "{held}");
}

#[test]
fn pointers_that_run_in_a_circle_end() {
    let document = read(
        r##"{ "a": { "$type": "string", "$value": { "x": { "$ref": "#/b/$value/x" } } },
  "b": { "$type": "string", "$value": { "x": [{ "$ref": "#/a/$value/x" }, { "$ref": "#/a/$value/x" }] } } }"##,
    );
    assert_eq!(document.modes[0].tokens.len(), 2);
}
