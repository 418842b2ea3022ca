//! `gradient`: colour stops, or a CSS gradient function.

use serde_json::Value as Json;

use super::expression::{self, Kind};
use super::layers::few;
use super::{Member, Problem, Read, ToCss, Unit, css, json, read};
use crate::color::Color;

/// A colour at a position.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientStop {
    /// The colour.
    pub color: Color,
    /// 0–1, clamped.
    pub position: f64,
}

/// Stops, or CSS text.
#[derive(Clone, Debug, PartialEq)]
pub enum Gradient {
    /// `[{"color":…,"position":0},…]`; printed as `linear-gradient(90deg, …)`.
    Stops(Vec<GradientStop>),
    /// `linear-gradient()`, `radial-gradient()`, `conic-gradient()` (also `repeating-…`), with the
    /// stops that could be read (colours, positions spread evenly where left out).
    Css {
        /// As written.
        text: String,
        /// The direction in degrees of a linear gradient (180 when left out); `None` for the others.
        angle: Option<f64>,
        /// The stops.
        stops: Vec<GradientStop>,
    },
}

impl Gradient {
    /// The stops, in either form.
    pub fn stops(&self) -> &[GradientStop] {
        match self {
            Self::Stops(stops) | Self::Css { stops, .. } => stops,
        }
    }
}

/// The shape of a CSS gradient.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Linear,
    Radial,
    Conic,
}

impl Read for Gradient {
    const EXPECTED: &'static str =
        "a list of {\"color\", \"position\"}, or a CSS linear-, radial- or conic-gradient()";

    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || css::expected(Self::EXPECTED, text);
        let (name, inner) = css::function(text).ok_or_else(wrong)?;
        let name = name.to_ascii_lowercase();
        let shape = match name.strip_prefix("repeating-").unwrap_or(&name) {
            "linear-gradient" => Shape::Linear,
            "radial-gradient" => Shape::Radial,
            "conic-gradient" => Shape::Conic,
            _ => return Err(wrong()),
        };
        let mut parts = css::split(inner, ',').peekable();
        let first = parts.peek().copied().unwrap_or_default();
        let mut angle = (shape == Shape::Linear).then_some(180.0);
        if !css::words(first).any(is_color) {
            angle = direction(shape, first)?.or(angle);
            parts.next();
        }
        let mut placed = Vec::new();
        let mut hint = None;
        for part in parts {
            let before = placed.len();
            stop(shape, part, &mut placed)?;
            let is_hint = placed.len() == before;
            if is_hint && hint.is_some() {
                return Err(css::expected("a colour stop after a hint", part));
            }
            hint = is_hint.then_some(part);
            few(&placed, "colour stops")?;
        }
        if let Some(hint) = hint {
            return Err(css::expected("a colour stop at the end", hint));
        }
        if placed.len() < 2 {
            return Err(css::expected("at least two colour stops", inner));
        }
        Ok(Self::Css {
            text: css::spaced(text),
            angle,
            stops: spread(placed),
        })
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        match json {
            Json::String(text) => read(text),
            Json::Array(list) if !list.is_empty() => {
                let mut stops = Vec::with_capacity(list.len());
                collect(list, &mut stops)?;
                Ok(Self::Stops(stops))
            }
            other => Err(css::expected(Self::EXPECTED, &json::excerpt(other))),
        }
    }
}

/// Stops of a list; an item that a reference has replaced may be a list itself.
fn collect(list: &[Json], stops: &mut Vec<GradientStop>) -> Result<(), Problem> {
    for item in list {
        match item {
            Json::Object(members) => stops.push(from_members(members)?),
            Json::Array(list) => collect(list, stops)?,
            other => return Err(css::expected("a colour stop", &json::excerpt(other))),
        }
        few(stops, "colour stops")?;
    }
    Ok(())
}

fn from_members(members: &json::Members) -> Result<GradientStop, Problem> {
    let position = json::get(members, "position");
    let value = position.and_then(|position| match position {
        Json::String(text) => match css::trim(text).strip_suffix('%') {
            Some(percent) => css::number(percent).map(|percent| percent / 100.0),
            None => json::number(position),
        },
        other => json::number(other),
    });
    let value = value.ok_or_else(|| {
        let found = position.map(json::excerpt).unwrap_or_default();
        css::expected("a number from 0 to 1 as `position`", &found)
    })?;
    Ok(GradientStop {
        color: json::required(members, "color")?,
        position: value.clamp(0.0, 1.0),
    })
}

fn is_color(part: &str) -> bool {
    !css::looks_numeric(part) && Color::parse(part).is_ok()
}

