//! Readers of generated code: real parsers that take what exports print and nothing else.

use std::collections::HashSet;

use cssparser::{Delimiter, ParseError, Parser, Token as Css};

pub(crate) struct Rule {
    pub(crate) theme: Option<String>,
    pub(crate) declarations: Vec<(String, String)>,
}

/// Reads `:root { --name: value; … }` rules; anything else panics.
pub(crate) fn read_css(text: &str) -> Vec<Rule> {
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

pub(crate) fn check_with_lightningcss(text: &str, expected: usize) {
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
pub(crate) struct Swift {
    pub(crate) constants: Vec<String>,
    pub(crate) strings: Vec<String>,
}

/// Reads the file with the Swift grammar: no errors, no interpolation, no calls but initialisers.
pub(crate) fn read_swift(text: &str) -> Swift {
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

/// Reads a resource file: names and texts. References lead to resources of the file.
pub(crate) fn read_android(text: &str) -> Vec<(String, String)> {
    let document =
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "resources");
    let mut resources = Vec::new();
    let mut references = Vec::new();
    for node in root.children().filter(|node| !node.is_comment()) {
        if node.is_text() {
            assert!(node.text().unwrap().trim().is_empty(), "{text}");
            continue;
        }
        let name = node.attribute("name").unwrap();
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(name.chars().all(legal), "{name}");
        assert!(!name.starts_with(|c: char| c.is_ascii_digit()), "{name}");
        let taken = ["class", "int", "default", "true", "_", ""];
        assert!(!taken.contains(&name), "{name}");
        let content = node.text().unwrap_or_default();
        let value = if node.tag_name().name() == "string-array" {
            let items = node.children().filter(roxmltree::Node::is_element);
            items
                .map(|item| android_text(item.text().unwrap_or_default()))
                .collect()
        } else if let Some((kind, other)) = content
            .strip_prefix('@')
            .and_then(|rest| rest.split_once('/'))
        {
            assert!(
                ["color", "dimen", "integer", "bool", "string"].contains(&kind),
                "{text}"
            );
            references.push(other);
            String::new()
        } else {
            assert!(node.children().all(|child| child.is_text()), "{text}");
            android_text(content)
        };
        resources.push((name.to_owned(), value));
    }
    let names: HashSet<&str> = resources.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), resources.len(), "names are unique: {text}");
    assert!(references.iter().all(|name| names.contains(name)), "{text}");
    resources
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
