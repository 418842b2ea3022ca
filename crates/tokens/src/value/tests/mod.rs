//! How values read and print.

use super::*;
use TokenType as T;

mod fixtures;
mod given;
mod maths;
mod properties;
mod refusals;

/// `css_text`, or the refusal.
fn css(kind: TokenType, text: &str) -> String {
    css_text(kind, text).unwrap_or_else(|error| error.to_string())
}

#[test]
fn text_that_is_css_is_printed_as_written() {
    for (kind, text) in [
        (T::Color, "rebeccapurple"),
        (T::Color, "#FFF"),
        (T::Color, "rgb(0 0 0 / 10%)"),
        (T::Dimension, "16px"),
        (T::Dimension, "0"),
        (T::Dimension, "-.5em"),
        (T::Dimension, "calc(100% - 2 * 1rem)"),
        (T::Dimension, "clamp(1rem, 2vw + 1rem, 3rem)"),
        (T::FontFamily, "Inter, \"Helvetica Neue\", sans-serif"),
        (T::FontFamily, "'Noto Sans JP', 游ゴシック, sans-serif"),
        (T::FontWeight, "bold"),
        (T::FontWeight, "650"),
        (T::FontSize, "1.25rem"),
        (T::LineHeight, "1.5"),
        (T::LineHeight, "150%"),
        (T::LineHeight, "normal"),
        (T::LetterSpacing, "-0.02em"),
        (T::LetterSpacing, "normal"),
        (T::Duration, "200ms"),
        (T::Duration, "0.2s"),
        (T::CubicBezier, "cubic-bezier(0.4,0,0.2,1)"),
        (T::CubicBezier, "ease-in-out"),
        (T::Number, "-1.5e3"),
        (T::StrokeStyle, "dotted"),
        (T::Border, "1px solid #e5e7eb"),
        (T::Border, "#e5e7eb thin solid"),
        (T::Border, "none"),
        (T::Transition, "150ms ease-in 0ms"),
        (
            T::Transition,
            "all 0.2s ease, opacity 1s steps(4, jump-end) -10ms",
        ),
        (T::Transition, "none"),
        (T::Transition, "-webkit-transform 1s, --gap 2s"),
        (T::Typography, "1rem -apple-system, BlinkMacSystemFont"),
        (T::Shadow, "inset 0 1px 2px rgb(0 0 0 / 10%), 0 0 #000"),
        (T::Shadow, "none"),
        (T::Gradient, "linear-gradient(to right, red, blue 80%)"),
        (
            T::Gradient,
            "radial-gradient(circle at 50% 50%, red, 30%, blue)",
        ),
        (
            T::Gradient,
            "repeating-conic-gradient(from 45deg at center, red 0deg, blue 90deg)",
        ),
        (
            T::Gradient,
            "linear-gradient(in oklch longer hue, red, blue)",
        ),
        (T::Typography, "bold 16px/1.5 Inter, sans-serif"),
        (
            T::Typography,
            "italic small-caps 700 condensed 1rem/normal Inter",
        ),
        (T::Boolean, "true"),
    ] {
        assert_eq!(css(kind, text), text, "{kind}");
        assert_eq!(css(kind, &format!(" {text}\n")), text, "{kind}");
    }
}

