//! Typed values: one file per type, each with its parser (CSS text and DTCG JSON text) and its CSS
//! printer.
//!
//! A value is parsed after its references are replaced, so no reference occurs inside. A resolved
//! shorthand may hold JSON where a reference brought in an object or array
//! (`1px solid {"colorSpace":…}`); parsers take that too.

mod boolean;
mod border;
mod color;
mod css;
mod cubic_bezier;
mod dimension;
mod duration;
mod embedded;
mod expression;
mod font_family;
mod font_size;
mod font_weight;
mod gradient;
mod json;
mod layers;
mod letter_spacing;
mod line_height;
mod number;
mod shadow;
mod string;
mod stroke_style;
mod transition;
mod typography;

#[cfg(test)]
mod tests;

pub use border::{Border, LineStyle};
pub use css::is_name_char as is_css_name_char;
pub use cubic_bezier::CubicBezier;
pub use dimension::{Dimension, Length, Unit};
pub use duration::{Duration, TimeUnit};
pub use expression::Expression;
pub use font_family::FontFamily;
pub use font_weight::FontWeight;
pub use gradient::{Gradient, GradientStop};
pub use layers::Layers;
pub use letter_spacing::LetterSpacing;
pub use line_height::LineHeight;
pub use number::Number;
pub use shadow::{Shadow, ShadowLayer};
pub use stroke_style::{LineCap, StrokeStyle};
pub use transition::{Easing, StepPosition, Transition, TransitionLayer};
pub use typography::Typography;

use font_size::FontSize;
use serde_json::Value as Json;

use crate::TokenType;
use crate::color::Color;

/// A token's value, parsed. One variant for each [`TokenType`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `color`
    Color(Color),
    /// `dimension`
    Dimension(Dimension),
    /// `fontFamily`
    FontFamily(FontFamily),
    /// `fontWeight`
    FontWeight(FontWeight),
    /// `fontSize`
    FontSize(Dimension),
    /// `lineHeight`
    LineHeight(LineHeight),
    /// `letterSpacing`
    LetterSpacing(LetterSpacing),
    /// `duration`
    Duration(Duration),
    /// `cubicBezier`
    CubicBezier(CubicBezier),
    /// `number`
    Number(Number),
    /// `strokeStyle`
    StrokeStyle(StrokeStyle),
    /// `border`
    Border(Border),
    /// `transition`
    Transition(Transition),
    /// `shadow`
    Shadow(Shadow),
    /// `gradient`
    Gradient(Gradient),
    /// `typography`
    Typography(Typography),
    /// `string`
    String(String),
    /// `boolean`
    Boolean(bool),
}

/// Why a text is not a value of its type. `Display` is the whole sentence for the caller: it names
/// the type, what was expected, and the offending part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Value is not a valid {kind}: {problem}")]
pub struct ValueError {
    /// The type asked for.
    pub kind: TokenType,
    /// ``expected a length such as 16px or 1rem, found `16p` ``.
    pub problem: String,
}

/// Half a sentence about what is wrong: ``expected …, found `…` ``.
type Problem = String;

