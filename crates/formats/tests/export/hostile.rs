//! Generated code cannot be hijacked: whatever names, descriptions and values say, the output has the
//! declarations it should have and no others. Parsers judge, not eyes.

use std::collections::HashSet;

use crate::alphabet::{Sample, tokens};
use crate::support::{With, token, view, views};
use cssparser::{Delimiter, ParseError, Parser, Token as Css};
use proptest::prelude::*;
use tokencraft_formats::export::{Format, Modes, Options, References, export};
use tokencraft_formats::import;
use tokencraft_tokens::TokenType as Type;
use tokencraft_tokens::graph::Token;
use tokencraft_tokens::resolve::{Missing, ModeView};
use tokencraft_tokens::value::css_text;

fn both(tokens: &[Sample]) -> Vec<ModeView> {
    let mode = || tokens.iter().map(|(token, _)| token.clone()).collect();
    views(
        vec![("Light", mode()), ("High Contrast", mode())],
        Missing::Omit,
    )
}

fn count_of(tokens: &[Sample], name: &str) -> Option<usize> {
    tokens
        .iter()
        .find(|(token, _)| token.name.as_str() == name)
        .and_then(|(_, count)| *count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn css_holds_exactly_the_expected_declarations(tokens in tokens()) {
        let views = both(&tokens);
        let one = export(Format::Css, Modes::One(&views[0]), &Options::default()).unwrap();
        let rules = read_css(&one);
        prop_assert_eq!(rules.len(), 1);
        check_css(&rules[0], &views[0], &tokens);
        let all = export(Format::Css, Modes::All(&views), &Options::default()).unwrap();
        let rules = read_css(&all);
        let themes: Vec<_> = rules.iter().map(|rule| rule.theme.as_deref()).collect();
        prop_assert_eq!(themes, [Some("light"), Some("high-contrast")]);
        check_css(&rules[1], &views[1], &tokens);
        check_with_lightningcss(&one, rules[0].declarations.len());
    }

    #[test]
    fn swift_holds_exactly_the_expected_constants(tokens in tokens()) {
        let views = both(&tokens);
        let expected: usize = tokens.iter().filter(|(_, count)| count.is_some()).count();
        let one = export(Format::Ios, Modes::One(&views[0]), &Options::default()).unwrap();
        let found = read_swift(&one);
        prop_assert_eq!(found.constants.len(), expected, "{}", one);
        check_strings(&found, &views[0]);
        let all = export(Format::Ios, Modes::All(&views), &Options::default()).unwrap();
        prop_assert_eq!(read_swift(&all).constants.len(), 2 * expected, "{}", all);
    }

    #[test]
    fn android_holds_exactly_the_expected_resources(tokens in tokens()) {
        let views = both(&tokens);
        let expected: usize = tokens.iter().filter_map(|(_, count)| *count).sum();
        let one = export(Format::Android, Modes::One(&views[0]), &Options::default()).unwrap();
        let found = read_android(&one);
        prop_assert_eq!(found.len(), expected, "{}", one);
        for entry in &views[0].tokens {
            if entry.token.kind == Type::String {
                let text = entry.resolution.as_deref().unwrap();
                prop_assert!(found.iter().any(|(_, value)| value == text), "{:?} in {}", text, one);
            }
        }
        let all = export(Format::Android, Modes::All(&views), &Options::default()).unwrap();
        let found = read_android(&all);
        prop_assert_eq!(found.len(), 2 * expected);
        let ending = |name: &String| name.ends_with("_light") || name.ends_with("_high_contrast");
        prop_assert!(found.iter().all(|(name, _)| ending(name)));
    }

    #[test]
    fn json_comes_back_as_the_same_tokens(tokens in tokens()) {
        // U+0000 cannot be stored, so it is not read.
        prop_assume!(!format!("{tokens:?}").contains("\\0"));
        let views = both(&tokens);
        let resolved = views[0].tokens.iter().filter(|entry| entry.resolution.is_ok()).count();
        let options = Options { references: References::Keep, ..Options::default() };
        let one = export(Format::Json, Modes::One(&views[0]), &options).unwrap();
        let all = export(Format::Json, Modes::All(&views), &options).unwrap();
        for (text, modes) in [(one, 1), (all, 2)] {
            let options = import::Options { format: Some(import::Format::Tokencraft), strict: false };
            let document = import::import(text.as_bytes(), &options).unwrap();
            prop_assert_eq!(document.modes.len(), modes);
            for mode in &document.modes {
                let valid: Vec<&Token> =
                    tokens.iter().filter(|(_, count)| count.is_some()).map(|(token, _)| token).collect();
                prop_assert_eq!(mode.tokens.len() + document.skipped.len() / modes, resolved, "{:?}", document.skipped);
                for token in valid {
                    let read = mode.tokens.iter().find(|read| read.name == token.name);
                    let read = read.unwrap_or_else(|| panic!("{:?} in {text}", token.name));
                    prop_assert_eq!(&read.source, &token.source);
                    prop_assert_eq!(read.kind, token.kind);
                    prop_assert_eq!(&read.description, &token.description);
                    prop_assert_eq!(&read.deprecated, &token.deprecated);
                }
            }
        }
    }
}

struct Rule {
    theme: Option<String>,
    declarations: Vec<(String, String)>,
}

/// Reads `:root { --name: value; … }` rules; anything else panics.
fn read_css(text: &str) -> Vec<Rule> {
    let mut input = Parser::new(text);
    let mut rules = Vec::new();
    while !input.is_exhausted() {
        input.expect_colon().unwrap();
        input.expect_ident_matching("root").unwrap();
        let mut theme = None;
        let mut opening = input.next().unwrap().clone();
        if opening == Css::SquareBracketBlock {
            let read = input.parse_nested_block(|input| {
                input.expect_ident_matching("data-theme")?;
                input.expect_delim('=')?;
                Ok::<_, ParseError<()>>(input.expect_string()?.to_string())
            });
            theme = Some(read.unwrap());
            opening = input.next().unwrap().clone();
        }
        assert_eq!(opening, Css::CurlyBracketBlock, "{text}");
        let declarations = input.parse_nested_block(|input| {
            let mut declarations = Vec::new();
            while !input.is_exhausted() {
                let name = input.expect_ident()?.to_string();
                input.expect_colon()?;
                let value = input.parse_until_after(Delimiter::Semicolon, |input| {
                    let start = input.position();
                    check_tokens(input);
                    Ok::<_, ParseError<()>>(input.slice_from(start).trim().to_owned())
                })?;
                declarations.push((name, value));
            }
            Ok::<_, ParseError<()>>(declarations)
        });
        rules.push(Rule {
            theme,
            declarations: declarations.unwrap(),
        });
    }
    rules
}

fn check_tokens(input: &mut Parser<'_>) {
    while let Ok(token) = input.next().cloned() {
        match token {
            Css::UnquotedUrl(_)
            | Css::BadUrl(_)
            | Css::BadString(_)
            | Css::CurlyBracketBlock
            | Css::CloseParenthesis
            | Css::CloseSquareBracket
            | Css::CloseCurlyBracket
            | Css::CDC
            | Css::CDO
            | Css::AtKeyword(_)
            | Css::Delim('!') => panic!("{token:?}"),
            Css::Function(ref name) if name.eq_ignore_ascii_case("url") => panic!("{token:?}"),
            Css::Function(_) | Css::ParenthesisBlock | Css::SquareBracketBlock => {
                let nested = input.parse_nested_block(|input| {
                    check_tokens(input);
                    Ok::<_, ParseError<()>>(())
                });
                nested.unwrap();
            }
            _ => {}
        }
    }
}

/// The declarations are those of the tokens, in order, under names that say whose they are.
fn check_css(rule: &Rule, view: &ModeView, tokens: &[Sample]) {
    let names: HashSet<&String> = rule.declarations.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), rule.declarations.len(), "names are unique");
    let mut declarations = rule.declarations.iter();
    for entry in &view.tokens {
        let token = &entry.token;
        if count_of(tokens, token.name.as_str()).is_none() {
            continue;
        }
        let fold = |c: char| {
            if c.is_alphanumeric() || "-_".contains(c) {
                c
            } else {
                '-'
            }
        };
        let folded: String = token.name.as_str().chars().map(fold).collect();
        let (name, value) = declarations.next().unwrap();
        let rest = name
            .strip_prefix("--")
            .and_then(|name| name.strip_prefix(&folded))
            .unwrap();
        assert!(
            rest.is_empty() || rest.starts_with('-'),
            "{name} for {}",
            token.name
        );
        let expected = css_text(token.kind, entry.resolution.as_deref().unwrap()).unwrap();
        assert_eq!(*value, expected, "{}", token.name);
        if token.kind == Type::Typography && entry.resolution.as_deref().unwrap().starts_with('{') {
            let (part, _) = declarations.next().unwrap();
            assert!(part.starts_with(name.as_str()), "{part} beside {name}");
        }
    }
    assert_eq!(declarations.next(), None);
}

