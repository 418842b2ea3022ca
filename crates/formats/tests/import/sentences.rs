//! Every refusal, as it is read.

use insta::assert_snapshot;
use tokencraft_formats::import::{Options, import};

use crate::refusal;

/// The refusal of a file that is not even read leniently.
fn refused(bytes: impl AsRef<[u8]>) -> String {
    import(bytes.as_ref(), &Options::default())
        .unwrap_err()
        .to_string()
}

#[test]
fn a_file_that_is_not_json() {
    let texts: [&[u8]; 20] = [
        b"",
        b"  // nothing\n",
        b"\xff\xfe{\x00}\x00",
        b"{\"a\": {\"b\": \"\xc3\x28\"}}",
        b"{\n  \"a\": {\n    \"$value\": 1 \"$type\": \"number\" } }",
        b"{\"a\": {\"b\": [1, {\"c\": }]}}",
        b"{\"a\": [1, 2",
        b"{\"a\": {\"b\": \"open",
        b"{\"a\": 1} {}",
        b"{\"a\": \"\\ud800\"}",
        b"{\"a\": \"\\ude00\\ud83d\"}",
        b"{\"a\": {\"$value\": 1e999}}",
        b"{\"a\": [0, {\"$value\": Infinity}]}",
        b"{\"a\": NaN}",
        b"{\"a\": {\"$value\": \"x\\u0000\"}}",
        b"{\"a\\u0000\": 1}",
        b"[]",
        b"null",
        b"\"text\"",
        b"{\"a/b\": {\"c~d\": tru}}",
    ];
    let all: Vec<_> = texts
        .iter()
        .map(|text| {
            let text_shown = text.escape_ascii().to_string();
            format!("{text_shown}\n  {}", refused(text))
        })
        .collect();
    assert_snapshot!(all.join("\n"));
}

#[test]
fn a_surrogate_pair_is_a_character() {
    let document = crate::read(r#"{"a":{"$type":"string","$value":"\ud83d\ude00"}}"#);
    assert_eq!(crate::show(&document), "a: string = 😀\n");
}

#[test]
fn a_file_that_is_too_deep() {
    let nested = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    assert!(import(nested(128).as_bytes(), &Options::default()).is_ok());
    assert_snapshot!(refused(nested(129)).replace(&"/a".repeat(128), "/a…"), @"The file nests deeper than 128 levels at /a… (line 1, column 641)");
    for bracket in ["[", "{\"a\":", "[{\"a\":"] {
        assert!(
            refused(bracket.repeat(100_000)).starts_with("The file nests deeper than 128 levels")
        );
    }
    let hidden = format!(
        "{{\"a\": \"{}\\\"\" /* {} */ }} // {}",
        "[".repeat(200),
        "{".repeat(200),
        "[".repeat(200)
    );
    assert!(import(hidden.as_bytes(), &Options::default()).is_ok());
}

#[test]
fn strict_reading_refuses_what_lenient_reading_mends() {
    let texts = [
        r#"{ "a": { "$type": "color", "$value": "nope" } }"#,
        r#"{ "a": { "$type": "colour", "$value": "red" } }"#,
        r#"{ "a": { "$type": 5, "$value": "red" } }"#,
        r#"{ "a": { "$value": "red" } }"#,
        r#"{ "a": { "$value": "{b}" } }"#,
        r#"{ "a": { "$value": "{b}" }, "b": { "$value": "{b}" } }"#,
        r#"{ "a{": { "$type": "number", "$value": 1 } }"#,
        r#"{ "": { "$type": "number", "$value": 1 } }"#,
        r#"{ "a.b": { "$type": "number", "$value": 1 } }"#,
        r#"{ "$root": { "$type": "number", "$value": 1 } }"#,
        r#"{ "a": { "$root": { "x": {} } } }"#,
        r#"{ "a": { "$type": "color", "$value": null } }"#,
        r#"{ "a": { "$type": "number", "$value": 1, "$value": 2 } }"#,
        r#"{ "a": { "$type": "number", "$value": 1, "$description": 1 } }"#,
        r#"{ "a": { "$type": "number", "$value": 1, "$extensions": [] } }"#,
        r#"{ "a": { "$type": "number", "$value": 1, "$deprecated": 1 } }"#,
        r#"{ "a": { "$type": "number", "$value": 1, "$extra": 1 } }"#,
        r#"{ "a": { "$type": "number", "$value": 1, "extra": 1 } }"#,
        r#"{ "a": { "$type": "number", "$value": 1, "b": { "$value": 2 } } }"#,
        r#"{ "a": { "$odd": 1 } }"#,
        r#"{ "a": { "b": 1 } }"#,
        r#"{ "a": { "b": "red" } }"#,
        r#"{ "a": { "$extends": "{b}" } }"#,
        r#"{ "a": { "value": "red", "$type": "color" } }"#,
        r#"{ "a": { "type": "color", "x": { "$value": "red" } } }"#,
        r#"{ "a": { "$type": "number", "$value": 1 }, "a": { "$type": "number", "$value": 2 } }"#,
        r##"{ "a": { "$ref": "#/b" } }"##,
        r#"{ "a": { "$ref": "file.json" } }"#,
        r#"{ "a": { "$ref": 1 } }"#,
        r##"{ "a": { "$ref": "#/b{/$value" } }"##,
        r##"{ "a": { "$type": "border", "$value": { "color": { "$ref": "#/x" } } } }"##,
        r#"{ "$value": 1, "$type": "number" }"#,
    ];
    let all: Vec<_> = texts
        .iter()
        .map(|text| format!("{text}\n  {}", refusal(text)))
        .collect();
    assert_snapshot!(all.join("\n"));
}

#[test]
fn lenient_reading_says_what_it_did() {
    let document = crate::read(
        r#"{
  "number": { "$type": 5, "$value": 1 }, "a{": { "x": { "$type": "color", "$value": "red" } },
  "": { "$type": "color", "$value": "red" }, "a.b": { "$type": "color", "$value": "red" },
  "$root": { "$type": "color", "$value": "red" }, "g": { "$root": { "x": {} } },
  "null": { "$type": "color", "$value": null },
  "twice": { "$type": "color", "$value": "red", "$value": "blue" },
  "members": { "$type": "color", "$value": "red", "$description": 1, "$extensions": [], "$deprecated": 1, "$x": 1 },
  "scalar": 1, "list": [], "text": { "x": "red" }, "$themes": [], "extends": { "$extends": "{g}" }
}"#,
    );
    assert_snapshot!(crate::show(&document));
}

