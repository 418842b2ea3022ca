//! `shadow`: layers, first on top.

use super::Dimension;
use crate::color::Color;

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadowLayer {
    /// To the right.
    pub offset_x: Dimension,
    /// Downwards.
    pub offset_y: Dimension,
    /// Blur radius; 0 when left out.
    pub blur: Dimension,
    /// Spread; 0 when left out.
    pub spread: Dimension,
    /// Colour; required.
    pub color: Color,
    /// Inside the box.
    pub inset: bool,
}

/// Layers; empty = `none`.
#[derive(Clone, Debug, PartialEq)]
pub struct Shadow(pub Vec<ShadowLayer>);