/// The CSS text of some members of a composite: `color`, or `0.color` in a list.
type Member<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Prints an item of a list as one or more layers.
type PrintItem<'a> = &'a dyn Fn(&Json, Member<'_>) -> Result<Vec<String>, Problem>;

/// Prints as CSS.
pub trait ToCss {
    /// Appends the shortest CSS text.
    fn write_css(&self, out: &mut String);

    /// The shortest CSS text.
    fn to_css(&self) -> String {
        let mut out = String::new();
        self.write_css(&mut out);
        out
    }
}

/// Reads from text and from JSON.
trait Read: Sized {
    /// What to write, for messages.
    const EXPECTED: &'static str;
    /// The text may hold names of fonts, so the parser itself refuses what is not safe.
    const FREE_TEXT: bool = false;

    /// Reads text without JSON, trimmed, which [`css::scan`] has passed (unless it is free text).
    fn parse(text: &str) -> Result<Self, Problem>;

    /// Reads the DTCG form; a string is read as text.
    fn from_json(json: &Json) -> Result<Self, Problem>;
}

/// Reads a whole value: JSON, CSS text, or CSS text with JSON inside.
fn read<T: Read>(text: &str) -> Result<T, Problem> {
    let text = css::trim(text);
    if text.is_empty() {
        return Err(css::expected(T::EXPECTED, text));
    }
    if text.starts_with(['{', '['])
        && let Ok(json) = serde_json::from_str::<Json>(text)
    {
        return T::from_json(&json);
    }
    if let Some(plain) = embedded::plain(text) {
        let plain = plain.map_err(|why| instead::<T>(&why))?;
        return read_text(css::trim(&plain));
    }
    read_text(text)
}

fn read_text<T: Read>(text: &str) -> Result<T, Problem> {
    if !T::FREE_TEXT {
        css::scan(text).map_err(|why| instead::<T>(&why))?;
    }
    T::parse(text)
}

/// A problem that lies before the parser, with what the parser wants.
fn instead<T: Read>(why: &str) -> Problem {
    format!("expected {}: {why}", T::EXPECTED)
}

impl Value {
    /// Parses a text (references already replaced) as a value of a type. White space around it does
    /// not count, except in a `string`.
    pub fn parse(kind: TokenType, text: &str) -> Result<Self, ValueError> {
        let value = match kind {
            TokenType::Color => read(text).map(Self::Color),
            TokenType::Dimension => read(text).map(Self::Dimension),
            TokenType::FontFamily => read(text).map(Self::FontFamily),
            TokenType::FontWeight => read(text).map(Self::FontWeight),
            TokenType::FontSize => read::<FontSize>(text).map(|size| Self::FontSize(size.0)),
            TokenType::LineHeight => read(text).map(Self::LineHeight),
            TokenType::LetterSpacing => read(text).map(Self::LetterSpacing),
            TokenType::Duration => read(text).map(Self::Duration),
            TokenType::CubicBezier => read(text).map(Self::CubicBezier),
            TokenType::Number => read(text).map(Self::Number),
            TokenType::StrokeStyle => read(text).map(Self::StrokeStyle),
            TokenType::Border => read(text).map(Self::Border),
            TokenType::Transition => read(text).map(Self::Transition),
            TokenType::Shadow => read(text).map(Self::Shadow),
            TokenType::Gradient => read(text).map(Self::Gradient),
            TokenType::Typography => read(text).map(Self::Typography),
            TokenType::String => Ok(Self::String(text.to_owned())),
            TokenType::Boolean => read(text).map(Self::Boolean),
        };
        value.map_err(|problem| ValueError { kind, problem })
    }

    /// The type of the value.
    pub const fn kind(&self) -> TokenType {
        match self {
            Self::Color(_) => TokenType::Color,
            Self::Dimension(_) => TokenType::Dimension,
            Self::FontFamily(_) => TokenType::FontFamily,
            Self::FontWeight(_) => TokenType::FontWeight,
            Self::FontSize(_) => TokenType::FontSize,
            Self::LineHeight(_) => TokenType::LineHeight,
            Self::LetterSpacing(_) => TokenType::LetterSpacing,
            Self::Duration(_) => TokenType::Duration,
            Self::CubicBezier(_) => TokenType::CubicBezier,
            Self::Number(_) => TokenType::Number,
            Self::StrokeStyle(_) => TokenType::StrokeStyle,
            Self::Border(_) => TokenType::Border,
            Self::Transition(_) => TokenType::Transition,
            Self::Shadow(_) => TokenType::Shadow,
            Self::Gradient(_) => TokenType::Gradient,
            Self::Typography(_) => TokenType::Typography,
            Self::String(_) => TokenType::String,
            Self::Boolean(_) => TokenType::Boolean,
        }
    }

    /// The shortest CSS text of the value: what stands right of the colon of a custom property.
    /// A `string` is a quoted CSS string.
    ///
    /// Empty for a typography without a size or a family, which CSS cannot write as one value (see
    /// [`Typography::css_members`]); [`css_text`] says so in a sentence.
    pub fn to_css(&self) -> String {
        let value: &dyn ToCss = match self {
            Self::Color(value) => value,
            Self::Dimension(value) | Self::FontSize(value) => value,
            Self::FontFamily(value) => value,
            Self::FontWeight(value) => value,
            Self::LineHeight(value) => value,
            Self::LetterSpacing(value) => value,
            Self::Duration(value) => value,
            Self::CubicBezier(value) => value,
            Self::Number(value) => value,
            Self::StrokeStyle(value) => value,
            Self::Border(value) => value,
            Self::Transition(value) => value,
            Self::Shadow(value) => value,
            Self::Gradient(value) => value,
            Self::Typography(value) => value,
            Self::String(value) => value,
            Self::Boolean(value) => value,
        };
        value.to_css()
    }

    /// Whether the text that the value was read from is CSS as it stands, and safe to paste.
    fn is_css(&self, text: &str) -> bool {
        match self {
            Self::String(_) => false,
            Self::FontFamily(_) => FontFamily::is_css(text),
            Self::Typography(style) => {
                style.font_weight.is_none_or(FontWeight::is_css)
                    && css::is_safe(text)
                    && !has_maths(text)
                    && style.font_family.as_ref().is_some_and(|family| {
                        // What needs quotes has them.
                        text.ends_with(&family.to_css())
                    })
            }
            Self::FontWeight(weight) => weight.is_css() && !css::is_maths(text),
            Self::Border(_) | Self::Transition(_) | Self::Shadow(_) => !has_maths(text),
            _ => !css::is_maths(text),
        }
    }
}

/// Whether some part of a shorthand is maths.
fn has_maths(text: &str) -> bool {
    css::words(text)
        .flat_map(|word| css::split(word, ','))
        .flat_map(|word| css::split(word, '/'))
        .any(css::is_maths)
}

/// The CSS text of a resolved value: as written when it is CSS text already (and safe to paste into
/// a declaration: balanced, without `;`, `!`, braces or comments), printed from the typed value when
/// it is or holds JSON or plain maths.
///
/// An error too for a typography without a size or a family: CSS cannot write it as one value, so
/// its members stand alone ([`Typography::css_members`]).
pub fn css_text(kind: TokenType, resolved: &str) -> Result<String, ValueError> {
    let value = Value::parse(kind, resolved)?;
    let text = css::trim(resolved);
    if embedded::plain(text).is_none() && value.is_css(text) {
        return Ok(css::one_line(text));
    }
    let printed = value.to_css();
    if printed.is_empty() {
        return Err(no_shorthand(kind));
    }
    Ok(printed)
}

/// The text with the CSS text of each JSON value that a reference has brought into it:
/// `(min-width: {"value":768,"unit":"px"})` → `(min-width: 768px)`. `None` when there is none, or one
/// that no type writes.
pub fn without_json(text: &str) -> Option<String> {
    embedded::without_json(text)?.ok()
}

fn no_shorthand(kind: TokenType) -> ValueError {
    ValueError {
        kind,
        problem: "it cannot be written as one CSS value without fontSize and fontFamily".to_owned(),
    }
}

/// Like [`css_text`] of a value written as JSON, but with the CSS text of some members given:
/// `member("color")` or, in lists, `member("0.color")` and `member("0")` for a whole item. Serves
/// `references=keep`, where a member is `var(--x)`.
pub fn css_text_with(
    kind: TokenType,
    resolved: &str,
    member: &dyn Fn(&str) -> Option<String>,
) -> Result<String, ValueError> {
    let value = Value::parse(kind, resolved)?;
    let Ok(json @ (Json::Object(_) | Json::Array(_))) = serde_json::from_str(resolved) else {
        return css_text(kind, resolved);
    };
    let printed = match &value {
        Value::Border(border) => {
            let mut out = String::new();
            border.write_with(&mut out, member);
            Ok(out)
        }
        Value::Shadow(_) => {
            layers::json_with::<ShadowLayer>(&json, member).map(|layers| layers.join(", "))
        }
        Value::Transition(_) => {
            layers::json_with::<TransitionLayer>(&json, member).map(|layers| layers.join(", "))
        }
        Value::Gradient(_) => Gradient::json_with(&json, member),
        Value::FontFamily(_) => FontFamily::json_with(&json, member).map(|names| names.join(", ")),
        Value::Typography(style) => {
            return style
                .json_font_with(&json, member)
                .ok_or_else(|| no_shorthand(kind));
        }
        _ => return css_text(kind, resolved),
    };
    printed.map_err(|problem| ValueError { kind, problem })
}

/// The CSS texts of a list's items, each given or printed.
fn list_with(
    list: &[Json],
    member: Member<'_>,
    print: PrintItem<'_>,
) -> Result<Vec<String>, Problem> {
    let mut out = Vec::with_capacity(list.len());
    for (i, item) in list.iter().enumerate() {
        match member(&i.to_string()) {
            Some(css) => out.push(css),
            None => out.extend(print(item, &|name| member(&format!("{i}.{name}")))?),
        }
    }
    Ok(out)
}
