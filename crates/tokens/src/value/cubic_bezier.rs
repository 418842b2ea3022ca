//! `cubicBezier`: an easing curve.

use serde_json::Value as Json;

use super::{Problem, Read, ToCss, css, json, read};

/// CSS's names of curves.
const KEYWORDS: [(&str, [f64; 4]); 5] = [
    ("ease", [0.25, 0.1, 0.25, 1.0]),
    ("linear", [0.0, 0.0, 1.0, 1.0]),
    ("ease-in", [0.42, 0.0, 1.0, 1.0]),
    ("ease-out", [0.0, 0.0, 0.58, 1.0]),
    ("ease-in-out", [0.42, 0.0, 0.58, 1.0]),
];

/// The two control points: x1, y1, x2, y2. x lies in 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CubicBezier {
    /// x1, y1, x2, y2.
    pub points: [f64; 4],
    /// As written: `ease-in`.
    pub keyword: Option<&'static str>,
}

impl CubicBezier {
    /// CSS's initial curve.
    pub const EASE: Self = Self {
        points: KEYWORDS[0].1,
        keyword: Some("ease"),
    };

    pub(super) fn from_keyword(text: &str) -> Option<Self> {
        KEYWORDS
            .iter()
            .find(|(keyword, _)| keyword.eq_ignore_ascii_case(text))
            .map(|&(keyword, points)| Self {
                points,
                keyword: Some(keyword),
            })
    }

    fn from_points(points: [f64; 4]) -> Result<Self, Problem> {
        match [points[0], points[2]]
            .into_iter()
            .find(|x| !(0.0..=1.0).contains(x))
        {
            Some(x) => Err(css::expected("x from 0 to 1", &x.to_string())),
            None => Ok(Self {
                points,
                keyword: None,
            }),
        }
    }
}

impl Read for CubicBezier {
    const EXPECTED: &'static str =
        "a curve such as cubic-bezier(0.4, 0, 0.2, 1), [0.4, 0, 0.2, 1] or ease-in";

    fn parse(text: &str) -> Result<Self, Problem> {
        if let Some(curve) = Self::from_keyword(text) {
            return Ok(curve);
        }
        let wrong = || css::expected(Self::EXPECTED, text);
        let (name, inner) = css::function(text).ok_or_else(wrong)?;
        if !name.eq_ignore_ascii_case("cubic-bezier") {
            return Err(wrong());
        }
        let points: Option<Vec<f64>> = css::split(inner, ',').map(css::number).collect();
        let points = points.and_then(|points| points.try_into().ok());
        Self::from_points(points.ok_or_else(wrong)?)
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        let wrong = || css::expected(Self::EXPECTED, &json::excerpt(json));
        match json {
            Json::String(text) => read(text),
            Json::Array(list) => {
                let points: Option<Vec<f64>> = list.iter().map(json::number).collect();
                let points = points.and_then(|points| points.try_into().ok());
                Self::from_points(points.ok_or_else(wrong)?)
            }
            _ => Err(wrong()),
        }
    }
}

impl ToCss for CubicBezier {
    fn write_css(&self, out: &mut String) {
        if let Some(keyword) = self.keyword {
            return out.push_str(keyword);
        }
        out.push_str("cubic-bezier(");
        for (i, point) in self.points.into_iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            css::write_number(point, out);
        }
        out.push(')');
    }
}
