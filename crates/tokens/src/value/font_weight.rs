//! `fontWeight`: 1–1000, or a DTCG keyword.

use serde_json::Value as Json;

use super::{Number, Problem, Read, ToCss, css, json, read};

/// The DTCG keywords.
const KEYWORDS: [(&str, f64); 18] = [
    ("thin", 100.0),
    ("hairline", 100.0),
    ("extra-light", 200.0),
    ("ultra-light", 200.0),
    ("light", 300.0),
    ("normal", 400.0),
    ("regular", 400.0),
    ("book", 400.0),
    ("medium", 500.0),
    ("semi-bold", 600.0),
    ("demi-bold", 600.0),
    ("bold", 700.0),
    ("extra-bold", 800.0),
    ("ultra-bold", 800.0),
    ("black", 900.0),
    ("heavy", 900.0),
    ("extra-black", 950.0),
    ("ultra-black", 950.0),
];

/// A weight, with the keyword when it was written as one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FontWeight {
    /// 1–1000.
    pub value: f64,
    /// The DTCG keyword it was written as: `semi-bold` (`SemiBold` and `semi bold` too).
    pub keyword: Option<&'static str>,
}

impl FontWeight {
    /// Whether CSS has the keyword too.
    pub(super) fn is_css(self) -> bool {
        matches!(self.keyword, None | Some("normal" | "bold"))
    }

    /// Reads a keyword.
    pub(super) fn from_keyword(text: &str) -> Option<Self> {
        let letters = |text: &str| -> String {
            let letters = text.chars().filter(|c| !matches!(c, '-' | ' ' | '_'));
            letters.map(|c| c.to_ascii_lowercase()).collect()
        };
        let wanted = letters(text);
        KEYWORDS
            .iter()
            .find(|(keyword, _)| {
                let same = keyword.bytes().filter(|b| *b != b'-');
                same.eq(wanted.bytes())
            })
            .map(|&(keyword, value)| Self {
                value,
                keyword: Some(keyword),
            })
    }

    fn from_number(value: f64) -> Option<Self> {
        (1.0..=1000.0).contains(&value).then_some(Self {
            value,
            keyword: None,
        })
    }
}

impl Read for FontWeight {
    const EXPECTED: &'static str = "a weight from 1 to 1000 or a keyword such as semi-bold";

    fn parse(text: &str) -> Result<Self, Problem> {
        let weight = if let Some(value) = css::number(text) {
            Self::from_number(value)
        } else if css::looks_numeric(text) {
            Number::parse(text)
                .ok()
                .and_then(|number| Self::from_number(number.value))
        } else {
            Self::from_keyword(text)
        };
        weight.ok_or_else(|| css::expected(Self::EXPECTED, text))
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            other => json::number(other)
                .and_then(Self::from_number)
                .ok_or_else(|| css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

/// CSS knows `normal` and `bold` only: the others print as numbers.
impl ToCss for FontWeight {
    fn write_css(&self, out: &mut String) {
        match self.keyword {
            Some(keyword) if self.is_css() => out.push_str(keyword),
            _ => css::write_number(self.value, out),
        }
    }
}
