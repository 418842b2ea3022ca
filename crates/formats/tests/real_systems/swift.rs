//! Swift, read by tree-sitter's grammar.

use std::collections::HashMap;

use serde_json::Value as Json;
use tree_sitter::{Node, Parser};

use super::words::{amount, family_names, rgba};

/// A constant: the enums around it, outermost first, its name and its value's code.
#[derive(Clone, Debug)]
pub(crate) struct Constant {
    pub(crate) enums: Vec<String>,
    pub(crate) name: String,
    pub(crate) code: String,
}

/// The constants of a file, in order. Fails on what is not Swift.
pub(crate) fn constants(text: &str) -> Vec<Constant> {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_swift::LANGUAGE.into())
        .unwrap();
    let tree = parser.parse(text, None).unwrap();
    let root = tree.root_node();
    // An ERROR or a MISSING, however deep.
    assert!(!root.has_error(), "{}", root.to_sexp());
    let mut found = Vec::new();
    walk(root, text, &mut Vec::new(), &mut found);
    found
}

fn walk(node: Node<'_>, text: &str, enums: &mut Vec<String>, found: &mut Vec<Constant>) {
    let source = &text[node.byte_range()];
    let mut entered = false;
    match node.kind() {
        "class_declaration" => {
            let Some(rest) = source.strip_prefix("enum ") else {
                return;
            };
            enums.push(rest.split_whitespace().next().unwrap().to_owned());
            entered = true;
        }
        "property_declaration" => {
            let (_, rest) = source.split_once("static let ").unwrap();
            let (head, code) = rest.split_once(" = ").unwrap();
            let name = head.split(':').next().unwrap().trim_matches('`');
            found.push(Constant {
                enums: enums.clone(),
                name: name.to_owned(),
                code: code.to_owned(),
            });
            return;
        }
        _ => {}
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        walk(child, text, enums, found);
    }
    if entered {
        enums.pop();
    }
}

/// The constants with the names of others replaced by those others' code.
pub(crate) fn without_references(constants: &[Constant]) -> Vec<Constant> {
    let key = |constant: &Constant| [constant.enums.clone(), vec![constant.name.clone()]].concat();
    let by_path: HashMap<Vec<String>, &str> = constants
        .iter()
        .map(|constant| (key(constant), constant.code.as_str()))
        .collect();
    let resolved = |constant: &Constant| {
        let mut code = constant.code.as_str();
        for _ in 0..64 {
            let mut path = constant.enums.clone();
            let (_, name) = code.split_once('.').unwrap_or_default();
            path.push(name.trim_matches('`').to_owned());
            match by_path.get(&path) {
                Some(target) if code.starts_with(path[path.len() - 2].as_str()) => code = target,
                _ => break,
            }
        }
        Constant {
            code: code.to_owned(),
            ..constant.clone()
        }
    };
    constants.iter().map(resolved).collect()
}

/// The numbers in a value's code, in order; all our numbers have a decimal point.
fn numbers(code: &str) -> Vec<f64> {
    let outside_strings = code.split('"').step_by(2);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    outside_strings
        .flat_map(|part| part.split(|c| !is_part(c)))
        .filter(|word| word.contains('.'))
        .filter_map(|word| word.parse().ok())
        .collect()
}

fn strings(code: &str) -> Vec<&str> {
    code.split('"').skip(1).step_by(2).collect()
}

/// The code of one of an initialiser's arguments.
fn argument<'a>(code: &'a str, label: &str) -> &'a str {
    let (_, rest) = code.split_once(&format!("{label}: ")).unwrap();
    let closing = if rest.starts_with('[') { "]" } else { "," };
    rest.split(closing).next().unwrap()
}

