//! Composites with some members' CSS text given, as `var(--x)` is.

use super::*;

fn with(kind: TokenType, text: &str, given: &[&str]) -> String {
    let member = |name: &str| {
        let variable = format!("var(--{})", name.replace('.', "-"));
        given.contains(&name).then_some(variable)
    };
    css_text_with(kind, text, &member).unwrap_or_else(|error| error.to_string())
}

#[test]
fn given_members_stand_in_their_places() {
    let border = r##"{"width":"1px","style":"solid","color":"#fff"}"##;
    let transition = r#"{"duration":"1s","delay":"0ms","timingFunction":"ease"}"#;
    let layers = r##"[{"color":"#fff","offsetX":0,"offsetY":0,"inset":true},[{"color":"#000","offsetX":0,"offsetY":0}],"0 0 red"]"##;
    let stops = r##"[{"color":"#fff","position":0},{"color":"#000","position":1}]"##;
    let style =
        r#"{"fontFamily":["A B","serif"],"fontSize":"16px","fontWeight":400,"lineHeight":1.5}"#;
    let cases: [(TokenType, &str, &[&str], &str); 14] = [
        (T::Border, border, &["color"], "1px solid var(--color)"),
        (
            T::Border,
            border,
            &["width", "style"],
            "var(--width) var(--style) #fff",
        ),
        (T::Transition, transition, &[], "1s"),
        (T::Transition, transition, &["delay"], "1s var(--delay)"),
        (
            T::Transition,
            transition,
            &["duration", "timingFunction"],
            "var(--duration) var(--timingFunction)",
        ),
        (
            T::Shadow,
            layers,
            &["0.color", "1.0.offsetX"],
            "inset 0 0 var(--0-color), var(--1-0-offsetX) 0 #000, 0 0 #f00",
        ),
        (
            T::Shadow,
            layers,
            &["1", "0.spread"],
            "inset 0 0 0 var(--0-spread) #fff, var(--1), 0 0 #f00",
        ),
        (
            T::Gradient,
            stops,
            &["1.color", "0.position"],
            "linear-gradient(90deg, #fff calc(var(--0-position) * 100%), var(--1-color) 100%)",
        ),
        (
            T::FontFamily,
            r#"["A B","serif"]"#,
            &["0"],
            "var(--0), serif",
        ),
        (
            T::Typography,
            style,
            &["fontSize", "fontFamily"],
            "400 var(--fontSize)/1.5 var(--fontFamily)",
        ),
        (
            T::Typography,
            style,
            &["fontFamily.0", "fontWeight"],
            "var(--fontWeight) 16px/1.5 var(--fontFamily-0), serif",
        ),
        (
            T::Typography,
            r#"{"fontSize":"1px"}"#,
            &["fontSize"],
            "Value is not a valid typography: it cannot be written as one CSS value without fontSize and fontFamily",
        ),
        (T::Border, "1px solid #fff", &["color"], "1px solid #fff"),
        (
            T::Color,
            r#"{"colorSpace":"srgb","components":[1,0,0]}"#,
            &["components.0"],
            "#f00",
        ),
    ];
    for (kind, text, given, printed) in cases {
        assert_eq!(with(kind, text, given), printed, "{text}");
    }
}

#[test]
fn nothing_given_prints_as_always() {
    for (kind, text) in [
        (T::Shadow, r##"{"color":"#fff","offsetX":0,"offsetY":0}"##),
        (T::Gradient, r##"[{"color":"#fff","position":0}]"##),
        (
            T::Border,
            r##"{"width":"1px","style":"solid","color":"#fff"}"##,
        ),
        (T::Dimension, r#"{"value":1,"unit":"px"}"#),
    ] {
        assert_eq!(with(kind, text, &[]), css(kind, text));
    }
}
