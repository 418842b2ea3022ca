//! Generated code cannot be hijacked: whatever names, descriptions and values say, the output has the
//! declarations it should have and no others. Parsers judge, not eyes.

use std::collections::HashSet;

use crate::alphabet::{Sample, tokens};
use crate::readers::{Rule, Swift, check_with_lightningcss, read_android, read_css, read_swift};
use crate::support::{With, token, view, views};
use proptest::prelude::*;
use tokencraft_formats::export::{Format, Modes, Options, References, export};
use tokencraft_formats::import;
use tokencraft_tokens::TokenType as Type;
use tokencraft_tokens::graph::Token;
use tokencraft_tokens::resolve::{Missing, ModeView};
use tokencraft_tokens::value::{css_text, is_css_name_char};

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
    fn json_comes_back_as_the_same_tokens(mut tokens in tokens()) {
        // U+0000 cannot be stored, so it is not read.
        tokens.retain(|(token, _)| !format!("{token:?}").contains("\\0"));
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
            if is_css_name_char(c) { c } else { '-' }
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
        <!-- Deprecated: \(exit(1)) -->
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
