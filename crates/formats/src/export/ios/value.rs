//! Typed values as Swift expressions.

use tokencraft_tokens::Value;
use tokencraft_tokens::color::{Color, Space};
use tokencraft_tokens::value::{
    Border, CubicBezier, Dimension, Easing, FontWeight, Gradient, GradientStop, LetterSpacing,
    LineHeight, Shadow, StrokeStyle, ToCss, Transition, Typography, Unit,
};

use super::writer::{number, string};
use crate::export::Gamut;

/// An expression.
pub(super) struct Code {
    /// The constant's type where it is written down.
    pub(super) annotation: Option<&'static str>,
    /// The expression.
    pub(super) text: String,
    /// What a reader has to know, for a comment.
    pub(super) note: Option<String>,
}

impl Code {
    fn inferred(text: String) -> Self {
        Self {
            annotation: None,
            text,
            note: None,
        }
    }

    fn typed(annotation: &'static str, text: String) -> Self {
        Self {
            annotation: Some(annotation),
            text,
            note: None,
        }
    }

    fn noted(mut self, note: &str) -> Self {
        self.note = Some(note.to_owned());
        self
    }
}

/// The expression for a value, or why Swift has none.
pub(super) fn code(value: &Value, gamut: Gamut) -> Result<Code, String> {
    Ok(match value {
        Value::Color(color) => Code::inferred(self::color(color, gamut)),
        Value::LetterSpacing(LetterSpacing::Normal) => Code::typed("CGFloat", number(0.0)),
        Value::Dimension(length)
        | Value::FontSize(length)
        | Value::LetterSpacing(LetterSpacing::Dimension(length)) => dimension(length),
        Value::LineHeight(height) => line_height(height),
        Value::FontFamily(families) => Code::typed("[String]", strings(&families.0)),
        Value::FontWeight(weight) => Code::inferred(font_weight(weight)),
        Value::Duration(duration) => {
            Code::typed("TimeInterval", number(duration.millis() / 1000.0))
        }
        Value::CubicBezier(curve) => Code::inferred(timing(curve)),
        Value::Number(value) => Code::typed("Double", number(value.value)),
        Value::StrokeStyle(style) => Code::inferred(stroke(style)?),
        Value::Border(border) => self::border(border, gamut)?,
        Value::Transition(layers) => transition(layers)?,
        Value::Shadow(layers) => shadow(layers, gamut)?,
        Value::Gradient(gradient) => self::gradient(gradient, gamut),
        Value::Typography(style) => Code::inferred(typography(style)),
        Value::String(text) => Code::typed("String", string(text)),
        Value::Boolean(flag) => Code::typed("Bool", flag.to_string()),
    })
}

fn color(color: &Color, gamut: Gamut) -> String {
    let (space, initialiser) = if gamut == Gamut::P3 && !color.in_gamut(Space::Srgb) {
        (Space::DisplayP3, "displayP3Red")
    } else {
        (Space::Srgb, "red")
    };
    let mapped = color.to_gamut(space);
    let unit = |component: Option<f64>| component.unwrap_or(0.0).clamp(0.0, 1.0) + 0.0;
    let [r, g, b] = mapped.components.map(unit);
    let alpha = unit(mapped.alpha);
    format!("UIColor({initialiser}: {r:.3}, green: {g:.3}, blue: {b:.3}, alpha: {alpha:.3})")
}

/// In points; `None` for lengths that depend on what is around them.
fn points(length: &Dimension) -> Option<f64> {
    let points = length.length()?.to_px()?;
    points.is_finite().then_some(points)
}

fn needed_points(length: &Dimension) -> Result<f64, String> {
    points(length).ok_or_else(|| format!("`{}` has no fixed length in points", length.to_css()))
}

fn dimension(length: &Dimension) -> Code {
    match points(length) {
        Some(points) => Code::typed("CGFloat", number(points)),
        None => Code::typed("String", string(&length.to_css())).noted("No fixed length in points."),
    }
}

