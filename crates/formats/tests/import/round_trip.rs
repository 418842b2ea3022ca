//! What our own `json` says comes back as it was.

use std::collections::HashSet;
use std::sync::Arc;

use proptest::prelude::*;
use tokencraft_formats::export::{self, Modes, References};
use tokencraft_formats::import::{Document, Format, ImportedMode, Options, import};
use tokencraft_tokens::check::check;
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Source, Token, Tokenset};
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, mode_view};
use tokencraft_tokens::{Deprecated, TokenName, TokenType};

use crate::packages;

/// Values of every type, with references to names that [`names`] makes and without.
const VALUES: [(TokenType, &[&str]); 18] = [
    (
        TokenType::Color,
        &[
            "#3b82f6",
            "rgb(0 0 0 / 50%)",
            r#"{"colorSpace":"srgb","components":[0,0.4,0.8]}"#,
        ],
    ),
    (
        TokenType::Dimension,
        &[
            "16px",
            "0",
            "calc(4px * 2)",
            "{a} * 2",
            r#"{"value":8,"unit":"px"}"#,
        ],
    ),
    (
        TokenType::FontFamily,
        &[
            "Inter, \"Helvetica Neue\", sans-serif",
            r#"["Inter","sans-serif"]"#,
        ],
    ),
    (TokenType::FontWeight, &["700", "extra-bold"]),
    (TokenType::FontSize, &["1rem"]),
    (TokenType::LineHeight, &["1.5", "normal"]),
    (TokenType::LetterSpacing, &["normal", "-0.02em"]),
    (TokenType::Duration, &["150ms"]),
    (TokenType::CubicBezier, &["ease", "[0,0,1,1]"]),
    (TokenType::Number, &["1", "-0.50", "1e3"]),
    (TokenType::StrokeStyle, &["dashed"]),
    (TokenType::Border, &["1px solid #e5e7eb", "1px solid {b}"]),
    (TokenType::Transition, &["all 0.2s ease"]),
    (
        TokenType::Shadow,
        &[
            "0 1px 2px {a.b}",
            r#"{"color":"{b}","offsetX":"0","offsetY":"1px","blur":"2px","spread":"0"}"#,
        ],
    ),
    (
        TokenType::Gradient,
        &[
            "linear-gradient(red, blue)",
            r##"[{"color":"#fff","position":0},{"color":"{a.b}","position":1}]"##,
        ],
    ),
    (
        TokenType::Typography,
        &[
            "bold 16px/1.5 Inter, sans-serif",
            r#"{"fontFamily":"Inter","fontSize":"{a}"}"#,
        ],
    ),
    (
        TokenType::String,
        &[
            "",
            "any text",
            "{ not one",
            "\"quoted\" \\ \u{2028} é",
            "{\"json\":1}",
            "Say {a.b}!",
        ],
    ),
    (TokenType::Boolean, &["true", "false"]),
];

pub(crate) fn names() -> impl Strategy<Value = String> {
    let segment = prop::sample::select(vec![
        "a",
        "b",
        "value",
        "type",
        "description",
        "comment",
        "attributes",
        "original",
        "500",
        "50",
        "05",
        "5",
        "Blue & Green",
        "色",
        "it's",
        "x/y~z",
    ]);
    prop::collection::vec(segment, 1..4).prop_map(|segments| segments.join("."))
}

fn sources() -> impl Strategy<Value = (TokenType, Source)> {
    let plain = prop::sample::select(VALUES.to_vec()).prop_flat_map(|(kind, texts)| {
        prop::sample::select(texts.to_vec())
            .prop_map(move |text| (kind, Source::Plain(text.into())))
    });
    let alias = (prop::sample::select(TokenType::ALL.to_vec()), names())
        .prop_map(|(kind, target)| (kind, Source::Alias(TokenName::parse(&target).unwrap())));
    prop_oneof![3 => plain, 1 => alias]
}

