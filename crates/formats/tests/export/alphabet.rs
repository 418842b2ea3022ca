//! Names, descriptions and values that try to become code.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tokencraft_tokens::graph::Token;
use tokencraft_tokens::{Deprecated, TokenName, TokenType as Type, reference};

use crate::support::token;

/// Pieces that mean something to one target or another.
const PIECES: [&str; 62] = [
    "*/",
    "/*",
    "//",
    "\"",
    "'",
    "\\",
    "\\(exit(1))",
    "${x}",
    "#{x}",
    "@{x}",
    "]]>",
    "-->",
    "<!--",
    "--",
    "-",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{2028}",
    "\u{2029}",
    "\u{202E}",
    "\u{2066}",
    "\u{0}",
    "\u{1}",
    "\u{1B}",
    "\u{7F}",
    "\u{85}",
    "\u{FEFF}",
    "\u{FFFF}",
    "</style>",
    "</resources>",
    "<script>",
    "&amp;",
    "&#0;",
    "&",
    "@",
    "?",
    "@color/x",
    " ",
    "  ",
    "%",
    "%s %d",
    "{",
    "}",
    ";",
    "!important",
    "url(//evil)",
    "a\nimport Foundation; exit(1)",
    "x */ body{background:url(//evil)} /*",
    "red; } body{display:none} x{",
    "\"\"\"",
    "#\"",
    "\\u0041",
    "\\",
    "ж",
    "👩‍👩‍👧",
    "e\u{301}",
    "a",
    "Z",
    "1",
    "_",
];

/// Segments that are legal in names.
const SEGMENTS: [&str; 44] = [
    "class",
    "Class",
    "1abc",
    "default",
    "self",
    "Self",
    "init",
    "Type",
    "func",
    "await",
    "int",
    "true",
    "a",
    "A",
    "b",
    "a b",
    "a-b",
    "a_b",
    "aB",
    "a/b",
    "a & b",
    "500",
    "05",
    "5",
    "*/",
    "-->",
    "--",
    "-",
    "_",
    "]]>",
    "\"",
    "'",
    "\\",
    "<x>",
    "(",
    "a;b",
    "ж",
    "日本",
    "²",
    "٣",
    "ß",
    "👩‍👧",
    "value",
    "type",
];

pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(&PIECES[..]).prop_map(str::to_owned),
        // Letters that the grammars' tables of Unicode know.
        1 => proptest::char::range('\0', '\u{24F}').prop_map(String::from),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn name() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        6 => select(&SEGMENTS[..]).prop_map(str::to_owned),
        1 => text(),
    ];
    vec(segment, 1..4)
        .prop_map(|segments| segments.join("."))
        .prop_filter("a legal name", |name| {
            TokenName::parse(name).is_ok_and(|parsed| parsed.as_str() == name)
        })
}

/// Values that every format can say, and how many resources Android makes of them.
#[rustfmt::skip]
const VALUES: [(Type, &str, usize); 25] = [
    (Type::Color, "#3b82f6", 1),
    (Type::Color, "oklch(70% 0.3 150 / 20%)", 1),
    (Type::Dimension, "1.5rem", 1),
    (Type::Dimension, "100vw", 1),
    (Type::FontFamily, "Inter, \"Segoe UI\"", 1),
    (Type::FontWeight, "thin", 1),
    (Type::FontWeight, "949.5", 1),
    (Type::FontSize, "120%", 1),
    (Type::LineHeight, "1.5", 1),
    (Type::LetterSpacing, "-0.02em", 1),
    (Type::Duration, "0.5ms", 1),
    (Type::CubicBezier, "ease", 4),
    (Type::Number, "-1e9", 1),
    (Type::StrokeStyle, "groove", 1),
    (Type::StrokeStyle, r#"{"dashArray":["1px","0.25rem"],"lineCap":"square"}"#, 4),
    (Type::Border, "thin solid red", 3),
    (Type::Border, "none", 1),
    (Type::Transition, "opacity 1s ease 2s, color 50ms", 14),
    (Type::Transition, "none", 1),
    (Type::Shadow, "inset 0 0 1px red, 1px 1px blue", 12),
    (Type::Shadow, "none", 1),
    (Type::Gradient, "conic-gradient(from 45deg, red, 30%, blue)", 6),
    (Type::Typography, "bold 16px/1.5 Inter, sans-serif", 4),
    (Type::Typography, r#"{"fontFamily":["A","B"],"fontSize":"2em","lineHeight":"normal","letterSpacing":"5%"}"#, 4),
    (Type::Boolean, "false", 1),
];

/// A token, and how many Android resources it makes; `None` = nothing can be made of its value.
pub(crate) type Sample = (Token, Option<usize>);

fn value() -> impl Strategy<Value = (Type, String, Option<usize>)> {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let no_reference = |text: &String| reference::references(text).is_empty();
    prop_oneof![
        4 => select(&VALUES[..]).prop_map(|(kind, text, count)| (kind, text.to_owned(), Some(count))),
        4 => text()
            .prop_filter("no reference", no_reference)
            .prop_map(|text| (Type::String, text, Some(1))),
        // Families and members of any text, where they are legal.
        1 => text().prop_filter("no reference", no_reference).prop_map(move |text| {
            let value = format!("[{},\"serif\"]", json(&text));
            let count = tokencraft_tokens::Value::parse(Type::FontFamily, &value).ok().map(|_| 1);
            (Type::FontFamily, value, count)
        }),
        1 => (text(), text())
            .prop_map(move |(name, text)| {
                let (name, text) = (json(&format!("x{name}")), json(&text));
                format!(r#"{{"fontFamily":"A","fontSize":"1px",{name}:{text}}}"#)
            })
            .prop_filter("no reference", no_reference)
            .prop_map(|value| (Type::Typography, value, Some(3))),
        // What no write would have let in.
        1 => select(&["red; } body{display:none} x{", "</style><script>", "\"a\nb", "rgb(", "/* x", "url(//evil)"][..])
            .prop_map(|text| (Type::Color, text.to_owned(), None)),
    ]
}

/// Tokens of different names.
pub(crate) fn tokens() -> impl Strategy<Value = Vec<Sample>> {
    let one = (
        name(),
        value(),
        proptest::option::of(text()),
        proptest::option::of(text()),
    );
    vec(one, 1..14).prop_map(|tokens| {
        let mut seen = std::collections::HashSet::new();
        tokens
            .into_iter()
            .filter(|(name, ..)| seen.insert(name.clone()))
            .map(|(name, (kind, value, count), description, reason)| {
                let token = Token {
                    description: description.map(Into::into),
                    deprecated: reason.map(|reason| Deprecated::Reason(reason.into())),
                    ..token(&name, kind, &value)
                };
                (token, count)
            })
            .collect()
    })
}
