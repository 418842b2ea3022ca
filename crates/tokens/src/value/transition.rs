//! `transition`: duration, delay, easing, perhaps of one property; lists.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::duration::Delay;
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
#[derive(Clone, Debug, PartialEq)]
pub struct Transition(pub Vec<TransitionLayer>);

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

impl Read for Transition {
    const EXPECTED: &'static str = "a transition such as 150ms ease-in 0ms, or none";

    fn parse(text: &str) -> Result<Self, Problem> {
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self(Vec::new()));
        }
        css::split(text, ',')
            .map(layer)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// A transition or, beyond DTCG, a list of them.
    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Object(members) => Ok(Self(vec![from_members(members)?])),
            Json::Array(list) if !list.is_empty() => {
                let mut layers = Vec::with_capacity(list.len());
                for item in list {
                    layers.extend(Self::from_json(item)?.0);
                }
                Ok(Self(layers))
            }
            other => Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

/// A layer of CSS's `transition`; of two times the first is the duration.
fn layer(text: &str) -> Result<TransitionLayer, Problem> {
    let wrong = || css::expected(Transition::EXPECTED, text);
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
            return Err(css::expected(Transition::EXPECTED, part));
        };
        if again {
            return Err(wrong());
        }
    }
    Ok(TransitionLayer {
        property,
        duration: duration.ok_or_else(wrong)?,
        delay: delay.unwrap_or(Duration::ZERO),
        easing: easing.unwrap_or(Easing::EASE),
    })
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

fn from_members(members: &json::Members) -> Result<TransitionLayer, Problem> {
    let property =
        match json::get(members, "property").or_else(|| json::get(members, "transitionProperty")) {
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
    Ok(TransitionLayer {
        property,
        duration: json::required(members, "duration")?,
        delay: json::optional::<Delay>(members, "delay")?.map_or(Duration::ZERO, |delay| delay.0),
        easing: json::optional(members, "timingFunction")?.unwrap_or(Easing::EASE),
    })
}

impl TransitionLayer {
    /// Prints the layer with some members' CSS text given.
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

impl Transition {
    /// Prints JSON (already read once) with some members' CSS text given.
    pub(super) fn json_with(json: &Json, member: Member<'_>) -> Result<Vec<String>, Problem> {
        match json {
            Json::Object(members) => {
                let mut text = String::new();
                from_members(members)?.write_with(&mut text, member);
                Ok(vec![text])
            }
            Json::Array(list) => super::list_with(list, member, &Self::json_with),
            other => Ok(Self::from_json(other)?
                .0
                .into_iter()
                .map(|layer| Self(vec![layer]).to_css())
                .collect()),
        }
    }
}

impl ToCss for Transition {
    fn write_css(&self, out: &mut String) {
        if self.0.is_empty() {
            out.push_str("none");
        }
        for (i, layer) in self.0.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            layer.write_with(out, &|_| None);
        }
    }
}
