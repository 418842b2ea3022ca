//! Tokens Studio's files.

use insta::assert_snapshot;
use tokencraft_formats::import::{Format, Options, import_folder};

use crate::{read, read_as, show};

const SETS: &str = r##"{
  "core": {
    "scale": { "value": "2", "type": "number" },
    "space": { "sm": { "value": "4", "type": "spacing" }, "md": { "value": "{space.sm} * {scale}", "type": "spacing" } },
    "ink": { "value": "#111", "type": "color" }
  },
  "light": { "text": { "value": "{ink}", "type": "color" }, "page": { "value": "#fff", "type": "color" } },
  "dark": { "text": { "value": "$page", "type": "color" }, "ink": { "value": "#eee", "type": "color" }, "page": { "value": "#000", "type": "color" } },
  "wide": { "space": { "sm": { "value": "8px", "type": "spacing" } } },
  "$themes": [
    { "name": "Light", "group": "Mode", "selectedTokenSets": { "core": "source", "light": "enabled", "dark": "disabled" } },
    { "name": "Dark", "group": "Mode", "selectedTokenSets": { "core": "source", "dark": "enabled" } }
  ],
  "$metadata": { "tokenSetOrder": ["core", "light", "dark", "wide"] }
}"##;

#[test]
fn themes_are_modes_and_later_sets_lie_over_earlier_ones() {
    let document = read(SETS);
    assert_eq!(document.format, Format::TokensStudio);
    assert_snapshot!(document.reason.as_deref().unwrap());
    assert_snapshot!(show(&document));
}

#[test]
fn themes_of_several_groups_are_combined() {
    let text = SETS
        .replace(r#""$metadata""#, r#""$dummy": 0, "$metadata""#)
        .replace(
            r#"{ "core": "source", "dark": "enabled" } }"#,
            r#"{ "core": "source", "dark": "enabled" } },
    { "name": "Wide", "group": "Width", "selectedTokenSets": { "wide": "enabled" } },
    { "name": "Narrow", "group": "Width", "selectedTokenSets": {} }"#,
        );
    let modes: Vec<String> = read(&text)
        .modes
        .iter()
        .map(|mode| format!("{}: {}", mode.name.as_deref().unwrap(), mode.tokens.len()))
        .collect();
    assert_snapshot!(modes.join("\n"));
}

#[test]
fn sets_without_themes_are_one_mode_unless_they_contradict() {
    let text = r#"{"a": {"x": {"value": "1", "type": "number"}}, "b": {"y": {"value": "{x}", "type": "number"}}, "$metadata": {"tokenSetOrder": ["b", "a"]}}"#;
    assert_snapshot!(show(&read(text)));
    assert_snapshot!(show(&read(
        &text.replace("\"y\"", "\"x\"").replace("{x}", "2")
    )));
}

#[test]
fn plural_types_and_composites_become_ours() {
    let document = read_as(
        Format::TokensStudio,
        r##"{
  "families": { "value": "Inter, sans-serif", "type": "fontFamilies" },
  "weights": { "value": "Semi Bold", "type": "fontWeights" },
  "sizes": { "value": "16", "type": "fontSizes" },
  "heights": { "value": "AUTO", "type": "lineHeights" },
  "letters": { "value": "-5%", "type": "letterSpacing" },
  "radius": { "value": "4 * 2", "type": "borderRadius" },
  "border-width": { "value": 1, "type": "borderWidth" },
  "size": { "value": "{ sizes } * 2", "type": "sizing" },
  "paragraph": { "value": "12", "type": "paragraphSpacing" },
  "opacity": { "value": "50%", "type": "opacity" },
  "shadow": { "value": [{ "x": "0", "y": 4, "blur": "$paragraph", "spread": "0", "color": "#0003", "type": "innerShadow" }, { "x": "0", "y": "1", "blur": "2", "spread": "0", "color": "{ink}", "type": "dropShadow" }], "type": "boxShadow" },
  "ink": { "value": "rgba({raw}, 0.5)", "type": "color" },
  "raw": { "value": "0, 0, 0", "type": "text" },
  "type": { "value": { "fontFamily": "{families}", "fontSize": "16", "fontWeight": "Bold", "lineHeight": "150%", "letterSpacing": "0", "textCase": "uppercase" }, "type": "typography" },
  "border": { "value": { "color": "#000", "width": "1", "style": "solid" }, "type": "border" },
  "case": { "value": "uppercase", "type": "textCase" },
  "decoration": { "value": "underline", "type": "textDecoration" },
  "composition": { "value": { "fill": "{ink}" }, "type": "composition" },
  "asset": { "value": "https://example.com/a.png", "type": "asset" },
  "flag": { "value": "true", "type": "boolean" },
  "other": { "value": "cubic-bezier(0, 0, 1, 1)", "type": "other" },
  "price": { "value": "costs $5.00, or {raw}", "type": "text", "description": "Said so" },
  "lighter": { "value": "{ink}", "type": "color", "$extensions": { "studio.tokens": { "modify": { "type": "lighten", "value": "0.2", "space": "hsl" } } } }
}"##,
    );
    assert_snapshot!(show(&document));
}

