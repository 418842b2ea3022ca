//! Typed values: one file per type, each with its parser (CSS text and DTCG JSON text) and its CSS
//! printer.
//!
//! A value is parsed after its references are replaced, so no reference occurs inside. A resolved
//! shorthand may hold JSON where a reference brought in an object or array
//! (`1px solid {"colorSpace":…}`); parsers take that too.

mod boolean;
mod border;
mod color;
mod cubic_bezier;
mod dimension;
mod duration;
mod embedded;
mod expression;
mod font_family;
mod font_size;
mod font_weight;
mod gradient;
mod letter_spacing;
mod line_height;
mod number;
mod shadow;
mod string;
mod stroke_style;
mod transition;
mod typography;

pub use border::{Border, LineStyle};
pub use cubic_bezier::CubicBezier;
pub use dimension::{Dimension, Length, Unit};
pub use duration::{Duration, TimeUnit};
pub use expression::Expression;
pub use font_family::FontFamily;
pub use font_weight::FontWeight;
pub use gradient::{Gradient, GradientStop};
pub use letter_spacing::LetterSpacing;
pub use line_height::LineHeight;
pub use number::Number;
pub use shadow::{Shadow, ShadowLayer};
pub use stroke_style::{LineCap, StrokeStyle};
pub use transition::{Easing, StepPosition, Transition, TransitionLayer};
pub use typography::Typography;

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

impl Value {
    /// Parses a text (references already replaced) as a value of a type.
    pub fn parse(kind: TokenType, text: &str) -> Result<Self, ValueError> {
        let _ = (kind, text);
        todo!("values helper")
    }

    /// The type of the value.
    pub const fn kind(&self) -> TokenType {
        todo!()
    }

    /// The shortest CSS text of the value: what stands right of the colon of a custom property.
    /// A `string` is a quoted CSS string.
    pub fn to_css(&self) -> String {
        todo!("values helper")
    }
}

/// The CSS text of a resolved value: as written when it is CSS text already (and safe to paste into
/// a declaration: balanced, without `;`, `!`, braces or comments), printed from the typed value when
/// it is or holds JSON.
pub fn css_text(kind: TokenType, resolved: &str) -> Result<String, ValueError> {
    let _ = (kind, resolved);
    todo!("values helper")
}

/// Like [`css_text`] of a composite written as JSON, but with the CSS text of some members given:
/// `member("color")` or, in lists, `member("0.color")`. Serves `references=keep`, where a member is
/// `var(--x)`.
pub fn css_text_with(
    kind: TokenType,
    resolved: &str,
    member: &dyn Fn(&str) -> Option<String>,
) -> Result<String, ValueError> {
    let _ = (kind, resolved, member);
    todo!("values helper")
}
