//! `fontWeight`: 1–1000, or a DTCG keyword.

/// A weight, with the keyword when it was written as one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FontWeight {
    /// 1–1000.
    pub value: f64,
    /// As written: `semi-bold`.
    pub keyword: Option<&'static str>,
}