fn check_with_lightningcss(text: &str, expected: usize) {
    use lightningcss::rules::CssRule;
    use lightningcss::stylesheet::{ParserOptions, StyleSheet};
    let sheet = StyleSheet::parse(text, ParserOptions::default()).unwrap();
    let [CssRule::Style(rule)] = sheet.rules.0.as_slice() else {
        panic!("{text}")
    };
    assert_eq!(rule.declarations.declarations.len(), expected);
    assert!(rule.rules.0.is_empty() && rule.declarations.important_declarations.is_empty());
}

#[derive(Default)]
struct Swift {
    constants: Vec<String>,
    strings: Vec<String>,
}

/// Reads the file with the Swift grammar: no errors, no interpolation, no calls but initialisers.
fn read_swift(text: &str) -> Swift {
    let mut parser = tree_sitter::Parser::new();
    parser
        .set_language(&tree_sitter_swift::LANGUAGE.into())
        .unwrap();
    let tree = parser.parse(text, None).unwrap();
    let root = tree.root_node();
    let mut cursor = root.walk();
    let kinds: Vec<&str> = root.children(&mut cursor).map(|node| node.kind()).collect();
    let code: Vec<&&str> = kinds.iter().filter(|kind| **kind != "comment").collect();
    assert_eq!(
        code,
        [&"import_declaration", &"class_declaration"],
        "{text}"
    );

    let mut swift = Swift::default();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        let source = &text[node.byte_range()];
        assert!(
            !node.is_error() && !node.is_missing(),
            "`{source}` in {text}"
        );
        assert!(!node.kind().contains("interpol"), "`{source}` in {text}");
        match node.kind() {
            // The structs the file brings along are constant text.
            "class_declaration" if source.starts_with("struct ") => continue,
            "property_declaration" => {
                assert!(source.contains("static let "), "{source}");
                swift.constants.push(source.to_owned());
            }
            "call_expression" => {
                let callee = source.split('(').next().unwrap();
                let known = [
                    "UIColor",
                    "CGSize",
                    "CAMediaTimingFunction",
                    "UIFont.Weight",
                    "Stroke",
                    "BorderLine",
                    "TransitionLayer",
                    "ShadowLayer",
                    "GradientFill",
                    "TextStyle",
                ];
                assert!(known.contains(&callee), "`{source}` in {text}");
            }
            "line_string_literal" => swift.strings.push(swift_text(source)),
            "import_declaration" => assert_eq!(source, "import UIKit"),
            "function_declaration"
            | "init_declaration"
            | "directive"
            | "statement_label"
            | "multi_line_string_literal"
            | "raw_string_literal"
            | "macro_invocation" => {
                panic!("`{source}` in {text}")
            }
            _ => {}
        }
        let mut cursor = node.walk();
        open.extend(node.children(&mut cursor));
    }
    swift
}

