//! Android resources, read by roxmltree.

use std::collections::{HashMap, HashSet};

use roxmltree::{Document, Node};
use serde_json::Value as Json;

use super::words::{amount, family_names, rgba};

/// What a resource says.
#[derive(Clone, Debug)]
pub(crate) enum Resource {
    /// Red, green, blue (0–255), alpha (0–1).
    Color([f64; 4]),
    /// A number with its unit.
    Number(f64, &'static str),
    /// Text, `true` and `false` too.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
}

/// Colours within one 8-bit step.
impl PartialEq for Resource {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Color(a), Self::Color(b)) => {
                (0..3).all(|i| (a[i] - b[i]).abs() <= 1.0) && (a[3] - b[3]).abs() <= 0.006
            }
            (Self::Number(a, unit), Self::Number(b, other)) => {
                (a - b).abs() < 1e-5 * a.abs().max(1.0) && unit == other
            }
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Texts(a), Self::Texts(b)) => a == b,
            _ => false,
        }
    }
}

/// The resources of a file with their names, in order, references followed. Fails on what is not XML,
/// on an element that is no resource, on an illegal name and on one that stands twice.
pub(crate) fn resources(xml: &str) -> Vec<(String, Resource)> {
    let document = Document::parse(xml).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "resources");
    let mut seen = HashSet::new();
    let elements: Vec<Node<'_, '_>> = root.children().filter(Node::is_element).collect();
    let by_name: HashMap<&str, Node<'_, '_>> = elements
        .iter()
        .map(|element| (name(element), *element))
        .collect();
    let mut found = Vec::new();
    for element in &elements {
        let name = name(element);
        let legal = name
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        assert!(
            legal && !name.starts_with(|c: char| c.is_ascii_digit()),
            "{name}"
        );
        assert!(seen.insert(name), "{name} stands twice");
        found.push((name.to_owned(), resource(*element, &by_name, 0)));
    }
    found
}

fn name<'a>(element: &Node<'a, '_>) -> &'a str {
    element.attribute("name").unwrap()
}

fn resource(element: Node<'_, '_>, all: &HashMap<&str, Node<'_, '_>>, depth: usize) -> Resource {
    assert!(depth < 64, "a cycle");
    let tag = element.tag_name().name();
    let text = element.text().unwrap_or_default();
    if let Some((kind, name)) = text.strip_prefix('@').and_then(|rest| rest.split_once('/')) {
        let kind_of_element = if tag == "item" { "dimen" } else { tag };
        assert_eq!(kind, kind_of_element);
        return resource(all[name], all, depth + 1);
    }
    let with_unit = || {
        let unit = ["dp", "sp", "%"]
            .into_iter()
            .find(|unit| text.ends_with(unit))
            .unwrap();
        let number = text.strip_suffix(unit).unwrap();
        Resource::Number(number.parse().unwrap(), unit)
    };
    match tag {
        "color" => {
            let digits = text.strip_prefix('#').unwrap();
            let argb = u32::from_str_radix(digits, 16).unwrap();
            let argb = if digits.len() == 6 {
                argb | 0xff00_0000
            } else {
                argb
            };
            let [a, r, g, b] = argb.to_be_bytes().map(f64::from);
            Resource::Color([r, g, b, a / 255.0])
        }
        "dimen" | "fraction" => with_unit(),
        "integer" | "item" => Resource::Number(text.parse().unwrap(), ""),
        "bool" | "string" => Resource::Text(text.replace("\\\"", "\"").replace("\\'", "'")),
        "string-array" => {
            let items = element.children().filter(Node::is_element);
            Resource::Texts(items.map(|item| item.text().unwrap().to_owned()).collect())
        }
        other => panic!("{other} is no resource"),
    }
}

/// The resources that a resolved design token value becomes.
pub(crate) fn of_value(kind: &str, value: &Json) -> Vec<Resource> {
    let number = |value: f64| Resource::Number(value, "");
    let text = |text: &str| Resource::Text(text.to_owned());
    match kind {
        "color" => vec![Resource::Color(rgba(value))],
        "dimension" if value["unit"] == "dp" => vec![Resource::Text(value.to_string())],
        "dimension" => vec![length(value, "dp")],
        "number" | "fontWeight" => vec![number(value.as_f64().unwrap())],
        "duration" => vec![number(amount(value).0)],
        "fontFamily" => vec![Resource::Texts(family_names(value))],
        "cubicBezier" => curve(value),
        "shadow" => value.as_array().unwrap().iter().flat_map(layer).collect(),
        "border" => vec![
            length(&value["width"], "dp"),
            text(value["style"].as_str().unwrap()),
            Resource::Color(rgba(&value["color"])),
        ],
        "transition" => {
            let time = |member: &str| number(value.get(member).map_or(0.0, |time| amount(time).0));
            let mut all = vec![time("duration"), time("delay")];
            all.extend(curve(&value["timingFunction"]));
            all
        }
        "typography" => typography(value),
        _ => vec![text(value.as_str().unwrap())],
    }
}

fn curve(value: &Json) -> Vec<Resource> {
    let points = value.as_array().unwrap().iter();
    points
        .map(|point| Resource::Number(point.as_f64().unwrap(), ""))
        .collect()
}

fn layer(layer: &Json) -> Vec<Resource> {
    let lengths = ["offsetX", "offsetY", "blur", "spread"].map(|name| length(&layer[name], "dp"));
    let inset = layer.get("inset") == Some(&Json::Bool(true));
    let mut all = lengths.to_vec();
    all.extend([
        Resource::Color(rgba(&layer["color"])),
        Resource::Text(inset.to_string()),
    ]);
    all
}

fn typography(value: &Json) -> Vec<Resource> {
    let mut all = vec![
        Resource::Texts(family_names(&value["fontFamily"])),
        length(&value["fontSize"], "sp"),
        Resource::Number(value["fontWeight"].as_f64().unwrap(), ""),
    ];
    match value.get("lineHeight") {
        Some(Json::Number(times)) => all.push(Resource::Number(times.as_f64().unwrap(), "")),
        Some(height) => all.push(length(height, "sp")),
        None => {}
    }
    all.extend(
        value
            .get("letterSpacing")
            .map(|spacing| length(spacing, "sp")),
    );
    for member in ["MozOsxFontSmoothing", "WebkitFontSmoothing"] {
        let member = value.get(member).and_then(Json::as_str);
        all.extend(member.map(|text| Resource::Text(text.to_owned())));
    }
    all
}

fn length(value: &Json, unit: &'static str) -> Resource {
    match amount(value) {
        (number, "px") => Resource::Number(number, unit),
        (number, "rem") => Resource::Number(number * 16.0, unit),
        (0.0, "") => Resource::Number(0.0, unit),
        (number, "%") => Resource::Number(number, "%"),
        // Android counts letter spacing in font sizes.
        (number, "em") if unit == "sp" => Resource::Number(number, ""),
        (number, other) => Resource::Text(format!("{number}{other}")),
    }
}
