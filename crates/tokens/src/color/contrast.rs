//! Compositing and WCAG 2 contrast.

use super::convert::srgb_decode;
use super::{Color, Space};

const WHITE: Color = Color::srgb(1.0, 1.0, 1.0, 1.0);

impl Color {
    /// The sRGB colour that shows when `self` is laid over `background`, mixed as browsers do, in
    /// gamma-encoded sRGB; colours outside its gamut are mapped into it first.
    #[must_use]
    pub fn over(&self, background: &Self) -> Self {
        let (top, bottom) = (self.opacity(), background.opacity());
        let alpha = top + bottom * (1.0 - top);
        if alpha == 0.0 {
            return Self::srgb(0.0, 0.0, 0.0, 0.0);
        }
        let above = self.to_gamut(Space::Srgb).plain();
        let below = background.to_gamut(Space::Srgb).plain();
        let [r, g, b] =
            [0, 1, 2].map(|i| (above[i] * top + below[i] * bottom * (1.0 - top)) / alpha);
        Self::srgb(r, g, b, alpha)
    }

    /// WCAG 2 contrast ratio, 1–21. `self` is laid over `background`, and that over white.
    pub fn contrast(&self, background: &Self) -> f64 {
        let behind = background.over(&WHITE);
        let front = luminance(&self.over(&behind));
        let behind = luminance(&behind);
        (front.max(behind) + 0.05) / (front.min(behind) + 0.05)
    }
}

/// WCAG's relative luminance of an opaque sRGB colour, 0–1.
fn luminance(color: &Color) -> f64 {
    let [r, g, b] = color.plain().map(srgb_decode);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(front: &str, behind: &str) -> f64 {
        Color::parse(front)
            .unwrap()
            .contrast(&Color::parse(behind).unwrap())
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        for (front, behind, expected) in [
            ("black", "white", 21.0),
            ("white", "black", 21.0),
            ("#777", "#fff", 4.478),
            ("#767676", "#fff", 4.542),
            ("#3b82f6", "#fff", 3.678),
            ("red", "red", 1.0),
        ] {
            let found = contrast(front, behind);
            assert!(
                (found - expected).abs() < 0.001,
                "{front} on {behind}: {found}"
            );
        }
    }

    #[test]
    fn a_translucent_colour_counts_as_it_shows() {
        let half = contrast("rgb(0 0 0 / 50%)", "white");
        assert!((half - contrast("rgb(127.5 127.5 127.5)", "white")).abs() < 1e-9);
        assert!((contrast("transparent", "#345") - 1.0).abs() < 1e-12);
        let on_glass = contrast("black", "rgb(0 0 0 / 50%)");
        assert!((on_glass - contrast("black", "rgb(127.5 127.5 127.5)")).abs() < 1e-9);
        assert!((contrast("black", "rgb(0 0 0 / none)") - 21.0).abs() < 1e-9);
    }

    #[test]
    fn what_lies_over_an_opaque_colour_is_opaque() {
        let over = Color::srgb(1.0, 0.0, 0.0, 0.25).over(&WHITE);
        assert_eq!(over, Color::srgb(1.0, 0.75, 0.75, 1.0));
        let both = Color::srgb(1.0, 0.0, 0.0, 0.5).over(&Color::srgb(0.0, 0.0, 1.0, 0.5));
        assert_eq!(both.alpha, Some(0.75));
    }
}
