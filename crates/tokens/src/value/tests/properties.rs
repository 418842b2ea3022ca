//! What holds for every text.

use cssparser::{Parser, Token};
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Whether CSS reads the text as one declaration's value: balanced, no error, nothing that ends it.
fn is_declaration_value(text: &str) -> bool {
    fn balanced(input: &mut Parser<'_>) -> bool {
        loop {
            let Ok(token) = input.next_including_whitespace_and_comments().cloned() else {
                return true;
            };
            let fine = match token {
                Token::Semicolon
                | Token::Delim('!')
                | Token::CurlyBracketBlock
                | Token::SquareBracketBlock
                | Token::AtKeyword(_)
                | Token::Comment(_)
                | Token::UnquotedUrl(_)
                | Token::BadUrl(_)
                | Token::BadString(_)
                | Token::CDO
                | Token::CDC
                | Token::CloseParenthesis
                | Token::CloseSquareBracket
                | Token::CloseCurlyBracket => false,
                Token::Function(name) => {
                    !["url", "var", "attr", "env"].contains(&&*name.to_ascii_lowercase())
                        && input
                            .parse_nested_block(|inner| {
                                Ok::<_, cssparser::ParseError<()>>(balanced(inner))
                            })
                            .unwrap_or(false)
                }
                Token::ParenthesisBlock => input
                    .parse_nested_block(|inner| Ok::<_, cssparser::ParseError<()>>(balanced(inner)))
                    .unwrap_or(false),
                _ => true,
            };
            if !fine {
                return false;
            }
        }
    }
    // What follows must be read as another declaration, so nothing is left open.
    let followed = format!("{text};after");
    let mut input = Parser::new(&followed);
    let whole = input
        .parse_until_before(cssparser::Delimiter::Semicolon, |inner| {
            Ok::<_, cssparser::ParseError<()>>(balanced(inner))
        })
        .unwrap_or(false);
    let rest = matches!(input.next(), Ok(Token::Semicolon))
        && matches!(input.next(), Ok(Token::Ident(after)) if &**after == "after");
    whole && rest && !text.contains('<') && !text.contains(['\n', '\r', '\0'])
}

/// Pieces of values and of attacks, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "1px",
        "16",
        "0",
        "-2rem",
        "50%",
        "1.5",
        "200ms",
        "1s",
        "45deg",
        "1e3",
        "1e999",
        "solid",
        "none",
        "inset",
        "red",
        "#fff",
        "rgb(0 0 0 / 10%)",
        "bold",
        "italic",
        "ease-in",
        "all",
        "Inter",
        "\"A B\"",
        "'x'",
        "serif",
        "calc(",
        "min(",
        "clamp(",
        "linear-gradient(",
        "cubic-bezier(",
        "steps(",
        "to right",
        "at",
        "in oklch",
        "(",
        ")",
        ",",
        "/",
        "+",
        "-",
        "*",
        " ",
        " ",
        " ",
        "\n",
        ";",
        "!",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "\\",
        "/*",
        "*/",
        "//",
        "<",
        "url(",
        "var(",
        "é",
        "字",
        "{\"value\":4,\"unit\":\"px\"}",
        "{\"colorSpace\":\"srgb\",\"components\":[1,0,0]}",
        "[0,0,1,1]",
        "[\"A\"]",
        ":",
        "\"fontSize\"",
        "\"color\"",
        "\"position\"",
        "@",
        "--",
        "#{",
        "\u{0}",
        "\u{2028}",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Likely values of all types.
