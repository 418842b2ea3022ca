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
    assert_snapshot!(refusal(&text), @"`#/other/file/$value` leads to no token of this document at /elsewhere/$ref (line 12, column 44)");
    let here = text.replace("#/other/file/$value", "#/base/$value/color");
    assert!(strict(&here).is_ok());
}

#[test]
fn a_pointer_to_a_part_of_a_value_is_kept() {
    let text = format!(
        r##"{{ {BASE},
  "blur": {{ "$type": "dimension", "$ref": "#/base/$value/blur" }},
  "number": {{ "$type": "number", "$value": {{ "$ref": "#/base/$value/blur/value" }} }},
  "border": {{ "$type": "border", "$value": {{ "color": {{ "$ref": "#/base/$value/color" }},
    "width": {{ "$ref": "#/wide/$value" }}, "style": "solid" }} }},
  "through": {{ "$type": "number", "$ref": "#/number/$value/0" }},
  "elsewhere": {{ "$type": "number", "$ref": "#/x/y/$value/0" }},
  "escaped": {{ "$type": "number", "$ref": "#/a~1b/$root/$value/%7E01" }},
  "wide": {{ "$type": "dimension", "$value": {{ "value": 2, "unit": "px" }} }} }}"##
    );
    assert_snapshot!(show(&read(&text)), @r##"
    base: shadow = {"color":{"colorSpace":"srgb","components":[0,0,0]},"offsetX":{"value":2,"unit":"px"},"offsetY":{"value":4,"unit":"px"},"blur":{"value":8,"unit":"px"},"spread":{"value":0,"unit":"px"}}
    a/b.c~d: number = 1
    a/b: number = 2
    blur: dimension = {"$ref":"#/base/$value/blur"}
    number: number = {"$ref":"#/base/$value/blur/value"}
    border: border = {"color":{"$ref":"#/base/$value/color"},"width":"{wide}","style":"solid"}
    through: number = {"$ref":"#/number/$value/0"}
    elsewhere: number = {"$ref":"#/x/y/$value/0"}
    wide: dimension = {"value":2,"unit":"px"}
    skipped escaped: unresolved_reference: `#/a~1b/$root/$value/%7E01` leads to no token of this file at /escaped/$ref (line 12, column 43)
    "##);
    assert_snapshot!(refusal(&text), @"`#/number/$value/0` leads nowhere: the value has no `0` at /through/$ref (line 10, column 43)");
    let well = text
        .replace("/%7E01", "")
        .replace("/number/$value/0", "/number/$value")
        .replace("/x/y/$value/0", "/number/$value");
    assert!(strict(&well).is_ok());
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
    group.t: number = 1
    inside: border = {"color":{"$ref":"#/x"},"width":"1px","style":"solid"}
    skipped nothing: unresolved_reference: `#/x` leads to no token of this file at /nothing/$ref (line 2, column 52)
    skipped file: unresolved_reference: `other.json#/a/$value` points to another file, which is not supported at /file/$ref (line 2, column 79)
    skipped no-pointer: unresolved_reference: `#x` leads to no token of this file at /no-pointer/$ref (line 3, column 27)
    skipped number: invalid_reference: `$ref` must be a string, found a number at /number/$ref (line 3, column 55)
    skipped illegal: invalid_reference: `#/%7B/$value` names no token at /illegal/$ref (line 3, column 81)
    warning inside: unresolved_reference: `#/x` leads to no token of this file at /inside/$value (line 4, column 44)
    "##);
}

#[test]
fn pointers_that_run_in_a_circle_end() {
    let document = read(
        r##"{ "a": { "$type": "string", "$value": { "x": { "$ref": "#/b/$value/x" } } },
  "b": { "$type": "string", "$value": { "x": [{ "$ref": "#/a/$value/x" }, { "$ref": "#/a/$value/x" }] } } }"##,
    );
    assert_eq!(document.modes[0].tokens.len(), 2);
}
