//! Gamut mapping: CSS Color 4, §13.2. Chroma is reduced in OKLCH, at constant lightness and hue,
//! until clipping the rest would not be noticed.

use super::convert::convert;
use super::{Color, Space};

/// How far outside the cube a component may lie and still count as inside: a fortieth of an 8-bit
/// step, for colours written with four digits.
const TOLERANCE: f64 = 1e-4;

/// The smallest difference in `OKLab` that is noticed.
const NOTICEABLE: f64 = 0.02;

impl Color {
    /// Whether the colour lies in the space's gamut (always true for unbounded spaces), give or take
    /// the rounding of a colour written with four digits.
    pub fn in_gamut(&self, space: Space) -> bool {
        let Some(cube) = space.cube() else {
            return true;
        };
        inside(convert(self.space, cube, self.plain()), TOLERANCE)
    }

    /// The colour in `space`, mapped into its gamut by CSS Color 4's method in OKLCH.
    #[must_use]
    pub fn to_gamut(&self, space: Space) -> Self {
        let Some(cube) = space.cube() else {
            return self.to(space);
        };
        let components = convert(self.space, cube, self.plain());
        if inside(components, 0.0) {
            return self.to(space);
        }
        let components = if inside(components, TOLERANCE) {
            clip(components)
        } else if let Some(extreme) = self.extreme() {
            [extreme; 3]
        } else {
            reduce(cube, convert(self.space, Space::Oklch, self.plain()))
        };
        let mapped = Self {
            space: cube,
            components: components.map(Some),
            alpha: self.alpha,
        };
        mapped.to(space)
    }

    /// CSS Color 4, §9.1: CIE lightness 0 shows as black and 100 as white, whatever the hue.
    fn extreme(&self) -> Option<f64> {
        let lightness = self.plain()[0];
        match self.space {
            Space::Lab | Space::Lch if lightness >= 100.0 => Some(1.0),
            Space::Lab | Space::Lch if lightness <= 0.0 => Some(0.0),
            _ => None,
        }
    }

    /// 8-bit sRGB after gamut mapping: red, green, blue, alpha.
    pub fn to_rgba8(&self) -> [u8; 4] {
        let [r, g, b] = self.to_gamut(Space::Srgb).plain();
        [r, g, b, self.opacity()].map(to_byte)
    }
}

/// 0–1 to 0–255; halves go up, also those that rounding noise has pushed just below.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value lies in 0–255 after the clamp"
)]
fn to_byte(value: f64) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0 + 1e-6).round() as u8
}

fn inside(components: [f64; 3], tolerance: f64) -> bool {
    let range = -tolerance..=1.0 + tolerance;
    components.iter().all(|component| range.contains(component))
}

fn clip(components: [f64; 3]) -> [f64; 3] {
    components.map(|component| component.clamp(0.0, 1.0))
}

/// The binary search for the greatest chroma whose clipped colour looks the same.
fn reduce(cube: Space, [lightness, chroma, hue]: [f64; 3]) -> [f64; 3] {
    if lightness >= 1.0 {
        return [1.0; 3];
    }
    if lightness <= 0.0 {
        return [0.0; 3];
    }
    let at = |chroma: f64| {
        let current = [lightness, chroma, hue];
        let components = convert(Space::Oklch, cube, current);
        let clipped = clip(components);
        let oklab = convert(Space::Oklch, Space::Oklab, current);
        (
            components,
            clipped,
            distance(convert(cube, Space::Oklab, clipped), oklab),
        )
    };

    let (_, mut clipped, error) = at(chroma);
    if error < NOTICEABLE {
        return clipped;
    }
    let (mut low, mut high) = (0.0, chroma);
    let mut low_is_inside = true;
    while high - low > 1e-4 {
        let middle = f64::midpoint(low, high);
        let (components, candidate, error) = at(middle);
        if low_is_inside && inside(components, 0.0) {
            low = middle;
            continue;
        }
        clipped = candidate;
        if error >= NOTICEABLE {
            high = middle;
        } else if NOTICEABLE - error < 1e-4 {
            return clipped;
        } else {
            low_is_inside = false;
            low = middle;
        }
    }
    clipped
}

/// ΔE OK.
fn distance(left: [f64; 3], right: [f64; 3]) -> f64 {
    let [l, a, b] = [0, 1, 2].map(|i| left[i] - right[i]);
    l.hypot(a).hypot(b)
}
