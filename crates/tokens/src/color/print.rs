//! Colour to CSS text.

use std::fmt::{self, Write};

use super::convert::convert;
use super::space::Range;
use super::{Color, Space};

impl Color {
    /// The shortest CSS text for the same colour: hex when the colour is exactly an 8-bit sRGB one,
    /// the function of its own space otherwise.
    ///
    /// Exactly means that each of red, green and blue (and alpha) is a whole number of 255ths that
    /// someone may have rounded to four decimals (`0.9294` is 237 of them), as tools do; where all
    /// but alpha are, it is `rgb(59 130 246 / 0.5)`. Numbers have at most ten significant digits, so
    /// that rounding noise does not show; parsing the text gives the colour back to that precision.
    pub fn to_css(&self) -> String {
        if let Some([r, g, b]) = self.srgb_bytes() {
            return match self.alpha {
                Some(alpha) => match whole(alpha) {
                    Some(alpha) => hex([r, g, b, alpha]),
                    None => format!("rgb({r} {g} {b} / {})", Number(alpha)),
                },
                None => format!("rgb({r} {g} {b} / none)"),
            };
        }
        let mut css = String::with_capacity(40);
        let percent = matches!(self.space, Space::Hsl | Space::Hwb);
        if self.space.has_function() {
            css.push_str(self.space.as_str());
            css.push('(');
        } else {
            css.push_str("color(");
            css.push_str(self.space.as_str());
            css.push(' ');
        }
        for (index, component) in self.tidy().into_iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            let unit = if percent && index > 0 { "%" } else { "" };
            let _ = match component {
                Some(value) => write!(css, "{space}{}{unit}", Number(value)),
                None => write!(css, "{space}none"),
            };
        }
        let _ = match self.alpha {
            Some(1.0) => Ok(()),
            Some(alpha) => write!(css, " / {}", Number(alpha)),
            None => write!(css, " / none"),
        };
        css.push(')');
        css
    }

    /// The components rounded as they are written. A hue never rounds up to the full circle.
    pub(super) fn tidy(&self) -> [Option<f64>; 3] {
        let mut components = self.components;
        for (component, range) in components.iter_mut().zip(self.space.ranges()) {
            let Some(component) = component else { continue };
            *component = tidy(*component);
            if range == Range::Hue && *component >= 360.0 {
                *component = 0.0;
            }
        }
        components
    }

    /// Red, green and blue, when the space is a form of sRGB and each is a whole number of 255ths.
    fn srgb_bytes(&self) -> Option<[u8; 3]> {
        if !matches!(self.space, Space::Srgb | Space::Hsl | Space::Hwb)
            || self.components.contains(&None)
        {
            return None;
        }
        let [r, g, b] = convert(self.space, Space::Srgb, self.plain()).map(whole);
        Some([r?, g?, b?])
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_css())
    }
}

/// How far from a whole number of 255ths rounding to four decimals leads at most.
const ROUNDED: f64 = 255.0 * 0.000_05;

/// 0–1 as a whole number of 255ths, if it is one, or was before it was rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value was just found to lie in 0–255"
)]
fn whole(value: f64) -> Option<u8> {
    let scaled = value * 255.0;
    let nearest = scaled.round();
    let fits = (scaled - nearest).abs() <= ROUNDED && (0.0..=255.0).contains(&nearest);
    fits.then_some(nearest as u8)
}

/// `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`, whichever is the shortest.
fn hex(bytes: [u8; 4]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let channels = if bytes[3] == 255 {
        &bytes[..3]
    } else {
        &bytes[..]
    };
    let short = channels.iter().all(|byte| byte >> 4 == byte & 15);
    let mut text = String::with_capacity(9);
    text.push('#');
    for byte in channels {
        if !short {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        }
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Rounds to ten significant digits and at most twelve decimals, which drops rounding noise.
pub(super) fn tidy(value: f64) -> f64 {
    Number(value).to_string().parse().unwrap_or(value)
}

/// A number as CSS text with at most ten significant digits and twelve decimals.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Digits before the decimal point; 0 and below for numbers under 1.
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm is small")]
        let whole = if self.0 == 0.0 {
            1
        } else {
            self.0.abs().log10().floor() as i32 + 1
        };
        let decimals = usize::try_from((10 - whole).clamp(0, 12)).unwrap_or(0);
        let text = format!("{:.decimals$}", self.0);
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_their_noise_and_nothing_else() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.3333333333"),
            (0.999_999_999_99, "1"),
            (100.0, "100"),
            (-12.5, "-12.5"),
            (253.002_637_669_102_88, "253.0026377"),
            (1e-9, "0.000000001"),
            (-1e-15, "0"),
            (1e9, "1000000000"),
        ] {
            assert_eq!(Number(value).to_string(), text);
        }
    }

    #[test]
    fn the_shortest_text_is_chosen() {
        for (written, printed) in [
            ("#AABBCC", "#abc"),
            ("#aabbccff", "#abc"),
            ("#aabbcc80", "#aabbcc80"),
            ("#abcd", "#abcd"),
            ("rebeccapurple", "#639"),
            ("transparent", "#0000"),
            ("rgb(59, 130, 246)", "#3b82f6"),
            ("rgba(59, 130, 246, 0.5)", "rgb(59 130 246 / 0.5)"),
            ("rgb(59 130 246 / none)", "rgb(59 130 246 / none)"),
            ("rgb(10% 20% 30%)", "color(srgb 0.1 0.2 0.3)"),
            ("rgb(none 0 0)", "color(srgb none 0 0)"),
            ("hsl(240 100% 50%)", "#00f"),
            ("hsl(570deg, 12.5%, 25%, 20%)", "hsl(210 12.5% 25% / 0.2)"),
            ("hsl(none 0% 50%)", "hsl(none 0% 50%)"),
            ("hwb(120 30% 50%)", "hwb(120 30% 50%)"),
            ("lab(40% 56.6 39)", "lab(40 56.6 39)"),
            ("lch(20% 80% 10/0.5)", "lch(20 120 10 / 0.5)"),
            ("oklab(20% 70% -80%)", "oklab(0.2 0.28 -0.32)"),
            ("oklch(62.8% 0.25768 29.23)", "oklch(0.628 0.25768 29.23)"),
            ("oklch(50% 0 none)", "oklch(0.5 0 none)"),
            ("color(srgb 0.2 0.4 0.6)", "#369"),
            ("color(srgb 0.929412 0.960784 1)", "#edf5ff"),
            ("color(srgb 0.9294 0.9608 1 / 0.498)", "#edf5ff7f"),
            ("color(srgb 0.929 0.961 1)", "color(srgb 0.929 0.961 1)"),
            ("color(srgb 1.2 0 0)", "color(srgb 1.2 0 0)"),
            ("color(display-p3 100% 0% 0%)", "color(display-p3 1 0 0)"),
            (
                "color(xyz 0.1 0.2 0.3 / 40%)",
                "color(xyz-d65 0.1 0.2 0.3 / 0.4)",
            ),
        ] {
            assert_eq!(Color::parse(written).unwrap().to_css(), printed);
        }
    }
}
