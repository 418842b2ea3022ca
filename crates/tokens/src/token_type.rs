//! The 18 token types: the 16 of the Design Tokens format's family plus `string` and `boolean`.

use std::fmt;
use std::str::FromStr;

/// What kind of value a token holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenType {
    /// A colour.
    Color,
    /// A length.
    Dimension,
    /// A list of font families.
    FontFamily,
    /// A font weight, 1–1000 or a keyword.
    FontWeight,
    /// A length used as a font's size.
    FontSize,
    /// A number, length or percentage used as a line's height.
    LineHeight,
    /// A length or `normal` used as letter spacing.
    LetterSpacing,
    /// A time in `ms` or `s`.
    Duration,
    /// An easing curve.
    CubicBezier,
    /// A number.
    Number,
    /// A line style.
    StrokeStyle,
    /// Width, style and colour.
    Border,
    /// Duration, delay and easing.
    Transition,
    /// One or more shadow layers.
    Shadow,
    /// Colour stops, or a CSS gradient function.
    Gradient,
    /// Font family, size, weight, line height, letter spacing.
    Typography,
    /// Any text.
    String,
    /// `true` or `false`.
    Boolean,
}

impl TokenType {
    /// All types, in the order in which messages list them.
    pub const ALL: [Self; 18] = [
        Self::Color,
        Self::Dimension,
        Self::FontFamily,
        Self::FontWeight,
        Self::FontSize,
        Self::LineHeight,
        Self::LetterSpacing,
        Self::Duration,
        Self::CubicBezier,
        Self::Number,
        Self::StrokeStyle,
        Self::Border,
        Self::Transition,
        Self::Shadow,
        Self::Gradient,
        Self::Typography,
        Self::String,
        Self::Boolean,
    ];

    /// The type's name as documents and the API spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Color => "color",
            Self::Dimension => "dimension",
            Self::FontFamily => "fontFamily",
            Self::FontWeight => "fontWeight",
            Self::FontSize => "fontSize",
            Self::LineHeight => "lineHeight",
            Self::LetterSpacing => "letterSpacing",
            Self::Duration => "duration",
            Self::CubicBezier => "cubicBezier",
            Self::Number => "number",
            Self::StrokeStyle => "strokeStyle",
            Self::Border => "border",
            Self::Transition => "transition",
            Self::Shadow => "shadow",
            Self::Gradient => "gradient",
            Self::Typography => "typography",
            Self::String => "string",
            Self::Boolean => "boolean",
        }
    }

    /// Whether a token of this type may alias a token of type `target`.
    pub fn can_alias(self, target: Self) -> bool {
        use TokenType::{Dimension, FontSize, LetterSpacing, LineHeight, Number};
        let is_length = |t| matches!(t, Dimension | FontSize | LetterSpacing);
        self == target
            || (is_length(self) && is_length(target))
            || (self == LineHeight && (target == Number || is_length(target)))
    }

    /// `color, dimension, …`: all types as messages list them.
    pub fn list() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}

impl fmt::Display for TokenType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a type.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("Type must be one of: {}", TokenType::list())]
pub struct UnknownType;

impl FromStr for TokenType {
    type Err = UnknownType;

    fn from_str(text: &str) -> Result<Self, UnknownType> {
        Self::ALL
            .into_iter()
            .find(|t| t.as_str() == text)
            .ok_or(UnknownType)
    }
}
