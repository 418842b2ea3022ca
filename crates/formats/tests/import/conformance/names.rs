//! Names, types and groups.

use super::Rule;

pub(super) const RULES: [Rule; 22] = [
    Rule {
        id: "json",
        kept: &["{}", "// as in the standard's own examples\n{ \"a\": {}, }"],
        broken: &[
            ("{\n  \"a\": {\n    \"b\" }}", "invalid_text /a/b 3:9"),
            ("[]", "invalid_text  1:1"),
        ],
    },
    Rule {
        id: "member-once",
        kept: &[r#"{ "a": { "$type": "number", "x": { "$value": 1 } }, "b": { "x": {} } }"#],
        broken: &[
            (
                "{ \"a\": {},\n  \"b\": {},\n  \"a\": {} }",
                "duplicate_member /a 1:3",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": 1, "$value": 2 } }"#,
                "duplicate_member /a/$value 1:29",
            ),
            (
                r#"{ "a": { "$type": "dimension", "$value": { "value": 1, "unit": "px", "value": 2 } } }"#,
                "duplicate_member /a/$value/value 1:44",
            ),
        ],
    },
    Rule {
        id: "token-or-group",
        kept: &[r#"{ "a": { "b": { "$type": "number", "$value": 1 }, "c": {} } }"#],
        broken: &[
            (r#"{ "a": { "b": 1 } }"#, "not_a_token /a/b 1:10"),
            ("{ \"a\": {},\n  \"b\": [] }", "not_a_token /b 2:3"),
            (r#"{ "a": null }"#, "not_a_token /a 1:3"),
        ],
    },
    Rule {
        id: "value-with-dollar",
        kept: &[r#"{ "value": { "$type": "number", "$value": 1 } }"#],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "value": 1 } }"#,
                "old_name /a/value 1:29",
            ),
            (
                r#"{ "a": { "type": "number", "b": { "$value": 1 } } }"#,
                "old_name /a/type 1:10",
            ),
        ],
    },
    Rule {
        id: "value-not-null",
        kept: &[r#"{ "a": { "$type": "number", "$value": 0 } }"#],
        broken: &[(
            r#"{ "a": { "$type": "number", "$value": null } }"#,
            "invalid_value /a/$value 1:39",
        )],
    },
    Rule {
        id: "document-is-a-group",
        kept: &[r#"{ "$type": "number", "a": { "$value": 1 } }"#],
        broken: &[(r#"{ "$type": "number", "$value": 1 }"#, "invalid_name  1:1")],
    },
    Rule {
        id: "name-empty",
        kept: &[r#"{ " ": {}, "0": { "$type": "number", "$value": 1 } }"#],
        broken: &[
            (r#"{ "": {} }"#, "invalid_name / 1:3"),
            (
                r#"{ "a": { "": { "$type": "number", "$value": 1 } } }"#,
                "invalid_name /a/ 1:10",
            ),
        ],
    },
    Rule {
        id: "name-dollar",
        kept: &[r#"{ "a$": { "$type": "number", "b$c": { "$value": 1 } } }"#],
        broken: &[
            (
                "{\n  \"a\": {\n    \"$b\": { \"$type\": \"number\", \"$value\": 1 } } }",
                "unknown_member /a/$b 3:5",
            ),
            (r#"{ "$group": {} }"#, "unknown_member /$group 1:3"),
        ],
    },
    Rule {
        id: "name-braces",
        kept: &[r#"{ "a(b)[c]": { "$type": "number", "$value": 1 } }"#],
        broken: &[
            (r#"{ "a{": {} }"#, "invalid_name /a{ 1:3"),
            (
                r#"{ "g": { "}": { "$type": "number", "$value": 1 } } }"#,
                "invalid_name /g/} 1:10",
            ),
            (
                r#"{ "{a}": { "$type": "number", "b": { "$value": 1 } } }"#,
                "invalid_name /{a} 1:3",
            ),
        ],
    },
    Rule {
        id: "name-dot",
        kept: &[r#"{ "1,5": { "$type": "number", "$value": 1 } }"#],
        broken: &[
            (
                r#"{ "a.b": { "$type": "number", "$value": 1 } }"#,
                "dotted_name /a.b 1:3",
            ),
            (r#"{ "g": { ".": {} } }"#, "dotted_name /g/. 1:10"),
        ],
    },
    Rule {
        id: "names-differ-by-case",
        kept: &[
            r#"{ "A": { "$type": "number", "$value": 1 }, "a": { "$type": "number", "$value": 2 } }"#,
        ],
        broken: &[(
            r#"{ "A": { "$type": "number", "$value": 1 }, "b": { "$value": "{a}" } }"#,
            "type_unknown /b/$value 1:61",
        )],
    },
    Rule {
        id: "description-text",
        kept: &[
            r#"{ "$description": "All", "a": { "$type": "number", "$value": 1, "$description": "" } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "$value": 1, "$description": ["x"] } }"#,
                "invalid_member /a/$description 1:58",
            ),
            (
                r#"{ "a": { "$description": 1 } }"#,
                "invalid_member /a/$description 1:26",
            ),
        ],
    },
    Rule {
        id: "type-needed",
        kept: &[
            r#"{ "g": { "$type": "number", "h": { "a": { "$value": 1 } } } }"#,
            r#"{ "a": { "$type": "number", "$value": 1 }, "b": { "$value": "{a}" }, "c": { "$value": "{b}" } }"#,
            r##"{ "a": { "$type": "number", "$value": 1 }, "b": { "$ref": "#/a" }, "c": { "$ref": "#/b/$value" } }"##,
        ],
        broken: &[
            (
                "{ \"g\": { \"$type\": \"number\" },\n  \"a\": { \"$value\": 1 } }",
                "type_guessed /a 2:3",
            ),
            (
                r#"{ "a": { "$value": { "colorSpace": "srgb", "components": [0, 0, 0] } } }"#,
                "type_guessed /a 1:3",
            ),
            (
                r##"{ "a": { "$type": "dimension", "$value": { "value": 1, "unit": "px" } }, "b": { "$ref": "#/a/$value/value" } }"##,
                "type_guessed /b 1:74",
            ),
            (
                r#"{ "a": { "$value": "{elsewhere}" } }"#,
                "type_unknown /a/$value 1:20",
            ),
        ],
    },
    Rule {
        id: "type-text",
        kept: &[r#"{ "a": { "$type": "number" } }"#],
        broken: &[
            (
                r#"{ "a": { "$type": 5, "$value": 1 } }"#,
                "invalid_type /a/$type 1:19",
            ),
            (
                r#"{ "g": { "$type": ["number"] } }"#,
                "invalid_type /g/$type 1:19",
            ),
        ],
    },
    Rule {
        id: "type-known",
        kept: &[r#"{ "a": { "$type": "string", "$value": "as in an example of the standard" } }"#],
        broken: &[
            (
                r#"{ "a": { "$type": "colour", "$value": "red" } }"#,
                "unknown_type /a/$type 1:19",
            ),
            (
                r#"{ "a": { "$type": "fontSize", "$value": { "value": 1, "unit": "px" } } }"#,
                "unknown_type /a/$type 1:19",
            ),
            (
                r#"{ "a": { "$type": "boolean", "$value": true } }"#,
                "unknown_type /a/$type 1:19",
            ),
            (
                "{ \"g\":\n  { \"$type\": \"spacing\" } }",
                "unknown_type /g/$type 2:14",
            ),
        ],
    },
    Rule {
        id: "type-case",
        kept: &[r#"{ "a": { "$type": "fontFamily", "$value": "Inter" } }"#],
        broken: &[
            (
                r#"{ "a": { "$type": "Number", "$value": 1 } }"#,
                "unknown_type /a/$type 1:19",
            ),
            (
                r#"{ "a": { "$type": "fontfamily", "$value": "Inter" } }"#,
                "unknown_type /a/$type 1:19",
            ),
        ],
    },
    Rule {
        id: "extensions-object",
        kept: &[
            r#"{ "$extensions": {}, "a": { "$type": "number", "$value": 1, "$extensions": { "org.example": [1, { "$value": null }] } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "$value": 1, "$extensions": [] } }"#,
                "invalid_member /a/$extensions 1:57",
            ),
            (
                r#"{ "g": { "$extensions": "x" } }"#,
                "invalid_member /g/$extensions 1:25",
            ),
        ],
    },
    Rule {
        id: "deprecated-shape",
        kept: &[
            r#"{ "$deprecated": true, "a": { "$type": "number", "$value": 1, "$deprecated": false }, "b": { "$deprecated": "Use {a}" } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "$value": 1, "$deprecated": 1 } }"#,
                "invalid_member /a/$deprecated 1:57",
            ),
            (
                r#"{ "g": { "$deprecated": null } }"#,
                "invalid_member /g/$deprecated 1:25",
            ),
        ],
    },
    Rule {
        id: "token-without-children",
        kept: &[r#"{ "a": { "$type": "number", "b": { "$value": 1 } } }"#],
        broken: &[
            (
                "{ \"a\": { \"$type\": \"number\", \"$value\": 1,\n  \"b\": { \"$value\": 2 } } }",
                "token_with_children /a/b 2:3",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": 1, "$root": { "$value": 2 } } }"#,
                "token_with_children /a/$root 1:42",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": 1, "b": {} } }"#,
                "unknown_member /a/b 1:42",
            ),
        ],
    },
    Rule {
        id: "members-known",
        kept: &[
            r#"{ "$schema": "https://example.org/format.json", "a": { "$type": "number", "$value": 1 } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "$value": 1, "$name": "x" } }"#,
                "unknown_member /a/$name 1:42",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": 1, "comment": "x" } }"#,
                "unknown_member /a/comment 1:42",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": 1, "$extends": "{g}" }, "g": {} }"#,
                "unknown_member /a/$extends 1:42",
            ),
            (
                r#"{ "g": { "$schema": "x" } }"#,
                "unknown_member /g/$schema 1:10",
            ),
            (r#"{ "$schema": 1 }"#, "invalid_member /$schema 1:14"),
        ],
    },
    Rule {
        id: "root-is-a-token",
        kept: &[
            r#"{ "a": { "$type": "number", "$root": { "$value": 1 }, "b": { "$value": 2 } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$root": { "$type": "number", "x": { "$value": 1 } } } }"#,
                "root_group /a/$root 1:10",
            ),
            (r#"{ "a": { "$root": {} } }"#, "not_a_token /a/$root 1:10"),
            (r#"{ "a": { "$root": 1 } }"#, "not_a_token /a/$root 1:10"),
        ],
    },
    Rule {
        id: "value-or-ref",
        kept: &[r##"{ "a": { "$type": "number", "$value": 1 }, "b": { "$ref": "#/a/$value" } }"##],
        broken: &[(
            r##"{ "a": { "$type": "number", "$value": 1 }, "b": { "$value": "{a}", "$ref": "#/a" } }"##,
            "value_and_ref /b/$ref 1:68",
        )],
    },
];
