//! `strokeStyle`: a line style, or a dash pattern.

use serde_json::Value as Json;

use super::{Dimension, LineStyle, Problem, Read, ToCss, css, json, read};

/// How the ends of dashes look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "DTCG names")]
pub enum LineCap {
    Round,
    Butt,
    Square,
}

impl LineCap {
    /// The DTCG name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Round => "round",
            Self::Butt => "butt",
            Self::Square => "square",
        }
    }

    /// The cap of that DTCG name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Round, Self::Butt, Self::Square]
            .into_iter()
            .find(|cap| cap.as_str() == name)
    }
}

/// A keyword, or dashes.
#[derive(Clone, Debug, PartialEq)]
pub enum StrokeStyle {
    /// `dashed`
    Line(LineStyle),
    /// `{"dashArray":["1px","2px"],"lineCap":"round"}`. CSS has no such style: printed as `dashed`.
    Dashes {
        /// Lengths of dashes and gaps in turn.
        dash_array: Vec<Dimension>,
        /// The dashes' ends.
        line_cap: LineCap,
    },
}

impl Read for StrokeStyle {
    const EXPECTED: &'static str =
        "one of solid, dashed, dotted, double, groove, ridge, outset, inset";

    fn parse(text: &str) -> Result<Self, Problem> {
        LineStyle::from_name(text)
            .map(Self::Line)
            .ok_or_else(|| css::expected(Self::EXPECTED, text))
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        let members = match json {
            Json::String(text) => return read(text),
            Json::Object(members) => members,
            other => return Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        };
        let dashes = match json::get(members, "dashArray") {
            Some(Json::Array(list)) if !list.is_empty() => list,
            other => {
                let found = other.map(json::excerpt).unwrap_or_default();
                return Err(css::expected("a list of lengths as `dashArray`", &found));
            }
        };
        let dash_array = dashes
            .iter()
            .map(|dash| Dimension::from_json(dash)?.not_negative())
            .collect::<Result<_, _>>()
            .map_err(|problem| format!("dashArray: {problem}"))?;
        let cap = json::get(members, "lineCap");
        let line_cap = cap
            .and_then(Json::as_str)
            .and_then(LineCap::from_name)
            .ok_or_else(|| {
                let found = cap.map(json::excerpt).unwrap_or_default();
                css::expected("round, butt or square as `lineCap`", &found)
            })?;
        Ok(Self::Dashes {
            dash_array,
            line_cap,
        })
    }
}

impl ToCss for StrokeStyle {
    fn write_css(&self, out: &mut String) {
        out.push_str(match self {
            Self::Line(style) => style.as_str(),
            Self::Dashes { .. } => LineStyle::Dashed.as_str(),
        });
    }
}
