//! Colours as text and as JSON: what is read, what is refused and how, what is printed.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use cssparser::Parser;
use proptest::prelude::*;
use serde_json::json;
use tokencraft_tokens::color::{Color, Space};

fn parse(text: &str) -> Color {
    Color::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn components(text: &str) -> [f64; 3] {
    parse(text).components.map(|component| component.unwrap())
}

#[test]
fn every_syntax_gives_the_same_colour() {
    for (left, right) in [
        ("#369", "#336699"),
        ("#3698", "#33669988"),
        (" #369\n", "rgb(51 102 153)"),
        ("#36\\39", "#369"),
        ("rgb(51, 102, 153)", "rgba(20% 40% 60% / 100%)"),
        ("rgb(300, -20, 0)", "red"),
        ("RGB(51 40% 153/.5)", "rgba(51, 102, 153, 50%)"),
        ("hsl(0.5turn 50% 50%)", "hsl(180, 50%, 50%)"),
        ("hsl(200grad 50 50)", "hsl(180deg 50% 50%)"),
        ("hsl(-540 120% 50%)", "hsl(180 100% 50%)"),
        ("hwb(90deg 10 20%)", "hwb(90 10% 20)"),
        ("lab(150% 10 none)", "lab(100 8% none)"),
        ("lch(50% -3 720)", "lch(50 0 0)"),
        ("oklab(50% 100% -100%)", "oklab(0.5 0.4 -0.4)"),
        ("oklch(62.8% 50% 29.23)", "oklch(.628 .2 29.23deg)"),
        ("color(xyz 1 1 1)", "color(xyz-d65 100% 100% 100%)"),
        ("rgb(calc(50 + 1) calc(2 * (60 - 9)) 153)", "#369"),
        ("rgb(min(51, 60) max(102, 3, 5) clamp(0, 200, 153))", "#369"),
        ("hsl(calc(1turn / 2) 50% 50%)", "hsl(180 50% 50%)"),
        (
            "color(srgb calc(-infinity) calc(NaN) 1e999)",
            "color(srgb -1e9 0 1e9)",
        ),
        ("oklch(0.5 0.1 calc(infinity * 1deg))", "oklch(0.5 0.1 0)"),
        ("rgb(0 /* zero */ 0 0)/* black */", "black"),
        ("TransParent", "#0000"),
        ("re\\64", "red"),
    ] {
        assert_eq!(parse(left), parse(right), "{left} and {right}");
    }
}

#[test]
#[expect(clippy::float_cmp, reason = "every bit counts")]
fn numbers_keep_the_precision_of_f64() {
    assert_eq!(
        components("oklch(0.6279553639214311 0.2576833038053608 29.23388027962784)"),
        [
            0.627_955_363_921_431_1,
            0.257_683_303_805_360_8,
            29.233_880_279_627_84,
        ]
    );
    assert_eq!(
        components("color(srgb +1.5e-3 .25E+1 12.5%)"),
        [0.0015, 2.5, 0.125]
    );
}

#[test]
fn deeply_nested_maths_is_refused() {
    let text = format!("rgb(0 0 calc({}1{}))", "(".repeat(500), ")".repeat(500));
    assert_eq!(
        Color::parse(&text).unwrap_err().to_string(),
        "`rgb()` is nested too deeply"
    );
}

#[test]
fn a_hue_never_rounds_up_to_the_full_circle() {
    let color = parse("hsl(359.999999999 12% 34%)");
    assert_eq!(color.to_css(), "hsl(0 12% 34%)");
    assert_eq!(color.to_dtcg()["components"][0], 0);
}

#[test]
fn none_is_kept_apart_from_zero() {
    let color = parse("oklch(none 0 none / none)");
    assert_eq!(color.components, [None, Some(0.0), None]);
    assert_eq!(color.alpha, None);
    assert_eq!(color.to_rgba8(), [0, 0, 0, 0]);
}

#[test]
fn a_refusal_names_the_offending_part() {
    let messages: Vec<String> = [
        "",
        "blu",
        "#12345",
        "#ggg",
        "12px",
        "'red'",
        "red green",
        "#fff #000",
        "currentColor",
        "CanvasText",
        "var(--brand)",
        "color-mix(in oklab, red, blue)",
        "light-dark(white, black)",
        "frobnicate(1 2 3)",
        "rgb(from red r g b)",
        "rgb(1 2)",
        "rgb(1, 2)",
        "rgb(1 2 3 4)",
        "rgb(1, 2 3)",
        "rgb(1 2 3 / 4 5)",
        "rgb(1, 2, none)",
        "rgb(1, 2%, 3)",
        "rgb(1 2 3deg)",
        "rgb(1 2 3px)",
        "rgb(1 2 three)",
        "rgb(1 2 var(--b))",
        "rgb(1 2 calc(3 + 4%))",
        "rgb(1 2 calc(3 +4))",
        "rgb(1 2 calc(3% * 4%))",
        "rgb(1 2 calc(3 / 4%))",
        "hsl(10% 20% 30%)",
        "hsl(10, 20, 30)",
        "lab(1, 2, 3)",
        "color(1 2 3)",
        "color(p3 1 2 3)",
        "color(oklch 1 2 3)",
        "rgb(1 2 3",
        "rgb(1 2 calc(3)",
        "red /* and",
        "{colors.primary}",
    ]
    .into_iter()
    .map(|text| format!("{text} → {}", Color::parse(text).unwrap_err()))
    .collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn a_colour_is_read_at_the_head_of_a_stream() {
    let mut input = Parser::new("solid rgb(0 0 0 / 50%) 1px");
    input.expect_ident_matching("solid").unwrap();
    assert_eq!(
        Color::parse_css(&mut input).unwrap(),
        Color::srgb(0.0, 0.0, 0.0, 0.5)
    );
    assert!(input.next().is_ok());
    assert!(input.is_exhausted());

    let mut input = Parser::new("1px red");
    assert!(input.try_parse(Color::parse_css).is_err());
    assert!(input.next().is_ok());
    assert_eq!(Color::parse_css(&mut input).unwrap(), parse("red"));
}

#[test]
fn a_design_tokens_object_is_a_colour() {
    for (object, css) in [
        (
            json!({"colorSpace": "srgb", "components": [0.2, 0.4, 0.6]}),
            "#369",
        ),
        (
            json!({"colorSpace": "srgb", "components": [1, 0, 0], "alpha": 0.5, "hex": "#ff0000"}),
            "rgb(255 0 0 / 0.5)",
        ),
        (
            json!({"colorSpace": "hsl", "components": [330, 100, 50]}),
            "hsl(330 100% 50%)",
        ),
        (
            json!({"colorSpace": "oklch", "components": [0.7, 0.1, "none"]}),
            "oklch(0.7 0.1 none)",
        ),
        (
            json!({"colorSpace": "xyz-d50", "components": [0.1, 0.2, 0.3]}),
            "color(xyz-d50 0.1 0.2 0.3)",
        ),
    ] {
        assert_eq!(Color::from_dtcg(&object).unwrap().to_css(), css);
    }
}

#[test]
fn a_bad_design_tokens_object_is_refused_by_name() {
    let messages: Vec<String> = [
        json!("#fff"),
        json!({"components": [0, 0, 0]}),
        json!({"colorSpace": 1, "components": [0, 0, 0]}),
        json!({"colorSpace": "cmyk", "components": [0, 0, 0]}),
        json!({"colorSpace": "srgb"}),
        json!({"colorSpace": "srgb", "components": [0, 0]}),
        json!({"colorSpace": "srgb", "components": [0, 0, "0"]}),
        json!({"colorSpace": "srgb", "components": [0, 1.5, 0]}),
        json!({"colorSpace": "hsl", "components": [360, 0, 0]}),
        json!({"colorSpace": "hwb", "components": [0, 0, 101]}),
        json!({"colorSpace": "lch", "components": [50, -1, 0]}),
        json!({"colorSpace": "srgb", "components": [0, 0, 0], "alpha": 2}),
        json!({"colorSpace": "srgb", "components": [0, 0, 0], "alpha": "none"}),
        json!({"colorSpace": "srgb", "components": [0, 0, 0], "hex": "#fffff"}),
        json!({"colorSpace": "srgb", "components": [0, 0, 0], "space": "srgb"}),
    ]
    .iter()
    .map(|object| format!("{object} → {}", Color::from_dtcg(object).unwrap_err()))
    .collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn colours_are_written_as_design_tokens_objects() {
    let objects: Vec<String> = [
        "#3b82f6",
        "#3b82f680",
        "hsl(210 12.5% 25% / 20%)",
        "oklch(62.8% 0.2577 29.23)",
        "lab(50 -160 160)",
        "color(display-p3 1 0 0)",
        "color(srgb 1.2 -0.1 0)",
        "color(xyz-d65 0.95 1 1.09)",
        "rgb(none 0 0 / none)",
    ]
    .into_iter()
    .map(|text| format!("{text} → {}", parse(text).to_dtcg()))
    .collect();
    insta::assert_snapshot!(objects.join("\n"));
}

/// A component as people write them: anything from `0` to a calculation.
fn component() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("none".to_owned()),
        (-400..400_i32).prop_map(|n| n.to_string()),
        (-2.0..2.0_f64).prop_map(|n| n.to_string()),
        (-200.0..200.0_f64).prop_map(|n| format!("{n}%")),
        (-720.0..720.0_f64).prop_map(|n| format!("{n}deg")),
        (-9.0..9.0_f64, 1..9_i32).prop_map(|(n, by)| format!("calc({n} * {by} + 1)")),
    ]
}

fn function() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "rgb(",
        "hsl(",
        "hwb(",
        "lab(",
        "lch(",
        "oklab(",
        "oklch(",
        "color(srgb ",
        "color(srgb-linear ",
        "color(display-p3 ",
        "color(a98-rgb ",
        "color(prophoto-rgb ",
        "color(rec2020 ",
        "color(xyz ",
        "color(xyz-d50 ",
    ]);
    let alpha = prop::option::of(component());
    (name, prop::array::uniform3(component()), alpha).prop_map(|(name, [a, b, c], alpha)| {
        let alpha = alpha.map(|alpha| format!(" / {alpha}")).unwrap_or_default();
        format!("{name}{a} {b} {c}{alpha})")
    })
}

