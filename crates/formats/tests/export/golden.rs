//! What the exports look like: one sample with all 18 types, every format, one mode and all, with
//! references resolved and kept.

use crate::support::{With, one, token, view, views};
use tokencraft_formats::export::{ExportError, Format, Gamut, Modes, Options, References, export};
use tokencraft_tokens::TokenType as Type;
use tokencraft_tokens::graph::Token;
use tokencraft_tokens::resolve::{Missing, ModeView};

#[rustfmt::skip]
fn light() -> Vec<Token> {
    vec![
        token("colors.primary.500", Type::Color, "#3b82f6").described("Primary brand"),
        token("colors.primary.50", Type::Color, "#eff6ff"),
        token("colors.primary", Type::Color, "{colors.primary.500}"),
        token("colors.overlay", Type::Color, "rgb(0 0 0 / 50%)").deprecated("Use `colors.scrim`"),
        token("colors.vivid", Type::Color, "color(display-p3 1 0 0)"),
        token("colors.dtcg", Type::Color, r##"{"colorSpace":"srgb","components":[0.2,0.4,0.6],"alpha":1,"hex":"#336699"}"##),
        token("colors.link", Type::Color, "{colors.primary}"),
        token("colors.broken", Type::Color, "{colors.absent}"),
        token("spacing.base", Type::Dimension, "16px"),
        token("spacing.rem", Type::Dimension, "1.5rem").extended(r#"{"com.example":{"n":1}}"#),
        token("spacing.half", Type::Dimension, "50%"),
        token("spacing.fluid", Type::Dimension, "clamp(1rem, 2vw, 2rem)"),
        token("spacing.double", Type::Dimension, "{spacing.base} * 2"),
        token("font.family.base", Type::FontFamily, "Inter, \"Segoe UI\", sans-serif"),
        token("font.family.list", Type::FontFamily, r#"["Fira Code","monospace"]"#),
        token("font.weight.bold", Type::FontWeight, "700"),
        token("font.weight.semi", Type::FontWeight, "semi-bold"),
        token("font.weight.odd", Type::FontWeight, "450"),
        token("font.size.body", Type::FontSize, "1rem"),
        token("font.size.base", Type::FontSize, "{spacing.base}"),
        token("line.tight", Type::LineHeight, "1.25"),
        token("line.fixed", Type::LineHeight, "24px"),
        token("line.normal", Type::LineHeight, "normal"),
        token("tracking.wide", Type::LetterSpacing, "0.05em"),
        token("tracking.px", Type::LetterSpacing, "0.5px"),
        token("motion.fast", Type::Duration, "150ms"),
        token("motion.slow", Type::Duration, "1.5s"),
        token("ease.out", Type::CubicBezier, "cubic-bezier(0, 0, 0.2, 1)"),
        token("ease.keyword", Type::CubicBezier, "ease-in"),
        token("opacity.disabled", Type::Number, "0.38"),
        token("stroke.dashed", Type::StrokeStyle, "dashed"),
        token("stroke.custom", Type::StrokeStyle, r#"{"dashArray":["2px","4px"],"lineCap":"round"}"#),
        token("border.card", Type::Border, "1px solid {colors.primary.500}"),
        token("border.json", Type::Border, r#"{"width":"{spacing.base}","style":"dashed","color":"{colors.dtcg}"}"#),
        token("border.none", Type::Border, "none"),
        token("transition.fade", Type::Transition, "opacity 150ms ease-in 50ms"),
        token("transition.json", Type::Transition, r#"{"duration":"{motion.fast}","delay":"0ms","timingFunction":"{ease.out}"}"#),
        token("shadow.card", Type::Shadow, "0 1px 2px rgb(0 0 0 / 5%)"),
        token("shadow.layers", Type::Shadow, r##"[{"offsetX":"0px","offsetY":"4px","blur":"6px","spread":"-1px","color":"{colors.overlay}"},{"offsetX":"0px","offsetY":"2px","blur":"4px","spread":"0px","color":"#000000","inset":true}]"##),
        token("gradient.stops", Type::Gradient, r##"[{"color":"{colors.primary.500}","position":0},{"color":"#ffffff","position":1}]"##),
        token("gradient.css", Type::Gradient, "radial-gradient(circle at center, #ffffff 0%, #000000 100%)"),
        token("text.body", Type::Typography, r#"{"fontFamily":"{font.family.base}","fontSize":"{font.size.body}","fontWeight":700,"lineHeight":1.5,"letterSpacing":"0.05em","textTransform":"uppercase"}"#),
        token("text.partial", Type::Typography, r#"{"fontSize":"14px","lineHeight":"150%"}"#),
        token("text.alias", Type::Typography, "{text.body}"),
        token("label.hello", Type::String, "Say \"hi\" & it's 100% \\(true)"),
        token("flags.beta", Type::Boolean, "true"),
    ]
}

fn dark() -> Vec<Token> {
    vec![
        token("colors.primary.500", Type::Color, "#60a5fa"),
        token("colors.primary", Type::Color, "{colors.primary.500}"),
        token("colors.link", Type::Color, "{colors.primary.50}"),
        token("spacing.base", Type::Dimension, "16px"),
    ]
}

fn sample(missing: Missing) -> Vec<ModeView> {
    views(vec![("Light", light()), ("High Contrast", dark())], missing)
}

fn options(references: References) -> Options {
    Options {
        references,
        ..Options::default()
    }
}

#[test]
fn every_format_one_mode_and_all_resolved_and_kept() {
    let views = sample(Missing::Omit);
    for format in Format::ALL {
        for (word, references) in [("resolve", References::Resolve), ("keep", References::Keep)] {
            let options = options(references);
            let name = |modes| format!("{}_{modes}_{word}", format.as_str());
            let text = export(format, Modes::One(&views[0]), &options).unwrap();
            insta::assert_snapshot!(name("one"), text);
            let text = export(format, Modes::All(&views), &options).unwrap();
            insta::assert_snapshot!(name("all"), text);
        }
    }
}

#[test]
fn the_same_tokens_give_the_same_bytes_in_whatever_order_they_were_made() {
    let mut reversed = light();
    reversed.reverse();
    let (forth, back) = (view(light()), view(reversed));
    for format in Format::ALL {
        let options = options(References::Keep);
        assert_eq!(one(format, &forth, &options), one(format, &back, &options));
    }
}

#[test]
fn the_documented_examples() {
    let view = view(vec![
        token("colors.primary.500", Type::Color, "#3b82f6").described("Primary brand color"),
        token("spacing.base", Type::Dimension, "16px"),
    ]);
    let views = [view];
    let options = Options::default();
    let all = |format| export(format, Modes::All(&views), &options).unwrap();
    insta::assert_snapshot!(one(Format::Json, &views[0], &options), @r##"
    {
      "colors": {
        "primary": {
          "500": {
            "value": "#3b82f6",
            "type": "color",
            "description": "Primary brand color"
          }
        }
      },
      "spacing": {
        "base": {
          "value": "16px",
          "type": "dimension"
        }
      }
    }
    "##);
    insta::assert_snapshot!(one(Format::Css, &views[0], &options), @r"
    :root {
      /* Primary brand color */
      --colors-primary-500: #3b82f6;
      --spacing-base: 16px;
    }
    ");
    insta::assert_snapshot!(all(Format::Css), @r#"
    /* Light Mode */
    :root[data-theme="light"] {
      /* Primary brand color */
      --colors-primary-500: #3b82f6;
      --spacing-base: 16px;
    }
    "#);
    insta::assert_snapshot!(one(Format::Ios, &views[0], &options), @r"
    // Design Tokens
    // Generated by Tokencraft API

    import UIKit

    enum DesignTokens {
        enum Color {
            /// Primary brand color
            static let colorsPrimary500 = UIColor(red: 0.231, green: 0.510, blue: 0.965, alpha: 1.000)
        }

        enum Dimension {
            static let spacingBase: CGFloat = 16.0
        }
    }
    ");
    insta::assert_snapshot!(all(Format::Android), @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <resources>
        <!-- Light Mode -->
        <!-- Primary brand color -->
        <color name="colors_primary_500_light">#3b82f6</color>
        <dimen name="spacing_base_light">16dp</dimen>
    </resources>
    "#);
}

#[test]
fn missing_tokens_can_be_inherited_and_referenced() {
    let views = sample(Missing::Inherit);
    let text = one(Format::Css, &views[1], &options(References::Keep));
    assert!(
        text.contains("--colors-link: var(--colors-primary-50);"),
        "{text}"
    );
    assert!(
        text.contains("--border-card: 1px solid var(--colors-primary-500);"),
        "{text}"
    );
    let text = one(Format::Css, &views[1], &options(References::Resolve));
    assert!(text.contains("--border-card: 1px solid #60a5fa;"), "{text}");
}

#[test]
fn a_reference_out_of_the_mode_is_resolved() {
    let views = sample(Missing::Omit);
    let css = one(Format::Css, &views[1], &options(References::Keep));
    assert!(css.contains("--colors-link: #eff6ff;"), "{css}");
    assert!(
        css.contains("--colors-primary: var(--colors-primary-500);"),
        "{css}"
    );
}

#[test]
fn a_reference_that_a_variable_cannot_stand_for_is_resolved() {
    let cases = [
        // No tokens are glued to a variable.
        ("{n}px", Type::Dimension, "2px"),
        ("-{size}", Type::Dimension, "-4px"),
        // Maths without brackets of its own.
        ("{sum} * 2", Type::Dimension, "calc(1px + 2px * 2)"),
        (
            "\"My {word}\", serif",
            Type::FontFamily,
            "\"My Sans\", serif",
        ),
        ("rgb({word} 0 0)", Type::Color, ""),
        (
            "calc({size} * {n})",
            Type::Dimension,
            "calc(var(--size) * var(--n))",
        ),
        (
            "{size} * {n}",
            Type::Dimension,
            "calc(var(--size) * var(--n))",
        ),
        (
            "{size} solid {color}",
            Type::Border,
            "var(--size) solid var(--color)",
        ),
        ("rgb({n} 0 0)", Type::Color, "rgb(var(--n) 0 0)"),
    ];
    for (value, kind, expected) in cases {
        let view = view(vec![
            token("n", Type::Number, "2"),
            token("size", Type::Dimension, "4px"),
            token("sum", Type::Dimension, "1px + 2px"),
            token("word", Type::String, "Sans"),
            token(
                "color",
                Type::Color,
                r#"{"colorSpace":"srgb","components":[1,0,0]}"#,
            ),
            token("x", kind, value),
        ]);
        let css = one(Format::Css, &view, &options(References::Keep));
        let found = css
            .lines()
            .find_map(|line| line.trim().strip_prefix("--x: "));
        assert_eq!(found.unwrap_or(";"), format!("{expected};"), "{css}");
    }
}

#[test]
fn strict_names_every_broken_token() {
    let views = views(
        vec![
            (
                "Light",
                vec![
                    token("a", Type::Color, "{gone}"),
                    token("b", Type::Border, "1px solid {size}"),
                    token("size", Type::Dimension, "4px"),
                ],
            ),
            ("Dark", vec![token("a", Type::Color, "{a}")]),
        ],
        Missing::Omit,
    );
    let options = Options {
        strict: true,
        ..Options::default()
    };
    for format in Format::ALL {
        let error = export(format, Modes::All(&views), &options).unwrap_err();
        assert_eq!(error.to_string(), "3 tokens cannot be exported");
        let ExportError::Broken(list) = error else {
            panic!("{error}")
        };
        let list: Vec<String> = list
            .iter()
            .map(|omitted| format!("{} {}: {}", omitted.mode, omitted.name, omitted.reason))
            .collect();
        insta::assert_snapshot!("strict_broken", list.join("\n"));
    }
    let whole = view(vec![token("a", Type::Color, "red")]);
    assert!(export(Format::Css, Modes::One(&whole), &options).is_ok());
}

#[test]
fn a_prefix_stands_before_every_name() {
    let view = view(vec![
        token("a.b", Type::Color, "red"),
        token("a.c", Type::Color, "{a.b}"),
        token("a.d", Type::Border, "1px solid {a.b}"),
    ]);
    let options = Options {
        prefix: "acme".to_owned(),
        references: References::Keep,
        ..Options::default()
    };
    let text = Format::ALL
        .map(|format| one(format, &view, &options))
        .join("\n");
    insta::assert_snapshot!("prefix", text);
}

#[test]
fn a_prefix_holds_nothing_that_could_be_code() {
    let view = view(Vec::new());
    for prefix in ["a b", "a;", "*/", "a.b", &"x".repeat(65)] {
        let options = Options {
            prefix: prefix.to_owned(),
            ..Options::default()
        };
        let error = export(Format::Css, Modes::One(&view), &options).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Invalid prefix. Must be at most 64 letters, digits, - or _"
        );
    }
}

#[test]
fn wide_colours_are_mapped_unless_display_p3_is_asked_for() {
    let view = view(vec![token("vivid", Type::Color, "color(display-p3 1 0 0)")]);
    let p3 = Options {
        gamut: Gamut::P3,
        ..Options::default()
    };
    let ios = |options| one(Format::Ios, &view, options);
    assert!(
        ios(&p3).contains("UIColor(displayP3Red: 1.000, green: 0.000, blue: 0.000, alpha: 1.000)")
    );
    assert!(ios(&Options::default()).contains("UIColor(red: 1.000, green: 0."));
    assert!(one(Format::Android, &view, &p3).contains("Colours are mapped into sRGB"));
}

#[test]
fn nothing_to_export_is_still_a_document() {
    let view = view(Vec::new());
    let text = Format::ALL
        .map(|format| one(format, &view, &Options::default()))
        .join("\n");
    insta::assert_snapshot!("empty", text);
}

#[test]
fn groups_stay_together_where_only_leading_zeros_differ() {
    let view = view(vec![
        token("s.1.b", Type::Number, "1"),
        token("s.01.a", Type::Number, "2"),
        token("s.1.a", Type::Number, "3"),
        token("s.01.b", Type::Number, "4"),
        token("s.01", Type::Number, "5"),
    ]);
    let json = one(Format::Json, &view, &Options::default());
    assert_eq!(json.matches("\"01\"").count(), 1, "{json}");
    assert_eq!(json.matches("\"value\"").count(), 5, "{json}");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["s"]["01"]["$root"]["value"], "5");
    assert_eq!(json["s"]["01"]["a"]["value"], "2");
}

#[test]
fn a_long_cycle_is_cut_where_each_of_its_tokens_names_it() {
    let name = |at: usize| format!("t{}", at % 1000);
    let tokens =
        (0..1000).map(|at| token(&name(at), Type::Color, &format!("{{{}}}", name(at + 1))));
    let view = view(tokens.collect());
    for format in Format::ALL {
        let text = one(format, &view, &Options::default());
        let reason = "Alias cycle: t0 → t1 → t2 → t3 → t4 → t5 → t6 → … → t0";
        assert_eq!(text.matches(reason).count(), 1000, "{text}");
        assert!(text.len() < 300_000, "{}", text.len());
    }
}

#[test]
fn members_that_fold_together_are_told_apart() {
    let members: Vec<String> = (0..3000)
        .map(|at| {
            format!(
                "\"x{}\":\"1\"",
                "!".repeat(at % 40 + 1) + &"?".repeat(at / 40)
            )
        })
        .collect();
    let value = format!("{{\"fontSize\":\"1px\",{}}}", members.join(","));
    let view = view(vec![token("t", Type::Typography, &value)]);
    let css = one(Format::Css, &view, &Options::default());
    let names: std::collections::HashSet<&str> = css
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split(':').next())
        .collect();
    assert_eq!(names.len(), 3001);
    assert_eq!(
        one(Format::Android, &view, &Options::default())
            .matches("<string ")
            .count(),
        3000
    );
}

#[test]
fn names_that_never_meet_in_a_mode_may_share_an_identifier() {
    let color = |name| token(name, Type::Color, "red");
    let views = views(
        vec![
            ("Light", vec![color("ai.aura-end"), color("a.b")]),
            (
                "Dark",
                vec![color("ai.aura.end"), color("a.b"), color("a-b")],
            ),
        ],
        Missing::Omit,
    );
    let all = |format| export(format, Modes::All(&views), &Options::default()).unwrap();
    insta::assert_snapshot!(all(Format::Css), @r#"
    /* Light Mode */
    :root[data-theme="light"] {
      --a-b-2e73: red;
      --ai-aura-end: red;
    }

    /* Dark Mode */
    :root[data-theme="dark"] {
      --a-b-2e73: red;
      --a-b-d443: red;
      --ai-aura-end: red;
    }
    "#);
    let xml = all(Format::Android);
    for name in [
        "ai_aura_end_light",
        "ai_aura_end_dark",
        "a_b_2e73_light",
        "a_b_2e73_dark",
    ] {
        assert!(xml.contains(&format!("name=\"{name}\"")), "{xml}");
    }
}

#[test]
fn a_name_and_its_mode_are_not_another_name_and_its_mode() {
    let mode = || {
        vec![
            token("x", Type::Color, "red"),
            token("x.high", Type::Color, "red"),
        ]
    };
    let views = views(
        vec![("Contrast", mode()), ("High Contrast", mode())],
        Missing::Omit,
    );
    let xml = export(Format::Android, Modes::All(&views), &Options::default()).unwrap();
    insta::assert_snapshot!(xml, @r##"
    <?xml version="1.0" encoding="utf-8"?>
    <resources>
        <!-- Contrast Mode -->
        <color name="x_2d71_contrast">#ff0000</color>
        <color name="x_high_2e0f_contrast">#ff0000</color>

        <!-- High Contrast Mode -->
        <color name="x_2d71_high_contrast">#ff0000</color>
        <color name="x_high_2e0f_high_contrast">#ff0000</color>
    </resources>
    "##);
}
