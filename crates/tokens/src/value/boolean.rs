//! `boolean`: `true` or `false`.

use serde_json::Value as Json;

use super::{Problem, Read, ToCss, css, json};

impl Read for bool {
    const EXPECTED: &'static str = "true or false";

    fn parse(text: &str) -> Result<Self, Problem> {
        text.parse()
            .map_err(|_| css::expected(Self::EXPECTED, text))
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        json::boolean(json).ok_or_else(|| css::expected(Self::EXPECTED, &json::excerpt(json)))
    }
}

impl ToCss for bool {
    fn write_css(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}
