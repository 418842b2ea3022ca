//! Expressions: their CSS text and what they come to.

use super::*;

#[test]
fn maths_is_worked_out_where_units_allow() {
    for (text, printed, value) in [
        ("4px * 2", "calc(4px * 2)", Some("8px")),
        ("2 * 4px", "calc(2 * 4px)", Some("8px")),
        ("(4px + 2px) / 2", "calc((4px + 2px) / 2)", Some("3px")),
        ("4px+2px", "calc(4px + 2px)", Some("6px")),
        ("8px-4px", "calc(8px - 4px)", Some("4px")),
        ("8px -4px", "calc(8px - 4px)", Some("4px")),
        ("0 + 4rem", "calc(0px + 4rem)", Some("4rem")),
        ("0 * 2", "0px", Some("0px")),
        ("1rem + 4", "calc(1rem + 4rem)", Some("5rem")),
        ("4 - 1px", "calc(4px - 1px)", Some("3px")),
        ("2 * 3 + 1px", "calc((2 * 3) * 1px + 1px)", Some("7px")),
        (
            "(1 + 2 + 3em) * 2",
            "calc(((1 + 2) * 1em + 3em) * 2)",
            Some("12em"),
        ),
        ("-(4px)", "calc((-1 * (4px)))", Some("-4px")),
        ("8px / -(2)", "calc(8px / (-1 * (2)))", Some("-4px")),
        ("0.1px + 0.2px", "calc(0.1px + 0.2px)", Some("0.3px")),
        ("10px - 2 * 3px", "calc(10px - 2 * 3px)", Some("4px")),
        ("1rem + 2px", "calc(1rem + 2px)", None),
        ("0% + 2px", "calc(0% + 2px)", None),
        ("calc(1rem + 2px) * 2", "calc(calc(1rem + 2px) * 2)", None),
        ("calc(1px+2px)", "calc(1px + 2px)", Some("3px")),
        (
            "calc( (1px + 2px)*3 )",
            "calc( (1px + 2px)*3 )",
            Some("9px"),
        ),
        ("CLAMP(1px, 5px, 3px)", "CLAMP(1px, 5px, 3px)", Some("3px")),
        (
            "clamp(1rem, 2vw + 1rem, 3rem)",
            "clamp(1rem, 2vw + 1rem, 3rem)",
            None,
        ),
        (
            "min(1px, max(2px, 3px))",
            "min(1px, max(2px, 3px))",
            Some("1px"),
        ),
        ("max(0, 4px)", "max(0px, 4px)", Some("4px")),
        ("1e1px * 2", "calc(10px * 2)", Some("20px")),
    ] {
        let parsed = Value::parse(T::Dimension, text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let Value::Dimension(dimension) = parsed else {
            unreachable!("a dimension");
        };
        let length = dimension.length().map(|length| length.to_css());
        assert_eq!(length.as_deref(), value, "{text}");
        assert_eq!(dimension.to_css(), printed, "{text}");
        let again = Value::parse(T::Dimension, printed);
        assert_eq!(again, Ok(Value::Dimension(dimension)), "{text}");
    }
}

#[test]
fn other_types_take_maths_too() {
    for (kind, text, printed) in [
        (T::Number, "16 * 1.5", "calc(16 * 1.5)"),
        (T::LineHeight, "1.2 * 1.25", "calc(1.2 * 1.25)"),
        (T::LineHeight, "16px * 1.5", "calc(16px * 1.5)"),
        (T::FontWeight, "400 + 100", "500"),
        (T::Duration, "200ms * 2", "400ms"),
        (T::Duration, "1s + 200ms", "1200ms"),
        (T::Duration, "1s + 2", "3s"),
        (T::Border, "2*1px solid red", "calc(2 * 1px) solid #f00"),
        (T::Shadow, "0 calc(1px+1px) red", "0 calc(1px + 1px) #f00"),
    ] {
        assert_eq!(css(kind, text), printed, "{kind}");
    }
    let Ok(Value::Number(number)) = Value::parse(T::Number, "16 * 1.5") else {
        unreachable!("a number");
    };
    assert!((number.value - 24.0).abs() < f64::EPSILON);
}

#[test]
fn json_that_a_reference_brought_into_text_is_read_in_place() {
    let red = r#"{"colorSpace":"srgb","components":[1,0,0]}"#;
    let four = r#"{"value":4,"unit":"px"}"#;
    for (kind, text, printed) in [
        (T::Dimension, format!("{four} * 2"), "calc(4px * 2)"),
        (T::Dimension, format!("calc({four} * 2)"), "calc(4px * 2)"),
        (T::Dimension, format!("-{four}"), "-4px"),
        (T::Border, format!("{four} solid {red}"), "4px solid #f00"),
        (
            T::Border,
            format!(
                r#"{{"width":"{} * 2","style":"solid","color":"red"}}"#,
                four.replace('"', "\\\"")
            ),
            "calc(4px * 2) solid #f00",
        ),
        (
            T::Shadow,
            format!("0 {four} {red}, 0 0 red"),
            "0 4px #f00, 0 0 #f00",
        ),
        (
            T::Transition,
            r#"opacity {"value":1,"unit":"s"} [0,0,1,1]"#.to_owned(),
            "opacity 1s cubic-bezier(0, 0, 1, 1)",
        ),
        (
            T::Gradient,
            format!("linear-gradient({red}, blue)"),
            "linear-gradient(#f00, blue)",
        ),
        (
            T::Typography,
            format!(r#"bold {four}/1.5 ["A B","serif"]"#),
            "bold 4px/1.5 \"A B\", serif",
        ),
        (
            T::FontFamily,
            r#"["Inter"], serif"#.to_owned(),
            "Inter, serif",
        ),
    ] {
        assert_eq!(css(kind, &text), printed, "{text}");
    }
}

#[test]
fn absolute_units_and_rem_come_to_pixels() {
    for (text, px) in [
        ("16px", Some(16.0)),
        ("1.5rem", Some(24.0)),
        ("1in", Some(96.0)),
        ("2.54cm", Some(96.0)),
        ("25.4mm", Some(96.0)),
        ("101.6Q", Some(96.0)),
        ("72pt", Some(96.0)),
        ("6pc", Some(96.0)),
        ("1em", None),
        ("1%", None),
    ] {
        let length = Length::parse(text).unwrap();
        assert_eq!(length.to_px(), px, "{text}");
    }
    for (text, millis) in [("200ms", 200.0), ("0.2s", 200.0), ("1.001s", 1001.0)] {
        let Ok(Value::Duration(duration)) = Value::parse(T::Duration, text) else {
            unreachable!("a duration");
        };
        assert!((duration.millis() - millis).abs() < f64::EPSILON, "{text}");
    }
}

#[test]
fn every_unit_keeps_its_name() {
    for (name, unit) in dimension::UNITS {
        assert_eq!(unit.as_str(), name);
        assert_eq!(Unit::from_name(name), Some(unit));
        assert_eq!(Unit::from_name(&name.to_uppercase()), Some(unit));
    }
    assert_eq!(Unit::from_name(""), None);
}

#[test]
fn numbers_print_short_and_without_exponent() {
    for (value, text) in [
        (16.0, "16"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (123_456_789_012.0, "123456789012"),
        (1e300, "1e300"),
        (1e-300, "1e-300"),
    ] {
        let mut out = String::new();
        css::write_number(value, &mut out);
        assert_eq!(out, text);
        assert_eq!(css::number(text), Some(value));
    }
    let mut out = String::new();
    css::write_number(16.0 + f64::EPSILON * 16.0, &mut out);
    css::write_number(0.1 + 0.2, &mut out);
    assert_eq!(out, "160.3", "without noise");
}

#[test]
fn gradients_tell_their_direction_and_stops() {
    for (text, angle, positions) in [
        ("linear-gradient(red, blue)", Some(180.0), vec![0.0, 1.0]),
        (
            "linear-gradient(to top left, red, lime, blue)",
            Some(315.0),
            vec![0.0, 0.5, 1.0],
        ),
        (
            "linear-gradient(0.25turn, red 10%, lime, #000, blue 40% 70%)",
            Some(90.0),
            vec![0.1, 0.2, 0.3, 0.4, 0.7],
        ),
        (
            "linear-gradient(100grad, red -50%, blue 150%)",
            Some(90.0),
            vec![0.0, 1.0],
        ),
        (
            "linear-gradient(45deg in oklab, red 50%, blue 20%)",
            Some(45.0),
            vec![0.5, 0.5],
        ),
        (
            "radial-gradient(10px 20px at 30% top, red 5px, blue)",
            None,
            vec![0.0, 1.0],
        ),
        (
            "conic-gradient(red 90deg, blue 180deg)",
            None,
            vec![0.25, 0.5],
        ),
    ] {
        let Ok(Value::Gradient(Gradient::Css {
            angle: found,
            stops,
            ..
        })) = Value::parse(T::Gradient, text)
        else {
            panic!("{text}: {:?}", Value::parse(T::Gradient, text));
        };
        assert_eq!(found, angle, "{text}");
        let found: Vec<f64> = stops.iter().map(|stop| stop.position).collect();
        assert_eq!(found, positions, "{text}");
    }
}

#[test]
fn a_shorthand_leaves_letter_spacing_and_the_like_to_members() {
    let text = r#"{"fontFamily":"Inter","fontSize":"16px","letterSpacing":"0.1em","fontStyle":"italic","textCase":"uppercase",
        "paragraphSpacing":{"value":14,"unit":"px"},"note":"a; b","fontVariationSettings":"\"wght\" 600"}"#;
    let Ok(Value::Typography(style)) = Value::parse(T::Typography, text) else {
        unreachable!("a typography");
    };
    insta::assert_debug_snapshot!((style.css_font(), style.css_rest()));
}