/// A share of the font size.
fn multiple(length: &Dimension) -> Option<f64> {
    let length = length.length()?;
    match length.unit {
        Unit::Percent => Some(length.value / 100.0),
        Unit::Em => Some(length.value),
        _ => None,
    }
}

fn line_height(height: &LineHeight) -> Code {
    let times = |value| Code::typed("CGFloat", number(value)).noted("Multiple of the font size.");
    match height {
        LineHeight::Normal => Code::typed("String", string("normal")),
        LineHeight::Number(value) => times(value.value),
        LineHeight::Dimension(length) => match (points(length), multiple(length)) {
            (Some(points), _) => Code::typed("CGFloat", number(points)).noted("Points."),
            (None, Some(value)) => times(value),
            (None, None) => dimension(length),
        },
    }
}

fn strings(texts: &[String]) -> String {
    list(texts.iter().map(|text| string(text)))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// `UIKit`'s raw values of the weights 100–900; those between lie between.
fn font_weight(weight: &FontWeight) -> String {
    const STEPS: [(&str, f64); 9] = [
        ("ultraLight", -0.8),
        ("thin", -0.6),
        ("light", -0.4),
        ("regular", 0.0),
        ("medium", 0.23),
        ("semibold", 0.3),
        ("bold", 0.4),
        ("heavy", 0.56),
        ("black", 0.62),
    ];
    let at = (weight.value / 100.0 - 1.0).clamp(0.0, 8.0);
    let (below, share) = (at.floor(), at.fract());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 8"
    )]
    let (name, raw) = STEPS[below as usize];
    let exact = (weight.value - (below + 1.0) * 100.0).abs() < f64::EPSILON;
    if exact {
        return format!("UIFont.Weight.{name}");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 8"
    )]
    let next = STEPS[(below as usize + 1).min(8)].1;
    format!(
        "UIFont.Weight(rawValue: {})",
        number(raw + (next - raw) * share)
    )
}

fn timing(curve: &CubicBezier) -> String {
    let points = curve.points.map(number).join(", ");
    format!("CAMediaTimingFunction(controlPoints: {points})")
}

fn stroke(style: &StrokeStyle) -> Result<String, String> {
    let (style, dashes, cap) = match style {
        StrokeStyle::Line(style) => (style.as_str(), "[]".to_owned(), "butt"),
        StrokeStyle::Dashes {
            dash_array,
            line_cap,
        } => {
            let lengths: Result<Vec<f64>, String> = dash_array.iter().map(needed_points).collect();
            (
                "dashed",
                list(lengths?.into_iter().map(number)),
                line_cap.as_str(),
            )
        }
    };
    Ok(format!(
        "Stroke(style: .{style}, dashes: {dashes}, lineCap: .{cap})"
    ))
}

fn border(border: &Border, gamut: Gamut) -> Result<Code, String> {
    let text = match border {
        Border::None => "nil".to_owned(),
        Border::Line {
            width,
            style,
            color,
        } => format!(
            "BorderLine(width: {}, stroke: {}, color: {})",
            number(needed_points(width)?),
            stroke(style)?,
            self::color(color, gamut)
        ),
    };
    Ok(Code::typed("BorderLine?", text))
}

fn transition(layers: &Transition) -> Result<Code, String> {
    let layers: Result<Vec<String>, String> = layers
        .0
        .iter()
        .map(|layer| {
            let Easing::Curve(curve) = &layer.easing else {
                return Err("steps() and linear() have no CAMediaTimingFunction".to_owned());
            };
            Ok(format!(
                "TransitionLayer(property: {}, duration: {}, delay: {}, timing: {})",
                string(layer.property.as_deref().unwrap_or("all")),
                number(layer.duration.millis() / 1000.0),
                number(layer.delay.millis() / 1000.0),
                timing(curve)
            ))
        })
        .collect();
    Ok(Code::typed("[TransitionLayer]", list(layers?.into_iter())))
}

