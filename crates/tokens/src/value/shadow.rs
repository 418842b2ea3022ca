//! `shadow`: layers, first on top.

use super::layers::{Layer, Layers};
use super::{Dimension, Member, Problem, Read, ToCss, css, json};
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
pub type Shadow = Layers<ShadowLayer>;

impl Layer for ShadowLayer {
    const EXPECTED: &'static str = "a shadow such as 0 1px 2px #0000001a, or none";

    /// A layer of CSS's `box-shadow`: lengths side by side, colour and `inset` before or after.
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || css::expected(Self::EXPECTED, text);
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
        Ok(Self {
            offset_x: lengths.next().ok_or_else(wrong)?,
            offset_y: lengths.next().ok_or_else(wrong)?,
            blur: lengths.next().unwrap_or(Dimension::ZERO).not_negative()?,
            spread: lengths.next().unwrap_or(Dimension::ZERO),
            color: color.ok_or_else(wrong)?,
            inset,
        })
    }

    fn from_members(members: &json::Members) -> Result<Self, Problem> {
        let blur = json::optional::<Dimension>(members, "blur")?.unwrap_or(Dimension::ZERO);
        Ok(Self {
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
