//! `lineHeight`: a number, a length, a percentage, or `normal`.

use serde_json::Value as Json;

use super::expression::{self, Kind};
use super::{Dimension, Number, Problem, Read, ToCss, css, json, read};

/// A number counts in font sizes.
#[derive(Clone, Debug, PartialEq)]
pub enum LineHeight {
    /// `normal`
    Normal,
    /// `1.5`
    Number(Number),
    /// `24px`, `150%`
    Dimension(Dimension),
}

impl LineHeight {
    fn not_negative(self) -> Result<Self, Problem> {
        let negative = match &self {
            Self::Normal => false,
            Self::Number(number) => number.value < 0.0,
            Self::Dimension(dimension) => dimension.is_negative(),
        };
        if negative {
            Err(css::expected(
                "a height that is not negative",
                &self.to_css(),
            ))
        } else {
            Ok(self)
        }
    }
}

impl Read for LineHeight {
    const EXPECTED: &'static str = "a number or length such as 1.5, 24px or 150%, or normal";

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.eq_ignore_ascii_case("normal") {
            return Ok(Self::Normal);
        }
        let height = if let Some(value) = css::number(text) {
            Self::Number(value.into())
        } else if expression::is_one(text) && expression::work_out(text)?.kind == Kind::Number {
            Self::Number(Number::parse(text)?)
        } else if css::looks_numeric(text) {
            Self::Dimension(
                Dimension::parse(text).map_err(|_| css::expected(Self::EXPECTED, text))?,
            )
        } else {
            return Err(css::expected(Self::EXPECTED, text));
        };
        height.not_negative()
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Number(_) => json::number(json)
                .map(|value| Self::Number(value.into()))
                .ok_or_else(|| css::expected(Self::EXPECTED, &json::excerpt(json)))?
                .not_negative(),
            other => Self::Dimension(Dimension::from_json(other)?).not_negative(),
        }
    }
}

impl ToCss for LineHeight {
    fn write_css(&self, out: &mut String) {
        match self {
            Self::Normal => out.push_str("normal"),
            Self::Number(number) => number.write_css(out),
            Self::Dimension(dimension) => dimension.write_css(out),
        }
    }
}
