//! `duration`: a time.

use serde_json::Value as Json;

use super::expression::{self, Measure};
use super::{Problem, Read, ToCss, css, json, read};

/// `ms` or `s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
}

impl TimeUnit {
    /// `ms` or `s`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::S => "s",
        }
    }

    /// The unit of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Ms, Self::S]
            .into_iter()
            .find(|unit| unit.as_str().eq_ignore_ascii_case(name))
    }
}

/// A time with its unit. Maths over times is worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    /// In `unit`; finite; negative only as a transition's delay.
    pub value: f64,
    /// Its unit.
    pub unit: TimeUnit,
}

impl Duration {
    /// No time.
    pub const ZERO: Self = Self {
        value: 0.0,
        unit: TimeUnit::Ms,
    };

    /// In milliseconds.
    pub fn millis(self) -> f64 {
        match self.unit {
            TimeUnit::Ms => self.value,
            TimeUnit::S => css::denoise(self.value * 1000.0),
        }
    }

    fn not_negative(self) -> Result<Self, Problem> {
        if self.value < 0.0 {
            Err(css::expected("a time that is not negative", &self.to_css()))
        } else {
            Ok(self)
        }
    }
}

/// Reads a time that may be negative, as a transition's delay may.
pub(super) struct Delay(pub(super) Duration);

impl Read for Delay {
    const EXPECTED: &'static str = Duration::EXPECTED;

    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || css::expected(Self::EXPECTED, text);
        if let Some((value, unit)) = css::number_prefix(text)
            && let Some(unit) = TimeUnit::from_name(unit)
        {
            return Ok(Self(Duration { value, unit }));
        }
        if !expression::is_one(text) {
            return Err(wrong());
        }
        match expression::work_out(text)?.value {
            Some((value, Measure::Time(unit))) => Ok(Self(Duration { value, unit })),
            _ => Err(wrong()),
        }
    }

    /// `{"value":200,"unit":"ms"}`; older documents have `"200ms"` and `0`.
    fn from_json(json: &Json) -> Result<Self, Problem> {
        let wrong = || css::expected(Self::EXPECTED, &json::excerpt(json));
        match json {
            Json::String(text) => read(text),
            Json::Number(_) if json::number(json) == Some(0.0) => Ok(Self(Duration::ZERO)),
            Json::Object(members) => {
                let value = members.get("value").and_then(json::number);
                let unit = members.get("unit").and_then(Json::as_str);
                let unit = unit.and_then(TimeUnit::from_name).ok_or_else(wrong)?;
                let value = value.ok_or_else(wrong)?;
                Ok(Self(Duration { value, unit }))
            }
            _ => Err(wrong()),
        }
    }
}

impl Read for Duration {
    const EXPECTED: &'static str = "a time such as 200ms or 0.2s";

    fn parse(text: &str) -> Result<Self, Problem> {
        Delay::parse(text)?.0.not_negative()
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        Delay::from_json(json)?.0.not_negative()
    }
}

impl ToCss for Duration {
    fn write_css(&self, out: &mut String) {
        css::write_number(self.value, out);
        out.push_str(self.unit.as_str());
    }
}
