//! What `dtcg` says comes back as it was.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::Value as Json;
use tokencraft_formats::export::{self, Modes, References};
use tokencraft_formats::import::{Document, Format, ImportedToken, Options, Warning, import};
use tokencraft_tokens::graph::{At, Graph, Key, Source, Token};
use tokencraft_tokens::modifier::Modifier;
use tokencraft_tokens::resolve::ModeView;
use tokencraft_tokens::value::{LetterSpacing, LineHeight};
use tokencraft_tokens::{Deprecated, TokenName, TokenType, Value, modifier};

use crate::round_trip::{graph, tokens, views};
use crate::schema::Schemas;

/// Values in the standard's own form, which come back to the letter.
const STANDARD: [(TokenType, &[&str]); 14] = [
    (
        TokenType::Color,
        &[
            r#"{"colorSpace":"srgb","components":[0,0.4,0.8]}"#,
            r##"{"components":[0.5,"none",120],"colorSpace":"lch","alpha":0.5,"hex":"#ff00ff"}"##,
            r#"{"colorSpace":"display-p3","components":[1,0,0.25]}"#,
        ],
    ),
    (
        TokenType::Dimension,
        &[
            r#"{"value":8,"unit":"px"}"#,
            r#"{"unit":"rem","value":-0.5}"#,
        ],
    ),
    (TokenType::FontSize, &[r#"{"value":1.25,"unit":"rem"}"#]),
    (TokenType::LetterSpacing, &[r#"{"value":0,"unit":"px"}"#]),
    (
        TokenType::LineHeight,
        &["1.5", r#"{"value":24,"unit":"px"}"#],
    ),
    (
        TokenType::FontFamily,
        &[
            "Inter",
            r#"["Inter","Helvetica Neue","sans-serif"]"#,
            r#"["A, B"]"#,
        ],
    ),
    (TokenType::FontWeight, &["700", "extra-bold", "450.5"]),
    (TokenType::Duration, &[r#"{"value":150,"unit":"ms"}"#]),
    (TokenType::CubicBezier, &["[0,-0.5,1,1.5]"]),
    (TokenType::Number, &["1", "-0.5", "1000000"]),
    (
        TokenType::StrokeStyle,
        &[
            "dashed",
            r#"{"dashArray":[{"value":1,"unit":"px"},"{a}"],"lineCap":"round"}"#,
        ],
    ),
    (
        TokenType::Border,
        &[r#"{"color":"{b}","width":{"value":1,"unit":"px"},"style":"solid"}"#],
    ),
    (
        TokenType::Shadow,
        &[
            r#"{"color":"{b}","offsetX":{"value":0,"unit":"px"},"offsetY":"{a}","blur":{"value":2,"unit":"px"},"spread":{"value":0,"unit":"px"},"inset":true}"#,
            r#"["{a.b}",{"color":"{b}","offsetX":"{a}","offsetY":"{a}","blur":"{a}","spread":"{a}"}]"#,
        ],
    ),
    (
        TokenType::Typography,
        &[
            r#"{"fontFamily":"Inter","fontSize":"{a}","fontWeight":700,"letterSpacing":"{a}","lineHeight":1.2}"#,
        ],
    ),
];

/// Tokens of the standard; names that references use are there.
fn standard_tokens() -> impl Strategy<Value = Vec<Token>> {
    let segment =
        || prop::sample::select(vec!["a", "b", "500", "05", "Blue & Green", "色", "x/y~z"]);
    let name = prop::collection::vec(segment(), 1..4).prop_map(|segments| segments.join("."));
    let source = prop_oneof![
        4 => prop::sample::select(STANDARD.to_vec()).prop_flat_map(|(kind, texts)| {
            prop::sample::select(texts.to_vec())
                .prop_map(move |text| (kind, Source::Plain(text.into())))
        }),
        1 => (prop::sample::select(vec!["a", "b", "a.b"]), prop::sample::select(TokenType::ALL.to_vec()))
            .prop_map(|(name, kind)| (kind, Source::Alias(TokenName::parse(name).unwrap()))),
    ];
    let description = prop::option::of("\\PC{0,12}");
    let extensions = prop::option::of(prop::sample::select(vec![
        r#"{"org.example":{"b":[1.5,null,"é\n"],"a":true}}"#,
        r#"{"dev.tokencraft":{"other":1},"x":{}}"#,
    ]));
    let deprecated = prop::option::of(prop_oneof![
        any::<bool>().prop_map(Deprecated::Flag),
        Just(Deprecated::Reason("gone".into())),
    ]);
    let said = (source, description, extensions, deprecated);
    let first = prop::sample::select(vec![
        r#"{"value":8,"unit":"px"}"#,
        r#"{"value":1,"unit":"rem"}"#,
    ]);
    let all = (first, prop::collection::btree_map(name, said, 0..20));
    all.prop_map(|(length, mut all)| {
        let plain = |kind, text: &str| ((kind, Source::Plain(text.into())), None, None, None);
        all.insert("a".into(), plain(TokenType::Dimension, length));
        all.insert("b".into(), plain(TokenType::Color, STANDARD[0].1[0]));
        all.insert("a.b".into(), plain(TokenType::Shadow, STANDARD[12].1[0]));
        let tokens = all.into_iter().zip(1..);
        let token = |((name, ((kind, source), description, extensions, deprecated)), key): (
            (String, _),
            _,
        )| Token {
            key: Key(key),
            name: TokenName::parse(&name).unwrap(),
            kind,
            source,
            description: Option::<String>::map(description, Into::into),
            extensions: Option::<&str>::map(extensions, Into::into),
            deprecated,
            created_at: 0,
            updated_at: 0,
            revision: 0,
        };
        tokens.map(token).collect()
    })
}

pub(crate) fn exported(modes: Modes<'_>, references: References) -> String {
    let options = export::Options {
        references,
        ..export::Options::default()
    };
    export::export(export::Format::Dtcg, modes, &options).unwrap()
}

pub(crate) fn read(text: &str, format: Format) -> Document {
    let options = Options {
        format: Some(format),
        strict: true,
    };
    let document = import(text.as_bytes(), &options).unwrap_or_else(|e| panic!("{e}\n{text}"));
    // Modifiers of other tools are reported whenever they are seen.
    let is_new = |warning: &&Warning| warning.code != "modifier_not_applied";
    let warnings: Vec<&Warning> = document.warnings.iter().filter(is_new).collect();
    assert_eq!(
        (document.skipped.as_slice(), warnings),
        (&[][..], vec![]),
        "{text}"
    );
    document
}

/// A mode of what was imported.
pub(crate) fn again(tokens: &[ImportedToken]) -> Vec<Token> {
    let stored = tokens.iter().zip(1..).map(|(token, key)| Token {
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
    stored.collect()
}

/// JSON, or text that is none.
fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// A colour modifier says that it has been applied where a value is written resolved: done or to do, it
/// is the same modifier.
fn extensions(token: &Token) -> Option<Json> {
    let extensions = token
        .extensions
        .as_deref()
        .map(|text| json(&modifier::done(text)));
    extensions.filter(|json| json.as_object().is_some_and(|members| !members.is_empty()))
}

/// Whether two texts differ in the last digits of their numbers only.
fn is_near(one: &str, other: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        text.split([' ', '(', ')', ','])
            .map(str::to_owned)
            .collect()
    };
    let (one, other) = (split(one), split(other));
    let is_near =
        |(one, other): (&String, &String)| match (one.parse::<f64>(), other.parse::<f64>()) {
            (Ok(one), Ok(other)) => (one - other).abs() < 1e-5,
            _ => one == other,
        };
    one.len() == other.len() && one.iter().zip(&other).all(is_near)
}

/// Names, types and what is said about the tokens are the same; so is what their values mean.
pub(crate) fn means_the_same(before: &ModeView, after: &ModeView, text: &str) {
    assert_eq!(before.tokens.len(), after.tokens.len(), "{text}");
    for (before, after) in before.tokens.iter().zip(&after.tokens) {
        let (old, new) = (&before.token, &after.token);
        let name = &old.name;
        assert_eq!((name, old.kind), (&new.name, new.kind), "{text}");
        assert_eq!(old.description, new.description, "{name}");
        assert_eq!(old.deprecated, new.deprecated, "{name}");
        assert_eq!(extensions(old), extensions(new), "{name} {text}");
        // How an easing is called is no part of what it is.
        let value = |text: &str| match Value::parse(old.kind, text).unwrap() {
            Value::CubicBezier(curve) => format!("{:?}", curve.points),
            // `0` needs no unit, and a standard length has one.
            Value::Dimension(length)
            | Value::FontSize(length)
            | Value::LetterSpacing(LetterSpacing::Dimension(length))
            | Value::LineHeight(LineHeight::Dimension(length))
                if length.length().is_some_and(|length| length.value == 0.0) =>
            {
                "0".to_owned()
            }
            value => value.to_css(),
        };
        let (old_value, new_value) = (before.resolution.as_deref(), after.resolution.as_deref());
        let (old_value, new_value) = (old_value.unwrap(), new_value.unwrap());
        match old.kind {
            // A text that quotes another token's value quotes it as the document writes it.
            TokenType::String if !old.references().is_empty() => {}
            TokenType::String => assert_eq!(old_value, new_value),
            // A colour that is worked out is so from as many digits as the document writes.
            TokenType::Color if Modifier::of(old).is_some() => {
                let (old, new) = (value(old_value), value(new_value));
                assert!(is_near(&old, &new), "{name}: {old}, {new}\n{text}");
            }
            _ => assert_eq!(
                value(old_value),
                value(new_value),
                "{name}: {old_value}\n{text}"
            ),
        }
    }
}

fn one_view(graph: &Graph) -> ModeView {
    views(graph).remove(0)
}

proptest! {
    #[test]
    fn any_tokens_come_back_with_their_meaning(tokens in tokens()) {
        let Some(schemas) = Schemas::get() else { return Ok(()) };
        let stored = graph(vec![("Light", tokens)]);
        let before = one_view(&stored);
        for references in [References::Keep, References::Resolve] {
            let text = exported(Modes::One(&before), references);
            schemas.check_format(&text);
            let document = read(&text, Format::Dtcg);
            let returned = graph(vec![("Light", again(&document.modes[0].tokens))]);
            let after = one_view(&returned);
            means_the_same(&before, &after, &text);
            prop_assert_eq!(exported(Modes::One(&after), references), text);
        }
    }

    #[test]
    fn all_modes_come_back_from_a_resolver_document(light in tokens(), dark in tokens()) {
        let Some(schemas) = Schemas::get() else { return Ok(()) };
        let stored = graph(vec![("Light", light), ("High Contrast", dark)]);
        let before = views(&stored);
        let text = exported(Modes::All(&before), References::Keep);
        schemas.check_resolver(&text);
        let document = read(&text, Format::DtcgResolver);
        let modes = document.modes.iter();
        let modes = modes.map(|mode| (mode.name.as_deref().unwrap(), again(&mode.tokens)));
        let after = views(&graph(modes.collect()));
        prop_assert_eq!(after.len(), 2);
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(&before.name, &after.name);
            means_the_same(before, after, &text);
        }
        prop_assert_eq!(exported(Modes::All(&after), References::Keep), text);
    }

    #[test]
    fn tokens_of_the_standard_come_back_to_the_letter(tokens in standard_tokens()) {
        let Some(schemas) = Schemas::get() else { return Ok(()) };
        let stored = graph(vec![("Light", tokens)]);
        let view = one_view(&stored);
        let text = exported(Modes::One(&view), References::Keep);
        schemas.check_format(&text);
        prop_assert!(!text.contains("\"tokens\": {"), "{}", text);
        let document = read(&text, Format::Dtcg);
        let returned = graph(vec![("Light", again(&document.modes[0].tokens))]);
        let mode = stored.mode(At { set: 0, mode: 0 });
        prop_assert_eq!(mode.len(), document.modes[0].tokens.len());
        for new in returned.mode(At { set: 0, mode: 0 }).tokens() {
            let old = mode.get(new.name.as_str()).unwrap();
            match (&old.source, &new.source) {
                (Source::Plain(old), Source::Plain(new)) => prop_assert_eq!(json(old), json(new)),
                (old, new) => prop_assert_eq!(old, new, "{}", text),
            }
            prop_assert_eq!((old.kind, extensions(old)), (new.kind, extensions(new)));
            prop_assert_eq!(&old.description, &new.description);
            prop_assert_eq!(&old.deprecated, &new.deprecated);
        }
    }
}

/// All token files of a folder as one mode; what a later file repeats replaces.
fn system(folder: &Path) -> Vec<Token> {
    let mut all: BTreeMap<String, ImportedToken> = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let text = std::fs::read(&path).unwrap();
                let options = Options {
                    format: Some(Format::Dtcg),
                    strict: false,
                };
                let document = import(&text, &options).unwrap();
                let tokens = document.modes.into_iter().flat_map(|mode| mode.tokens);
                all.extend(tokens.map(|token| (token.name.to_string(), token)));
            }
        }
    }
    let tokens: Vec<ImportedToken> = all.into_values().collect();
    again(&tokens)
}

#[test]
fn published_systems_are_documents_of_the_standard() {
    let (Some(schemas), Some(packages)) = (Schemas::get(), crate::packages()) else {
        return;
    };
    let mut counts = Vec::new();
    for name in [
        "dtcg-examples/adobe-spectrum",
        "dtcg-examples/apple-hig",
        "dtcg-examples/figma-sds",
        "dtcg-examples/github-primer",
        "dtcg-examples/ibm-carbon",
        "dtcg-examples/microsoft-fluent",
        "dtcg-examples/shopify-polaris",
        "@carbon/themes/src/dtcg",
    ] {
        let stored = graph(vec![("Base", system(&packages.join(name)))]);
        let before = one_view(&stored);
        let mut outside = 0;
        for references in [References::Keep, References::Resolve] {
            let text = exported(Modes::One(&before), references);
            schemas.check_format(&text);
            let document = read(&text, Format::Dtcg);
            let returned = graph(vec![("Base", again(&document.modes[0].tokens))]);
            means_the_same(&before, &one_view(&returned), &text);
            let json: Json = serde_json::from_str(&text).unwrap();
            let kept = &json["$extensions"]["dev.tokencraft"]["tokens"];
            outside = kept.as_object().map_or(0, serde_json::Map::len);
        }
        counts.push(format!(
            "{name}: {} tokens, {outside} outside",
            before.tokens.len()
        ));
    }
    insta::assert_snapshot!(counts.join("\n"), @r"
    dtcg-examples/adobe-spectrum: 1579 tokens, 157 outside
    dtcg-examples/apple-hig: 34 tokens, 11 outside
    dtcg-examples/figma-sds: 298 tokens, 19 outside
    dtcg-examples/github-primer: 1488 tokens, 21 outside
    dtcg-examples/ibm-carbon: 356 tokens, 4 outside
    dtcg-examples/microsoft-fluent: 179 tokens, 13 outside
    dtcg-examples/shopify-polaris: 67 tokens, 0 outside
    @carbon/themes/src/dtcg: 623 tokens, 0 outside
    ");
}

#[test]
fn documents_of_the_suite_come_back_as_documents_of_the_standard() {
    let (Some(schemas), Some(fixtures)) = (Schemas::get(), crate::fixtures()) else {
        return;
    };
    let folder = fixtures.join("dtcg-suite-positive/format/positive");
    let mut count = 0;
    for group in std::fs::read_dir(folder).unwrap() {
        for file in std::fs::read_dir(group.unwrap().path()).unwrap() {
            let text = std::fs::read(file.unwrap().path()).unwrap();
            let document = import(&text, &Options::default()).unwrap();
            let stored = graph(vec![("Base", again(&document.modes[0].tokens))]);
            let before = one_view(&stored);
            let text = exported(Modes::One(&before), References::Keep);
            schemas.check_format(&text);
            let document = read(&text, Format::Dtcg);
            let returned = graph(vec![("Base", again(&document.modes[0].tokens))]);
            means_the_same(&before, &one_view(&returned), &text);
            count += 1;
        }
    }
    assert_eq!(count, 90);
}

#[test]
fn all_modes_of_published_systems_are_resolver_documents() {
    let (Some(schemas), Some(packages)) = (Schemas::get(), crate::packages()) else {
        return;
    };
    for name in [
        "figma-sds",
        "ibm-carbon",
        "microsoft-fluent",
        "shopify-polaris",
    ] {
        let path = packages.join(format!("dtcg-examples/{name}.resolver.json"));
        let document = crate::resolver::published(&path);
        let before = views(&crate::resolver::stored(&document));
        let text = exported(Modes::All(&before), References::Keep);
        schemas.check_resolver(&text);
        let returned = read(&text, Format::DtcgResolver);
        let after = views(&crate::resolver::stored(&returned));
        assert_eq!(before.len(), after.len(), "{name}");
        for (before, after) in before.iter().zip(&after) {
            means_the_same(before, after, "");
        }
    }
}
