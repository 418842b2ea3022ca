//! Conversion between the spaces, with the matrices of CSS Color 4, §10 and §18.
//!
//! The spaces form a tree with XYZ D65 at its root; a colour climbs to the nearest common space and
//! descends from there, so that HSL ↔ sRGB or LCH ↔ Lab never pass through XYZ.

use super::{Color, Space, hue};

type Vector = [f64; 3];
type Matrix = [Vector; 3];

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

fn multiply(matrix: &Matrix, [x, y, z]: Vector) -> Vector {
    matrix.map(|[a, b, c]| a * x + b * y + c * z)
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

const SRGB_TO_XYZ: Matrix = [
    [
        506_752.0 / 1_228_815.0,
        87_881.0 / 245_763.0,
        12_673.0 / 70_218.0,
    ],
    [
        87_098.0 / 409_605.0,
        175_762.0 / 245_763.0,
        12_673.0 / 175_545.0,
    ],
    [
        7_918.0 / 409_605.0,
        87_881.0 / 737_289.0,
        1_001_167.0 / 1_053_270.0,
    ],
];
const XYZ_TO_SRGB: Matrix = [
    [12_831.0 / 3_959.0, -329.0 / 214.0, -1_974.0 / 3_959.0],
    [
        -851_781.0 / 878_810.0,
        1_648_619.0 / 878_810.0,
        36_519.0 / 878_810.0,
    ],
    [705.0 / 12_673.0, -2_585.0 / 12_673.0, 705.0 / 667.0],
];

const P3_TO_XYZ: Matrix = [
    [
        608_311.0 / 1_250_200.0,
        189_793.0 / 714_400.0,
        198_249.0 / 1_000_160.0,
    ],
    [
        35_783.0 / 156_275.0,
        247_089.0 / 357_200.0,
        198_249.0 / 2_500_400.0,
    ],
    [0.0, 32_229.0 / 714_400.0, 5_220_557.0 / 5_000_800.0],
];
const XYZ_TO_P3: Matrix = [
    [
        446_124.0 / 178_915.0,
        -333_277.0 / 357_830.0,
        -72_051.0 / 178_915.0,
    ],
    [-14_852.0 / 17_905.0, 63_121.0 / 35_810.0, 423.0 / 17_905.0],
    [
        11_844.0 / 330_415.0,
        -50_337.0 / 660_830.0,
        316_169.0 / 330_415.0,
    ],
];

const A98_TO_XYZ: Matrix = [
    [
        573_536.0 / 994_567.0,
        263_643.0 / 1_420_810.0,
        187_206.0 / 994_567.0,
    ],
    [
        591_459.0 / 1_989_134.0,
        6_239_551.0 / 9_945_670.0,
        374_412.0 / 4_972_835.0,
    ],
    [
        53_769.0 / 1_989_134.0,
        351_524.0 / 4_972_835.0,
        4_929_758.0 / 4_972_835.0,
    ],
];
const XYZ_TO_A98: Matrix = [
    [
        1_829_569.0 / 896_150.0,
        -506_331.0 / 896_150.0,
        -308_931.0 / 896_150.0,
    ],
    [
        -851_781.0 / 878_810.0,
        1_648_619.0 / 878_810.0,
        36_519.0 / 878_810.0,
    ],
    [
        16_779.0 / 1_248_040.0,
        -147_721.0 / 1_248_040.0,
        1_266_979.0 / 1_248_040.0,
    ],
];

const REC2020_TO_XYZ: Matrix = [
    [
        63_426_534.0 / 99_577_255.0,
        20_160_776.0 / 139_408_157.0,
        47_086_771.0 / 278_816_314.0,
    ],
    [
        26_158_966.0 / 99_577_255.0,
        472_592_308.0 / 697_040_785.0,
        8_267_143.0 / 139_408_157.0,
    ],
    [
        0.0,
        19_567_812.0 / 697_040_785.0,
        295_819_943.0 / 278_816_314.0,
    ],
];
const XYZ_TO_REC2020: Matrix = [
    [
        30_757_411.0 / 17_917_100.0,
        -6_372_589.0 / 17_917_100.0,
        -4_539_589.0 / 17_917_100.0,
    ],
    [
        -19_765_991.0 / 29_648_200.0,
        47_925_759.0 / 29_648_200.0,
        467_509.0 / 29_648_200.0,
    ],
    [
        792_561.0 / 44_930_125.0,
        -1_921_689.0 / 44_930_125.0,
        42_328_811.0 / 44_930_125.0,
    ],
];

const PROPHOTO_TO_XYZ: Matrix = [
    [
        0.797_766_644_900_642_3,
        0.135_181_297_400_533_08,
        0.031_347_734_128_392_2,
    ],
    [
        0.288_074_828_819_401_3,
        0.711_835_234_241_873,
        0.000_089_936_938_725_64,
    ],
    [0.0, 0.0, 0.825_104_602_510_460_2],
];
const XYZ_TO_PROPHOTO: Matrix = [
    [
        1.345_786_881_647_158_3,
        -0.255_572_087_379_794_64,
        -0.051_101_864_975_545_26,
    ],
    [
        -0.544_630_705_124_901_9,
        1.508_247_742_845_146_8,
        0.020_527_447_436_421_39,
    ],
    [0.0, 0.0, 1.211_967_545_638_945_2],
];

const D65_TO_D50: Matrix = [
    [
        1.047_929_792_544_996_9,
        0.022_946_870_601_609_652,
        -0.050_192_266_289_205_24,
    ],
    [
        0.029_627_808_770_055_99,
        0.990_434_426_753_879_9,
        -0.017_073_799_063_418_826,
    ],
    [
        -0.009_243_040_646_204_504,
        0.015_055_191_490_298_152,
        0.751_874_281_428_137_1,
    ],
];
const D50_TO_D65: Matrix = [
    [
        0.955_473_421_488_075,
        -0.023_098_454_948_764_71,
        0.063_259_243_200_570_72,
    ],
    [
        -0.028_369_709_333_863_7,
        1.009_995_398_081_304_1,
        0.021_041_441_191_917_323,
    ],
    [
        0.012_314_014_864_481_998,
        -0.020_507_649_298_898_964,
        1.330_365_926_242_124,
    ],
];

const XYZ_TO_LMS: Matrix = [
    [
        0.819_022_437_996_703,
        0.361_906_260_052_890_4,
        -0.128_873_781_520_987_9,
    ],
    [
        0.032_983_653_932_388_5,
        0.929_286_861_586_343_4,
        0.036_144_666_350_642_4,
    ],
    [
        0.048_177_189_359_624_2,
        0.264_239_531_752_730_8,
        0.633_547_828_469_430_9,
    ],
];
const LMS_TO_XYZ: Matrix = [
    [
        1.226_879_875_845_924_3,
        -0.557_814_994_460_217_1,
        0.281_391_045_665_964_7,
    ],
    [
        -0.040_575_745_214_800_8,
        1.112_286_803_280_317,
        -0.071_711_058_065_516_4,
    ],
    [
        -0.076_372_936_674_660_1,
        -0.421_493_332_402_243_2,
        1.586_924_019_836_781_6,
    ],
];
const LMS_TO_OKLAB: Matrix = [
    [
        0.210_454_268_309_314,
        0.793_617_774_702_305_4,
        -0.004_072_043_011_619_3,
    ],
    [
        1.977_998_532_431_168_4,
        -2.428_592_242_048_58,
        0.450_593_709_617_411,
    ],
    [
        0.025_904_042_465_547_8,
        0.782_771_712_457_529_6,
        -0.808_675_754_923_077_4,
    ],
];
const OKLAB_TO_LMS: Matrix = [
    [1.0, 0.396_337_777_376_174_9, 0.215_803_757_309_913_6],
    [1.0, -0.105_561_345_815_658_6, -0.063_854_172_825_813_3],
    [1.0, -0.089_484_177_529_811_9, -1.291_485_548_019_409_2],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_matrix_is_undone_by_its_inverse() {
        for (there, back) in [
            (SRGB_TO_XYZ, XYZ_TO_SRGB),
            (P3_TO_XYZ, XYZ_TO_P3),
            (A98_TO_XYZ, XYZ_TO_A98),
            (REC2020_TO_XYZ, XYZ_TO_REC2020),
            (PROPHOTO_TO_XYZ, XYZ_TO_PROPHOTO),
            (D65_TO_D50, D50_TO_D65),
            (XYZ_TO_LMS, LMS_TO_XYZ),
            (LMS_TO_OKLAB, OKLAB_TO_LMS),
        ] {
            for unit in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]] {
                let same = multiply(&back, multiply(&there, unit));
                for (value, expected) in same.into_iter().zip(unit) {
                    assert!((value - expected).abs() < 1e-13, "{same:?} is not {unit:?}");
                }
            }
        }
    }

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
