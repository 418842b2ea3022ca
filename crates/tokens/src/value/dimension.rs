//! `dimension`: a length, a percentage, or an expression.

use serde_json::Value as Json;

use super::expression::{self, Kind, Measure};
use super::{Expression, Problem, Read, ToCss, css, json, read};

/// A CSS length unit, or `%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "CSS names")]
pub enum Unit {
    Px,
    Rem,
    Em,
    Percent,
    Vw,
    Vh,
    Vmin,
    Vmax,
    Vi,
    Vb,
    Svw,
    Svh,
    Svi,
    Svb,
    Svmin,
    Svmax,
    Lvw,
    Lvh,
    Lvi,
    Lvb,
    Lvmin,
    Lvmax,
    Dvw,
    Dvh,
    Dvi,
    Dvb,
    Dvmin,
    Dvmax,
    Ch,
    Ex,
    Cap,
    Ic,
    Lh,
    Rlh,
    Rch,
    Rex,
    Rcap,
    Ric,
    Cm,
    Mm,
    Q,
    In,
    Pt,
    Pc,
    Fr,
    Cqw,
    Cqh,
    Cqi,
    Cqb,
    Cqmin,
    Cqmax,
}

/// In the order of [`Unit`], the most usual first.
pub(super) const UNITS: [(&str, Unit); 51] = [
    ("px", Unit::Px),
    ("rem", Unit::Rem),
    ("em", Unit::Em),
    ("%", Unit::Percent),
    ("vw", Unit::Vw),
    ("vh", Unit::Vh),
    ("vmin", Unit::Vmin),
    ("vmax", Unit::Vmax),
    ("vi", Unit::Vi),
    ("vb", Unit::Vb),
    ("svw", Unit::Svw),
    ("svh", Unit::Svh),
    ("svi", Unit::Svi),
    ("svb", Unit::Svb),
    ("svmin", Unit::Svmin),
    ("svmax", Unit::Svmax),
    ("lvw", Unit::Lvw),
    ("lvh", Unit::Lvh),
    ("lvi", Unit::Lvi),
    ("lvb", Unit::Lvb),
    ("lvmin", Unit::Lvmin),
    ("lvmax", Unit::Lvmax),
    ("dvw", Unit::Dvw),
    ("dvh", Unit::Dvh),
    ("dvi", Unit::Dvi),
    ("dvb", Unit::Dvb),
    ("dvmin", Unit::Dvmin),
    ("dvmax", Unit::Dvmax),
    ("ch", Unit::Ch),
    ("ex", Unit::Ex),
    ("cap", Unit::Cap),
    ("ic", Unit::Ic),
    ("lh", Unit::Lh),
    ("rlh", Unit::Rlh),
    ("rch", Unit::Rch),
    ("rex", Unit::Rex),
    ("rcap", Unit::Rcap),
    ("ric", Unit::Ric),
    ("cm", Unit::Cm),
    ("mm", Unit::Mm),
    ("q", Unit::Q),
    ("in", Unit::In),
    ("pt", Unit::Pt),
    ("pc", Unit::Pc),
    ("fr", Unit::Fr),
    ("cqw", Unit::Cqw),
    ("cqh", Unit::Cqh),
    ("cqi", Unit::Cqi),
    ("cqb", Unit::Cqb),
    ("cqmin", Unit::Cqmin),
    ("cqmax", Unit::Cqmax),
];

impl Unit {
    /// As CSS writes it, in lower case: `px`, `%`.
    pub fn as_str(self) -> &'static str {
        UNITS[self as usize].0
    }

    /// The unit of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        UNITS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, unit)| *unit)
    }
}

/// A number with its unit. A plain `0` has unit [`Unit::Px`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// In `unit`; finite.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// A length or an expression that gives one.
#[derive(Clone, Debug, PartialEq)]
pub enum Dimension {
    /// `16px`
    Length(Length),
    /// `calc(1rem + 2px)`, `{space.2} * 2` after its references are replaced.
    Expression(Expression),
}

impl Length {
    /// No length.
    pub const ZERO: Self = Self::px(0.0);

    /// In CSS pixels.
    pub const fn px(value: f64) -> Self {
        Self {
            value,
            unit: Unit::Px,
        }
    }

