//! `number`: a JSON number, or plain maths.

/// A number.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its value.
    pub value: f64,
    /// CSS text when it was written as an expression.
    pub expression: Option<String>,
}
