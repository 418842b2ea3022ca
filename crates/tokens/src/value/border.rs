//! `border`: width, style, colour.

use super::{Dimension, StrokeStyle};
use crate::color::Color;

/// CSS line styles, `none` left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "CSS names")]
pub enum LineStyle {
    Solid,
    Dashed,
    Dotted,
    Double,
    Groove,
    Ridge,
    Outset,
    Inset,
}

/// A border, or `none`.
#[derive(Clone, Debug, PartialEq)]
pub enum Border {
    /// `none`
    None,
    /// `1px solid #e5e7eb`; what a shorthand leaves out has CSS's initial value (`medium` = 3px, no
    /// style = refused, `currentcolor` = refused: a border needs a style and a colour).
    Line {
        /// Width.
        width: Dimension,
        /// Style.
        style: StrokeStyle,
        /// Colour.
        color: Color,
    },
}
