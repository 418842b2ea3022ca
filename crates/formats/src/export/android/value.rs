//! Typed values as resources.

use std::borrow::Cow;

use tokencraft_tokens::color::Color;
use tokencraft_tokens::resolve::ViewToken;
use tokencraft_tokens::value::{
    Border, Dimension, Duration, Easing, FontWeight, Gradient, GradientStop, LetterSpacing,
    LineHeight, Shadow, StrokeStyle, ToCss, Transition, TransitionLayer, Typography, Unit,
};
use tokencraft_tokens::{TokenType, Value};

use crate::export::identifiers::{Distinct, snake};

/// One resource of a token.
pub(super) struct Resource {
    /// Follows the token's name; empty when the token is one resource.
    pub(super) part: Cow<'static, str>,
    pub(super) content: Content,
}

/// What stands in the element, and which element it is.
pub(super) enum Content {
    /// Red, green, blue, alpha.
    Color([u8; 4]),
    /// With its unit.
    Dimen(f64, &'static str),
    Integer(i32),
    Float(f64),
    /// Per cent.
    Fraction(f64),
    Bool(bool),
    Text(String),
    Texts(Vec<String>),
}

/// What a length measures.
#[derive(Clone, Copy)]
enum Of {
    Layout,
    Text,
}

/// Whether a token may become more than one resource.
pub(super) fn is_composite(entry: &ViewToken) -> bool {
    matches!(
        entry.token.kind,
        TokenType::CubicBezier
            | TokenType::StrokeStyle
            | TokenType::Border
            | TokenType::Transition
            | TokenType::Shadow
            | TokenType::Gradient
            | TokenType::Typography
    )
}

/// The resources for a value, at least one.
pub(super) fn resources(value: &Value) -> Vec<Resource> {
    let content = match value {
        Value::Color(color) => self::color(color),
        Value::Dimension(length) => dimension(length, Of::Layout),
        Value::FontSize(length) => dimension(length, Of::Text),
        Value::LetterSpacing(spacing) => letter_spacing(spacing),
        Value::LineHeight(height) => line_height(height),
        Value::FontFamily(families) => Content::Texts(families.0.clone()),
        Value::FontWeight(weight) => font_weight(weight),
        Value::Duration(duration) => millis(*duration),
        Value::Number(number) => float(number.value),
        Value::String(text) => Content::Text(text.clone()),
        Value::Boolean(flag) => Content::Bool(*flag),
        composite => {
            let mut parts = Parts(Vec::new());
            parts.composite(composite);
            return parts.0;
        }
    };
    vec![Resource {
        part: Cow::Borrowed(""),
        content,
    }]
}

fn color(color: &Color) -> Content {
    Content::Color(color.to_rgba8())
}

fn dimension(length: &Dimension, of: Of) -> Content {
    let unit = match of {
        Of::Layout => "dp",
        Of::Text => "sp",
    };
    let Some(fixed) = length.length() else {
        return css(length);
    };
    match (fixed.to_px().filter(|px| px.is_finite()), fixed.unit, of) {
        (Some(px), ..) => Content::Dimen(px, unit),
        (None, Unit::Percent, _) => Content::Fraction(fixed.value),
        // Android's own letter spacing and line spacing count in font sizes.
        (None, Unit::Em, Of::Text) => float(fixed.value),
        _ => css(length),
    }
}

fn letter_spacing(spacing: &LetterSpacing) -> Content {
    match spacing {
        LetterSpacing::Normal => Content::Dimen(0.0, "sp"),
        LetterSpacing::Dimension(length) => dimension(length, Of::Text),
    }
}

fn line_height(height: &LineHeight) -> Content {
    match height {
        LineHeight::Normal => Content::Text("normal".to_owned()),
        LineHeight::Number(number) => float(number.value),
        LineHeight::Dimension(length) => dimension(length, Of::Text),
    }
}

fn font_weight(weight: &FontWeight) -> Content {
    integer(weight.value)
}

fn millis(duration: Duration) -> Content {
    integer(duration.millis())
}

/// An integer resource where the number is one, else a float.
fn integer(value: f64) -> Content {
    if value.fract() == 0.0 && value.abs() <= f64::from(i32::MAX) {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number in range")]
        return Content::Integer(value as i32);
    }
    float(value)
}

fn float(value: f64) -> Content {
    Content::Float(value)
}

fn css(value: &impl ToCss) -> Content {
    Content::Text(value.to_css())
}

/// The parts of a composite.
struct Parts(Vec<Resource>);

impl Parts {
    fn push(&mut self, part: impl Into<Cow<'static, str>>, content: Content) {
        let part = part.into();
        self.0.push(Resource { part, content });
    }

    fn text(&mut self, part: impl Into<Cow<'static, str>>, text: &str) {
        self.push(part, Content::Text(text.to_owned()));
    }