fn close(left: Option<f64>, right: Option<f64>, precision: f64) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() <= precision * right.abs().max(1.0),
        (left, right) => left == right,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*") {
        let _ = Color::parse(&text);
    }

    #[test]
    fn no_text_of_css_makes_the_parser_panic(
        text in "(rgb|hsl|lab|color|calc|min|clamp)?[(]?([-0-9a-z#%.,/*+() \\\\\n]|none|calc[(]|é){0,40}"
    ) {
        let _ = Color::parse(&text);
    }

    #[test]
    fn what_is_printed_reads_as_the_same_colour(text in function()) {
        let Ok(color) = Color::parse(&text) else { return Ok(()) };
        let css = color.to_css();
        let again = parse(&css);
        prop_assert_eq!(again.to_css(), css.clone());
        // A form of sRGB may have been printed as hex or rgb().
        let space = if again.space == color.space { color.space } else { Space::Srgb };
        let (color, again) = (color.to(space), again.to(space));
        // 255ths take in what someone has rounded to four decimals.
        let precision = if css.starts_with(['#', 'r']) { 5e-5 + 1e-8 } else { 1e-8 };
        prop_assert!(close(again.alpha, color.alpha, precision), "{} → {}", text, css);
        for (left, right) in again.components.into_iter().zip(color.components) {
            prop_assert!(close(left, right, precision), "{} → {}: {:?}", text, css, again);
        }
    }

    #[test]
    fn every_8_bit_colour_is_printed_as_hex_and_keeps_its_bytes(bytes in any::<[u8; 4]>()) {
        let color = Color::rgba8(bytes);
        let css = color.to_css();
        prop_assert!(css.starts_with('#'));
        prop_assert_eq!(parse(&css), color);
        prop_assert_eq!(color.to_rgba8(), bytes);
    }

    #[test]
    fn a_written_object_is_valid_and_looks_the_same(text in function()) {
        let Ok(color) = Color::parse(&text) else { return Ok(()) };
        let object = color.to_dtcg();
        let again = Color::from_dtcg(&object).unwrap();
        if color.in_gamut(Space::Srgb) {
            for (left, right) in again.to_rgba8().into_iter().zip(color.to_rgba8()) {
                prop_assert!(left.abs_diff(right) <= 1, "{} → {}", text, object);
            }
        }
    }
}
