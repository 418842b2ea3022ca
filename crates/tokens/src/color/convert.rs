//! Conversion between the spaces, by the formulas of CSS Color 4, §18.
//!
//! The spaces form a tree with XYZ D65 at its root; a colour climbs to the nearest common space and
//! descends from there, so that HSL ↔ sRGB or LCH ↔ Lab never pass through XYZ.

use super::matrix::{
    A98_TO_XYZ, D50_TO_D65, D65_TO_D50, LMS_TO_OKLAB, LMS_TO_XYZ, OKLAB_TO_LMS, P3_TO_XYZ,
    PROPHOTO_TO_XYZ, REC2020_TO_XYZ, SRGB_TO_XYZ, Vector, XYZ_TO_A98, XYZ_TO_LMS, XYZ_TO_P3,
    XYZ_TO_PROPHOTO, XYZ_TO_REC2020, XYZ_TO_SRGB, multiply,
};
use super::{Color, Space, hue};

impl Color {
    /// The same colour in another space, not mapped into its gamut.
    ///
    /// A hue that has no meaning there (the colour is a grey) is `none`.
    #[must_use]
    pub fn to(&self, space: Space) -> Self {
        if self.space == space {
            return *self;
        }
        let components = with_powerless(space, convert(self.space, space, self.plain()));
        Self {
            space,
            components,
            alpha: self.alpha,
        }
    }
}

/// `components` of `from` in the units of `to`.
pub(super) fn convert(from: Space, to: Space, components: Vector) -> Vector {
    if from == to {
        components
    } else if depth(from) >= depth(to) {
        let (parent, components) = climb(from, components);
        convert(parent, to, components)
    } else {
        descend(to, convert(from, parent(to), components))
    }
}

/// CSS Color 4, §12.3: the hue of a grey is missing. Chroma below rounding noise is none at all.
fn with_powerless(space: Space, components: Vector) -> [Option<f64>; 3] {
    let [x, y, z] = components;
    match space {
        Space::Hsl if y <= 0.001 => [None, Some(0.0), Some(z)],
        Space::Hwb if y + z >= 99.999 => [None, Some(y), Some(z)],
        Space::Lch if y <= 0.0015 => [Some(x), Some(0.0), None],
        Space::Oklch if y <= 0.000_004 => [Some(x), Some(0.0), None],
        _ => components.map(Some),
    }
}

const fn parent(space: Space) -> Space {
    match space {
        Space::Hsl | Space::Hwb => Space::Srgb,
        Space::Srgb => Space::SrgbLinear,
        Space::Lch => Space::Lab,
        Space::Oklch => Space::Oklab,
        Space::Lab | Space::ProphotoRgb => Space::XyzD50,
        Space::SrgbLinear
        | Space::DisplayP3
        | Space::A98Rgb
        | Space::Rec2020
        | Space::Oklab
        | Space::XyzD50
        | Space::XyzD65 => Space::XyzD65,
    }
}

const fn depth(space: Space) -> u8 {
    match space {
        Space::XyzD65 => 0,
        Space::SrgbLinear
        | Space::DisplayP3
        | Space::A98Rgb
        | Space::Rec2020
        | Space::Oklab
        | Space::XyzD50 => 1,
        Space::Srgb | Space::Lab | Space::ProphotoRgb | Space::Oklch => 2,
        Space::Hsl | Space::Hwb | Space::Lch => 3,
    }
}