#[test]
fn json_is_printed_in_short_css() {
    let color = r#"{"colorSpace":"srgb","components":[1,0,0]}"#;
    for (kind, json, expected) in [
        (T::Color, color, "#f00"),
        (
            T::Color,
            r##"{"colorSpace":"srgb","components":["1",0,0],"alpha":1,"hex":"#ff0000"}"##,
            "#f00",
        ),
        (
            T::Color,
            r#"{"colorSpace":"oklch","components":[0.5,0.1,"none"],"alpha":0.5}"#,
            "oklch(0.5 0.1 none / 0.5)",
        ),
        (T::Dimension, r#"{"value":16,"unit":"px"}"#, "16px"),
        (T::Dimension, r#"{"value":-0.0,"unit":"rem"}"#, "0rem"),
        (T::Dimension, r#"{"value":1e-7,"unit":"px"}"#, "0.0000001px"),
        (
            T::FontFamily,
            r#"["Inter","Helvetica Neue","sans-serif"]"#,
            "Inter, \"Helvetica Neue\", sans-serif",
        ),
        (
            T::FontFamily,
            r#"[["Inter","Arial"],"a;b</style>{x}"]"#,
            "Inter, Arial, \"a;b\\3c /style>\\7b x\\7d \"",
        ),
        (T::LineHeight, r#"{"value":24,"unit":"px"}"#, "24px"),
        (T::Duration, r#"{"value":0.2,"unit":"s"}"#, "0.2s"),
        (
            T::CubicBezier,
            "[0.4, 0, 0.2, 1]",
            "cubic-bezier(0.4, 0, 0.2, 1)",
        ),
        (
            T::StrokeStyle,
            r#"{"dashArray":["1px",{"value":2,"unit":"px"}],"lineCap":"round"}"#,
            "dashed",
        ),
        (
            T::Border,
            r##"{"width":{"value":0,"unit":"px"},"style":"solid","color":"#fff"}"##,
            "0 solid #fff",
        ),
        (
            T::Border,
            r##"{"width":"4px * 2","style":{"dashArray":["1px"],"lineCap":"butt"},"color":"#fff"}"##,
            "calc(4px * 2) dashed #fff",
        ),
        (
            T::Transition,
            r#"{"duration":{"value":200,"unit":"ms"},"delay":{"value":0,"unit":"ms"},"timingFunction":[0.4,0,0.2,1]}"#,
            "200ms cubic-bezier(0.4, 0, 0.2, 1)",
        ),
        (
            T::Transition,
            r#"[{"property":"opacity","duration":"1s","delay":"10ms","timingFunction":"ease-in"},{"duration":"2s"}]"#,
            "opacity 1s ease-in 10ms, 2s",
        ),
        (
            T::Shadow,
            r##"{"offsetX":"0","offsetY":"1px","blur":"2px","spread":"0px","color":"#000"}"##,
            "0 1px 2px #000",
        ),
        (
            T::Shadow,
            r##"[[{"offsetX":0,"offsetY":1,"color":"#000","inset":"true"}],"0 0 1px #fff, 0 0 #aaa"]"##,
            "inset 0 1px #000, 0 0 1px #fff, 0 0 #aaa",
        ),
        (
            T::Gradient,
            r##"[{"color":"#000","position":0},{"color":"#fff","position":0.55},{"color":"#f00","position":7}]"##,
            "linear-gradient(90deg, #000 0%, #fff 55%, #f00 100%)",
        ),
        (
            T::Typography,
            r#"{"fontFamily":["Inter","sans-serif"],"fontSize":"16px","fontWeight":"700","lineHeight":1.5,"letterSpacing":0}"#,
            "700 16px/1.5 Inter, sans-serif",
        ),
        (
            T::Typography,
            r#"{"fontFamily":"Inter","fontSize":{"value":1,"unit":"rem"},"fontWeight":"semi-bold","fontStyle":"italic"}"#,
            "italic 600 1rem Inter",
        ),
    ] {
        assert_eq!(css(kind, json), expected, "{kind} {json}");
    }
}

#[test]
fn a_colour_in_the_place_of_numbers_is_printed_with_its_alpha() {
    for (kind, text, printed) in [
        (T::Color, "rgba(#f00, 0.5)", "rgb(255 0 0 / 0.5)"),
        (T::Color, "RGB( #ff000080 / 25% )", "rgb(255 0 0 / 0.25)"),
        (T::Color, "rgba(red)", "#f00"),
        (T::Color, "rgba(rgba(#f00, 0.5), 1)", "#f00"),
        (
            T::Color,
            "rgba(oklch(0.5 0.1 20 / 30%), .5)",
            "oklch(0.5 0.1 20 / 0.5)",
        ),
        (
            T::Color,
            r#"rgba({"colorSpace":"srgb","components":[1,0,0]}, 0.5)"#,
            "rgb(255 0 0 / 0.5)",
        ),
        (
            T::Border,
            "1px solid rgba(#000,0.1)",
            "1px solid rgb(0 0 0 / 0.1)",
        ),
        (
            T::Shadow,
            r#"[{"color":"rgba(#000, 20%)","offsetX":"0","offsetY":"1px"}]"#,
            "0 1px #0003",
        ),
        (
            T::Gradient,
            "linear-gradient(rgba(#fff, 0), rgba(255, 0, 0, 0.5), rgba(#fff,1))",
            "linear-gradient(#fff0, rgba(255, 0, 0, 0.5), #fff)",
        ),
    ] {
        assert_eq!(css(kind, text), printed, "{text}");
    }
    for text in [
        "rgba(#f00, 0.5, 1)",
        "rgba(#f00, 1px)",
        "rgba(#f0, 0.5)",
        "rgba(#f00, 0.5",
        "rgba(#f00 255 0)",
        "hsla(#f00, 0.5)",
    ] {
        assert!(Value::parse(T::Color, text).is_err(), "{text}");
    }
}
