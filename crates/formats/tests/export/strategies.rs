//! `strategy=` of css: modes that share a base.

use lightningcss::stylesheet::{ParserOptions, StyleSheet};
use tokencraft_formats::export::{Format, Modes, Options, References, Strategy, export};
use tokencraft_tokens::TokenType as Type;
use tokencraft_tokens::resolve::{Missing, ModeView};

use crate::support::{With as _, token, views};

fn sample() -> Vec<ModeView> {
    let title = r#"{"fontFamily":"Inter","fontSize":"16px","letterSpacing":"1px"}"#;
    let plain = r#"{"fontFamily":"Inter","fontSize":"20px"}"#;
    let light = vec![
        token("blue", Type::Color, "#00f").described("The brand"),
        token("red", Type::Color, "#f00"),
        token("link", Type::Color, "{blue}").described("A link"),
        token("warning", Type::Color, "{red}"),
        token("edge", Type::Border, "1px solid {blue}"),
        token("gap", Type::Dimension, "4px"),
        token("wide", Type::Dimension, "{gap} * 2"),
        token("title", Type::Typography, title),
        token("lost", Type::Color, "{nowhere}"),
        token("found", Type::Number, "1"),
    ];
    let dark = vec![
        token("blue", Type::Color, "#88f"),
        token("red", Type::Color, "#f00"),
        token("warning", Type::Color, "{blue}"),
        token("title", Type::Typography, plain),
        token("found", Type::Number, "{elsewhere}"),
        token("glow", Type::Color, "#fff"),
    ];
    let compact = vec![
        token("gap", Type::Dimension, "2px"),
        token("red", Type::Color, "#f00").described("Said here only"),
    ];
    let modes = vec![("Light", light), ("Dark", dark), ("High Contrast", compact)];
    views(modes, Missing::Inherit)
}

fn options(strategy: Strategy, references: References) -> Options {
    Options {
        strategy,
        references,
        ..Options::default()
    }
}

#[test]
fn each_strategy_resolved_and_kept() {
    let views = sample();
    for strategy in Strategy::ALL.into_iter().skip(1) {
        for (word, references) in [("resolve", References::Resolve), ("keep", References::Keep)] {
            let options = options(strategy, references);
            let text = export(Format::Css, Modes::All(&views), &options).unwrap();
            let sheet = StyleSheet::parse(&text, ParserOptions::default()).unwrap();
            assert!(!sheet.rules.0.is_empty());
            insta::assert_snapshot!(format!("strategy_{}_{word}", strategy.as_str()), text);
        }
    }
}

#[test]
fn the_default_mode_may_be_the_dark_one_or_neither() {
    let modes = || {
        [("Contrast", "#ff0"), ("Dark", "#000"), ("Light", "#fff")]
            .map(|(name, color)| (name, vec![token("page", Type::Color, color)]))
            .to_vec()
    };
    let print = |skip: usize, strategy| {
        let views = views(modes().split_off(skip), Missing::Inherit);
        export(
            Format::Css,
            Modes::All(&views),
            &options(strategy, References::Resolve),
        )
        .unwrap()
    };
    insta::assert_snapshot!(print(1, Strategy::Media), @r#"
    /* Dark Mode */
    [data-theme],
    :root {
      --page: #000;
    }

    /* Light Mode, when the system prefers it */
    @media (prefers-color-scheme: light) {
      :root:not([data-theme]) {
        --page: #fff;
      }
    }

    /* Light Mode */
    [data-theme="light"] {
      --page: #fff;
    }
    "#);
    insta::assert_snapshot!(print(1, Strategy::LightDark), @r#"
    /* Light and Dark Mode */
    [data-theme],
    :root {
      color-scheme: light;
      --page: light-dark(#fff, #000);
    }

    :root:not([data-theme]) {
      color-scheme: light dark;
    }

    /* Dark Mode */
    [data-theme="dark"] {
      color-scheme: dark;
    }
    "#);
    insta::assert_snapshot!(print(0, Strategy::Media), @r#"
    /* Contrast Mode */
    [data-theme],
    :root {
      --page: #ff0;
    }

    /* Light Mode, when the system prefers it */
    @media (prefers-color-scheme: light) {
      :root:not([data-theme]) {
        --page: #fff;
      }
    }

    /* Dark Mode, when the system prefers it */
    @media (prefers-color-scheme: dark) {
      :root:not([data-theme]) {
        --page: #000;
      }
    }

    /* Dark Mode */
    [data-theme="dark"] {
      --page: #000;
    }

    /* Light Mode */
    [data-theme="light"] {
      --page: #fff;
    }
    "#);
}

#[test]
fn modes_are_asked_for_by_name() {
    let views = sample();
    let refused = |strategy, light: Option<&str>, dark: Option<&str>| {
        let options = Options {
            light: light.map(str::to_owned),
            dark: dark.map(str::to_owned),
            ..options(strategy, References::Resolve)
        };
        export(Format::Css, Modes::All(&views[..2]), &options).map_err(|error| error.to_string())
    };
    assert!(refused(Strategy::Media, Some("LIGHT"), None).is_ok());
    assert!(refused(Strategy::DefaultRoot, Some("day"), None).is_ok());
    let day = refused(Strategy::Media, Some("day"), None).unwrap_err();
    assert_eq!(day, "Invalid light. Must be one of: light, dark");
    let same = refused(Strategy::LightDark, Some("dark"), None).unwrap_err();
    assert_eq!(same, "light and dark must be different modes");
    let none = export(
        Format::Css,
        Modes::All(&views[1..]),
        &options(Strategy::LightDark, References::Resolve),
    );
    assert_eq!(
        none.unwrap_err().to_string(),
        "light is required with strategy=light-dark: no mode is named light. Must be one of: dark, high-contrast"
    );
}

/// Names that meet nowhere but in the cascade are told apart all the same.
#[test]
fn names_that_fold_together_in_different_modes_are_different_properties() {
    let light = vec![token("a.b", Type::Number, "1")];
    let dark = vec![token("a-b", Type::Number, "2")];
    let views = views(vec![("Light", light), ("Dark", dark)], Missing::Omit);
    let text = export(
        Format::Css,
        Modes::All(&views),
        &options(Strategy::DefaultRoot, References::Resolve),
    );
    insta::assert_snapshot!(text.unwrap(), @r#"
    /* Light Mode */
    [data-theme],
    :root {
      --a-b-2e73: 1;
      /* Not in Light Mode */
      --a-b-d443: initial;
    }

    /* Dark Mode */
    [data-theme="dark"] {
      --a-b-d443: 2;
      /* Not in Dark Mode */
      --a-b-2e73: initial;
    }
    "#);
}