#[test]
fn the_first_error_in_the_files_order_is_refused() {
    assert_snapshot!(
        refusal(r#"{ "alias": { "$value": "{not.here}" }, "b": { "$type": "color", "$value": "x" } }"#),
        @"The token has no `$type`, and `{not.here}` is no token of this document at /alias/$value (line 1, column 24)"
    );
    assert_snapshot!(
        refusal("{\n \"b\": { \"$type\": \"color\",\n   \"$value\": \"é\" }, \"alias\": { \"$value\": \"{not.here}\" } }"),
        @r#"A color must be an object with `colorSpace` and `components`, found `"é"` at /b/$value (line 3, column 14)"#
    );
}

#[test]
fn long_texts_are_cut_in_sentences() {
    let long = "x".repeat(100_000);
    let text =
        format!(r#"{{ "{long}": {{ "$type": "{long}", "$value": "{long}", "{long}": 1 }} }}"#);
    for sentence in [refusal(&text), crate::show(&crate::read(&text))] {
        assert!(sentence.len() < 3_000, "{}", sentence.len());
    }
}

#[test]
fn warnings_and_skipped_tokens_are_bounded() {
    let file = |count: usize, value: &str| {
        let tokens: Vec<_> = (0..count)
            .map(|i| format!(r#""t{i}":{{"$value":{value}}}"#))
            .collect();
        format!("{{{}}}", tokens.join(","))
    };
    let document = crate::read(&file(10_003, "1"));
    assert_eq!(document.modes[0].tokens.len(), 10_003);
    assert_eq!(document.warnings.len(), 10_001);
    assert_snapshot!(document.warnings.last().unwrap().reason, @"There are 3 more warnings");
    assert_eq!(crate::read(&file(10_000, "null")).skipped.len(), 10_000);
    assert_snapshot!(refused(file(10_001, "null")), @"More than 10000 tokens cannot be taken; the first: `$value` must not be null at /t0/$value (line 1, column 17)");
}
