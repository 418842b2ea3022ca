//! `gradient`: colour stops, or a CSS gradient function.

use crate::color::Color;

/// A colour at a position.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientStop {
    /// The colour.
    pub color: Color,
    /// 0–1, clamped.
    pub position: f64,
}

/// Stops, or CSS text.
#[derive(Clone, Debug, PartialEq)]
pub enum Gradient {
    /// `[{"color":…,"position":0},…]`; printed as `linear-gradient(90deg, …)`.
    Stops(Vec<GradientStop>),
    /// `linear-gradient()`, `radial-gradient()`, `conic-gradient()` (also `repeating-…`), with the
    /// stops that could be read (colours, positions spread evenly where left out).
    Css {
        /// As written.
        text: String,
        /// The direction in degrees of a linear gradient (180 when left out); `None` for the others.
        angle: Option<f64>,
        /// The stops.
        stops: Vec<GradientStop>,
    },
}
