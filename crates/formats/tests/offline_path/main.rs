//! The whole way without a server: written values, a graph, exports that other programs read, our own
//! `json` read back.

#![expect(clippy::unwrap_used, reason = "tests")]

mod texts;

use std::sync::Arc;

use proptest::prelude::*;
use tokencraft_formats::export::{self, Modes, Options, References, export};
use tokencraft_formats::import::{self, import};
use tokencraft_tokens::check::check;
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Source, Token, Tokenset};
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, mode_view};
use tokencraft_tokens::{TokenName, TokenType, Value, reference};

const HOME: At = At { set: 0, mode: 0 };

/// A name, a type, what is written.
type Written = (String, TokenType, String);

/// The parts that others refer to, a value of every type, and an alias to each of these.
fn tokens() -> impl Strategy<Value = Vec<Written>> {
    let mut all = Vec::new();
    let mut add = |name: String, kind, texts: BoxedStrategy<String>| {
        all.push(texts.prop_map(move |text| (name.clone(), kind, text)));
    };
    for (name, kind, texts) in texts::parts() {
        add(name.to_owned(), kind, texts);
    }
    for kind in TokenType::ALL {
        add(format!("value.{kind}"), kind, texts::values(kind));
        let alias = format!("{{value.{kind}}}");
        add(format!("alias.{kind}"), kind, Just(alias).boxed());
    }
    all
}

fn graph(tokens: &[Written]) -> Graph {
    let mut mode = Mode::new(Key(1), "Base", true);
    for (key, (name, kind, text)) in (1..).zip(tokens) {
        mode.put(Arc::new(Token {
            key: Key(key),
            name: TokenName::parse(name).unwrap(),
            kind: *kind,
            source: match reference::whole(text) {
                Some(target) => Source::Alias(target),
                None => Source::Plain(text.as_str().into()),
            },
            description: None,
            extensions: None,
            deprecated: None,
            created_at: 0,
            updated_at: 0,
            revision: 0,
        }));
    }
    let set = Tokenset {
        key: Key(1),
        name: "s".into(),
        modes: vec![Arc::new(mode)],
    };
    Graph {
        sets: vec![Arc::new(set)],
    }
}

/// What may be written is written: every text is legal where it stands.
fn refusals(graph: &Graph) -> Vec<String> {
    let written: Vec<_> = graph
        .mode(HOME)
        .tokens()
        .map(|token| (HOME, token.key))
        .collect();
    let refused = check(graph, &written).into_iter();
    refused
        .map(|(number, refusal)| {
            let token = graph.mode(HOME).by_key(written[number].1).unwrap();
            format!("{:?} {:?}: {refusal}", token.name, token.source)
        })
        .collect()
}

fn print(format: export::Format, view: &ModeView, references: References) -> String {
    let options = Options {
        references,
        strict: true,
        ..Options::default()
    };
    export(format, Modes::One(view), &options).unwrap()
}

/// The declared text of a custom property, if there is one.
fn declared<'a>(css: &'a str, name: &str) -> Option<&'a str> {
    let head = format!("  --{}: ", name.replace('.', "-"));
    css.lines()
        .find_map(|line| line.strip_prefix(&head)?.strip_suffix(';'))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_written_form_goes_the_whole_way(tokens in tokens()) {
        let graph = graph(&tokens);
        prop_assert_eq!(refusals(&graph), Vec::<String>::new());
        let view = mode_view(&mut Resolver::new(&graph), HOME, Missing::Omit);

        let json = print(export::Format::Json, &view, References::Keep);
        let strict = import::Options { format: None, strict: true };
        let document = import(json.as_bytes(), &strict).unwrap();
        let mode = &document.modes[0];
        prop_assert_eq!(mode.tokens.len(), view.tokens.len());
        for read in &mode.tokens {
            let stored = graph.mode(HOME).get(read.name.as_str()).unwrap();
            prop_assert_eq!((&read.source, read.kind), (&stored.source, stored.kind));
        }

        for references in [References::Resolve, References::Keep] {
            let css = print(export::Format::Css, &view, references);
            prop_assert!(!css.contains("Omitted"), "{}", css);
            reads_as_css(&css);
            let swift = print(export::Format::Ios, &view, references);
            reads_as_swift(&swift);
            let xml = print(export::Format::Android, &view, references);
            prop_assert!(roxmltree::Document::parse(&xml).is_ok(), "{}", xml);
            prop_assert!(!xml.contains("Omitted"), "{}", xml);
        }

        // A declaration means what the token means.
        let css = print(export::Format::Css, &view, References::Resolve);
        for entry in &view.tokens {
            let (kind, name) = (entry.token.kind, entry.token.name.as_str());
            if matches!(kind, TokenType::String | TokenType::Typography | TokenType::StrokeStyle) {
                continue;
            }
            let value = Value::parse(kind, entry.resolution.as_deref().unwrap()).unwrap();
            let text = declared(&css, name).unwrap_or_else(|| panic!("{name} in {css}"));
            let read = Value::parse(kind, text);
            prop_assert_eq!(read.map(|v| v.to_css()), Ok(value.to_css()), "{}", name);
        }
    }
}

fn reads_as_css(css: &str) {
    use lightningcss::stylesheet::{ParserOptions, StyleSheet};
    let sheet = StyleSheet::parse(css, ParserOptions::default());
    let sheet = sheet.unwrap_or_else(|error| panic!("{error}\n{css}"));
    assert_eq!(sheet.rules.0.len(), 1, "{css}");
}

fn reads_as_swift(swift: &str) {
    let mut parser = tree_sitter::Parser::new();
    parser
        .set_language(&tree_sitter_swift::LANGUAGE.into())
        .unwrap();
    let tree = parser.parse(swift, None).unwrap();
    assert!(!tree.root_node().has_error(), "{swift}");
}
