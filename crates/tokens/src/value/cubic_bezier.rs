//! `cubicBezier`: an easing curve.

/// The two control points: x1, y1, x2, y2. x lies in 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CubicBezier {
    /// x1, y1, x2, y2.
    pub points: [f64; 4],
    /// As written: `ease-in`.
    pub keyword: Option<&'static str>,
}