/// What a Swift string literal means.
fn swift_text(literal: &str) -> String {
    let mut chars = literal[1..literal.len() - 1].chars();
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c != '\\' {
            assert!(c != '"' && !c.is_control());
            text.push(c);
            continue;
        }
        match chars.next().unwrap() {
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            c @ ('"' | '\\') => text.push(c),
            'u' => {
                let code: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                text.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
            }
            c => panic!("\\{c} in {literal}"),
        }
    }
    text
}

fn check_strings(swift: &Swift, view: &ModeView) {
    for entry in view
        .tokens
        .iter()
        .filter(|entry| entry.token.kind == Type::String)
    {
        let text = entry.resolution.as_deref().unwrap();
        assert!(
            swift.strings.iter().any(|found| found == text),
            "{text:?} in {:?}",
            swift.strings
        );
    }
    let lines: Vec<&str> = swift.constants.iter().map(String::as_str).collect();
    let names: HashSet<&str> = lines
        .iter()
        .map(|line| {
            line.split("static let ")
                .last()
                .unwrap()
                .split([':', ' '])
                .next()
                .unwrap()
        })
        .collect();
    assert_eq!(names.len(), lines.len(), "names are unique: {lines:?}");
}

/// Reads a resource file: names and texts.
fn read_android(text: &str) -> Vec<(String, String)> {
    let document =
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "resources");
    let mut names = HashSet::new();
    let elements = root
        .children()
        .filter(|node| !node.is_comment())
        .filter_map(|node| {
            if node.is_text() {
                assert!(node.text().unwrap().trim().is_empty(), "{text}");
                return None;
            }
            let name = node.attribute("name").unwrap();
            let legal = name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(
                legal && !name.starts_with(|c: char| c.is_ascii_digit()),
                "{name}"
            );
            assert!(
                !["class", "int", "default", "true", "_", ""].contains(&name),
                "{name}"
            );
            assert!(names.insert(name.to_owned()), "{name} twice in {text}");
            let value = if node.tag_name().name() == "string-array" {
                let items = node.children().filter(roxmltree::Node::is_element);
                items
                    .map(|item| android_text(item.text().unwrap_or_default()))
                    .collect()
            } else {
                assert!(node.children().all(|child| child.is_text()), "{text}");
                android_text(node.text().unwrap_or_default())
            };
            Some((name.to_owned(), value))
        });
    elements.collect()
}