fn likely() -> impl Strategy<Value = String> {
    let length = prop_oneof![
        (
            -1e6..1e6_f64,
            prop::sample::select(vec!["px", "rem", "%", "vmin"])
        )
            .prop_map(|(value, unit)| format!("{value:.3}{unit}")),
        (0..64_u32).prop_map(|value| format!("calc({value}px + 1rem * {value})")),
        (0..64_i32).prop_map(|value| format!("{{\"value\":{value},\"unit\":\"px\"}}")),
    ];
    let color = prop_oneof![
        "#[0-9a-f]{6}".prop_map(|hex| hex),
        (0.0..1.0_f64, 0.0..1.0_f64).prop_map(|(x, y)| format!("color(display-p3 {x} {y} 0.5)")),
        (0.0..1.0_f64).prop_map(|x| format!(
            "{{\"colorSpace\":\"oklch\",\"components\":[{x},0.1,{}]}}",
            x * 359.0
        )),
    ];
    let thousandths = (0..=1000_i32).prop_map(|n| f64::from(n) / 1000.0);
    let composite = (length.clone(), length.clone(), color.clone(), thousandths, "\\PC{1,10}").prop_map(
        |(a, b, color, part, name)| {
            let list = [
                json!({"width": a, "style": "dotted", "color": color}),
                json!({"offsetX": a, "offsetY": b, "spread": b, "color": color, "inset": true}),
                json!([{"offsetX": a, "offsetY": 0, "blur": 1, "color": color}]),
                json!([{"color": color, "position": part}, {"color": color, "position": part + 0.5}]),
                json!({"duration": "1s", "delay": "-2ms", "timingFunction": [part, -1, 1, 2]}),
                json!({"fontFamily": [name], "fontSize": a, "lineHeight": part, "letterSpacing": b, "note": name}),
                json!({"dashArray": [a, b], "lineCap": "round"}),
            ];
            list[name.len() % list.len()].to_string()
        },
    );
    let time = (0..2000_u32).prop_map(|ms| format!("{ms}ms"));
    prop_oneof![
        3 => composite,
        1 => length.clone(),
        1 => color.clone(),
        1 => time.clone(),
        1 => (1..1000_u32).prop_map(|n| n.to_string()),
        1 => any::<f64>().prop_map(|n| format!("{n:.14e}")),
        1 => "[\\w \"']{1,12}(, [\\p{L}.;<{]{1,8}){0,2}",
        1 => prop::collection::vec("\\PC{1,10}", 1..4)
            .prop_map(|names| serde_json::to_string(&names).expect("names")),
        1 => (length.clone(), color.clone()).prop_map(|(w, c)| format!("{w} dashed {c}")),
        1 => (length.clone(), length.clone(), color.clone())
            .prop_map(|(x, y, c)| format!("{x} {y} {c}, inset 0 0 1px {c}")),
        1 => (time.clone(), time).prop_map(|(a, b)| format!("opacity {a} steps(3) {b}")),
        1 => (color.clone(), color).prop_map(|(a, b)| format!("linear-gradient(30deg, {a} 10%, {b})")),
        1 => (length, "\\PC{1,10}").prop_map(|(size, name)| {
            let name = serde_json::to_string(&[name]).expect("a name");
            format!("italic 600 {size}/1.5 {name}")
        }),
        1 => prop::array::uniform4(0.0..1.0_f64).prop_map(|points| format!("{points:.9?}")),
    ]
}

/// A printed value says the same when it is read again.
fn check(kind: TokenType, text: &str) -> Result<(), TestCaseError> {
    let Ok(value) = Value::parse(kind, text) else {
        return Ok(());
    };
    prop_assert_eq!(value.kind(), kind);
    if let Value::Typography(style) = &value {
        for (property, css) in style.css_members() {
            prop_assert!(
                is_declaration_value(&css),
                "{} {:?} → {:?}",
                property,
                text,
                css
            );
        }
    }
    let Ok(css) = css_text(kind, text) else {
        prop_assert_eq!(
            kind,
            T::Typography,
            "only a typography may have no CSS text"
        );
        return Ok(());
    };
    prop_assert!(
        is_declaration_value(&css),
        "{} {:?} → {:?}",
        kind,
        text,
        css
    );
    let printed = value.to_css();
    let given_nothing = css_text_with(kind, text, &|_| None);
    prop_assert!(
        given_nothing == Ok(css.clone()),
        "{:?} ≠ {:?}",
        given_nothing,
        css
    );
    prop_assert!(
        is_declaration_value(&printed),
        "{} {:?} → {:?}",
        kind,
        text,
        printed
    );
    if kind == T::String {
        prop_assert_eq!(css::unquote(&printed), Some(text.replace('\0', "\u{fffd}")));
        return Ok(());
    }
    let again = Value::parse(kind, &printed);
    let again =
        again.map_err(|error| TestCaseError::fail(format!("{text:?} → {printed:?}: {error}")))?;
    prop_assert_eq!(again.to_css(), printed, "{:?}", text);
    prop_assert_eq!(
        Value::parse(kind, &css).map(|v| v.to_css()),
        Ok(again.to_css())
    );
    // Colours print with ten digits, keywords of weights as numbers, dashes and stops as CSS has them.
    let may_differ = [
        T::Color,
        T::FontWeight,
        T::StrokeStyle,
        T::Gradient,
        T::Border,
        T::Shadow,
        T::Typography,
    ];
    let lossless = value == again || may_differ.contains(&kind);
    prop_assert!(lossless, "{:?} ≠ {:?}", value, again);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text_is_read_or_refused_and_prints_as_one_declaration(text in any::<String>()) {
        for kind in TokenType::ALL {
            check(kind, &text)?;
        }
    }

    #[test]
    fn pieces_of_values_and_attacks_print_as_one_declaration(text in pieces()) {
        for kind in TokenType::ALL {
            check(kind, &text)?;
        }
    }

    #[test]
    fn likely_values_read_back_equal(text in likely()) {
        for kind in TokenType::ALL {
            check(kind, &text)?;
        }
    }
}

/// The properties above say something: each type takes a good share of the texts.
#[test]
fn every_type_takes_some_of_the_texts() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let texts = prop_oneof![likely(), pieces()];
    let texts: Vec<String> = (0..4000)
        .map(|_| texts.new_tree(&mut runner).expect("a text").current())
        .collect();
    for kind in TokenType::ALL
        .into_iter()
        .filter(|kind| *kind != T::Boolean)
    {
        let taken = texts
            .iter()
            .filter(|text| Value::parse(kind, text).is_ok())
            .count();
        assert!(taken > 5, "{kind} took {taken}");
    }
}
