//! `shadow`: layers, first on top.

use serde_json::Value as Json;

use super::{Dimension, Member, Problem, Read, ToCss, css, json, read};
use crate::color::Color;

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadowLayer {
    /// To the right.
    pub offset_x: Dimension,
    /// Downwards.
    pub offset_y: Dimension,
    /// Blur radius; 0 when left out.
    pub blur: Dimension,
    /// Spread; 0 when left out.
    pub spread: Dimension,
    /// Colour; required.
    pub color: Color,
    /// Inside the box.
    pub inset: bool,
}

/// Layers; empty = `none`.
#[derive(Clone, Debug, PartialEq)]
pub struct Shadow(pub Vec<ShadowLayer>);

impl Read for Shadow {
    const EXPECTED: &'static str = "a shadow such as 0 1px 2px #0000001a, or none";

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self(Vec::new()));
        }
        css::split(text, ',')
            .map(layer)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// A layer or a list of layers; an item that a reference has replaced may be a list itself.
    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Object(members) => Ok(Self(vec![from_members(members)?])),
            Json::Array(list) if !list.is_empty() => {
                let mut layers = Vec::with_capacity(list.len());
                for item in list {
                    layers.extend(Self::from_json(item)?.0);
                }
                Ok(Self(layers))
            }
            other => Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

/// A layer of CSS's `box-shadow`: lengths side by side, colour and `inset` before or after.
fn layer(text: &str) -> Result<ShadowLayer, Problem> {
    let wrong = || css::expected(Shadow::EXPECTED, text);
    let (mut lengths, mut color, mut inset) = (Vec::with_capacity(4), None, false);
    let mut lengths_ended = false;
    for part in css::words(text) {
        if css::looks_numeric(part) {
            if lengths_ended || lengths.len() == 4 {
                return Err(wrong());
            }
            lengths.push(Dimension::parse(part)?);
            continue;
        }
        lengths_ended = !lengths.is_empty();
        if part.eq_ignore_ascii_case("inset") {
            if inset {
                return Err(wrong());
            }
            inset = true;
        } else if color.replace(<Color as Read>::parse(part)?).is_some() {
            return Err(wrong());
        }
    }
    let mut lengths = lengths.into_iter();
    Ok(ShadowLayer {
        offset_x: lengths.next().ok_or_else(wrong)?,
        offset_y: lengths.next().ok_or_else(wrong)?,
        blur: lengths.next().unwrap_or(Dimension::ZERO).not_negative()?,
        spread: lengths.next().unwrap_or(Dimension::ZERO),
        color: color.ok_or_else(wrong)?,
        inset,
    })
}

fn from_members(members: &json::Members) -> Result<ShadowLayer, Problem> {
    let blur = json::optional::<Dimension>(members, "blur")?.unwrap_or(Dimension::ZERO);
    Ok(ShadowLayer {
        color: json::required(members, "color")?,
        offset_x: json::required(members, "offsetX")?,
        offset_y: json::required(members, "offsetY")?,
        blur: blur
            .not_negative()
            .map_err(|problem| format!("blur: {problem}"))?,
        spread: json::optional(members, "spread")?.unwrap_or(Dimension::ZERO),
        inset: json::optional(members, "inset")?.unwrap_or_default(),
    })
}

impl ShadowLayer {
    /// Prints the layer with some members' CSS text given.
    fn write_with(&self, out: &mut String, member: Member<'_>) {
        if self.inset {
            out.push_str("inset ");
        }
        let lengths = [
            ("offsetX", &self.offset_x),
            ("offsetY", &self.offset_y),
            ("blur", &self.blur),
            ("spread", &self.spread),
        ]
        .map(|(name, length)| {
            member(name).unwrap_or_else(|| {
                let mut text = String::new();
                length.write_short(&mut text);
                text
            })
        });
        // Blur and spread may be left out from the end.
        let needed = lengths
            .iter()
            .rposition(|length| length != "0")
            .map_or(2, |last| (last + 1).max(2));
        for length in &lengths[..needed] {
            out.push_str(length);
            out.push(' ');
        }
        match member("color") {
            Some(css) => out.push_str(&css),
            None => self.color.write_css(out),
        }
    }
}

impl Shadow {
    /// Prints JSON (already read once) with some members' CSS text given.
    pub(super) fn json_with(json: &Json, member: Member<'_>) -> Result<Vec<String>, Problem> {
        match json {
            Json::Object(members) => {
                let mut text = String::new();
                from_members(members)?.write_with(&mut text, member);
                Ok(vec![text])
            }
            Json::Array(list) => super::list_with(list, member, &Self::json_with),
            other => Ok(Self::from_json(other)?
                .0
                .into_iter()
                .map(|layer| Self(vec![layer]).to_css())
                .collect()),
        }
    }
}

impl ToCss for Shadow {
    fn write_css(&self, out: &mut String) {
        if self.0.is_empty() {
            out.push_str("none");
        }
        for (i, layer) in self.0.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            layer.write_with(out, &|_| None);
        }
    }
}
