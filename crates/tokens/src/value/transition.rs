//! `transition`: duration, delay, easing, perhaps of one property; lists.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::duration::Delay;
use super::layers::{Layer, Layers};
use super::{CubicBezier, Duration, Member, Problem, Read, ToCss, css, json, read};

/// CSS `steps()` positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "CSS names")]
pub enum StepPosition {
    JumpStart,
    JumpEnd,
    JumpNone,
    JumpBoth,
}

/// How a transition runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Easing {
    /// A curve.
    Curve(CubicBezier),
    /// `steps(4, jump-end)`
    Steps(u32, StepPosition),
    /// CSS `linear(…)`, as text.
    Linear(String),
}

/// One transition.
#[derive(Clone, Debug, PartialEq)]
pub struct TransitionLayer {
    /// `all`, `opacity`; kept when written.
    pub property: Option<String>,
    /// How long it takes.
    pub duration: Duration,
    /// How long it waits; 0 when left out.
    pub delay: Duration,
    /// CSS's `ease` when left out.
    pub easing: Easing,
}

/// Transitions; empty = `none`.
pub type Transition = Layers<TransitionLayer>;

impl StepPosition {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "jump-start" | "start" => Self::JumpStart,
            "jump-end" | "end" => Self::JumpEnd,
            "jump-none" => Self::JumpNone,
            "jump-both" => Self::JumpBoth,
            _ => return None,
        })
    }
}

impl Easing {
    /// What CSS takes when none is written.
    pub const EASE: Self = Self::Curve(CubicBezier::EASE);

    /// The easing, when the text is meant as one.
    fn of(text: &str) -> Option<Result<Self, Problem>> {
        if let Some(curve) = CubicBezier::from_keyword(text) {
            return Some(Ok(Self::Curve(curve)));
        }
        let wrong = || css::expected(Self::EXPECTED, text);
        match text.to_ascii_lowercase().as_str() {
            "step-start" => return Some(Ok(Self::Steps(1, StepPosition::JumpStart))),
            "step-end" => return Some(Ok(Self::Steps(1, StepPosition::JumpEnd))),
            _ => {}
        }
        let (name, inner) = css::function(text)?;
        match name.to_ascii_lowercase().as_str() {
            "cubic-bezier" => Some(CubicBezier::parse(text).map(Self::Curve)),
            "steps" => Some(steps(inner).ok_or_else(wrong)),
            "linear" if is_linear(inner) => Some(Ok(Self::Linear(css::spaced(text)))),
            "linear" => Some(Err(wrong())),
            _ => None,
        }
    }
}

/// `4`, `4, jump-end`
fn steps(inner: &str) -> Option<Easing> {
    let mut parts = css::split(inner, ',');
    let count: u32 = parts.next()?.parse().ok()?;
    let position = match parts.next() {
        Some(name) => StepPosition::from_name(name)?,
        None => StepPosition::JumpEnd,
    };
    let least = if position == StepPosition::JumpNone {
        2
    } else {
        1
    };
    (count >= least && parts.next().is_none()).then_some(Easing::Steps(count, position))
}

/// The stops of `linear()`: a number with up to two percentages each.
fn is_linear(inner: &str) -> bool {
    let mut stops = 0;
    css::split(inner, ',').all(|stop| {
        stops += 1;
        let numbers = css::words(stop).filter(|part| css::number(part).is_some());
        let percentages =
            css::words(stop).filter(|part| part.strip_suffix('%').and_then(css::number).is_some());
        let (numbers, percentages) = (numbers.count(), percentages.count());
        numbers == 1 && percentages <= 2 && numbers + percentages == css::words(stop).count()
    }) && stops >= 2
}

impl Read for Easing {
    const EXPECTED: &'static str =
        "an easing such as ease-in, cubic-bezier(0.4, 0, 0.2, 1) or steps(4)";

    fn parse(text: &str) -> Result<Self, Problem> {
        Self::of(text).unwrap_or_else(|| Err(css::expected(Self::EXPECTED, text)))
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            other => CubicBezier::from_json(other).map(Self::Curve),
        }
    }
}

impl ToCss for Easing {
    fn write_css(&self, out: &mut String) {
        match self {
            Self::Curve(curve) => curve.write_css(out),
            Self::Linear(text) => out.push_str(text),
            Self::Steps(count, position) => {
                let position = match position {
                    StepPosition::JumpStart => ", start",
                    StepPosition::JumpEnd => "",
                    StepPosition::JumpNone => ", jump-none",
                    StepPosition::JumpBoth => ", jump-both",
                };
                // Writing to a String cannot fail.
                let _ = write!(out, "steps({count}{position})");
            }
        }
    }
}

/// The name of a property, custom ones too.
fn is_property(text: &str) -> bool {
    const KEYWORDS: [&str; 6] = [
        "none",
        "inherit",
        "initial",
        "unset",
        "revert",
        "revert-layer",
    ];
    css::is_name(text.strip_prefix('-').unwrap_or(text))
        && !KEYWORDS.iter().any(|k| k.eq_ignore_ascii_case(text))
}

impl Layer for TransitionLayer {
    const EXPECTED: &'static str = "a transition such as 150ms ease-in 0ms, or none";

    /// A layer of CSS's `transition`; of two times the first is the duration.
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || css::expected(Self::EXPECTED, text);
        let (mut duration, mut delay, mut easing, mut property) = (None, None, None, None);
        for part in css::words(text) {
            let again = if css::looks_numeric(part) {
                if duration.is_none() {
                    duration = Some(Duration::parse(part)?);
                    false
                } else {
                    delay.replace(Delay::parse(part)?.0).is_some()
                }
            } else if let Some(parsed) = Easing::of(part) {
                easing.replace(parsed?).is_some()
            } else if is_property(part) {
                property.replace(part.to_owned()).is_some()
            } else {
                return Err(css::expected(Self::EXPECTED, part));
            };
            if again {
                return Err(wrong());
            }
        }
        Ok(Self {
            property,
            duration: duration.ok_or_else(wrong)?,
            delay: delay.unwrap_or(Duration::ZERO),
            easing: easing.unwrap_or(Easing::EASE),
        })
    }

    fn from_members(members: &json::Members) -> Result<Self, Problem> {
        let property = match json::get(members, "property")
            .or_else(|| json::get(members, "transitionProperty"))
        {
            None => None,
            Some(Json::String(text)) if is_property(css::trim(text)) => {
                Some(css::trim(text).to_owned())
            }
            Some(other) => {
                return Err(css::expected(
                    "the name of a property as `property`",
                    &json::excerpt(other),
                ));
            }
        };
        Ok(Self {
            property,
            duration: json::required(members, "duration")?,
            delay: json::optional::<Delay>(members, "delay")?
                .map_or(Duration::ZERO, |delay| delay.0),
            easing: json::optional(members, "timingFunction")?.unwrap_or(Easing::EASE),
        })
    }

    fn write_with(&self, out: &mut String, member: Member<'_>) {
        if let Some(property) = &self.property {
            out.push_str(property);
            out.push(' ');
        }
        match member("duration") {
            Some(css) => out.push_str(&css),
            None => self.duration.write_css(out),
        }
        match member("timingFunction") {
            Some(css) => {
                out.push(' ');
                out.push_str(&css);
            }
            None if self.easing == Easing::EASE => {}
            None => {
                out.push(' ');
                self.easing.write_css(out);
            }
        }
        match member("delay") {
            Some(css) => {
                out.push(' ');
                out.push_str(&css);
            }
            None if self.delay == Duration::ZERO => {}
            None => {
                out.push(' ');
                self.delay.write_css(out);
            }
        }
    }
}
