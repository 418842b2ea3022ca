//! Resolver documents.

use tokencraft_formats::import::resolver::{self, File, parse_input};
use tokencraft_formats::import::{Format, Options};

use super::Rule;

/// Rules about what is asked of a document; their test is below.
pub(super) const INPUTS: [(&str, &str); 3] = [
    ("input-modifier", "invalid_input"),
    ("input-context", "invalid_input"),
    ("input-text", "invalid_option"),
];

/// A document with those members and a version.
macro_rules! document {
    ($members:literal) => {
        concat!("{ \"version\": \"2025.10\",\n", $members, " }")
    };
}

pub(super) const RULES: [Rule; 18] = [
    Rule {
        id: "resolver-version",
        kept: &[document!(
            r##""sets": { "a": { "sources": [] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
        )],
        broken: &[
            (r#"{ "resolutionOrder": [] }"#, "missing_member  1:1"),
            (
                "{\n  \"version\": \"2025.11\", \"resolutionOrder\": [] }",
                "invalid_version /version 2:14",
            ),
            (
                r#"{ "version": 2025.10, "resolutionOrder": [] }"#,
                "invalid_version /version 1:14",
            ),
        ],
    },
    Rule {
        id: "resolver-order",
        kept: &[document!(
            r#""resolutionOrder": [{ "name": "a", "type": "set", "sources": [] }]"#
        )],
        broken: &[
            (document!(r#""sets": {}"#), "missing_member  1:1"),
            (
                document!(r#""resolutionOrder": {}"#),
                "invalid_member /resolutionOrder 2:20",
            ),
            (
                document!(r#""resolutionOrder": []"#),
                "invalid_member /resolutionOrder 2:20",
            ),
            (
                document!(r##""resolutionOrder": ["#/sets/a"]"##),
                "invalid_member /resolutionOrder/0 2:21",
            ),
        ],
    },
    Rule {
        id: "resolver-members",
        kept: &[document!(
            r#""$schema": "x", "name": "x", "description": "x", "$defs": { "x": 1 }, "resolutionOrder": [{ "name": "a", "type": "set", "sources": [] }]"#
        )],
        broken: &[
            (
                document!(r#""tokens": {}, "resolutionOrder": []"#),
                "unknown_member /tokens 2:1",
            ),
            (
                document!(r#""name": 1, "resolutionOrder": []"#),
                "invalid_member /name 2:9",
            ),
            (
                document!(r#""description": [], "resolutionOrder": []"#),
                "invalid_member /description 2:16",
            ),
            (
                document!(r#""sets": [], "resolutionOrder": []"#),
                "invalid_member /sets 2:9",
            ),
            (
                document!(r#""modifiers": 1, "resolutionOrder": []"#),
                "invalid_member /modifiers 2:14",
            ),
        ],
    },
    Rule {
        id: "set-sources",
        kept: &[document!(
            r##""sets": { "a": { "description": "x", "sources": [{ "n": { "$type": "number", "$value": 1 } }, {}] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
        )],
        broken: &[
            (
                document!(r##""sets": { "a": {} }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##),
                "missing_member /sets/a 2:16",
            ),
            (
                document!(
                    r#""sets": { "unused": { "sources": "x.json" } }, "resolutionOrder": [{ "name": "a", "type": "set", "sources": [] }]"#
                ),
                "invalid_member /sets/unused/sources 2:34",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": ["x.json"] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "invalid_member /sets/a/sources/0 2:30",
            ),
            (
                document!(r##""sets": { "a": [] }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##),
                "invalid_member /sets/a 2:16",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": [], "tokens": {} } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "unknown_member /sets/a/tokens 2:33",
            ),
        ],
    },
    Rule {
        id: "source-tokens",
        kept: &[document!(
            r#""resolutionOrder": [{ "name": "a", "type": "set", "sources": [{ "n": { "$value": "{m}" } }, { "m": { "$type": "number", "$value": 1 } }] }]"#
        )],
        broken: &[
            (
                document!(
                    r#""resolutionOrder": [{ "name": "a", "type": "set", "sources": [{ "n": { "$type": "number", "$value": "1" } }] }]"#
                ),
                "invalid_value /resolutionOrder/0/sources/0/n/$value 2:101",
            ),
            (
                document!(
                    r##""modifiers": { "m": { "contexts": { "x": [], "y": [{ "n": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [0, 0, 2] } } }] } } },
"resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "invalid_value /modifiers/m/contexts/y/0/n/$value/components/2 2:134",
            ),
            (
                document!(
                    r#""resolutionOrder": [{ "name": "a", "type": "set", "sources": [{ "n": { "$type": "number", "$value": "replaced" } }, { "n": { "$type": "number", "$value": 1 } }] }]"#
                ),
                "invalid_value /resolutionOrder/0/sources/0/n/$value 2:101",
            ),
            (
                document!(
                    r#""sets": { "unused": { "sources": [{ "a.b": {} }] } }, "resolutionOrder": [{ "name": "a", "type": "set", "sources": [] }]"#
                ),
                "dotted_name /sets/unused/sources/0/a.b 2:37",
            ),
        ],
    },
    Rule {
        id: "modifier-contexts",
        kept: &[document!(
            r##""modifiers": { "m": { "contexts": { "false": [], "true": [{}] } } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
        )],
        broken: &[
            (
                document!(
                    r##""modifiers": { "m": {} }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "missing_member /modifiers/m 2:21",
            ),
            (
                document!(
                    r##""modifiers": { "m": { "contexts": [] } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "invalid_member /modifiers/m/contexts 2:35",
            ),
            (
                document!(
                    r##""modifiers": { "m": { "contexts": { "x": {}, "y": [] } } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "invalid_member /modifiers/m/contexts/x 2:42",
            ),
            (
                document!(
                    r#""modifiers": { "m": { "context": { "x": [], "y": [] } } }, "resolutionOrder": []"#
                ),
                "unknown_member /modifiers/m/context 2:23",
            ),
        ],
    },
    Rule {
        id: "modifier-not-empty",
        kept: &[document!(
            r##""modifiers": { "m": { "contexts": { "x": [], "y": [] } } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
        )],
        broken: &[
            (
                document!(
                    r##""modifiers": { "m": { "contexts": {} } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "too_few_contexts /modifiers/m/contexts 2:35",
            ),
            (
                document!(
                    r##""modifiers": { "m": { "contexts": { "x": [] } } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "too_few_contexts /modifiers/m/contexts 2:35",
            ),
        ],
    },
    Rule {
        id: "modifier-default",
        kept: &[document!(
            r##""modifiers": { "m": { "contexts": { "x": [], "y": [] }, "default": "y" } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
        )],
        broken: &[
            (
                document!(
                    r##""modifiers": { "m": { "contexts": { "x": [], "y": [] }, "default": "z" } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "unknown_context /modifiers/m/default 2:68",
            ),
            (
                document!(
                    r##""modifiers": { "m": { "contexts": { "x": [], "y": [] }, "default": true } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "unknown_context /modifiers/m/default 2:68",
            ),
        ],
    },
    Rule {
        id: "modifier-refers-to-no-modifier",
        kept: &[document!(
            r##""sets": { "a": { "sources": [] } }, "modifiers": { "m": { "contexts": { "x": [{ "$ref": "#/sets/a" }], "y": [] } } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
        )],
        broken: &[
            (
                document!(
                    r##""modifiers": { "m": { "contexts": { "x": [], "y": [{ "$ref": "#/modifiers/m/contexts/x" }] } } }, "resolutionOrder": [{ "$ref": "#/modifiers/m" }]"##
                ),
                "invalid_reference /modifiers/m/contexts/y/0/$ref 2:62",
            ),
            (
                document!(
                    r##""modifiers": { "m": { "contexts": { "x": [], "y": [] } }, "n": { "contexts": { "x": [{ "$ref": "#/modifiers/m" }], "y": [] } } }, "resolutionOrder": [{ "$ref": "#/modifiers/n" }]"##
                ),
                "invalid_reference /modifiers/n/contexts/x/0/$ref 2:96",
            ),
        ],
    },
    Rule {
        id: "set-refers-to-no-modifier",
        kept: &[document!(
            r##""sets": { "a": { "sources": [{ "$ref": "#/sets/b" }] }, "b": { "sources": [] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
        )],
        broken: &[(
            document!(
                r##""sets": { "a": { "sources": [{ "$ref": "#/modifiers/m" }] } }, "modifiers": { "m": { "contexts": { "x": [], "y": [] } } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
            ),
            "invalid_reference /sets/a/sources/0/$ref 2:40",
        )],
    },
    Rule {
        id: "order-is-not-referred-to",
        kept: &[document!(
            r#""resolutionOrder": [{ "name": "a", "type": "set", "sources": [] }, { "name": "b", "type": "set", "sources": [] }]"#
        )],
        broken: &[
            (
                document!(
                    r##""resolutionOrder": [{ "name": "a", "type": "set", "sources": [] }, { "$ref": "#/resolutionOrder/0" }]"##
                ),
                "invalid_reference /resolutionOrder/1/$ref 2:78",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": [{ "$ref": "#/resolutionOrder/0" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "invalid_reference /sets/a/sources/0/$ref 2:40",
            ),
        ],
    },
    Rule {
        id: "inline-name-and-type",
        kept: &[document!(
            r#""resolutionOrder": [{ "name": "a", "type": "set", "sources": [] }, { "name": "m", "type": "modifier", "contexts": { "x": [], "y": [] } }]"#
        )],
        broken: &[
            (
                document!(r#""resolutionOrder": [{ "type": "set", "sources": [] }]"#),
                "missing_member /resolutionOrder/0 2:21",
            ),
            (
                document!(r#""resolutionOrder": [{ "name": "a", "sources": [] }]"#),
                "invalid_member /resolutionOrder/0 2:21",
            ),
            (
                document!(r#""resolutionOrder": [{ "name": "a", "type": "sets", "sources": [] }]"#),
                "invalid_member /resolutionOrder/0/type 2:44",
            ),
        ],
    },
    Rule {
        id: "inline-name-once",
        kept: &[document!(
            r##""sets": { "a": { "sources": [] } }, "modifiers": { "a": { "contexts": { "x": [], "y": [] } } }, "resolutionOrder": [{ "$ref": "#/sets/a" }, { "$ref": "#/modifiers/a" }]"##
        )],
        broken: &[(
            document!(
                r#""resolutionOrder": [{ "name": "a", "type": "set", "sources": [] }, { "name": "a", "type": "set", "sources": [{}] }]"#
            ),
            "duplicate_name /resolutionOrder/1 2:68",
        )],
    },
    Rule {
        id: "reference-text",
        kept: &[document!(
            r##""sets": { "a/b": { "sources": [] } }, "resolutionOrder": [{ "$ref": "#/sets/a~1b" }]"##
        )],
        broken: &[
            (
                document!(r#""resolutionOrder": [{ "$ref": 1 }]"#),
                "invalid_reference /resolutionOrder/0/$ref 2:31",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": [{ "$ref": ["#/sets/b"] }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "invalid_reference /sets/a/sources/0/$ref 2:40",
            ),
        ],
    },
    Rule {
        id: "reference-found",
        kept: &[document!(
            r##""$defs": { "x": { "n": { "$type": "number", "$value": 1 } } }, "sets": { "a": { "sources": [{ "$ref": "#/$defs/x" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
        )],
        broken: &[
            (
                document!(r##""resolutionOrder": [{ "$ref": "#/sets/a" }]"##),
                "unresolved_reference /resolutionOrder/0/$ref 2:31",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": [{ "$ref": "#/sets/b" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "unresolved_reference /sets/a/sources/0/$ref 2:40",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": [{ "$ref": "#/$defs/x" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "unresolved_reference /sets/a/sources/0/$ref 2:40",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": [{ "$ref": "gone.json" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "file_not_found /sets/a/sources/0/$ref 2:40",
            ),
        ],
    },
    Rule {
        id: "reference-no-circle",
        kept: &[document!(
            r##""sets": { "a": { "sources": [{ "$ref": "#/sets/b" }] }, "b": { "sources": [{ "$ref": "#/sets/c" }] }, "c": { "sources": [] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
        )],
        broken: &[
            (
                document!(
                    r##""sets": { "a": { "sources": [{ "$ref": "#/sets/a" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "circular_reference /sets/a/sources/0/$ref 2:40",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": [{ "$ref": "#/sets/b" }] }, "b": { "sources": [{ "$ref": "#/sets/a" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "circular_reference /sets/b/sources/0/$ref 2:86",
            ),
            (
                document!(
                    r##""sets": { "a": { "sources": [{ "$ref": "#/sets" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "circular_reference /sets/a/sources/0/$ref 2:40",
            ),
            (
                document!(
                    r##""$defs": { "x": { "$ref": "#/$defs/y" }, "y": { "$ref": "#/$defs/x" } }, "sets": { "a": { "sources": [{ "$ref": "#/$defs/x" }] } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "circular_reference /$defs/y/$ref 2:57",
            ),
        ],
    },
    Rule {
        id: "resolver-extensions",
        kept: &[document!(
            r##""sets": { "a": { "sources": [], "$extensions": { "example.org": 1 } } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
        )],
        broken: &[
            (
                document!(
                    r##""sets": { "a": { "sources": [], "$extensions": "x" } }, "resolutionOrder": [{ "$ref": "#/sets/a" }]"##
                ),
                "invalid_member /sets/a/$extensions 2:48",
            ),
            (
                document!(
                    r#""resolutionOrder": [{ "name": "m", "type": "modifier", "contexts": { "x": [], "y": [] }, "$extensions": [] }]"#
                ),
                "invalid_member /resolutionOrder/0/$extensions 2:105",
            ),
        ],
    },
    Rule {
        id: "resolved-aliases",
        kept: &[document!(
            r#""resolutionOrder": [{ "name": "m", "type": "modifier", "contexts": { "x": [{ "a": { "$type": "number", "$value": 1 } }], "y": [{ "a": { "$type": "number", "$value": 2 } }] } },
{ "name": "s", "type": "set", "sources": [{ "b": { "$value": "{a}" } }] }]"#
        )],
        broken: &[
            (
                document!(
                    r#""resolutionOrder": [{ "name": "m", "type": "modifier", "contexts": { "x": [{ "a": { "$type": "number", "$value": 1 } }], "y": [{ "a": { "$type": "number", "$value": "{b}" } }] } },
{ "name": "s", "type": "set", "sources": [{ "b": { "$value": "{a}" } }] }]"#
                ),
                "circular_reference /resolutionOrder/0/contexts/y/0/a/$value 2:166",
            ),
            (
                document!(
                    r#""resolutionOrder": [{ "name": "s", "type": "set", "sources": [{ "a": { "$type": "number", "$value": 1 } }, { "b": { "$type": "color", "$value": "{a}" } }] }]"#
                ),
                "type_mismatch /resolutionOrder/0/sources/1/b/$value 2:145",
            ),
        ],
    },
];

#[test]
fn what_is_asked_of_a_document_must_be_in_it() {
    let text = document!(
        r#""resolutionOrder": [{ "name": "m", "type": "modifier", "contexts": { "x": [], "y": [] } }]"#
    );
    let main = File {
        path: "",
        text: text.as_bytes(),
    };
    let options = Options {
        format: Some(Format::DtcgResolver),
        strict: true,
    };
    let asked = |input: &str| {
        let input = parse_input(input)?;
        let read = resolver::import(&main, &[], &input, &options);
        read.map(drop)
            .map_err(|error| format!("{error} [{}]", error.code))
    };
    assert_eq!(asked("m:y"), Ok(()));
    let said = ["n:x", "m:z", "m"].map(|input| asked(input).unwrap_err());
    insta::assert_snapshot!(said.join("\n"), @r"
    The document has no modifier `n` [invalid_input]
    The modifier `m` has no context `z`. It has: x, y [invalid_input]
    input must be MODIFIER:CONTEXT, several parted by commas
    ");
}
