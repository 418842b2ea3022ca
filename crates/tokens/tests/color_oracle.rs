//! The `color` crate as an oracle for conversions. It computes in `f32`.

use color::ColorSpaceTag;
use proptest::prelude::*;
use tokencraft_tokens::color::{Color, Space};

const fn tag(space: Space) -> ColorSpaceTag {
    match space {
        Space::Srgb => ColorSpaceTag::Srgb,
        Space::SrgbLinear => ColorSpaceTag::LinearSrgb,
        Space::Hsl => ColorSpaceTag::Hsl,
        Space::Hwb => ColorSpaceTag::Hwb,
        Space::Lab => ColorSpaceTag::Lab,
        Space::Lch => ColorSpaceTag::Lch,
        Space::Oklab => ColorSpaceTag::Oklab,
        Space::Oklch => ColorSpaceTag::Oklch,
        Space::DisplayP3 => ColorSpaceTag::DisplayP3,
        Space::A98Rgb => ColorSpaceTag::A98Rgb,
        Space::ProphotoRgb => ColorSpaceTag::ProphotoRgb,
        Space::Rec2020 => ColorSpaceTag::Rec2020,
        Space::XyzD65 => ColorSpaceTag::XyzD65,
        Space::XyzD50 => ColorSpaceTag::XyzD50,
    }
}

fn spaces() -> impl Strategy<Value = Space> {
    prop::sample::select(Space::ALL.to_vec())
}

/// From `Rec. 2020` signals as CSS has them today (gamma 2.4) to the camera's curve, which the crate
/// still has.
fn camera(signal: f64) -> f64 {
    let light = signal.abs().powf(2.4).copysign(signal);
    if light.abs() < 0.018_053_968_510_807 {
        light * 4.5
    } else {
        (1.099_296_826_809_44 * light.abs().powf(0.45) - 0.099_296_826_809_44).copysign(light)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the crate computes in f32")]
fn oracle(color: &Color, target: Space) -> [f64; 3] {
    let components = color.components.map(|component| component.unwrap_or(0.0));
    let components = match color.space {
        Space::Rec2020 => components.map(camera),
        _ => components,
    };
    let [x, y, z] = components.map(|component| component as f32);
    let [x, y, z] = tag(color.space).convert(tag(target), [x, y, z]);
    [x, y, z].map(f64::from)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Both sides are compared in OKLab (so that the hue of a near-grey does not matter), which the
    /// crate reaches by way of the second space.
    #[test]
    fn conversions_agree_with_the_color_crate(
        rgb in prop::array::uniform3(0.0..=1.0),
        first in spaces(),
        second in spaces(),
    ) {
        let [r, g, b] = rgb;
        let start = Color::srgb(r, g, b, 1.0).to(first);
        let ours = start.to(second);

        let there = oracle(&start, second);
        let ours = oracle_units(&ours);
        let scale = match second {
            Space::Hsl | Space::Hwb | Space::Lab | Space::Lch => 100.0,
            _ => 1.0,
        };
        let [ours, theirs] = [ours, there].map(|components| rectangular(second, components));
        for (left, right) in ours.into_iter().zip(theirs) {
            prop_assert!(
                (left - right).abs() < scale * 2e-4,
                "{start} in {second:?}: {ours:?}, not {theirs:?}"
            );
        }
    }

    #[test]
    fn there_and_back_is_the_same_colour(
        rgb in prop::array::uniform3(-0.5..=1.5),
        alpha in 0.0..=1.0,
        first in spaces(),
        second in spaces(),
    ) {
        let [r, g, b] = rgb;
        let start = Color::srgb(r, g, b, alpha);
        let back = start.to(first).to(second).to(Space::Srgb);
        prop_assert_eq!(back.alpha, start.alpha);
        // HWB has no way back for a colour that is outside the gamut.
        let wide = !start.in_gamut(Space::Srgb) && [first, second].contains(&Space::Hwb);
        for (left, right) in back.components.into_iter().zip(start.components) {
            let (left, right) = (left.unwrap(), right.unwrap());
            prop_assert!(wide || (left - right).abs() < 1e-6, "{first:?} {second:?}: {back:?}");
        }
    }

    #[test]
    fn a_mapped_colour_lies_in_the_gamut_and_looks_alike(
        lightness in 0.0..=1.0,
        chroma in 0.0..0.5,
        hue in 0.0..360.0,
        target in spaces(),
    ) {
        let components = [lightness, chroma, hue].map(Some);
        let color = Color { space: Space::Oklch, components, alpha: Some(0.5) };
        let mapped = color.to_gamut(target);
        prop_assert!(mapped.in_gamut(target));
        prop_assert_eq!(mapped.space, target);
        prop_assert_eq!(mapped.alpha, Some(0.5));
        let found = mapped.to(Space::Oklch).components;
        prop_assert!((found[0].unwrap() - lightness).abs() < 0.021, "{mapped}");
        prop_assert!(found[1].unwrap() < chroma + 0.021, "{mapped}");
    }

    #[test]
    fn contrast_lies_between_1_and_21(
        left in prop::array::uniform4(0.0..=1.0),
        right in prop::array::uniform4(0.0..=1.0),
    ) {
        let [left, right] = [left, right].map(|[r, g, b, a]| Color::srgb(r, g, b, a));
        let contrast = left.contrast(&right);
        prop_assert!((1.0..=21.0 + 1e-9).contains(&contrast), "{contrast}");
    }
}

/// Our components as the crate would have them.
fn oracle_units(color: &Color) -> [f64; 3] {
    let components = color.components.map(|component| component.unwrap_or(0.0));
    match color.space {
        Space::Rec2020 => components.map(camera),
        _ => components,
    }
}

/// A hue and its chroma as a point, so that the hue of a grey does not matter.
fn rectangular(space: Space, [x, y, z]: [f64; 3]) -> [f64; 3] {
    let point = |radius: f64, degrees: f64| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        [radius * cos, radius * sin]
    };
    match space {
        // Saturation says nothing near black and white.
        Space::Hsl => {
            let [a, b] = point(y * z.min(100.0 - z) / 50.0, x);
            [a, b, z]
        }
        Space::Hwb => {
            let [a, b] = point(100.0 - y - z, x);
            [a, b, z]
        }
        Space::Lch | Space::Oklch => {
            let [a, b] = point(y, z);
            [x, a, b]
        }
        _ => [x, y, z],
    }
}
