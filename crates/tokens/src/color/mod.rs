//! CSS Color 4 in `f64`: all text forms, the 14 spaces of the Design Tokens colour module,
//! conversion, gamut mapping in OKLCH, WCAG contrast.

use std::fmt;

/// The 14 colour spaces of DTCG 2025.10 (the names are its `colorSpace` strings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
    /// `srgb`
    Srgb,
    /// `srgb-linear`
    SrgbLinear,
    /// `hsl`: hue in degrees, saturation and lightness 0–100
    Hsl,
    /// `hwb`: hue in degrees, whiteness and blackness 0–100
    Hwb,
    /// `lab`: CIE Lab, D50, lightness 0–100
    Lab,
    /// `lch`: CIE LCH, D50
    Lch,
    /// `oklab`: lightness 0–1
    Oklab,
    /// `oklch`: lightness 0–1
    Oklch,
    /// `display-p3`
    DisplayP3,
    /// `a98-rgb`
    A98Rgb,
    /// `prophoto-rgb`
    ProphotoRgb,
    /// `rec2020`
    Rec2020,
    /// `xyz-d65`
    XyzD65,
    /// `xyz-d50`
    XyzD50,
}

/// A colour in one space. A component that is `none` is `None`; it counts as 0 in conversions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color {
    /// The space of the components.
    pub space: Space,
    /// In the space's own units; see [`Space`].
    pub components: [Option<f64>; 3],
    /// 0–1.
    pub alpha: Option<f64>,
}

/// Why a text is not a colour. `Display` is half a sentence that names the offending part, such as
/// ``unknown colour name `blu` ``.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ColorError(pub String);

impl Space {
    /// The DTCG and CSS name: `display-p3`.
    pub const fn as_str(self) -> &'static str {
        todo!()
    }

    /// The space of that DTCG name.
    pub fn from_name(name: &str) -> Option<Self> {
        let _ = name;
        todo!("color helper")
    }
}

impl Color {
    /// Parses any CSS Color 4 `<color>` (not `currentcolor`, not system colours): hex, named,
    /// `rgb() hsl() hwb() lab() lch() oklab() oklch() color()`, `transparent`.
    pub fn parse(text: &str) -> Result<Self, ColorError> {
        let _ = text;
        todo!("color helper")
    }

    /// Reads a colour at the head of a CSS token stream (inside a shorthand such as a border).
    pub fn parse_css(input: &mut cssparser::Parser<'_>) -> Result<Self, ColorError> {
        let _ = input;
        todo!("color helper")
    }

    /// An opaque or translucent sRGB colour; components 0–1.
    pub const fn srgb(r: f64, g: f64, b: f64, alpha: f64) -> Self {
        Self {
            space: Space::Srgb,
            components: [Some(r), Some(g), Some(b)],
            alpha: Some(alpha),
        }
    }

    /// The same colour in another space, not mapped into its gamut.
    pub fn to(&self, space: Space) -> Self {
        let _ = space;
        todo!("color helper")
    }

    /// Whether the colour lies in the space's gamut (always true for unbounded spaces).
    pub fn in_gamut(&self, space: Space) -> bool {
        let _ = space;
        todo!("color helper")
    }

    /// The colour in `space`, mapped into its gamut by CSS Color 4's method in OKLCH.
    pub fn to_gamut(&self, space: Space) -> Self {
        let _ = space;
        todo!("color helper")
    }

    /// 8-bit sRGB after gamut mapping: red, green, blue, alpha.
    pub fn to_rgba8(&self) -> [u8; 4] {
        todo!("color helper")
    }

    /// The shortest CSS text for the same colour: hex when the colour is exactly an 8-bit sRGB one,
    /// the function of its own space otherwise.
    pub fn to_css(&self) -> String {
        todo!("color helper")
    }

    /// WCAG 2 contrast ratio, 1–21. `self` is laid over `background`, and that over white.
    pub fn contrast(&self, background: &Self) -> f64 {
        let _ = background;
        todo!("color helper")
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_css())
    }
}
