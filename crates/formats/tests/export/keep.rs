//! `references=keep` in css.

use proptest::prelude::*;
use tokencraft_formats::export::{Format, Modes, Options, References, export};
use tokencraft_tokens::TokenType as Type;
use tokencraft_tokens::graph::Token;

use crate::readers::read_css;
use crate::support::{token, view};

/// Tokens to point at, and values that point at them.
#[rustfmt::skip]
const TARGETS: [(&str, Type, &str); 14] = [
    ("color", Type::Color, "#3b82f6"),
    ("color.json", Type::Color, r#"{"colorSpace":"srgb","components":[0.2,0.4,0.6],"alpha":0.5}"#),
    ("size", Type::Dimension, "4px"),
    ("maths", Type::Dimension, "1px + 2px"),
    ("calc", Type::Dimension, "calc(100% - 2px)"),
    ("n", Type::Number, "0.5"),
    ("word", Type::String, "16px"),
    ("flag", Type::Boolean, "true"),
    ("family", Type::FontFamily, "Inter, serif"),
    ("weight", Type::FontWeight, "semi-bold"),
    ("time", Type::Duration, "150ms"),
    ("ease", Type::CubicBezier, "[0, 0.5, 1, 0.5]"),
    ("style", Type::StrokeStyle, "dashed"),
    ("shadow", Type::Shadow, "0 0 1px red, inset 0 0 2px blue"),
];

#[rustfmt::skip]
const POINTERS: [(Type, &str); 26] = [
    (Type::Color, "{A}"),
    (Type::Color, "rgb({A} {B} 0 / {A})"),
    (Type::Dimension, "{A}"),
    (Type::Dimension, "{A} * {B}"),
    (Type::Dimension, "{A}*2 - {B}"),
    (Type::Dimension, "-{A}"),
    (Type::Dimension, "{B}px"),
    (Type::Dimension, "calc({A} + ({B} * 2))"),
    (Type::Dimension, "max({A}, 1px)"),
    (Type::LineHeight, "{A}"),
    (Type::LineHeight, "{A} * {B}"),
    (Type::FontSize, "{A}"),
    (Type::FontFamily, "{A}, Arial"),
    (Type::FontFamily, "\"My {A}\", Arial"),
    (Type::FontFamily, r#"["{A}","Arial"]"#),
    (Type::Border, "{A} solid {B}"),
    (Type::Border, r#"{"width":"{A}","style":"{B}","color":"red"}"#),
    (Type::Border, r#"{"width":"1px","style":"solid","color":"{A}"}"#),
    (Type::Shadow, "0 0 {A} {B}"),
    (Type::Shadow, r#"["{A}",{"offsetX":"{B}","offsetY":"0px","blur":"1px","spread":"0px","color":"red","inset":"{B}"}]"#),
    (Type::Shadow, "{A}, 0 0 1px {B}"),
    (Type::Transition, "opacity {A} {B}"),
    (Type::Transition, r#"{"duration":"{A}","delay":"0ms","timingFunction":"{B}"}"#),
    (Type::Gradient, r#"[{"color":"{A}","position":0},{"color":"red","position":"{B}"}]"#),
    (Type::Typography, r#"{"fontFamily":"{A}","fontSize":"{B}","fontWeight":"{B}","letterSpacing":"{B}"}"#),
    (Type::Typography, "{B} {A}/{B} {A}, serif"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// `references=keep`: with every `var()` replaced by what it stands for, each declaration means
    /// what the resolved export says.
    #[test]
    fn css_variables_mean_what_their_values_mean(
        pointers in proptest::collection::vec(
            (
                proptest::sample::select(&POINTERS[..]),
                proptest::sample::select(&TARGETS[..]),
                proptest::sample::select(&TARGETS[..]),
            ),
            1..8,
        )
    ) {
        let mut tokens: Vec<Token> =
            TARGETS.iter().map(|(name, kind, value)| token(name, *kind, value)).collect();
        for (at, ((kind, value), a, b)) in pointers.iter().enumerate() {
            let value = value.replace("{A}", &format!("{{{}}}", a.0)).replace("{B}", &format!("{{{}}}", b.0));
            tokens.push(token(&format!("pointer-{at}"), *kind, &value));
            tokens.push(token(&format!("alias-{at}"), *kind, &format!("{{pointer-{at}}}")));
        }
        let view = view(tokens);
        let keep = Options { references: References::Keep, ..Options::default() };
        let kept = read_css(&export(Format::Css, Modes::One(&view), &keep).unwrap()).remove(0);
        let resolved = read_css(&export(Format::Css, Modes::One(&view), &Options::default()).unwrap()).remove(0);
        prop_assert_eq!(kept.declarations.len(), resolved.declarations.len());
        let values: std::collections::HashMap<_, _> = kept.declarations.iter().cloned().collect();
        for ((name, value), (_, expected)) in kept.declarations.iter().zip(&resolved.declarations) {
            let filled = fill(value, &values).replace("calc(0.5 * 100%)", "50%");
            let entry = view.tokens.iter().find(|entry| format!("--{}", entry.token.name.as_str().replace('.', "-")) == *name);
            let Some(entry) = entry else {
                prop_assert_eq!(&filled, expected);
                continue;
            };
            let kind = entry.token.kind;
            let parse = |text: &str| tokencraft_tokens::Value::parse(kind, text);
            if kind == Type::String {
                prop_assert_eq!(&filled, expected);
            } else {
                prop_assert!(parse(&filled).is_ok(), "{}: {} → {}", name, value, filled);
                prop_assert_eq!(parse(&filled), parse(expected), "{}: {} → {}", name, value, filled);
            }
        }
    }
}

/// The value with variables replaced, as a browser would; a variable must be whole CSS tokens.
fn fill(value: &str, values: &std::collections::HashMap<String, String>) -> String {
    let mut text = value.to_owned();
    while let Some(start) = text.find("var(") {
        let end = start + text[start..].find(')').unwrap();
        let glued =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "-_.%\"'".contains(c));
        assert!(
            !glued(text[..start].chars().next_back()) && !glued(text[end + 1..].chars().next()),
            "{value}"
        );
        text = format!(
            "{}{}{}",
            &text[..start],
            values[&text[start + 4..end]],
            &text[end + 1..]
        );
    }
    text
}