    /// Reads `16px`; a plain `0` too.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (value, unit) = css::number_prefix(text)?;
        if unit.is_empty() {
            return (value == 0.0).then_some(Self::ZERO);
        }
        let unit = Unit::from_name(unit)?;
        Some(Self { value, unit })
    }

    /// In CSS pixels, where that does not depend on context (`px`, `cm`, `pt`, …); `rem` counts as 16.
    pub fn to_px(self) -> Option<f64> {
        let px = match self.unit {
            Unit::Px => return Some(self.value),
            Unit::Rem | Unit::Pc => 16.0,
            Unit::In => 96.0,
            Unit::Pt => 96.0 / 72.0,
            Unit::Cm => 96.0 / 2.54,
            Unit::Mm => 96.0 / 25.4,
            Unit::Q => 96.0 / 101.6,
            _ => return None,
        };
        Some(css::denoise(self.value * px))
    }
}

impl Dimension {
    /// No length.
    pub const ZERO: Self = Self::Length(Length::ZERO);

    /// The length, of an expression too when it can be worked out without context.
    pub fn length(&self) -> Option<Length> {
        match self {
            Self::Length(length) => Some(*length),
            Self::Expression(expression) => expression.value,
        }
    }

    /// Whether it is known to be below zero.
    pub(super) fn is_negative(&self) -> bool {
        self.length().is_some_and(|length| length.value < 0.0)
    }

    /// The dimension, unless it is below zero.
    pub(super) fn not_negative(self) -> Result<Self, Problem> {
        if self.is_negative() {
            Err(css::expected(
                "a length that is not negative",
                &self.to_css(),
            ))
        } else {
            Ok(self)
        }
    }

    /// As in [`ToCss::write_css`], but no length is a plain `0`, which shorthands allow.
    pub(super) fn write_short(&self, out: &mut String) {
        if *self == Self::ZERO {
            out.push('0');
        } else {
            self.write_css(out);
        }
    }
}

impl Read for Dimension {
    const EXPECTED: &'static str = "a length such as 16px or 1.5rem";

    fn parse(text: &str) -> Result<Self, Problem> {
        if let Some(length) = Length::parse(text) {
            return Ok(Self::Length(length));
        }
        if !expression::is_one(text) {
            return Err(css::expected(Self::EXPECTED, text));
        }
        let worked = expression::work_out(text)?;
        match (worked.kind, worked.value) {
            (Kind::Length, value) => Ok(Self::Expression(Expression {
                css: worked.css,
                value: value.and_then(|(value, measure)| match measure {
                    Measure::Length(unit) => Some(Length { value, unit }),
                    _ => None,
                }),
            })),
            (Kind::Number, Some((0.0, _))) => Ok(Self::ZERO),
            _ => Err(css::expected(Self::EXPECTED, text)),
        }
    }

    /// `{"value":16,"unit":"px"}`; older documents have `"16px"`, `0`, and plain numbers, which count
    /// pixels.
    fn from_json(json: &Json) -> Result<Self, Problem> {
        let wrong = || css::expected(Self::EXPECTED, &json::excerpt(json));
        match json {
            Json::String(text) => read(text),
            Json::Number(_) => json::number(json)
                .map(|value| Self::Length(Length::px(value)))
                .ok_or_else(wrong),
            Json::Object(members) => {
                let value = members
                    .get("value")
                    .and_then(json::number)
                    .ok_or_else(wrong)?;
                let unit = match members.get("unit").and_then(Json::as_str) {
                    None | Some("") if value == 0.0 => Unit::Px,
                    Some(name) => Unit::from_name(name).ok_or_else(wrong)?,
                    None => return Err(wrong()),
                };
                Ok(Self::Length(Length { value, unit }))
            }
            _ => Err(wrong()),
        }
    }
}

impl ToCss for Length {
    fn write_css(&self, out: &mut String) {
        css::write_number(self.value, out);
        out.push_str(self.unit.as_str());
    }
}

impl ToCss for Dimension {
    fn write_css(&self, out: &mut String) {
        match self {
            Self::Length(length) => length.write_css(out),
            Self::Expression(expression) => out.push_str(&expression.css),
        }
    }
}
