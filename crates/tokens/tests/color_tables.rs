//! The published tables of CSS colours: css-parsing-tests, web-platform-tests, color.js.
//!
//! Every row is run. A row is left out only by one of the rules that the tests name, because it asks
//! for something this crate has no use for.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tokencraft_tokens::color::{Color, Space};

#[expect(clippy::disallowed_methods, reason = "a test has no settings")]
fn fixture(name: &str) -> Option<Value> {
    let root = std::env::var_os("TOKENCRAFT_FIXTURES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    let path = root.join(name);
    if !path.exists() {
        eprintln!("skipped: no fixtures");
        return None;
    }
    Some(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
}

fn table(name: &str) -> Option<Value> {
    fixture(&format!("css-color-sample/{name}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Fails with every row that went wrong, not only the first.
fn report(rows: usize, least: usize, wrong: &[String]) {
    assert!(rows >= least, "only {rows} rows were run");
    assert!(
        wrong.is_empty(),
        "{} of {rows} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The same space and, but for rounding noise, the same numbers.
fn same(left: &Color, right: &Color) -> bool {
    let close = |left: Option<f64>, right: Option<f64>| match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() < 1e-9,
        (left, right) => left == right,
    };
    left.space == right.space
        && close(left.alpha, right.alpha)
        && left
            .components
            .iter()
            .zip(right.components)
            .all(|(left, right)| close(*left, right))
}

/// What a browser shows: the same 8-bit colour, or the same in the space that was asked for.
///
/// Outside the gamut the tables hold the colour on the gamut's boundary. CSS Color 4's search stops
/// before, where clipping is not noticed: both colours are checked.
fn shows_as(found: &Color, expected: &Color) -> bool {
    let alpha = (found.alpha.unwrap_or(0.0) - expected.alpha.unwrap_or(0.0)).abs() < 0.006;
    if !found.in_gamut(expected.space) {
        let mapped = distance(&found.to_gamut(expected.space), expected);
        let reduced = distance(&boundary(found, expected.space), expected);
        return alpha && (mapped < 0.004 || (reduced < 0.004 && mapped < 0.03));
    }
    if expected.space == Space::Srgb {
        return alpha && found.to_rgba8()[..3] == expected.to_rgba8()[..3];
    }
    let mapped = found.to_gamut(expected.space);
    let mut pairs = mapped.components.into_iter().zip(expected.components);
    alpha && pairs.all(|(left, right)| (left.unwrap_or(0.0) - right.unwrap()).abs() < 0.000_02)
}

/// The colour of the greatest chroma that `space` holds, at the same lightness and hue in OKLCH.
fn boundary(color: &Color, space: Space) -> Color {
    let color = color.to(Space::Oklch);
    let at = |chroma| {
        let [lightness, _, hue] = color.components;
        Color {
            components: [lightness, Some(chroma), hue],
            ..color
        }
    };
    let (mut low, mut high) = (0.0, color.components[1].unwrap());
    while high - low > 1e-6 {
        let middle = f64::midpoint(low, high);
        if at(middle).in_gamut(space) {
            low = middle;
        } else {
            high = middle;
        }
    }
    at(low).to_gamut(space)
}

/// The difference in `OKLab`.
fn distance(left: &Color, right: &Color) -> f64 {
    let [left, right] = [left, right].map(|color| color.to(Space::Oklab).components);
    let squares = left
        .iter()
        .zip(right)
        .map(|(left, right)| (left.unwrap() - right.unwrap()).powi(2));
    squares.sum::<f64>().sqrt()
}

#[test]
fn css_parsing_tests_agree() {
    let mut rows = 0;
    let mut wrong = Vec::new();
    for name in [
        "color3.json",
        "color3_hsl.json",
        "color3_keywords.json",
        "color4_color_function.json",
        "color4_hwb.json",
        "color4_lab_lch_oklab_oklch.json",
    ] {
        let Some(table) = table(name) else { return };
        for row in table.as_array().unwrap().chunks(2) {
            rows += 1;
            let input = text(&row[0]);
            let found = Color::parse(input);
            let agree = match (&found, row[1].as_str()) {
                (Err(_), None) => true,
                (Ok(found), Some(expected)) => {
                    let expected = Color::parse(expected).unwrap();
                    match expected.space {
                        Space::Srgb => shows_as(found, &expected),
                        _ => same(found, &expected),
                    }
                }
                _ => false,
            };
            if !agree {
                wrong.push(format!("{name}: {input} = {found:?}, not {}", row[1]));
            }
        }
    }
    report(rows, 1_000, &wrong);
}

#[test]
fn web_platform_tests_agree() {
    let Some(table) = table("wpt_via_csstools.json") else {
        return;
    };
    let mut rows = 0;
    let mut wrong = Vec::new();
    for (file, table) in table["files"].as_object().unwrap() {
        for row in table.as_array().unwrap() {
            rows += 1;
            let input = text(&row["input"]);
            let found = Color::parse(input);
            let agree = match (
                &found,
                &row["invalid"],
                &row["expected"],
                &row["equivalent_to"],
            ) {
                (Err(_), Value::Bool(true), _, _) => true,
                (Ok(found), _, Value::String(expected), _) => {
                    shows_as(found, &Color::parse(expected).unwrap())
                }
                (Ok(found), _, _, Value::String(same_as)) => {
                    same(found, &Color::parse(same_as).unwrap())
                }
                _ => false,
            };
            if !agree {
                let shown = found.as_ref().map(Color::to_rgba8);
                wrong.push(format!("{file}: {row} = {found:?} {shown:?}"));
            }
        }
    }
    report(rows, 5_000, &wrong);
}

/// Left out: conversions to or from a space that CSS does not define.
#[test]
fn color_js_conversions_agree() {
    let Some(table) = table("colorjs_conversions.json") else {
        return;
    };
    let mut rows = 0;
    let mut wrong = Vec::new();
    for row in table["rows"].as_array().unwrap() {
        let Some(space) = row["data"]["toSpace"].as_str().and_then(Space::from_name) else {
            continue;
        };
        let input = text(&row["args"]);
        let custom = ["color(--", "color(acescc"];
        if custom.iter().any(|prefix| input.starts_with(prefix)) {
            continue;
        }
        rows += 1;
        let epsilon = row["data"]["epsilon"].as_f64().unwrap();
        let found = Color::parse(input).unwrap().to(space).components;
        let expected = row["expect"].as_array().unwrap().iter().map(Value::as_f64);
        let agree = found.into_iter().zip(expected).all(|pair| match pair {
            (Some(found), Some(expected)) => (found - expected).abs() < epsilon,
            (found, expected) => found.is_none() && expected.is_none(),
        });
        if !agree {
            wrong.push(format!("{row}: {found:?}"));
        }
    }
    report(rows, 5, &wrong);
}

/// Left out: the mapping methods of color.js that are not CSS Color 4's.
#[test]
fn color_js_gamut_mapping_agrees() {
    let Some(table) = table("colorjs_gamut.json") else {
        return;
    };
    let mut rows = 0;
    let mut wrong = Vec::new();
    for row in table["rows"].as_array().unwrap() {
        if row["data"]["method"].is_string() {
            continue;
        }
        rows += 1;
        let space = Space::from_name(text(&row["data"]["toSpace"])).unwrap();
        let found = Color::parse(text(&row["args"][0])).unwrap().to_gamut(space);
        let expected = Color::parse(text(&row["expect"])).unwrap();
        let mut pairs = found.components.into_iter().zip(expected.components);
        if !pairs.all(|(left, right)| (left.unwrap() - right.unwrap()).abs() < 0.0001) {
            wrong.push(format!("{row}: {found}"));
        }
    }
    report(rows, 2, &wrong);
}

/// Left out: the contrasts of color.js that are not WCAG 2's.
#[test]
fn color_js_contrast_agrees() {
    let Some(table) = table("colorjs_contrast.json") else {
        return;
    };
    let mut rows = 0;
    let mut wrong = Vec::new();
    for row in table["rows"].as_array().unwrap() {
        if row["data"]["method"] != "wcag21" {
            continue;
        }
        rows += 1;
        let color = |index: usize| Color::parse(text(&row["args"][index])).unwrap();
        let found = color(0).contrast(&color(1));
        if (found - row["expect"].as_f64().unwrap()).abs() > 0.0001 {
            wrong.push(format!("{row}: {found}"));
        }
    }
    report(rows, 1, &wrong);
}

/// Left out: objects that hold a reference, which is replaced before a colour is read.
#[test]
fn the_colours_of_the_design_tokens_specification_are_read() {
    fn objects<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
        match value {
            Value::Object(members) => {
                if members.contains_key("colorSpace") {
                    found.push(value);
                }
                members.values().for_each(|value| objects(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| objects(value, found)),
            _ => {}
        }
    }

    let Some(examples) = fixture("spec_examples.json") else {
        return;
    };
    let mut found = Vec::new();
    objects(&examples, &mut found);
    let mut rows = 0;
    let mut wrong = Vec::new();
    for object in found {
        let components = object["components"].as_array();
        if components.is_none_or(|list| list.iter().any(Value::is_object)) {
            continue;
        }
        rows += 1;
        match Color::from_dtcg(object) {
            Ok(color) => {
                let again = Color::from_dtcg(&color.to_dtcg()).unwrap();
                if !same(&again, &color) {
                    wrong.push(format!("{object} is written as {}", color.to_dtcg()));
                }
            }
            Err(error) => wrong.push(format!("{object}: {error}")),
        }
    }
    report(rows, 30, &wrong);
}
