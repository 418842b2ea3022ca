//! Files of Style Dictionary and Tokens Studio go through the Design Tokens format and come back with
//! their meaning.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use tokencraft_formats::export::{Modes, References};
use tokencraft_formats::import::{Document, Format, Options, import};

use crate::dtcg_round_trip::{again, exported, means_the_same, read};
use crate::round_trip::{graph, views};
use crate::schema::Schemas;

/// A value with its type, as a tool writes them.
type Written = (&'static str, Json);

/// Values that both tools write; `base.…` are tokens that references use.
fn common() -> Vec<Written> {
    vec![
        ("color", json!("#f00")),
        ("color", json!("#ff00ff80")),
        ("color", json!("rgba(0, 128, 255, 0.5)")),
        ("color", json!("hsl(120, 50%, 50%)")),
        ("color", json!("{base.red}")),
        ("number", json!("1.5")),
        ("number", json!("{base.scale}")),
        ("fontWeight", json!("600")),
        ("fontFamily", json!("Inter, 'Helvetica Neue', sans-serif")),
        ("string", json!("costs {base.scale} in {base.red}")),
        ("boolean", json!("true")),
        ("duration", json!("200ms")),
        ("cubicBezier", json!("cubic-bezier(0, 0.5, 1, 1)")),
        ("shadow", json!("0 {base.small} 4px rgba(0, 0, 0, 0.5)")),
        ("border", json!("{base.small} solid {base.red}")),
        ("transition", json!("200ms cubic-bezier(0.42, 0, 0.58, 1)")),
        (
            "gradient",
            json!("linear-gradient(#f00, {base.red} 50%, #00f)"),
        ),
    ]
}

fn style_dictionary() -> Vec<Written> {
    let own = vec![
        ("size", json!("4px")),
        ("size", json!("1.5em")),
        ("dimension", json!("{base.small}")),
        ("size", json!("{base.small} * 2")),
        ("size", json!("calc({base.small} + 1rem)")),
        ("size", json!(12)),
        ("fontSize", json!("{base.small}")),
        ("lineHeight", json!("150%")),
        ("letterSpacing", json!("-0.02em")),
        ("time", json!("0.3s")),
        ("other", json!("cubic-bezier(0, 0, 1, 1)")),
        ("content", json!("'»'")),
        ("asset", json!("https://example.com/a.png?b={base.scale}")),
    ];
    [common(), own].concat()
}

fn tokens_studio() -> Vec<Written> {
    let own = vec![
        ("spacing", json!("4")),
        ("spacing", json!("2 * 4")),
        ("sizing", json!("{base.small} * 2")),
        ("sizing", json!("{ base.small }")),
        ("sizing", json!("$base.small")),
        ("borderRadius", json!("({base.small} + 1px) / 2")),
        ("borderWidth", json!("{base.small} * {base.scale}")),
        ("fontSizes", json!("{base.small}")),
        ("lineHeights", json!("AUTO")),
        ("lineHeights", json!("150%")),
        ("letterSpacing", json!("-5%")),
        ("paragraphSpacing", json!("12")),
        ("fontWeights", json!("Semi Bold")),
        ("fontFamilies", json!("Inter, sans-serif")),
        ("opacity", json!("50%")),
        ("textCase", json!("uppercase")),
        ("textDecoration", json!("underline")),
        ("color", json!("rgba({base.red}, 0.5)")),
        ("asset", json!("https://example.com/a.png")),
        ("text", json!("Say {base.scale}")),
        (
            "boxShadow",
            json!([
                {"x": "0", "y": "{base.small}", "blur": "4", "spread": "0", "color": "{base.red}", "type": "dropShadow"},
                {"x": 0, "y": 1, "blur": "$base.small", "spread": "0", "color": "#0003", "type": "innerShadow"}
            ]),
        ),
        (
            "typography",
            json!({"fontFamily": "Inter", "fontSize": "{base.small}", "fontWeight": "Bold", "lineHeight": "150%", "letterSpacing": "0"}),
        ),
        (
            "border",
            json!({"color": "{base.red}", "width": "{base.small}", "style": "solid"}),
        ),
        ("composition", json!({"fill": "{base.red}"})),
    ];
    [common(), own].concat()
}

/// What stands beside a value: a description, extensions, whether it is deprecated.
fn beside() -> impl Strategy<Value = (Option<&'static str>, Option<Json>, bool)> {
    let modify = |kind: &str, space: &str| json!({"studio.tokens": {"modify": {"type": kind, "value": "0.2", "space": space, "color": "#00f"}}});
    let extensions = prop::sample::select(vec![
        None,
        Some(json!({"org.example": {"a": [1, null]}})),
        Some(modify("lighten", "hsl")),
        Some(modify("darken", "lch")),
        Some(modify("alpha", "srgb")),
        Some(modify("mix", "p3")),
    ]);
    let description = prop::sample::select(vec![None, Some("Said so"), Some("*/ {a} \"")]);
    (description, extensions, any::<bool>())
}

/// A file of such tokens; with `dollar` its members begin with `$`.
fn file(
    values: Vec<Written>,
    size: Written,
    description: &'static str,
) -> impl Strategy<Value = Json> {
    let name = prop::sample::select(vec!["a", "b", "a.b", "500", "a value", "x/y"]);
    let token = (prop::sample::select(values), beside());
    let tokens = prop::collection::btree_map(name, token, 0..6);
    (tokens, any::<bool>()).prop_map(move |(tokens, dollar)| {
        let named = |name: &str| match (dollar, name) {
            (true, "comment" | "description") => "$description".to_owned(),
            (true, name) => format!("${name}"),
            (false, name) => name.to_owned(),
        };
        let token = |(kind, value): Written| {
            let mut token = Map::new();
            token.insert(named("value"), value);
            token.insert(named("type"), kind.into());
            token
        };
        let mut base = Map::new();
        for (name, written) in [
            ("red", ("color", json!("#c00"))),
            ("small", size.clone()),
            ("scale", ("number", json!("2"))),
        ] {
            base.insert(name.to_owned(), token(written).into());
        }
        let mut root = Map::new();
        root.insert("base".to_owned(), base.into());
        let mut group = Map::new();
        for (name, (written, (said, extensions, deprecated))) in tokens {
            let mut token = token(written);
            if let Some(said) = said {
                token.insert(named(description), said.into());
            }
            if let Some(extensions) = extensions {
                token.insert("$extensions".to_owned(), extensions);
            }
            if deprecated {
                token.insert("$deprecated".to_owned(), true.into());
            }
            group.insert(name.replace('.', "-"), token.into());
        }
        root.insert("made".to_owned(), group.into());
        root.into()
    })
}

/// What a file says, out as the Design Tokens format and in again, strictly.
fn survives(document: &Document) -> usize {
    let Some(schemas) = Schemas::get() else {
        return 0;
    };
    let modes = document.modes.iter();
    let modes = modes.map(|mode| (mode.name.as_deref().unwrap_or("Base"), again(&mode.tokens)));
    let before = views(&graph(modes.collect()));
    for references in [References::Keep, References::Resolve] {
        for before in &before {
            let text = exported(Modes::One(before), references);
            schemas.check_format(&text);
            let returned = read(&text, Format::Dtcg);
            let after = views(&graph(vec![("Base", again(&returned.modes[0].tokens))])).remove(0);
            means_the_same(before, &after, &text);
            if references == References::Keep {
                for (before, after) in before.tokens.iter().zip(&after.tokens) {
                    let references = |token: &tokencraft_tokens::Token| {
                        let names = token.references();
                        names.iter().map(ToString::to_string).collect::<Vec<_>>()
                    };
                    assert_eq!(
                        references(&before.token),
                        references(&after.token),
                        "{text}"
                    );
                }
            }
        }
    }
    if before.len() > 1 {
        let text = exported(Modes::All(&before), References::Keep);
        schemas.check_resolver(&text);
        let returned = read(&text, Format::DtcgResolver);
        let modes = returned.modes.iter();
        let modes = modes.map(|mode| (mode.name.as_deref().unwrap(), again(&mode.tokens)));
        for (before, after) in before.iter().zip(&views(&graph(modes.collect()))) {
            means_the_same(before, after, &text);
        }
    }
    before.iter().map(|view| view.tokens.len()).sum()
}

fn lenient(text: &str, format: Format) -> Document {
    let options = Options {
        format: Some(format),
        strict: false,
    };
    let document = import(text.as_bytes(), &options).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(document.skipped, [], "{text}");
    document
}

proptest! {
    #[test]
    fn any_file_of_style_dictionary_survives(file in file(style_dictionary(), ("size", json!("8px")), "comment")) {
        survives(&lenient(&file.to_string(), Format::StyleDictionary));
    }

    #[test]
    fn any_file_of_tokens_studio_survives(file in file(tokens_studio(), ("spacing", json!("8")), "description")) {
        survives(&lenient(&file.to_string(), Format::TokensStudio));
    }
}

#[test]
fn published_files_of_other_dialects_survive() {
    let Some(packages) = crate::packages() else {
        return;
    };
    let mut counts = Vec::new();
    for files in [
        &["open-props/open-props.tokens.json"][..],
        &["open-props/open-props.figma-tokens.json"],
        &["open-props/open-props.figma-tokens.sync.json"],
        &["open-props/open-props.style-dictionary-tokens.json"],
        &[
            "design-tokens-italia/tokens/global.json",
            "design-tokens-italia/tokens/semantic.json",
            "design-tokens-italia/tokens/specific.json",
        ],
        &[
            "@shopware-ag/meteor-tokens/dictionaries/foundation/primitives.tokens.json",
            "@shopware-ag/meteor-tokens/dictionaries/administration/dark.tokens.json",
        ],
        &["@rhds/tokens/json/rhds.tokens.json"],
    ] {
        let mut all: Option<Document> = None;
        for file in files {
            let text = std::fs::read(packages.join(file)).unwrap();
            let document = import(&text, &Options::default()).unwrap();
            assert_eq!(document.skipped, [], "{file}");
            match &mut all {
                None => all = Some(document),
                Some(all) => {
                    let more = document.modes.into_iter().flat_map(|mode| mode.tokens);
                    all.modes[0].tokens.extend(more);
                }
            }
        }
        let document = all.unwrap();
        counts.push(format!(
            "{} as {}: {}",
            files[0],
            document.format.as_str(),
            survives(&document)
        ));
    }
    insta::assert_snapshot!(counts.join("\n"), @r"
    open-props/open-props.tokens.json as dtcg: 484
    open-props/open-props.figma-tokens.json as tokens-studio: 484
    open-props/open-props.figma-tokens.sync.json as tokens-studio: 484
    open-props/open-props.style-dictionary-tokens.json as style-dictionary: 437
    design-tokens-italia/tokens/global.json as tokens-studio: 299
    @shopware-ag/meteor-tokens/dictionaries/foundation/primitives.tokens.json as dtcg: 306
    @rhds/tokens/json/rhds.tokens.json as style-dictionary: 535
    ");
}
