//! The colour spaces.

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
    /// `rec2020`, display-referred (gamma 2.4)
    Rec2020,
    /// `xyz-d65`
    XyzD65,
    /// `xyz-d50`
    XyzD50,
}

/// What values a component takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Range {
    /// An angle in degrees, 0 up to 360.
    Hue,
    /// From the first to the second, both included.
    Within(f64, f64),
    /// Any number.
    Any,
}

impl Space {
    /// Every space, in the order of the Design Tokens colour module.
    pub const ALL: [Self; 14] = [
        Self::Srgb,
        Self::SrgbLinear,
        Self::Hsl,
        Self::Hwb,
        Self::Lab,
        Self::Lch,
        Self::Oklab,
        Self::Oklch,
        Self::DisplayP3,
        Self::A98Rgb,
        Self::ProphotoRgb,
        Self::Rec2020,
        Self::XyzD65,
        Self::XyzD50,
    ];

    /// The DTCG and CSS name: `display-p3`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Srgb => "srgb",
            Self::SrgbLinear => "srgb-linear",
            Self::Hsl => "hsl",
            Self::Hwb => "hwb",
            Self::Lab => "lab",
            Self::Lch => "lch",
            Self::Oklab => "oklab",
            Self::Oklch => "oklch",
            Self::DisplayP3 => "display-p3",
            Self::A98Rgb => "a98-rgb",
            Self::ProphotoRgb => "prophoto-rgb",
            Self::Rec2020 => "rec2020",
            Self::XyzD65 => "xyz-d65",
            Self::XyzD50 => "xyz-d50",
        }
    }

    /// The space of that DTCG name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|space| space.as_str() == name)
    }

    /// The ranges of the components in the Design Tokens colour module.
    pub(super) const fn ranges(self) -> [Range; 3] {
        const UNIT: Range = Range::Within(0.0, 1.0);
        const PERCENT: Range = Range::Within(0.0, 100.0);
        const CHROMA: Range = Range::Within(0.0, f64::INFINITY);
        match self {
            Self::Hsl | Self::Hwb => [Range::Hue, PERCENT, PERCENT],
            Self::Lab => [PERCENT, Range::Any, Range::Any],
            Self::Lch => [PERCENT, CHROMA, Range::Hue],
            Self::Oklab => [UNIT, Range::Any, Range::Any],
            Self::Oklch => [UNIT, CHROMA, Range::Hue],
            _ => [UNIT, UNIT, UNIT],
        }
    }

    /// Whether CSS has a function of the space's name; the others are written with `color()`.
    pub(super) const fn has_function(self) -> bool {
        matches!(
            self,
            Self::Hsl | Self::Hwb | Self::Lab | Self::Lch | Self::Oklab | Self::Oklch
        )
    }

    /// The RGB space whose cube 0–1 is this space's gamut; `None` when it has no bounds. Never one of
    /// linear light, where a small distance is a visible one near black.
    pub(super) const fn cube(self) -> Option<Self> {
        match self {
            Self::Hsl | Self::Hwb | Self::SrgbLinear => Some(Self::Srgb),
            Self::Srgb | Self::DisplayP3 | Self::A98Rgb | Self::ProphotoRgb | Self::Rec2020 => {
                Some(self)
            }
            _ => None,
        }
    }
}

impl Range {
    /// Whether the value is one of the range's.
    pub(super) fn holds(self, value: f64) -> bool {
        match self {
            Self::Hue => (0.0..360.0).contains(&value),
            Self::Within(low, high) => (low..=high).contains(&value),
            Self::Any => value.is_finite(),
        }
    }
}
