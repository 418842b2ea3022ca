//! CSS Color 4 in `f64`: all text forms, the 14 spaces of the Design Tokens colour module,
//! conversion, gamut mapping in OKLCH, WCAG contrast.
//!
//! | file | holds |
//! |---|---|
//! | `space` | the 14 spaces, their names, ranges and gamuts |
//! | `parse` | hex, keywords, the entry points |
//! | `function` | `rgb()` … `color()` |
//! | `calc` | maths inside a component |
//! | `dtcg` | the JSON object of the Design Tokens colour module |
//! | `convert`, `matrix` | from space to space |
//! | `gamut` | CSS Color 4's chroma reduction in OKLCH |
//! | `contrast` | compositing, luminance, contrast |
//! | `print` | the shortest CSS text |

mod calc;
mod contrast;
mod convert;
mod dtcg;
mod function;
mod gamut;
mod matrix;
mod parse;
mod print;
mod space;

pub use space::Space;

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

/// The farthest a component may lie from 0. Nothing visible comes near it, and it keeps every
/// conversion finite.
const LIMIT: f64 = 1e9;

impl Color {
    /// An opaque or translucent sRGB colour; components 0–1.
    pub const fn srgb(r: f64, g: f64, b: f64, alpha: f64) -> Self {
        Self {
            space: Space::Srgb,
            components: [Some(r), Some(g), Some(b)],
            alpha: Some(alpha),
        }
    }

    /// An 8-bit sRGB colour.
    pub fn rgba8([r, g, b, alpha]: [u8; 4]) -> Self {
        let [r, g, b, alpha] = [r, g, b, alpha].map(|byte| f64::from(byte) / 255.0);
        Self::srgb(r, g, b, alpha)
    }

    /// The components with 0 for `none`.
    fn plain(&self) -> [f64; 3] {
        self.components.map(|component| component.unwrap_or(0.0))
    }

    /// The alpha with 0 for `none`.
    fn opacity(&self) -> f64 {
        self.alpha.unwrap_or(0.0)
    }
}

/// An angle in degrees as a hue: 0 up to, not including, 360.
fn hue(degrees: f64) -> f64 {
    let hue = degrees.rem_euclid(360.0);
    // A tiny negative angle rounds up to the full circle; an infinite one is no angle.
    if hue < 360.0 { hue } else { 0.0 }
}
