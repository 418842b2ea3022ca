//! What is refused, and the sentences that say why.

use std::fmt::Write as _;

use super::*;

/// Texts that no type but `string` takes.
const NEVER: [&str; 28] = [
    "",
    "   ",
    "red; } body{display:none} x{",
    "</style><script>",
    "red;",
    "1px;2px",
    "1px !important",
    "var(--x)",
    "currentcolor",
    "attr(data-x)",
    "url(https://example.com/a.png)",
    "env(safe-area-inset-top)",
    "expression(alert(1))",
    "/* hidden",
    "1px /* hidden */",
    "// hidden",
    "(((",
    "calc(1px",
    "rgb(0 0 0",
    "\"open",
    "'open",
    "a\\",
    "<!--",
    "-->",
    "@import",
    "{\"open\":",
    "[1, 2",
    "\0",
];

#[test]
fn what_could_end_a_declaration_or_fetch_something_is_refused_by_every_type() {
    for kind in TokenType::ALL.into_iter().filter(|kind| *kind != T::String) {
        for text in NEVER {
            // `currentcolor` is a legal name of a font.
            if kind == T::FontFamily && text == "currentcolor" {
                continue;
            }
            assert!(Value::parse(kind, text).is_err(), "{kind} {text:?}");
        }
        for wide in ["inherit", "initial", "unset", "NaN", "Infinity", "null"] {
            let family = kind == T::FontFamily && FontFamily::parse(wide).is_ok();
            assert!(family || Value::parse(kind, wide).is_err(), "{kind} {wide}");
        }
    }
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    for kind in TokenType::ALL.into_iter().filter(|kind| *kind != T::String) {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("calc(", ")"),
            ("{\"a\":", "}"),
            ("-", ""),
        ] {
            // A row of hyphens is a legal name of a font.
            if open == "-" && kind == T::FontFamily {
                continue;
            }
            let text = format!("{}1px{}", open.repeat(9000), close.repeat(9000));
            assert!(Value::parse(kind, &text).is_err(), "{kind} {open}");
        }
    }
}

