//! Expressions: `calc()`, `clamp()`, `min()`, `max()` and plain maths, kept as written.

use super::Length;

/// An expression as CSS text (plain maths wrapped in `calc()`).
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// CSS text.
    pub css: String,
    /// Its value where it can be worked out: all operands of one unit, or numbers.
    pub value: Option<Length>,
}
