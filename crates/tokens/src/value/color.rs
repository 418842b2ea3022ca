//! `color`: CSS text or a DTCG colour object; see [`crate::color`].

use serde_json::Value as Json;

use super::{Problem, Read, ToCss, css, json, read};
use crate::color::{Color, Space};

impl Read for Color {
    const EXPECTED: &'static str = "a colour such as #3b82f6 or oklch(0.6 0.2 260)";

    fn parse(text: &str) -> Result<Self, Problem> {
        let problem = |why: &str| format!("expected {}: {why}", Self::EXPECTED);
        if text.is_empty() {
            return Err(css::expected(Self::EXPECTED, text));
        }
        Self::parse(text).map_err(|error| problem(&error.0))
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Object(members) if members.contains_key("colorSpace") => from_members(members),
            other => Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

/// `{"colorSpace":"srgb","components":[1,0,1],"alpha":1}`. `hex` is a fallback for other tools and
/// says nothing new; drafts before 2025 called the components `channels`.
fn from_members(members: &json::Members) -> Result<Color, Problem> {
    let name = members.get("colorSpace").and_then(Json::as_str);
    let Some(space) = name.and_then(Space::from_name) else {
        let found = members
            .get("colorSpace")
            .map(json::excerpt)
            .unwrap_or_default();
        return Err(css::expected(
            "a colour space such as srgb or oklch as `colorSpace`",
            &found,
        ));
    };
    let list = json::get(members, "components").or_else(|| json::get(members, "channels"));
    let components = list.and_then(Json::as_array).and_then(|list| {
        let list: Option<Vec<_>> = list.iter().map(component).collect();
        <[Option<f64>; 3]>::try_from(list?).ok()
    });
    let Some(components) = components else {
        let found = list.map(json::excerpt).unwrap_or_default();
        return Err(css::expected("three numbers as `components`", &found));
    };
    let alpha = match json::get(members, "alpha") {
        None => Some(1.0),
        Some(alpha) => component(alpha)
            .filter(|alpha| alpha.is_none_or(|alpha| (0.0..=1.0).contains(&alpha)))
            .ok_or_else(|| css::expected("a number from 0 to 1 as `alpha`", &json::excerpt(alpha)))?,
    };
    Ok(Color {
        space,
        components,
        alpha,
    })
}

/// A number, or `none` as `Some(None)`.
fn component(json: &Json) -> Option<Option<f64>> {
    if json.as_str() == Some("none") {
        Some(None)
    } else {
        json::number(json).map(Some)
    }
}

impl ToCss for Color {
    fn write_css(&self, out: &mut String) {
        out.push_str(&Self::to_css(self));
    }
}