fn shadow(layers: &Shadow, gamut: Gamut) -> Result<Code, String> {
    let layers: Result<Vec<String>, String> = layers
        .0
        .iter()
        .map(|layer| {
            Ok(format!(
                "ShadowLayer(offset: CGSize(width: {}, height: {}), blur: {}, spread: {}, color: {}, inset: {})",
                number(needed_points(&layer.offset_x)?),
                number(needed_points(&layer.offset_y)?),
                number(needed_points(&layer.blur)?),
                number(needed_points(&layer.spread)?),
                color(&layer.color, gamut),
                layer.inset
            ))
        })
        .collect();
    Ok(Code::typed("[ShadowLayer]", list(layers?.into_iter())))
}

fn gradient(gradient: &Gradient, gamut: Gamut) -> Code {
    let fill = |kind: &str, angle: Option<f64>, stops: &[GradientStop]| {
        Code::inferred(format!(
            "GradientFill(kind: {}, angle: {}, colors: {}, locations: {})",
            string(kind),
            angle.map_or_else(|| "nil".to_owned(), number),
            list(stops.iter().map(|stop| color(&stop.color, gamut))),
            list(stops.iter().map(|stop| number(stop.position))),
        ))
    };
    match gradient {
        Gradient::Stops(stops) => fill("linear", Some(90.0), stops),
        Gradient::Css { text, angle, stops } => {
            let kind = text.split('(').next().unwrap_or_default();
            let code = fill(
                kind.strip_suffix("-gradient").unwrap_or(kind),
                *angle,
                stops,
            );
            // The struct has no room for shapes, centres and colour spaces.
            code.noted(text)
        }
    }
}

fn typography(style: &Typography) -> String {
    let optional = |value: Option<f64>| value.map_or_else(|| "nil".to_owned(), number);
    let mut others: Vec<(&str, String)> = Vec::new();
    let mut css_member = |name, length: &Dimension| {
        others.push((name, length.to_css()));
        None
    };

    let font_size = style
        .font_size
        .as_ref()
        .and_then(|size| points(size).or_else(|| css_member("fontSize", size)));
    let (mut line_points, mut line_multiple, mut normal_line) = (None, None, false);
    match &style.line_height {
        None => {}
        Some(LineHeight::Normal) => normal_line = true,
        Some(LineHeight::Number(value)) => line_multiple = Some(value.value),
        Some(LineHeight::Dimension(length)) => {
            line_points = points(length);
            line_multiple = multiple(length);
            if line_points.is_none() && line_multiple.is_none() {
                css_member("lineHeight", length);
            }
        }
    }
    let letter_spacing = match &style.letter_spacing {
        None => None,
        Some(LetterSpacing::Normal) => Some(0.0),
        Some(LetterSpacing::Dimension(length)) => points(length)
            .or_else(|| Some(multiple(length)? * font_size?))
            .or_else(|| css_member("letterSpacing", length)),
    };
    if normal_line {
        others.push(("lineHeight", "normal".to_owned()));
    }
    others.extend(
        style
            .others
            .iter()
            .map(|(name, text)| (name.as_str(), text.clone())),
    );
    let others = if others.is_empty() {
        "[:]".to_owned()
    } else {
        list(
            others
                .iter()
                .map(|(name, text)| format!("{}: {}", string(name), string(text))),
        )
    };
    format!(
        "TextStyle(fontFamilies: {}, fontSize: {}, fontWeight: {}, lineHeight: {}, lineHeightMultiple: {}, letterSpacing: {}, others: {others})",
        style
            .font_family
            .as_ref()
            .map_or_else(|| "[]".to_owned(), |families| strings(&families.0)),
        optional(font_size),
        style
            .font_weight
            .as_ref()
            .map_or_else(|| "nil".to_owned(), font_weight),
        optional(line_points),
        optional(line_multiple),
        optional(letter_spacing),
    )
}