/// What stands before the stops: a direction, a shape, a place. Gives a linear direction in degrees.
fn direction(shape: Shape, text: &str) -> Result<Option<f64>, Problem> {
    let wrong = || css::expected("a direction, a shape or a colour stop", text);
    let mut words: Vec<&str> = css::words(text).collect();
    // `in oklch longer hue` may stand first or last.
    if let Some(at) = words.iter().position(|w| w.eq_ignore_ascii_case("in")) {
        let space = words.get(at + 1).copied().unwrap_or_default();
        let mut end = at + 2;
        if !is_one_of(space, &SPACES) {
            return Err(wrong());
        }
        if words.get(end).is_some_and(|w| is_one_of(w, &HUES)) {
            if !words
                .get(end + 1)
                .is_some_and(|w| w.eq_ignore_ascii_case("hue"))
            {
                return Err(wrong());
            }
            end += 2;
        }
        words.drain(at..end);
    }
    let all = |words: &[&str], keywords: &[&str]| {
        words
            .iter()
            .all(|w| is_one_of(w, keywords) || is_position(w))
    };
    match (shape, words.as_slice()) {
        (_, []) => Ok(None),
        (Shape::Linear, ["to", sides @ ..]) => side_angle(sides).map(Some).ok_or_else(wrong),
        (Shape::Linear, [angle]) => degrees(angle).map(Some).ok_or_else(wrong),
        (Shape::Linear, _) => Err(wrong()),
        (Shape::Conic, words) => {
            let rest = match words {
                ["from", angle, rest @ ..] if degrees(angle).is_some() => rest,
                ["from", ..] => return Err(wrong()),
                rest => rest,
            };
            match rest {
                [] => Ok(None),
                ["at", place @ ..] if !place.is_empty() && all(place, &SIDES) => Ok(None),
                _ => Err(wrong()),
            }
        }
        (Shape::Radial, words) => {
            let at = words.iter().position(|w| *w == "at");
            let (size, place) = words.split_at(at.unwrap_or(words.len()));
            let placed = match place {
                [] => true,
                [_] => false,
                [_, place @ ..] => all(place, &SIDES),
            };
            if all(size, &EXTENTS) && placed {
                Ok(None)
            } else {
                Err(wrong())
            }
        }
    }
}

const SPACES: [&str; 14] = [
    "srgb",
    "srgb-linear",
    "display-p3",
    "a98-rgb",
    "prophoto-rgb",
    "rec2020",
    "lab",
    "oklab",
    "xyz",
    "xyz-d50",
    "xyz-d65",
    "hsl",
    "lch",
    "oklch",
];
const HUES: [&str; 4] = ["shorter", "longer", "increasing", "decreasing"];
const SIDES: [&str; 5] = ["left", "right", "top", "bottom", "center"];
const EXTENTS: [&str; 6] = [
    "circle",
    "ellipse",
    "closest-side",
    "closest-corner",
    "farthest-side",
    "farthest-corner",
];

fn is_one_of(word: &str, keywords: &[&str]) -> bool {
    keywords.iter().any(|k| k.eq_ignore_ascii_case(word))
}

/// The angle of `to top left` and the like; corners as if the box were square.
fn side_angle(sides: &[&str]) -> Option<f64> {
    let sides: Vec<String> = sides.iter().map(|side| side.to_ascii_lowercase()).collect();
    let sides: Vec<&str> = sides.iter().map(String::as_str).collect();
    Some(match sides.as_slice() {
        ["top"] => 0.0,
        ["top", "right"] | ["right", "top"] => 45.0,
        ["right"] => 90.0,
        ["right", "bottom"] | ["bottom", "right"] => 135.0,
        ["bottom"] => 180.0,
        ["bottom", "left"] | ["left", "bottom"] => 225.0,
        ["left"] => 270.0,
        ["left", "top"] | ["top", "left"] => 315.0,
        _ => return None,
    })
}

/// An angle in degrees; a plain `0` too.
fn degrees(text: &str) -> Option<f64> {
    let (value, unit) = css::number_prefix(text)?;
    let degrees = match unit.to_ascii_lowercase().as_str() {
        "deg" => value,
        "grad" => value * 0.9,
        "rad" => value.to_degrees(),
        "turn" => value * 360.0,
        "" if value == 0.0 => 0.0,
        _ => return None,
    };
    Some(css::denoise(degrees)).filter(|degrees| degrees.is_finite())
}

/// A length or percentage as CSS writes it.
fn is_position(text: &str) -> bool {
    super::Length::parse(text).is_some()
        || (css::function(text).is_some()
            && expression::is_one(text)
            && expression::work_out(text).is_ok_and(|e| e.kind == Kind::Length && e.css == text))
}