fn texts() -> impl Strategy<Value = Option<Arc<str>>> {
    prop::option::of("\\PC{0,12}|\\*/ \"\n").prop_map(|text| text.map(Into::into))
}

pub(crate) fn tokens() -> impl Strategy<Value = Vec<Token>> {
    let extensions = prop::option::of(prop::sample::select(vec![
        "{}",
        r#"{"org.example":{"b":[1.50,null,"é\n"],"a":true}}"#,
        r#"{"dev.tokencraft":{"type":"fontStyle"}}"#,
    ]));
    let deprecated = prop::option::of(prop_oneof![
        any::<bool>().prop_map(Deprecated::Flag),
        texts().prop_map(|text| Deprecated::Reason(text.unwrap_or_default())),
    ]);
    let token = (names(), sources(), texts(), extensions, deprecated);
    prop::collection::btree_map(names(), token, 0..20).prop_map(|tokens| {
        tokens
            .into_iter()
            .zip(1..)
            .map(
                |((name, (_, (kind, source), description, extensions, deprecated)), key)| Token {
                    key: Key(key),
                    name: TokenName::parse(&name).unwrap(),
                    kind,
                    source,
                    description,
                    extensions: extensions.map(Into::into),
                    deprecated,
                    created_at: 0,
                    updated_at: 0,
                    revision: 0,
                },
            )
            .collect()
    })
}

/// A tokenset with these modes, the first being the default; what may not be stored is left out.
pub(crate) fn graph(modes: Vec<(&str, Vec<Token>)>) -> Graph {
    let modes = modes
        .into_iter()
        .enumerate()
        .map(|(index, (name, tokens))| {
            let mut mode = Mode::new(Key(index as u128), name, index == 0);
            for token in tokens {
                mode.put(Arc::new(token));
            }
            Arc::new(mode)
        });
    let set = Tokenset {
        key: Key(0),
        name: "s".into(),
        modes: modes.collect(),
    };
    let mut graph = Graph {
        sets: vec![Arc::new(set)],
    };
    loop {
        let all: Vec<_> = graph
            .places()
            .flat_map(|at| graph.mode(at).tokens().map(move |token| (at, token.key)))
            .collect();
        let refused = check(&graph, &all);
        if refused.is_empty() {
            return graph;
        }
        for (index, _) in refused {
            let (at, key) = all[index];
            graph.mode_mut(at).remove(key);
        }
    }
}

pub(crate) fn views(graph: &Graph) -> Vec<ModeView> {
    let mut resolver = Resolver::new(graph);
    graph
        .places()
        .map(|at| mode_view(&mut resolver, at, Missing::Omit))
        .collect()
}

/// Export to `json`, then strict import; both with the format given and found out.
fn there_and_back(modes: Modes<'_>, references: References) -> Document {
    let options = export::Options {
        references,
        ..export::Options::default()
    };
    let json = export::export(export::Format::Json, modes, &options).unwrap();
    let read = |format| {
        let options = Options {
            format,
            strict: true,
        };
        import(json.as_bytes(), &options).unwrap_or_else(|e| panic!("{e}\n{json}"))
    };
    let document = read(Some(Format::Tokencraft));
    if !refers_to_a_missing_value(&document) {
        assert_eq!(crate::show(&read(None)), crate::show(&document), "{json}");
    }
    assert_eq!((document.skipped.len(), document.warnings.len()), (0, 0));
    document
}

/// What nobody can tell from Style Dictionary's references into another file.
fn refers_to_a_missing_value(document: &Document) -> bool {
    let is_so = |mode: &ImportedMode| {
        let names: HashSet<&str> = mode
            .tokens
            .iter()
            .map(|token| token.name.as_str())
            .collect();
        mode.tokens.iter().any(|token| {
            matches!(&token.source, Source::Alias(name)
                if matches!(name.as_str().rsplit_once('.'), Some((_, "value"))) && !names.contains(name.as_str()))
        })
    };
    document.modes.len() == 1 && document.modes.iter().any(is_so)
}