#[test]
fn refusals_say_what_was_expected_and_what_was_found() {
    let texts: [(TokenType, &[&str]); 17] = [
        (
            T::Color,
            &[
                "",
                "blu",
                "#12",
                "rgb(1 2)",
                "currentcolor",
                "ButtonText",
                "var(--x)",
                "red; }",
                "red blue",
                r#"{"colorSpace":"cmyk","components":[0,0,0]}"#,
                r#"{"colorSpace":"srgb","components":[0,0]}"#,
                r#"{"colorSpace":"srgb","components":[0,0,0],"alpha":2}"#,
                r#"{"r":1}"#,
                "[1,0,0]",
            ],
        ),
        (
            T::Dimension,
            &[
                "16p",
                "16",
                "px",
                "1px 2px",
                "16 px",
                "1e999px",
                "calc(1px + 2)",
                "1px * 2px",
                "2 / 1px",
                "4px / 0",
                "calc(1px + )",
                "calc(1px",
                "1px)",
                "sin(1px)",
                "clamp(1px, 2px)",
                "NaNpx",
                r#"{"value":16}"#,
                r#"{"value":"x","unit":"px"}"#,
                "true",
                "\"16px\"",
                "1px;",
                "16px/*x*/",
            ],
        ),
        (
            T::FontFamily,
            &[
                "Inter,", ",", "\"Inter", "Inter; x", "inherit", "url(a)", "[]", "[1]", "[\"\"]",
                "a\"b",
            ],
        ),
        (
            T::FontWeight,
            &["0", "1001", "-400", "bolder", "700px", "[700]"],
        ),
        (T::FontSize, &["-1px", "large", "16"]),
        (
            T::LineHeight,
            &["-1", "-1px", "tall", "1.5 2", r#"{"value":1}"#],
        ),
        (T::LetterSpacing, &["wide", "0.5", "1"]),
        (
            T::Duration,
            &[
                "200",
                "-1ms",
                "1px",
                "1ms 2ms",
                "0",
                r#"{"value":-1,"unit":"s"}"#,
            ],
        ),
        (
            T::CubicBezier,
            &[
                "cubic-bezier(1,2,3)",
                "cubic-bezier(2,0,0,1)",
                "[0,0,1]",
                "[-1,0,0,1]",
                "step-end",
                "steps(3)",
            ],
        ),
        (
            T::Number,
            &[
                "1e999", "01", "+1", ".5", "1.", "0x10", "1px", "1 + 1px", "1 2", "{}",
            ],
        ),
        (
            T::StrokeStyle,
            &[
                "wavy",
                "none",
                r#"{"dashArray":[],"lineCap":"round"}"#,
                r#"{"dashArray":["1px"],"lineCap":"flat"}"#,
                r#"{"dashArray":["-1px"],"lineCap":"butt"}"#,
            ],
        ),
        (
            T::Border,
            &[
                "1px",
                "1px solid",
                "solid red solid",
                "1px 2px solid red",
                "-1px solid red",
                "1px solid blu",
                r#"{"width":"1px","style":"solid"}"#,
                r##"{"width":"1p","style":"solid","color":"#fff"}"##,
                r##"{"width":"1px","style":"none","color":"#fff"}"##,
            ],
        ),
        (
            T::Transition,
            &[
                "ease",
                "1s 2s 3s",
                "-1s",
                "1s ease ease-in",
                "all opacity 1s",
                "1s steps(0)",
                "1s linear(0)",
                "1s,",
                r#"{"delay":"1s"}"#,
                r#"{"duration":"1s","timingFunction":[2,0,0,1]}"#,
            ],
        ),
        (
            T::Shadow,
            &[
                "1px",
                "1px 1px",
                "1px 1px -1px red",
                "1px red 1px",
                "1 1 red",
                "inset inset 0 0 red",
                "0 0 red,",
                "[]",
                r#"{"offsetX":"1px"}"#,
                r##"{"color":"#000","offsetX":0,"offsetY":0,"blur":"-1px"}"##,
                r##"{"color":"#000","offsetX":0,"offsetY":0,"inset":"maybe"}"##,
            ],
        ),
        (
            T::Gradient,
            &[
                "red",
                "linear-gradient(red)",
                "linear-gradient(up, red, blue)",
                "linear-gradient(red 50, blue)",
                "linear-gradient(red, 10%, 20%)x",
                "linear-gradient(red, 10%, 20%, blue)",
                "linear-gradient(red, blue, 20%)",
                "radial-gradient(at, red, blue)",
                "conic-gradient(from 1px, red, blue)",
                "paint-gradient(red, blue)",
                "linear-gradient(red, url(x))",
                "[]",
                r##"[{"color":"#000"}]"##,
                r##"[{"color":"#000","position":"x"}]"##,
            ],
        ),
        (
            T::Typography,
            &[
                "Inter",
                "16px",
                "bold Inter",
                "16px/ Inter",
                "16px/-1 Inter",
                "caption",
                "bold bold 16px Inter",
                "large Inter",
                "{}",
                r#"{"fontsize":"16px"}"#,
                r#"{"fontSize":"16p"}"#,
                r#"{"fontWeight":"2000"}"#,
                "[]",
            ],
        ),
        (T::Boolean, &["yes", "1", "TRUE", "{}"]),
    ];
    let mut table = String::new();
    for (kind, texts) in texts {
        for text in texts {
            let error = Value::parse(kind, text).expect_err(text);
            writeln!(table, "{text:40} {error}").unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_typography_that_is_no_shorthand_has_members_only() {
    let text = r#"{"fontWeight":"bold","letterSpacing":"1px"}"#;
    insta::assert_snapshot!(css_text(T::Typography, text).unwrap_err());
    let Value::Typography(style) = Value::parse(T::Typography, text).unwrap() else {
        unreachable!("a typography");
    };
    assert_eq!(style.css_font(), None);
    assert_eq!(style.css_rest(), style.css_members());
}

/// Long texts take time in proportion to their length: the longest possible are read at once.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test's stopwatch")]
fn long_texts_are_read_in_one_pass() {
    let started = std::time::Instant::now();
    let most = 64 * 1024;
    let long = |piece: &str| piece.repeat(most / piece.len());
    for (kind, text) in [
        (T::Dimension, format!("{}1px", long("1px + "))),
        (T::Number, format!("{}1", long("1 * "))),
        (
            T::Gradient,
            format!("linear-gradient({}red)", long("red, ")),
        ),
        (
            T::Gradient,
            format!("linear-gradient(red, blue {})", long("1px ")),
        ),
        (T::Gradient, format!("linear-gradient({} red)", long("to "))),
        (T::Shadow, format!("{}0 0 red", long("0 0 red, "))),
        (T::Transition, format!("{}1s", long("1s, "))),
        (T::FontFamily, format!("{}a", long("a, "))),
        (T::FontFamily, long("'")),
        (T::Typography, format!("1px {}a", long("a, "))),
        (T::Typography, long("normal ")),
        (T::Border, long("solid ")),
        (T::Border, long("{}")),
        (T::Color, long("rgb(")),
        (T::Color, long("rgb(red,")),
        (
            T::Color,
            format!("{}red{}", long("rgb(rgb("), long(",1),1)")),
        ),
        (T::Gradient, long("rgb(#f00,0)")),
        (T::Shadow, format!("[{}1]", long("1,"))),
    ] {
        let _ = css_text(kind, &text);
    }
    // Milliseconds in truth; a pass over the text for each of its parts takes far longer.
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn a_value_has_at_most_256_parts_that_become_code_of_their_own() {
    let listed = |item: &str, count: usize| vec![item; count].join(",");
    let cases: [(TokenType, &str, &str, &str); 6] = [
        (T::Shadow, "", "0 0 red", ""),
        (T::Shadow, "[", r#"["0 0 red"]"#, "]"),
        (T::Transition, "", "1s", ""),
        (T::Transition, "[", r#"{"duration":"1s"}"#, "]"),
        (T::Gradient, "linear-gradient(", "red", ")"),
        (T::Gradient, "[", r#"{"color":"red","position":0}"#, "]"),
    ];
    for (kind, open, item, close) in cases {
        let text = |count| format!("{open}{}{close}", listed(item, count));
        assert!(Value::parse(kind, &text(256)).is_ok(), "{kind} {item}");
        let error = Value::parse(kind, &text(257)).unwrap_err();
        assert!(error.problem.starts_with("expected at most 256"), "{error}");
    }
}
