//! `fontSize`: a [`Dimension`] that is not negative.

use serde_json::Value as Json;

use super::{Dimension, Problem, Read};

/// Reads a font's size.
pub(super) struct FontSize(pub(super) Dimension);

impl Read for FontSize {
    const EXPECTED: &'static str = Dimension::EXPECTED;

    fn parse(text: &str) -> Result<Self, Problem> {
        Dimension::parse(text)?.not_negative().map(Self)
    }

    fn from_json(json: &Json) -> Result<Self, Problem> {
        Dimension::from_json(json)?.not_negative().map(Self)
    }
}