/// From a space to its parent.
fn climb(space: Space, c: Vector) -> (Space, Vector) {
    let components = match space {
        Space::Hsl => hsl_to_rgb(c),
        Space::Hwb => hwb_to_rgb(c),
        Space::Srgb => c.map(srgb_decode),
        Space::Lch | Space::Oklch => polar_to_rectangular(c),
        Space::Lab => lab_to_xyz(c),
        Space::ProphotoRgb => multiply(&PROPHOTO_TO_XYZ, c.map(prophoto_decode)),
        Space::SrgbLinear => multiply(&SRGB_TO_XYZ, c),
        Space::DisplayP3 => multiply(&P3_TO_XYZ, c.map(srgb_decode)),
        Space::A98Rgb => multiply(&A98_TO_XYZ, c.map(|v| power(v, 563.0 / 256.0))),
        Space::Rec2020 => multiply(&REC2020_TO_XYZ, c.map(|v| power(v, 2.4))),
        Space::Oklab => multiply(&LMS_TO_XYZ, multiply(&OKLAB_TO_LMS, c).map(|v| v * v * v)),
        Space::XyzD50 => multiply(&D50_TO_D65, c),
        Space::XyzD65 => c,
    };
    (parent(space), components)
}

/// To a space from its parent.
fn descend(space: Space, c: Vector) -> Vector {
    match space {
        Space::Hsl => rgb_to_hsl(c),
        Space::Hwb => rgb_to_hwb(c),
        Space::Srgb => c.map(srgb_encode),
        Space::Lch | Space::Oklch => rectangular_to_polar(c),
        Space::Lab => xyz_to_lab(c),
        Space::ProphotoRgb => multiply(&XYZ_TO_PROPHOTO, c).map(prophoto_encode),
        Space::SrgbLinear => multiply(&XYZ_TO_SRGB, c),
        Space::DisplayP3 => multiply(&XYZ_TO_P3, c).map(srgb_encode),
        Space::A98Rgb => multiply(&XYZ_TO_A98, c).map(|v| power(v, 256.0 / 563.0)),
        Space::Rec2020 => multiply(&XYZ_TO_REC2020, c).map(|v| power(v, 1.0 / 2.4)),
        Space::Oklab => multiply(&LMS_TO_OKLAB, multiply(&XYZ_TO_LMS, c).map(f64::cbrt)),
        Space::XyzD50 => multiply(&D65_TO_D50, c),
        Space::XyzD65 => c,
    }
}

/// A power that keeps the sign of its base, for components below 0.
fn power(base: f64, exponent: f64) -> f64 {
    base.abs().powf(exponent).copysign(base)
}

pub(super) fn srgb_decode(value: f64) -> f64 {
    if value.abs() <= 0.04045 {
        value / 12.92
    } else {
        power((value.abs() + 0.055) / 1.055, 2.4).copysign(value)
    }
}

fn srgb_encode(value: f64) -> f64 {
    if value.abs() <= 0.003_130_8 {
        value * 12.92
    } else {
        (1.055 * value.abs().powf(1.0 / 2.4) - 0.055).copysign(value)
    }
}

fn prophoto_decode(value: f64) -> f64 {
    if value.abs() <= 16.0 / 512.0 {
        value / 16.0
    } else {
        power(value, 1.8)
    }
}

fn prophoto_encode(value: f64) -> f64 {
    if value.abs() < 1.0 / 512.0 {
        value * 16.0
    } else {
        power(value, 1.0 / 1.8)
    }
}

fn hsl_to_rgb([hue, saturation, lightness]: Vector) -> Vector {
    let (saturation, lightness) = (saturation / 100.0, lightness / 100.0);
    let amplitude = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|offset| {
        let k = (offset + hue / 30.0).rem_euclid(12.0);
        lightness - amplitude * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    })
}

#[expect(
    clippy::float_cmp,
    reason = "the maximum is one of the three, bit for bit"
)]
fn rgb_to_hsl([r, g, b]: Vector) -> Vector {
    let max = r.max(g).max(b);
    let min = r.min(g).min(b);
    let delta = max - min;
    let lightness = f64::midpoint(min, max);
    if delta == 0.0 {
        return [0.0, 0.0, lightness * 100.0];
    }
    let room = lightness.min(1.0 - lightness);
    let saturation = if room == 0.0 {
        0.0
    } else {
        (max - lightness) / room
    };
    let sextant = if max == r {
        (g - b) / delta
    } else if max == g {
        (b - r) / delta + 2.0
    } else {
        (r - g) / delta + 4.0
    };
    // Outside the gamut the saturation may be negative: turn the hue instead.
    let turn = if saturation < 0.0 { 180.0 } else { 0.0 };
    [
        hue(sextant * 60.0 + turn),
        saturation.abs() * 100.0,
        lightness * 100.0,
    ]
}