/// Fails unless the code says what the source's value says.
pub(crate) fn expect(what: &str, kind: &str, value: &Json, code: &str) {
    let near = |expected: &[f64], found: &[f64], by: f64| {
        let same = expected.len() == found.len()
            && expected
                .iter()
                .zip(found)
                .all(|(a, b)| (a - b).abs() <= by * a.abs().max(1.0));
        assert!(same, "{what}: expected {expected:?} in {code}");
    };
    match kind {
        "color" => near(&color(value), &numbers(code), 0.003),
        "dimension" => match points(value) {
            Some(points) => near(&[points], &numbers(code), 1e-5),
            // Lengths that are not points stay texts.
            None if value["unit"] == "dp" => assert!(code.contains("dp"), "{what}: {code}"),
            None => {
                let (number, unit) = amount(value);
                assert_eq!(code, format!("\"{number}{unit}\""), "{what}");
            }
        },
        "number" => near(&[value.as_f64().unwrap()], &numbers(code), 1e-5),
        "duration" => {
            let (number, unit) = amount(value);
            let seconds = if unit == "ms" {
                number / 1000.0
            } else {
                number
            };
            near(&[seconds], &numbers(code), 1e-5);
        }
        "fontWeight" => assert_eq!(code, weight(value), "{what}"),
        "fontFamily" => assert_eq!(strings(code), family_names(value), "{what}"),
        "cubicBezier" => near(&points_of(value), &numbers(code), 1e-5),
        "shadow" => {
            let layers = value.as_array().unwrap();
            let expected: Vec<f64> = layers.iter().flat_map(layer).collect();
            near(&expected, &numbers(code), 0.003);
            assert_eq!(code.matches("ShadowLayer(").count(), layers.len());
        }
        "border" => {
            let mut expected = vec![points(&value["width"]).unwrap()];
            expected.extend(color(&value["color"]));
            near(&expected, &numbers(code), 0.003);
            let style = value["style"].as_str().unwrap();
            assert!(
                code.contains(&format!("style: .{style},")),
                "{what}: {code}"
            );
        }
        "transition" => {
            let seconds = |member: &str| {
                value
                    .get(member)
                    .map_or(0.0, |time| amount(time).0 / 1000.0)
            };
            let mut expected = vec![seconds("duration"), seconds("delay")];
            expected.extend(points_of(&value["timingFunction"]));
            near(&expected, &numbers(code), 1e-5);
        }
        "typography" => typography(what, value, code),
        _ => assert_eq!(
            strings(&code.replace("\\\"", "'")),
            [value.as_str().unwrap()],
            "{what}"
        ),
    }
}

fn typography(what: &str, value: &Json, code: &str) {
    let families = strings(argument(code, "fontFamilies"));
    assert_eq!(families, family_names(&value["fontFamily"]), "{what}");
    assert_eq!(
        argument(code, "fontWeight"),
        weight(&value["fontWeight"]),
        "{what}"
    );
    let size = points(&value["fontSize"]);
    let expect = |label: &str, expected: Option<f64>| {
        let found: Option<f64> = argument(code, label).parse().ok();
        let same = match (expected, found) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-4,
            (a, b) => a == b,
        };
        assert!(same, "{what}: {label} {expected:?}, {code}");
    };
    expect("fontSize", size);
    let height = value.get("lineHeight").filter(|height| !height.is_null());
    expect(
        "lineHeight",
        height.filter(|height| height.is_object()).and_then(points),
    );
    expect("lineHeightMultiple", height.and_then(Json::as_f64));
    let spacing = value
        .get("letterSpacing")
        .map(|spacing| match amount(spacing) {
            (share, "em") => share * size.unwrap(),
            _ => points(spacing).unwrap(),
        });
    expect("letterSpacing", spacing);
}

fn color(value: &Json) -> [f64; 4] {
    let [r, g, b, alpha] = rgba(value);
    [r / 255.0, g / 255.0, b / 255.0, alpha]
}

fn points(value: &Json) -> Option<f64> {
    match amount(value) {
        (number, "px") => Some(number),
        (number, "rem") => Some(number * 16.0),
        (0.0, "") => Some(0.0),
        _ => None,
    }
}

fn points_of(curve: &Json) -> Vec<f64> {
    curve
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point.as_f64().unwrap())
        .collect()
}

fn layer(layer: &Json) -> Vec<f64> {
    let lengths =
        ["offsetX", "offsetY", "blur", "spread"].map(|name| points(&layer[name]).unwrap());
    [&lengths[..], &color(&layer["color"])].concat()
}

fn weight(value: &Json) -> &'static str {
    match value.as_u64().unwrap() {
        100 => "UIFont.Weight.ultraLight",
        200 => "UIFont.Weight.thin",
        300 => "UIFont.Weight.light",
        400 => "UIFont.Weight.regular",
        500 => "UIFont.Weight.medium",
        600 => "UIFont.Weight.semibold",
        700 => "UIFont.Weight.bold",
        800 => "UIFont.Weight.heavy",
        900 => "UIFont.Weight.black",
        other => panic!("{other}"),
    }
}
