//! Values as words: two spellings of one value are the same words.

use serde_json::Value as Json;

/// A word of a value.
#[derive(Clone, Debug)]
pub(crate) enum Word {
    /// Red, green, blue (0–255), alpha (0–1).
    Color([f64; 4]),
    /// A number with its unit; zero has none, times are in `ms`.
    Number(f64, String),
    /// A name, a text in quotes or a sign, in lower case.
    Text(String),
    /// A variable, without the leading `--`.
    Var(String),
}

/// Colours within one 8-bit step, numbers within rounding.
impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Color(a), Self::Color(b)) => {
                let near = |i: usize, by: f64| (a[i] - b[i]).abs() <= by;
                near(0, 1.0) && near(1, 1.0) && near(2, 1.0) && near(3, 0.006)
            }
            (Self::Number(a, unit), Self::Number(b, other)) => {
                (a - b).abs() <= 1e-4 * a.abs().max(1.0) && unit == other
            }
            (Self::Text(a), Self::Text(b)) | (Self::Var(a), Self::Var(b)) => a == b,
            _ => false,
        }
    }
}

/// A number word.
pub(crate) fn number(value: f64, unit: &str) -> Word {
    match unit {
        _ if value == 0.0 => Word::Number(0.0, String::new()),
        "s" => Word::Number(value * 1000.0, "ms".to_owned()),
        _ => Word::Number(value, unit.to_lowercase()),
    }
}

/// A text word.
pub(crate) fn text(text: &str) -> Word {
    Word::Text(text.to_lowercase())
}

/// What a resolved design token value is in CSS: the endings of the custom properties' names and
/// their values.
pub(crate) fn of_value(kind: &str, value: &Json) -> Vec<(String, Vec<Word>)> {
    if kind == "typography" {
        return typography(value);
    }
    let words = match kind {
        "color" => vec![color(value)],
        // Android's own unit, which no CSS has: kept as the text it is.
        "dimension" if value["unit"] == "dp" => vec![text(&value.to_string())],
        "dimension" | "duration" => vec![length(value)],
        "number" | "fontWeight" => vec![number(value.as_f64().unwrap(), "")],
        "fontFamily" => families(value),
        "cubicBezier" => curve(value),
        "shadow" => commas(value.as_array().unwrap().iter().map(shadow_layer)),
        "border" => vec![
            length(&value["width"]),
            text(value["style"].as_str().unwrap()),
            color(&value["color"]),
        ],
        "transition" => {
            let mut words = vec![length(&value["duration"])];
            words.extend(curve(&value["timingFunction"]));
            words.extend(value.get("delay").map(length));
            words
        }
        _ => vec![text(value.as_str().unwrap())],
    };
    vec![(String::new(), words)]
}

/// Red, green, blue, alpha of a colour object, in 255ths and from 0 to 1.
pub(crate) fn rgba(value: &Json) -> [f64; 4] {
    let part = |i: usize| value["components"][i].as_f64().unwrap();
    let alpha = value
        .get("alpha")
        .map_or(1.0, |alpha| alpha.as_f64().unwrap());
    let rgb = match value["colorSpace"].as_str().unwrap() {
        "srgb" => [part(0), part(1), part(2)],
        "hsl" => {
            let (hue, saturation, lightness) = (part(0), part(1) / 100.0, part(2) / 100.0);
            [0.0, 8.0, 4.0].map(|n| {
                let k = (n + hue / 30.0) % 12.0;
                let reach = saturation * lightness.min(1.0 - lightness);
                lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
            })
        }
        other => panic!("{other}: no real system uses it"),
    };
    let [r, g, b] = rgb.map(|part| part * 255.0);
    [r, g, b, alpha]
}

fn color(value: &Json) -> Word {
    Word::Color(rgba(value))
}

fn length(value: &Json) -> Word {
    let (value, unit) = amount(value);
    number(value, unit)
}

/// A number and its unit, in whichever way the file writes them.
pub(crate) fn amount(value: &Json) -> (f64, &str) {
    match value {
        Json::Object(_) => (
            value["value"].as_f64().unwrap(),
            value["unit"].as_str().unwrap(),
        ),
        Json::String(text) => {
            let unit = text
                .find(|c: char| c.is_ascii_alphabetic() || c == '%')
                .unwrap();
            (text[..unit].parse().unwrap(), &text[unit..])
        }
        other => (other.as_f64().unwrap(), ""),
    }
}

/// The names of a list of families.
pub(crate) fn family_names(value: &Json) -> Vec<String> {
    let list = match value {
        Json::String(list) => vec![list.as_str()],
        other => other
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect(),
    };
    // Some files write a whole list as one name.
    let names = list.iter().flat_map(|name| name.split(','));
    names
        .map(|name| name.trim().trim_matches(['\'', '"']).to_owned())
        .collect()
}

fn families(value: &Json) -> Vec<Word> {
    commas(family_names(value).iter().map(|name| vec![text(name)]))
}

fn commas(items: impl Iterator<Item = Vec<Word>>) -> Vec<Word> {
    let items: Vec<Vec<Word>> = items.collect();
    items.join(&text(","))
}

fn curve(value: &Json) -> Vec<Word> {
    let points = value.as_array().unwrap().iter();
    let mut words = vec![text("cubic-bezier(")];
    words.extend(commas(
        points.map(|point| vec![number(point.as_f64().unwrap(), "")]),
    ));
    words.push(text(")"));
    words
}

fn shadow_layer(layer: &Json) -> Vec<Word> {
    let zero = |word: &Word| matches!(word, Word::Number(value, _) if *value == 0.0);
    let mut words = Vec::new();
    if layer.get("inset") == Some(&Json::Bool(true)) {
        words.push(text("inset"));
    }
    words.extend(["offsetX", "offsetY"].map(|member| length(&layer[member])));
    let [blur, spread] = ["blur", "spread"].map(|member| length(&layer[member]));
    if !zero(&spread) {
        words.extend([blur, spread]);
    } else if !zero(&blur) {
        words.push(blur);
    }
    words.push(color(&layer["color"]));
    words
}

fn typography(value: &Json) -> Vec<(String, Vec<Word>)> {
    let mut font = vec![
        number(value["fontWeight"].as_f64().unwrap(), ""),
        length(&value["fontSize"]),
    ];
    if let Some(height) = value.get("lineHeight") {
        font.extend([text("/"), length(height)]);
    }
    font.extend(families(&value["fontFamily"]));
    let mut properties = vec![(String::new(), font)];
    if let Some(spacing) = value.get("letterSpacing") {
        properties.push(("-letter-spacing".to_owned(), vec![length(spacing)]));
    }
    for (member, ending) in [
        ("MozOsxFontSmoothing", "-moz-osx-font-smoothing"),
        ("WebkitFontSmoothing", "-webkit-font-smoothing"),
    ] {
        if let Some(member) = value.get(member) {
            properties.push((ending.to_owned(), vec![text(member.as_str().unwrap())]));
        }
    }
    properties
}
