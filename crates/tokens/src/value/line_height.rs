//! `lineHeight`: a number, a length, a percentage, or `normal`.

use super::{Dimension, Number};

/// A number counts in font sizes.
#[derive(Clone, Debug, PartialEq)]
pub enum LineHeight {
    /// `normal`
    Normal,
    /// `1.5`
    Number(Number),
    /// `24px`, `150%`
    Dimension(Dimension),
}