/// A stop as written: its colour, `None` for the hint between two; its place, when it is one that
/// does not depend on the box.
struct Placed {
    color: Color,
    position: Option<f64>,
}

fn stop(shape: Shape, text: &str, placed: &mut Vec<Placed>) -> Result<(), Problem> {
    let wrong = || css::expected("a colour stop such as #3b82f6 50%", text);
    let (mut color, mut places) = (None, Vec::new());
    let count = css::words(text).count();
    for (i, part) in css::words(text).enumerate() {
        if !css::looks_numeric(part) {
            // The colour stands first or last.
            let misplaced = i > 0 && i + 1 < count;
            if misplaced || color.replace(<Color as Read>::parse(part)?).is_some() {
                return Err(wrong());
            }
        } else if shape == Shape::Conic
            && let Some(angle) = degrees(part)
        {
            places.push(Some(angle / 360.0));
        } else if is_position(part) {
            let length = super::Length::parse(part).filter(|length| length.unit == Unit::Percent);
            places.push(length.map(|length| css::denoise(length.value / 100.0)));
        } else {
            return Err(wrong());
        }
    }
    match (color, places.as_slice()) {
        // A hint moves the middle between two colours.
        (None, [_]) if !placed.is_empty() => {}
        (Some(color), []) => placed.push(Placed {
            color,
            position: None,
        }),
        (Some(color), [_] | [_, _]) => {
            placed.extend(
                places
                    .into_iter()
                    .map(|position| Placed { color, position }),
            );
        }
        _ => return Err(wrong()),
    }
    Ok(())
}

/// Fills in places left out, as CSS does: the ends at 0 and 1, the rest evenly between neighbours.
fn spread(placed: Vec<Placed>) -> Vec<GradientStop> {
    let last = placed.len().saturating_sub(1);
    let mut positions: Vec<Option<f64>> = placed.iter().map(|stop| stop.position).collect();
    if let Some(first) = positions.first_mut() {
        first.get_or_insert(0.0);
    }
    if let Some(end) = positions.last_mut() {
        end.get_or_insert(1.0);
    }
    let mut known = 0;
    let mut at = 0.0_f64;
    let mut filled = vec![0.0; placed.len()];
    for (i, position) in positions.iter().enumerate() {
        let Some(position) = position else { continue };
        let from = at;
        at = position.clamp(from.clamp(0.0, 1.0), 1.0);
        let gap = (i - known).max(1) as f64;
        for (step, slot) in filled[known..=i].iter_mut().enumerate() {
            if step > 0 || i == 0 {
                *slot = css::denoise(from + (at - from) * step as f64 / gap);
            }
        }
        filled[i] = at;
        known = i;
    }
    debug_assert!(known == last);
    placed
        .into_iter()
        .zip(filled)
        .map(|(stop, position)| GradientStop {
            color: stop.color,
            position,
        })
        .collect()
}

/// The stops' CSS texts in the frame that a list of stops is printed in.
fn frame(mut stops: Vec<String>) -> String {
    // One colour all over; CSS wants two stops.
    if let [only] = stops.as_slice() {
        stops.push(only.clone());
    }
    format!("linear-gradient(90deg, {})", stops.join(", "))
}

fn stop_css(color: &str, position: f64) -> String {
    let mut text = format!("{color} ");
    css::write_number(css::denoise(position * 100.0), &mut text);
    text.push('%');
    text
}

impl Gradient {
    /// Prints JSON (already read once) with some members' CSS text given.
    pub(super) fn json_with(json: &Json, member: Member<'_>) -> Result<String, Problem> {
        match json {
            Json::Array(list) => Self::stops_with(list, member).map(frame),
            other => Self::from_json(other).map(|gradient| gradient.to_css()),
        }
    }

    fn stops_with(list: &[Json], member: Member<'_>) -> Result<Vec<String>, Problem> {
        super::list_with(list, member, &|item, member| match item {
            Json::Array(list) => Self::stops_with(list, member),
            Json::Object(members) => {
                let stop = from_members(members)?;
                let color = member("color").unwrap_or_else(|| stop.color.to_css());
                Ok(vec![match member("position") {
                    Some(position) => format!("{color} calc({position} * 100%)"),
                    None => stop_css(&color, stop.position),
                }])
            }
            other => Err(css::expected("a colour stop", &json::excerpt(other))),
        })
    }
}

impl ToCss for Gradient {
    fn write_css(&self, out: &mut String) {
        match self {
            Self::Css { text, .. } => out.push_str(text),
            Self::Stops(stops) => {
                let stops = stops
                    .iter()
                    .map(|stop| stop_css(&stop.color.to_css(), stop.position));
                out.push_str(&frame(stops.collect()));
            }
        }
    }
}
