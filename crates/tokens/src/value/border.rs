//! `border`: width, style, colour.

use serde_json::Value as Json;

use super::{Dimension, Length, Member, Problem, Read, StrokeStyle, ToCss, css, json, read};
use crate::color::Color;

/// CSS line styles, `none` left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "CSS names")]
pub enum LineStyle {
    Solid,
    Dashed,
    Dotted,
    Double,
    Groove,
    Ridge,
    Outset,
    Inset,
}

impl LineStyle {
    const ALL: [Self; 8] = [
        Self::Solid,
        Self::Dashed,
        Self::Dotted,
        Self::Double,
        Self::Groove,
        Self::Ridge,
        Self::Outset,
        Self::Inset,
    ];

    /// The CSS and DTCG name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Dashed => "dashed",
            Self::Dotted => "dotted",
            Self::Double => "double",
            Self::Groove => "groove",
            Self::Ridge => "ridge",
            Self::Outset => "outset",
            Self::Inset => "inset",
        }
    }

    /// The style of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|style| style.as_str().eq_ignore_ascii_case(name))
    }
}

/// A border, or `none`.
#[derive(Clone, Debug, PartialEq)]
pub enum Border {
    /// `none`
    None,
    /// `1px solid #e5e7eb`; what a shorthand leaves out has CSS's initial value (`medium` = 3px, no
    /// style = refused, `currentcolor` = refused: a border needs a style and a colour).
    Line {
        /// Width.
        width: Dimension,
        /// Style.
        style: StrokeStyle,
        /// Colour.
        color: Color,
    },
}

/// A width: a length or CSS's keywords for some.
struct Width(Dimension);

impl Width {
    /// What CSS's keywords come to in browsers.
    fn from_keyword(text: &str) -> Option<Self> {
        [("thin", 1.0), ("medium", 3.0), ("thick", 5.0)]
            .into_iter()
            .find(|(keyword, _)| keyword.eq_ignore_ascii_case(text))
            .map(|(_, px)| Self(Dimension::Length(Length::px(px))))
    }
}

impl Read for Width {
    const EXPECTED: &'static str = Dimension::EXPECTED;

    fn parse(text: &str) -> Result<Self, Problem> {
        match Self::from_keyword(text) {
            Some(width) => Ok(width),
            None => Dimension::parse(text)?.not_negative().map(Self),
        }
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            other => Dimension::from_json(other)?.not_negative().map(Self),
        }
    }
}

impl Read for Border {
    const EXPECTED: &'static str = "a border such as 1px solid #e5e7eb, or none";

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self::None);
        }
        let (mut width, mut style, mut color) = (None, None, None);
        for part in css::words(text) {
            let twice = || css::expected("a width, a style and a colour, each once", part);
            if css::looks_numeric(part) || Width::from_keyword(part).is_some() {
                if width.replace(Width::parse(part)?).is_some() {
                    return Err(twice());
                }
            } else if let Some(line) = LineStyle::from_name(part) {
                if style.replace(StrokeStyle::Line(line)).is_some() {
                    return Err(twice());
                }
            } else if color.replace(<Color as Read>::parse(part)?).is_some() {
                return Err(twice());
            }
        }
        match (width, style, color) {
            (width, Some(style), Some(color)) => Ok(Self::Line {
                width: width.map_or(Dimension::Length(Length::px(3.0)), |width| width.0),
                style,
                color,
            }),
            _ => Err(css::expected(Self::EXPECTED, text)),
        }
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Object(members) => Ok(Self::Line {
                width: json::required::<Width>(members, "width")?.0,
                style: json::required(members, "style")?,
                color: json::required(members, "color")?,
            }),
            other => Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

impl Border {
    /// Prints the border with some members' CSS text given.
    pub(super) fn write_with(&self, out: &mut String, member: Member<'_>) {
        let Self::Line {
            width,
            style,
            color,
        } = self
        else {
            return out.push_str("none");
        };
        match member("width") {
            Some(css) => out.push_str(&css),
            None => width.write_short(out),
        }
        for (name, part) in [("style", style as &dyn ToCss), ("color", color)] {
            out.push(' ');
            match member(name) {
                Some(css) => out.push_str(&css),
                None => part.write_css(out),
            }
        }
    }
}

impl ToCss for Border {
    fn write_css(&self, out: &mut String) {
        self.write_with(out, &|_| None);
    }
}
