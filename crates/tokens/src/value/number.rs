//! `number`: a JSON number, or plain maths.

use serde_json::Value as Json;

use super::expression::{self, Kind};
use super::{Problem, Read, ToCss, css, json, read};

/// A number.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its value; finite.
    pub value: f64,
    /// CSS text when it was written as an expression.
    pub expression: Option<String>,
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self {
            value,
            expression: None,
        }
    }
}

impl Read for Number {
    const EXPECTED: &'static str = "a number such as 1.5";

    fn parse(text: &str) -> Result<Self, Problem> {
        if has_json_head(text)
            && let Some(value) = css::number(text)
        {
            return Ok(value.into());
        }
        if !expression::is_one(text) {
            return Err(css::expected(Self::EXPECTED, text));
        }
        let worked = expression::work_out(text)?;
        match (worked.kind, worked.value) {
            (Kind::Number, Some((value, _))) => Ok(Self {
                value,
                expression: Some(worked.css),
            }),
            _ => Err(css::expected(Self::EXPECTED, text)),
        }
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            other => json::number(other)
                .map(Self::from)
                .ok_or_else(|| css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

impl ToCss for Number {
    fn write_css(&self, out: &mut String) {
        match &self.expression {
            Some(css) => out.push_str(css),
            None => css::write_number(self.value, out),
        }
    }
}

/// JSON is stricter than CSS: no `+1`, `.5`, `01`.
fn has_json_head(text: &str) -> bool {
    let head = text.strip_prefix('-').unwrap_or(text).as_bytes();
    match head {
        [b'0', second, ..] => !second.is_ascii_digit(),
        [first, ..] => first.is_ascii_digit(),
        [] => false,
    }
}
