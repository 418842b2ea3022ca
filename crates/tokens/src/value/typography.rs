//! `typography`: any non-empty set of font properties, or the CSS `font` shorthand.

use super::{Dimension, FontFamily, FontWeight, LetterSpacing, LineHeight};

/// A type style. At least one member is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typography {
    /// `fontFamily`
    pub font_family: Option<FontFamily>,
    /// `fontSize`
    pub font_size: Option<Dimension>,
    /// `fontWeight`
    pub font_weight: Option<FontWeight>,
    /// `lineHeight`
    pub line_height: Option<LineHeight>,
    /// `letterSpacing`
    pub letter_spacing: Option<LetterSpacing>,
    /// `fontStyle`, `textTransform`, …: what real files hold beyond the standard; name and text.
    pub others: Vec<(String, String)>,
}