/// Everything a token says.
type Said<'a> = (
    &'a str,
    TokenType,
    Source,
    Option<&'a str>,
    Option<&'a str>,
    Option<&'a Deprecated>,
);

fn imported(mode: &ImportedMode) -> Vec<Said<'_>> {
    assert!(mode.tokens.iter().all(|token| !token.kind_is_guess));
    let mut all: Vec<Said<'_>> = mode
        .tokens
        .iter()
        .map(|token| {
            (
                token.name.as_str(),
                token.kind,
                token.source.clone(),
                token.description.as_deref(),
                token.extensions.as_deref(),
                token.deprecated.as_ref(),
            )
        })
        .collect();
    all.sort_by_key(|token| token.0);
    all
}

/// What the tokens of a view say, as they are exported.
fn stored(view: &ModeView, references: References) -> Vec<Said<'_>> {
    let mut all: Vec<Said<'_>> = view
        .tokens
        .iter()
        .map(|entry| {
            let token = &entry.token;
            let source = match references {
                References::Keep => token.source.clone(),
                References::Resolve => Source::Plain(entry.resolution.clone().unwrap()),
            };
            (
                token.name.as_str(),
                token.kind,
                source,
                token.description.as_deref(),
                token.extensions.as_deref(),
                token.deprecated.as_ref(),
            )
        })
        .collect();
    all.sort_by_key(|token| token.0);
    all
}

/// One mode and all modes, references kept and resolved.
fn comes_back(graph: &Graph) {
    let views = views(graph);
    for references in [References::Keep, References::Resolve] {
        for view in &views {
            let document = there_and_back(Modes::One(view), references);
            assert_eq!(document.modes.len(), 1);
            assert_eq!(document.modes[0].name, None);
            assert_eq!(imported(&document.modes[0]), stored(view, references));
        }
        let document = there_and_back(Modes::All(&views), references);
        assert_eq!(document.modes.len(), views.len());
        for (mode, view) in document.modes.iter().zip(&views) {
            assert_eq!(mode.name.as_deref(), Some(view.slug.as_str()));
            assert_eq!(imported(mode), stored(view, references));
        }
    }
}

proptest! {
    #[test]
    fn json_gives_the_same_tokens(light in tokens(), dark in tokens()) {
        comes_back(&graph(vec![("Light", light), ("High Contrast", dark)]));
    }
}

/// Published files, imported, exported to `json` and imported again.
#[test]
fn published_systems_come_back() {
    let Some(packages) = packages() else { return };
    let mut count = 0;
    for file in [
        "dtcg-examples/figma-sds/typography.tokens.json",
        "dtcg-examples/microsoft-fluent/fonts.tokens.json",
        "dtcg-examples/ibm-carbon/typography.tokens.json",
        "dtcg-examples/shopify-polaris/colors.tokens.json",
        "dtcg-examples/github-primer/functional/size/border.tokens.json",
        "dtcg-examples/github-primer/component/focus.tokens.json",
        "dtcg-examples/adobe-spectrum/base.tokens.json",
        "@carbon/themes/src/dtcg/color-palette.json",
    ] {
        let bytes = std::fs::read(packages.join(file)).unwrap();
        let document = import(&bytes, &Options::default()).unwrap();
        let tokens = document.modes[0].tokens.iter().zip(1..);
        let tokens = tokens.map(|(token, key)| Token {
            key: Key(key),
            name: token.name.clone(),
            kind: token.kind,
            source: token.source.clone(),
            description: token.description.clone(),
            extensions: token.extensions.clone(),
            deprecated: token.deprecated.clone(),
            created_at: 0,
            updated_at: 0,
            revision: 0,
        });
        let graph = graph(vec![("Base", tokens.collect())]);
        count += graph.mode(At { set: 0, mode: 0 }).len();
        comes_back(&graph);
    }
    assert!(count > 700, "{count}");
}
