//! References and groups that extend others.

use tokencraft_formats::import::Format;

use super::{Rule, read_strictly};
use crate::suite::refusals;

/// Rules that are kept where the other documents are known: a token may stand in one of them.
pub(super) const IN_A_WORKSPACE: [(&str, &str); 1] = [("alias-unknown", "alias_not_found")];

pub(super) const RULES: [Rule; 17] = [
    Rule {
        id: "extends-syntax",
        kept: &[
            r#"{ "a": { "$type": "number", "x": { "$value": 1 } }, "b": { "$extends": "{a}" } }"#,
            r##"{ "a": { "$type": "number", "x": { "$value": 1 } }, "b": { "$extends": "#/a" }, "c": { "$ref": "#/a" } }"##,
        ],
        broken: &[
            (
                r#"{ "a": {}, "b": { "$extends": "a" } }"#,
                "invalid_member /b/$extends 1:31",
            ),
            (
                r#"{ "a": {}, "b": { "$extends": ["{a}"] } }"#,
                "invalid_member /b/$extends 1:31",
            ),
            (
                r#"{ "a": {}, "b": { "$extends": "{a" } }"#,
                "invalid_member /b/$extends 1:31",
            ),
        ],
    },
    Rule {
        id: "extends-a-group",
        kept: &[r#"{ "a": { "b": {} }, "c": { "$extends": "{a.b}" } }"#],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "$value": 1 }, "b": { "$extends": "{a}" } }"#,
                "extends_token /b/$extends 1:63",
            ),
            (
                r##"{ "a": { "$type": "number", "$root": { "$value": 1 } }, "b": { "$extends": "#/a/$root" } }"##,
                "extends_token /b/$extends 1:76",
            ),
        ],
    },
    Rule {
        id: "extends-found",
        kept: &[r#"{ "b": { "$extends": "{a}" }, "a": {} }"#],
        broken: &[
            (
                "{\n  \"b\": { \"$extends\": \"{a}\" } }",
                "extends_not_found /b/$extends 2:22",
            ),
            (
                r##"{ "a": {}, "b": { "$extends": "#/a/c" } }"##,
                "extends_not_found /b/$extends 1:31",
            ),
        ],
    },
    Rule {
        id: "extends-no-circle",
        kept: &[r#"{ "a": {}, "b": { "$extends": "{a}" }, "c": { "$extends": "{b}" } }"#],
        broken: &[
            (
                r#"{ "a": { "$extends": "{a}" } }"#,
                "extends_cycle /a/$extends 1:22",
            ),
            (
                r#"{ "a": { "b": { "$extends": "{a}" } } }"#,
                "extends_cycle /a/b/$extends 1:29",
            ),
            (
                r#"{ "a": { "$extends": "{b}" }, "b": { "$extends": "{c}" }, "c": { "$extends": "{a}" } }"#,
                "extends_cycle /a/$extends 1:22",
            ),
            (
                r##"{ "a": { "$extends": "#/" } }"##,
                "extends_cycle /a/$extends 1:22",
            ),
        ],
    },
    Rule {
        id: "braces-syntax",
        kept: &[
            r#"{ "a b": { "$type": "number", "c": { "$value": 1 }, "d": { "$value": "{a b.c}" } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "$value": "{b" } }"#,
                "invalid_reference /a/$value 1:39",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": "{b}{c}" } }"#,
                "invalid_reference /a/$value 1:39",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": "{b} * 2" } }"#,
                "invalid_reference /a/$value 1:39",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": "{}" } }"#,
                "invalid_reference /a/$value 1:39",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": "{b..c}" } }"#,
                "invalid_reference /a/$value 1:39",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": 1 }, "b": { "$value": "{a.$value}" } }"#,
                "invalid_reference /b/$value 1:61",
            ),
            (
                r#"{ "a": { "$type": "fontFamily", "$value": "{b}, serif" } }"#,
                "invalid_reference /a/$value 1:43",
            ),
        ],
    },
    Rule {
        id: "braces-name-tokens",
        kept: &[
            r#"{ "a": { "$type": "number", "$root": { "$value": 1 }, "b": { "$value": "{a.$root}" } } }"#,
        ],
        broken: &[
            (
                r#"{ "g": { "$type": "number", "a": { "$value": 1 } }, "b": { "$type": "number", "$value": "{g}" } }"#,
                "reference_to_group /b/$value 1:89",
            ),
            (
                r#"{ "a": { "$type": "number", "$root": { "$value": 1 } }, "b": { "$value": "{a}" } }"#,
                "reference_to_group /b/$value 1:74",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": 1 }, "b": { "$value": "{a.$root}" } }"#,
                "unresolved_reference /b/$value 1:61",
            ),
        ],
    },
    Rule {
        id: "braces-whole-values",
        kept: &[
            r#"{ "a": { "$type": "number", "b": { "$value": 1 }, "c": { "$value": "{a.b}" } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "cubicBezier", "$value": [0, 0, 1, 1] }, "b": { "$type": "number", "$value": "{a.0}" } }"#,
                "unresolved_reference /b/$value 1:96",
            ),
            (
                r#"{ "a": { "$type": "dimension", "$value": { "value": 1, "unit": "px" } }, "b": { "$type": "number", "$value": "{a.value}" } }"#,
                "unresolved_reference /b/$value 1:110",
            ),
        ],
    },
    Rule {
        id: "ref-text",
        kept: &[
            r##"{ "a": { "$type": "number", "$value": 1 }, "b": { "$type": "number", "$value": { "$ref": "#/a/$value" } } }"##,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "$ref": 1 } }"#,
                "invalid_reference /a/$ref 1:37",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": { "$ref": ["x"] } } }"#,
                "invalid_reference /a/$value/$ref 1:49",
            ),
            (
                r##"{ "a": { "$type": "number", "$value": 1 }, "b": { "$type": "number", "$value": { "$ref": "#/a/$value", "x": 1 } } }"##,
                "unknown_member /b/$value/x 1:104",
            ),
        ],
    },
    Rule {
        id: "ref-syntax",
        kept: &[
            r##"{ "a/b~c d": { "$type": "number", "$value": 1 }, "x": { "$ref": "#/a~1b~0c d/$value" }, "y": { "$ref": "#/a~1b~0c%20d" } }"##,
        ],
        broken: &[
            (
                r##"{ "a": { "$type": "number", "$value": 1 }, "b": { "$type": "number", "$ref": "#a" } }"##,
                "invalid_reference /b/$ref 1:78",
            ),
            (
                r##"{ "a~2": { "$type": "number", "$value": 1 }, "b": { "$type": "number", "$ref": "#/a~2" } }"##,
                "invalid_reference /b/$ref 1:80",
            ),
            (
                r##"{ "a/b": { "$type": "number", "$value": 1 }, "b": { "$type": "number", "$ref": "#/a/b" } }"##,
                "unresolved_reference /b/$ref 1:80",
            ),
            (
                r#"{ "b": { "$type": "number", "$ref": "/a" } }"#,
                "unresolved_reference /b/$ref 1:37",
            ),
        ],
    },
    Rule {
        id: "ref-found",
        kept: &[
            r##"{ "a": { "$type": "cubicBezier", "$value": [0, 0, 1, 1] }, "b": { "$type": "number", "$ref": "#/a/$value/3" } }"##,
            r##"{ "a": { "$type": "number", "x": { "$value": 1 } }, "b": { "$extends": "{a}" }, "c": { "$ref": "#/b/x/$value" } }"##,
        ],
        broken: &[
            (
                r##"{ "a": { "$type": "number", "$ref": "#/b" } }"##,
                "unresolved_reference /a/$ref 1:37",
            ),
            (
                r##"{ "a": { "$type": "number", "$ref": "#/b/$value" } }"##,
                "unresolved_reference /a/$ref 1:37",
            ),
            (
                "{ \"a\": { \"$type\": \"border\", \"$value\": {\n  \"width\": { \"value\": 1, \"unit\": \"px\" }, \"style\": \"solid\",\n  \"color\": { \"$ref\": \"#/x/$value\" } } } }",
                "unresolved_reference /a/$value/color/$ref 3:22",
            ),
            (
                r#"{ "a": { "$type": "number", "$ref": "other.json#/a" } }"#,
                "unresolved_reference /a/$ref 1:37",
            ),
        ],
    },
    Rule {
        id: "ref-part-found",
        kept: &[
            r##"{ "a": { "$type": "dimension", "$value": { "value": 1, "unit": "px" } }, "b": { "$value": "{a}" }, "c": { "$type": "number", "$ref": "#/b/$value/value" } }"##,
        ],
        broken: &[
            (
                r##"{ "a": { "$type": "cubicBezier", "$value": [0, 0, 1, 1] }, "b": { "$type": "number", "$ref": "#/a/$value/4" } }"##,
                "unresolved_reference /b/$ref 1:94",
            ),
            (
                r##"{ "a": { "$type": "cubicBezier", "$value": [0, 0, 1, 1] }, "b": { "$type": "number", "$ref": "#/a/$value/01" } }"##,
                "unresolved_reference /b/$ref 1:94",
            ),
            (
                r##"{ "a": { "$type": "dimension", "$value": { "value": 1, "unit": "px" } }, "b": { "$type": "dimension", "$value": { "value": { "$ref": "#/a/$value/size" }, "unit": "px" } } }"##,
                "unresolved_reference /b/$value/value/$ref 1:134",
            ),
        ],
    },
    Rule {
        id: "no-circle-of-aliases",
        kept: &[
            r#"{ "a": { "$type": "number", "$value": 1 }, "b": { "$value": "{c}" }, "c": { "$value": "{a}" } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$value": "{b}" }, "b": { "$value": "{c}" }, "c": { "$value": "{a}" } }"#,
                "circular_reference /a/$value 1:20",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": "{a}" } }"#,
                "circular_reference /a/$value 1:39",
            ),
        ],
    },
    Rule {
        id: "no-circle-of-pointers",
        kept: &[
            r##"{ "a": { "$type": "number", "$value": 1 }, "b": { "$ref": "#/a" }, "c": { "$ref": "#/b" } }"##,
        ],
        broken: &[
            (
                r##"{ "a": { "$type": "number", "$ref": "#/b/$value" }, "b": { "$type": "number", "$ref": "#/a/$value" } }"##,
                "circular_reference /a/$ref 1:37",
            ),
            (
                r##"{ "a": { "$type": "dimension", "$value": { "value": { "$ref": "#/b/$value/value" }, "unit": "px" } },
  "b": { "$type": "dimension", "$value": "{a}" } }"##,
                "circular_reference /a/$value/value/$ref 1:63",
            ),
        ],
    },
    Rule {
        id: "alias-type",
        kept: &[
            r#"{ "a": { "$type": "number", "$value": 1 }, "g": { "$type": "color", "b": { "$value": "{a}" } } }"#,
        ],
        broken: &[
            (
                "{ \"a\": { \"$type\": \"number\", \"$value\": 1 },\n  \"b\": { \"$type\": \"color\", \"$value\": \"{a}\" } }",
                "type_mismatch /b/$value 2:38",
            ),
            (
                r##"{ "a": { "$type": "number", "$value": 1 }, "b": { "$type": "color", "$ref": "#/a" } }"##,
                "type_mismatch /b/$ref 1:77",
            ),
        ],
    },
    Rule {
        id: "sub-value-type",
        kept: &[
            r#"{ "n": { "$type": "number", "$value": 0.5 }, "a": { "$type": "gradient", "$value": [
  { "color": { "colorSpace": "srgb", "components": [0, 0, 0] }, "position": "{n}" } ] } }"#,
        ],
        broken: &[
            (
                r#"{ "n": { "$type": "number", "$value": 0.5 }, "a": { "$type": "gradient", "$value": [
  { "color": "{n}", "position": 0 } ] } }"#,
                "type_mismatch /a/$value/0/color 2:14",
            ),
            (
                r#"{ "d": { "$type": "duration", "$value": { "value": 1, "unit": "s" } },
  "a": { "$type": "strokeStyle", "$value": { "lineCap": "butt", "dashArray": ["{d}"] } } }"#,
                "type_mismatch /a/$value/dashArray/0 2:79",
            ),
        ],
    },
    Rule {
        id: "ref-type",
        kept: &[
            r##"{ "c": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [0.1, 0, 0] } },
  "n": { "$type": "number", "$ref": "#/c/$value/components/0" } }"##,
        ],
        broken: &[
            (
                r##"{ "d": { "$type": "dimension", "$value": { "value": 1, "unit": "px" } },
  "n": { "$type": "number", "$ref": "#/d/$value/unit" } }"##,
                "type_mismatch /n/$ref 2:37",
            ),
            (
                r##"{ "d": { "$type": "dimension", "$value": { "value": 1, "unit": "px" } },
  "c": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [0, 0, { "$ref": "#/d/$value/unit" }] } } }"##,
                "type_mismatch /c/$value/components/2/$ref 2:93",
            ),
            (
                r##"{ "d": { "$type": "dimension", "$value": { "value": 1, "unit": "px" } },
  "e": { "$type": "duration", "$value": { "value": 1, "unit": { "$ref": "#/d/$value/unit" } } } }"##,
                "type_mismatch /e/$value/unit/$ref 2:73",
            ),
        ],
    },
    Rule {
        id: "sub-value-reference",
        kept: &[r##"{ "n": { "$type": "number", "$value": 1 },
  "d": { "$type": "dimension", "$value": { "value": { "$ref": "#/n/$value" }, "unit": "px" } } }"##],
        broken: &[
            (
                r#"{ "n": { "$type": "number", "$value": 1 },
  "d": { "$type": "dimension", "$value": { "value": "{n}", "unit": "px" } } }"#,
                "invalid_value /d/$value/value 2:53",
            ),
            (
                r#"{ "f": { "$type": "fontFamily", "$value": "Inter" },
  "g": { "$type": "fontFamily", "$value": ["{f}", "serif"] } }"#,
                "invalid_value /g/$value/0 2:44",
            ),
        ],
    },
];

/// A reference may lead to a token of another document of the workspace: where all are known, one that
/// leads nowhere is refused.
#[test]
fn an_alias_of_an_unknown_token_is_refused_where_all_tokens_are_known() {
    let unknown = r#"{ "a": { "$type": "number", "$value": "{elsewhere}" },
  "b": { "$type": "strokeStyle", "$value": { "lineCap": "butt", "dashArray": ["{far.away}"] } } }"#;
    let document = read_strictly(Format::Dtcg, unknown).unwrap();
    let tokens = document.modes[0].tokens.iter().zip(refusals(&document));
    let said: Vec<String> = tokens
        .map(|(token, refusal)| format!("{refusal} at {}", token.location))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    a: Alias target not found: elsewhere at /a/$value (line 1, column 39)
    b: Alias target not found: far.away at /b/$value/dashArray/0 (line 2, column 79)
    ");
}