#[test]
fn a_folder_is_one_document() {
    let files: [(&str, &[u8]); 5] = [
        ("tokens/$metadata.json", br#"{"tokenSetOrder": ["core", "theme/dark"]}"#),
        ("tokens/$themes.json", br#"[{"name": "Dark", "selectedTokenSets": {"core": "enabled", "theme/dark": "enabled"}}]"#),
        ("tokens/theme/dark.json", br#"{"ink": {"$value": "{paper}", "$type": "color"}}"#),
        ("tokens/core.json", br##"{"paper": {"$value": "#fff", "$type": "color"}, "ink": {"$value": "#000", "$type": "color"}}"##),
        ("tokens/extra.json", br#"{"more": {"$value": 1, "$type": "number"}}"#),
    ];
    let document = import_folder(&files, &Options::default()).unwrap().unwrap();
    assert_snapshot!(show(&document));
    let alone = import_folder(&files[2..], &Options::default());
    assert!(alone.is_none());
    let dtcg = Options {
        format: Some(Format::Dtcg),
        strict: false,
    };
    assert!(import_folder(&files, &dtcg).is_none());
    let broken = [files[0], ("tokens/core.json", &b"{\"a\": "[..])];
    let error = import_folder(&broken, &Options::default())
        .unwrap()
        .unwrap_err();
    assert_snapshot!(error);
}

#[test]
fn too_many_themes_are_refused() {
    let themes: Vec<String> = (0..6)
        .flat_map(|group| {
            (0..4).map(move |n| {
                format!(r#"{{"name":"{n}","group":"{group}","selectedTokenSets":{{}}}}"#)
            })
        })
        .collect();
    let text = format!(r#"{{"a":{{}},"$themes":[{}]}}"#, themes.join(","));
    let error =
        tokencraft_formats::import::import(text.as_bytes(), &Options::default()).unwrap_err();
    assert_snapshot!(error);
}

#[test]
fn sets_are_known_by_references_that_leave_their_names_out() {
    let text = r##"{
  "global": { "red": { "value": "#f00", "type": "color" }, "gap": { "1": { "value": "4", "type": "spacing" }, "2": { "value": "{gap.1} * 2", "type": "spacing" } } },
  "dark": { "ink": { "value": "{red}", "type": "color" }, "glow": { "value": { "x": "0", "y": "{gap.2}", "blur": "4", "spread": "0", "color": "rgba({ red }, 0.5)", "type": "dropShadow" }, "type": "boxShadow" } }
}"##;
    let names = |text: &str| -> Vec<String> {
        let document = read_as(Format::TokensStudio, text);
        assert_eq!(document.skipped, []);
        let tokens = document.modes.iter().flat_map(|mode| &mode.tokens);
        tokens.map(|token| token.name.to_string()).collect()
    };
    assert_eq!(names(text), ["red", "gap.1", "gap.2", "ink", "glow"]);
    // Names may begin with the group, and may lead to other files.
    let groups = text.replace("{gap.1}", "{global.gap.1}");
    let groups = groups.replace("{gap.2}", "{global.gap.2}");
    let groups = groups.replace("{red}", "{ink}").replace("{ red }", "{x}");
    assert_eq!(names(&groups)[0], "global.red");
}

#[test]
fn a_gradient_that_is_called_a_color_is_a_gradient() {
    let document = read_as(
        Format::TokensStudio,
        r##"{
  "red": { "value": "#f00", "type": "color" },
  "sky": { "value": "linear-gradient(45deg, {red} 0%, rgba({red}, 0) 100%)", "type": "color" }
}"##,
    );
    assert_snapshot!(show(&document));
}

#[test]
fn a_name_that_begins_with_a_dollar_is_skipped_with_the_reason() {
    let text = r#"{"$a": {"b": {"value": "1", "type": "sizing"}}, "c": {"$d": {"value": "1", "type": "sizing"}}, "$e": {"f": 1}}"#;
    let skipped = read_as(Format::TokensStudio, text).skipped;
    let skipped: Vec<_> = skipped.iter().map(|it| (&*it.path, it.code)).collect();
    assert_eq!(
        skipped,
        [("$a.b", "invalid_name"), ("c.$d", "invalid_name")]
    );
}