/// What Android makes of a string's text.
fn android_text(text: &str) -> String {
    assert!(!text.starts_with(['@', '?', ' ']) && !text.ends_with(' ') && !text.contains("  "));
    let mut chars = text.chars();
    let mut decoded = String::new();
    while let Some(c) = chars.next() {
        assert!(!matches!(c, '\n' | '\t' | '\r' | '"' | '\''), "{text:?}");
        if c != '\\' {
            decoded.push(c);
            continue;
        }
        match chars.next().unwrap() {
            'n' => decoded.push('\n'),
            't' => decoded.push('\t'),
            'u' => {
                let code: String = chars.by_ref().take(4).collect();
                decoded.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
            }
            c @ ('"' | '\'' | '\\' | '@' | '?') => decoded.push(c),
            c => panic!("\\{c} in {text}"),
        }
    }
    decoded
}

#[test]
fn a25_a_description_cannot_leave_its_css_comment() {
    let attack = "x */ body{background:url(//evil)} /*";
    let view = view(vec![
        token("a", Type::Color, "red").described(attack),
        token("b", Type::Color, "blue"),
    ]);
    let css = export(Format::Css, Modes::One(&view), &Options::default()).unwrap();
    insta::assert_snapshot!(css, @r"
    :root {
      /* x * / body{background:url(//evil)} /* */
      --a: red;
      --b: blue;
    }
    ");
    let rules = read_css(&css);
    let [rule] = rules.as_slice() else {
        panic!("{css}")
    };
    let expected = [("--a", "red"), ("--b", "blue")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    assert_eq!(rule.declarations, expected);
}

#[test]
fn a26_a_value_cannot_end_its_declaration() {
    for attack in [
        "red; } body{display:none} x{",
        "</style><script>",
        "\"a\nb",
        "rgb(",
        "\"",
        "/*",
    ] {
        let view = view(vec![
            token("a", Type::Color, attack),
            token("b", Type::String, attack),
            token(
                "c",
                Type::FontFamily,
                &serde_json::to_string(&[attack]).unwrap(),
            ),
            token("d", Type::Color, "blue"),
        ]);
        let css = export(Format::Css, Modes::One(&view), &Options::default()).unwrap();
        assert!(css.contains("/* Omitted a: "), "{css}");
        assert!(!css.contains("</"), "{css}");
        let rules = read_css(&css);
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].declarations.last().unwrap().1, "blue");
    }
}

#[test]
fn a27_descriptions_and_values_stay_text_in_swift_and_xml() {
    let text = "\"\\(exit(1)) &<>' ]]>";
    let view = view(vec![
        token("a", Type::String, text).described("a\nimport Foundation; exit(1)"),
        token("b", Type::Color, "red")
            .described("a --> <x/>")
            .deprecated("\\(exit(1))"),
        token("c", Type::Color, "red").described("a -- b-"),
    ]);
    let swift = read_swift(&export(Format::Ios, Modes::One(&view), &Options::default()).unwrap());
    assert_eq!(swift.constants.len(), 3);
    assert_eq!(swift.strings, [text, "\\(exit(1))"]);

    let xml = export(Format::Android, Modes::One(&view), &Options::default()).unwrap();
    insta::assert_snapshot!(xml, @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <resources>
        <!-- a import Foundation; exit(1) -->
        <string name="a" translatable="false">\"\\(exit(1)) &amp;&lt;&gt;\' ]]&gt;</string>
        <!-- a - -> <x/> -->
        <color name="b">#ff0000</color>
        <!-- a - - b- -->
        <color name="c">#ff0000</color>
    </resources>
    "#);
    let resources = read_android(&xml);
    assert_eq!(resources.len(), 3);
    assert_eq!(resources[0], ("a".to_owned(), text.to_owned()));
}

#[test]
fn modes_cannot_hide_what_the_code_inside_them_needs() {
    let mode = || {
        vec![
            token("a", Type::Shadow, "0 0 1px red"),
            token("b", Type::String, "x"),
        ]
    };
    let views = views(
        vec![
            ("String", mode()),
            ("shadow layer", mode()),
            ("1", mode()),
            ("Тёмный", mode()),
        ],
        Missing::Omit,
    );
    let swift = export(Format::Ios, Modes::All(&views), &Options::default()).unwrap();
    assert_eq!(read_swift(&swift).constants.len(), 8);
    for name in [
        "enum StringMode {",
        "enum ShadowLayerMode {",
        "enum _1 {",
        "enum Тёмный {",
    ] {
        assert!(swift.contains(name), "{swift}");
    }
    let xml = export(Format::Android, Modes::All(&views), &Options::default()).unwrap();
    assert_eq!(read_android(&xml).len(), 4 * 7);
}

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
