//! `color`: CSS text or a DTCG colour object; see [`crate::color`].

use serde_json::Value as Json;

use super::{Problem, Read, ToCss, css, json, read};
use crate::color::{Color, ColorError};

impl Read for Color {
    const EXPECTED: &'static str = "a colour such as #3b82f6 or oklch(0.6 0.2 260)";

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(css::expected(Self::EXPECTED, text));
        }
        Self::parse(text).map_err(problem)
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Object(members) if members.contains_key("colorSpace") => Self::from_dtcg(json)
                .or_else(|error| loosened(members).unwrap_or(Err(error)))
                .map_err(problem),
            other => Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

fn problem(ColorError(why): ColorError) -> Problem {
    format!("expected {}: {why}", <Color as Read>::EXPECTED)
}

/// Reads an object that spells DTCG differently: numbers as text (replaced references are), members
/// that are `null`, a fallback `hex` of 3 or 8 digits, and `channels`, the components' name in drafts
/// before 2025. `None` when it does not.
fn loosened(members: &json::Members) -> Option<Result<Color, ColorError>> {
    let number = |json: &Json| match json {
        Json::String(_) => json::number(json).map(Json::from),
        _ => None,
    };
    let mut differs = false;
    let mut loose = json::Members::new();
    for (name, json) in members {
        let name = if name == "channels" {
            "components"
        } else {
            name
        };
        let value = match json {
            Json::Null => None,
            Json::String(hex) if name == "hex" && Color::parse(hex).is_ok() => None,
            Json::Array(list) => Some(Json::Array(
                list.iter()
                    .map(|item| number(item).unwrap_or_else(|| item.clone()))
                    .collect(),
            )),
            other => Some(number(other).unwrap_or_else(|| other.clone())),
        };
        differs |= value.as_ref() != Some(json) || !members.contains_key(name);
        loose.extend(value.map(|value| (name.to_owned(), value)));
    }
    differs.then(|| Color::from_dtcg(&Json::Object(loose)))
}

impl ToCss for Color {
    fn write_css(&self, out: &mut String) {
        out.push_str(&Self::to_css(self));
    }
}