    fn composite(&mut self, value: &Value) {
        match value {
            Value::CubicBezier(curve) => self.curve("", curve.points),
            Value::StrokeStyle(style) => self.stroke("", style),
            Value::Border(border) => self.border(border),
            Value::Transition(layers) => self.transition(layers),
            Value::Shadow(layers) => self.shadow(layers),
            Value::Gradient(gradient) => self.gradient(gradient),
            Value::Typography(style) => self.typography(style),
            simple => self.text("", &simple.to_css()),
        }
    }

    fn curve(&mut self, before: &str, points: [f64; 4]) {
        for (axis, value) in ["x1", "y1", "x2", "y2"].into_iter().zip(points) {
            self.push(format!("{before}_{axis}"), float(value));
        }
    }

    fn stroke(&mut self, before: &'static str, style: &StrokeStyle) {
        match style {
            StrokeStyle::Line(_) => self.push(before, css(style)),
            StrokeStyle::Dashes {
                dash_array,
                line_cap,
            } => {
                self.text(before, "dashed");
                for (at, length) in (1..).zip(dash_array) {
                    self.push(format!("{before}_dash_{at}"), dimension(length, Of::Layout));
                }
                self.text(format!("{before}_line_cap"), line_cap.as_str());
            }
        }
    }

    fn border(&mut self, border: &Border) {
        match border {
            Border::None => self.text("", "none"),
            Border::Line {
                width,
                style,
                color,
            } => {
                self.push("_width", dimension(width, Of::Layout));
                self.stroke("_style", style);
                self.push("_color", self::color(color));
            }
        }
    }

    fn transition(&mut self, layers: &Transition) {
        if layers.0.is_empty() {
            self.text("", "none");
        }
        for (before, layer) in numbered(&layers.0) {
            let TransitionLayer {
                property,
                duration,
                delay,
                easing,
            } = layer;
            if let Some(property) = property {
                self.text(format!("{before}_property"), property);
            }
            self.push(format!("{before}_duration"), millis(*duration));
            self.push(format!("{before}_delay"), millis(*delay));
            match easing {
                Easing::Curve(curve) => self.curve(&format!("{before}_easing"), curve.points),
                other => self.text(format!("{before}_easing"), &other.to_css()),
            }
        }
    }

    fn shadow(&mut self, layers: &Shadow) {
        if layers.0.is_empty() {
            self.text("", "none");
        }
        for (before, layer) in numbered(&layers.0) {
            for (part, length) in [
                ("offset_x", &layer.offset_x),
                ("offset_y", &layer.offset_y),
                ("blur", &layer.blur),
                ("spread", &layer.spread),
            ] {
                self.push(format!("{before}_{part}"), dimension(length, Of::Layout));
            }
            self.push(format!("{before}_color"), color(&layer.color));
            self.push(format!("{before}_inset"), Content::Bool(layer.inset));
        }
    }

    fn gradient(&mut self, gradient: &Gradient) {
        match gradient {
            Gradient::Stops(stops) => {
                self.text("_type", "linear");
                self.push("_angle", float(90.0));
                self.stops(stops);
            }
            Gradient::Css { text, angle, stops } => {
                let kind = text.split('(').next().unwrap_or_default();
                self.text("_type", kind.strip_suffix("-gradient").unwrap_or(kind));
                // Shapes, centres and colour spaces stay in CSS.
                self.text("_css", text);
                if let Some(angle) = angle {
                    self.push("_angle", float(*angle));
                }
                self.stops(stops);
            }
        }
    }

    fn stops(&mut self, stops: &[GradientStop]) {
        for (at, stop) in (1..).zip(stops) {
            self.push(format!("_color_{at}"), color(&stop.color));
            self.push(format!("_position_{at}"), float(stop.position));
        }
    }

    fn typography(&mut self, style: &Typography) {
        if let Some(families) = &style.font_family {
            self.push("_font_family", Content::Texts(families.0.clone()));
        }
        if let Some(size) = &style.font_size {
            self.push("_font_size", dimension(size, Of::Text));
        }
        if let Some(weight) = &style.font_weight {
            self.push("_font_weight", font_weight(weight));
        }
        if let Some(height) = &style.line_height {
            self.push("_line_height", line_height(height));
        }
        if let Some(spacing) = &style.letter_spacing {
            self.push("_letter_spacing", letter_spacing(spacing));
        }
        let mut distinct = Distinct::default();
        for resource in &self.0 {
            distinct.take(resource.part.to_string(), '_');
        }
        for (name, text) in &style.others {
            let part = distinct.take(format!("_{}", snake("", name)), '_');
            self.text(part, text);
        }
    }
}

/// `_1`, `_2`, … before the parts of several layers, nothing before those of a single one.
fn numbered<T>(layers: &[T]) -> impl Iterator<Item = (String, &T)> {
    let several = layers.len() > 1;
    (1..).zip(layers).map(move |(at, layer)| {
        let before = if several {
            format!("_{at}")
        } else {
            String::new()
        };
        (before, layer)
    })
}