fn hwb_to_rgb([hue, whiteness, blackness]: Vector) -> Vector {
    let (white, black) = (whiteness / 100.0, blackness / 100.0);
    if white + black >= 1.0 {
        return [white / (white + black); 3];
    }
    hsl_to_rgb([hue, 100.0, 50.0]).map(|value| value * (1.0 - white - black) + white)
}

fn rgb_to_hwb(rgb: Vector) -> Vector {
    let [r, g, b] = rgb;
    let [hue, ..] = rgb_to_hsl(rgb);
    [
        hue,
        r.min(g).min(b) * 100.0,
        (1.0 - r.max(g).max(b)) * 100.0,
    ]
}

fn polar_to_rectangular([lightness, chroma, hue]: Vector) -> Vector {
    let (sin, cos) = hue.to_radians().sin_cos();
    [lightness, chroma * cos, chroma * sin]
}

fn rectangular_to_polar([lightness, a, b]: Vector) -> Vector {
    [lightness, a.hypot(b), hue(b.atan2(a).to_degrees())]
}

/// The CIE's ε and κ.
const EPSILON: f64 = 216.0 / 24389.0;
const KAPPA: f64 = 24389.0 / 27.0;

fn xyz_to_lab(xyz: Vector) -> Vector {
    let [x, y, z] = [0, 1, 2].map(|i| {
        let ratio = xyz[i] / D50[i];
        if ratio > EPSILON {
            ratio.cbrt()
        } else {
            (KAPPA * ratio + 16.0) / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn lab_to_xyz([lightness, a, b]: Vector) -> Vector {
    let y = (lightness + 16.0) / 116.0;
    let (x, z) = (a / 500.0 + y, y - b / 200.0);
    let cube = |f: f64| {
        let cubed = f * f * f;
        if cubed > EPSILON {
            cubed
        } else {
            (116.0 * f - 16.0) / KAPPA
        }
    };
    let y = if lightness > KAPPA * EPSILON {
        y * y * y
    } else {
        lightness / KAPPA
    };
    [cube(x) * D50[0], y * D50[1], cube(z) * D50[2]]
}

/// The white point D50, from its chromaticity 0.3457, 0.3585.
const D50: Vector = [0.3457 / 0.3585, 1.0, (1.0 - 0.3457 - 0.3585) / 0.3585];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_is_white_in_every_space() {
        let white = Color::srgb(1.0, 1.0, 1.0, 1.0);
        let expect = |space, expected: [Option<f64>; 3]| {
            let found = white.to(space).components;
            for (value, expected) in found.into_iter().zip(expected) {
                assert_eq!(value.is_none(), expected.is_none(), "{space:?}: {found:?}");
                let difference = value.unwrap_or(0.0) - expected.unwrap_or(0.0);
                assert!(difference.abs() < 1e-7, "{space:?}: {found:?}");
            }
        };
        for space in Space::ALL {
            if space.cube() == Some(space) {
                expect(space, [Some(1.0); 3]);
            }
        }
        expect(Space::Hsl, [None, Some(0.0), Some(100.0)]);
        expect(Space::Hwb, [None, Some(100.0), Some(0.0)]);
        expect(Space::Lab, [Some(100.0), Some(0.0), Some(0.0)]);
        expect(Space::Lch, [Some(100.0), Some(0.0), None]);
        expect(Space::Oklab, [Some(1.0), Some(0.0), Some(0.0)]);
        expect(Space::Oklch, [Some(1.0), Some(0.0), None]);
        expect(Space::XyzD50, D50.map(Some));
        let d65 = [0.3127 / 0.3290, 1.0, (1.0 - 0.3127 - 0.3290) / 0.3290];
        expect(Space::XyzD65, d65.map(Some));
    }
}
