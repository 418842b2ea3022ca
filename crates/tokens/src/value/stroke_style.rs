//! `strokeStyle`: a line style, or a dash pattern.

use super::{Dimension, LineStyle};

/// How the ends of dashes look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "DTCG names")]
pub enum LineCap {
    Round,
    Butt,
    Square,
}

/// A keyword, or dashes.
#[derive(Clone, Debug, PartialEq)]
pub enum StrokeStyle {
    /// `dashed`
    Line(LineStyle),
    /// `{"dashArray":["1px","2px"],"lineCap":"round"}`. CSS has no such style: printed as `dashed`.
    Dashes {
        /// Lengths of dashes and gaps in turn.
        dash_array: Vec<Dimension>,
        /// The dashes' ends.
        line_cap: LineCap,
    },
}
