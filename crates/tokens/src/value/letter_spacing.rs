//! `letterSpacing`: a length or `normal`.

use serde_json::Value as Json;

use super::{Dimension, Problem, Read, ToCss, css, read};

/// A length or `normal`.
#[derive(Clone, Debug, PartialEq)]
pub enum LetterSpacing {
    /// `normal`
    Normal,
    /// `0.5px`
    Dimension(Dimension),
}

impl Read for LetterSpacing {
    const EXPECTED: &'static str = "a length such as 0.5px, or normal";

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.eq_ignore_ascii_case("normal") {
            Ok(Self::Normal)
        } else if css::looks_numeric(text) {
            Dimension::parse(text).map(Self::Dimension)
        } else {
            Err(css::expected(Self::EXPECTED, text))
        }
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            other => Dimension::from_json(other).map(Self::Dimension),
        }
    }
}

impl ToCss for LetterSpacing {
    fn write_css(&self, out: &mut String) {
        match self {
            Self::Normal => out.push_str("normal"),
            Self::Dimension(dimension) => dimension.write_css(out),
        }
    }
}
