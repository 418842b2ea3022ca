//! `dimension`: a length, a percentage, or an expression.

use super::Expression;

/// A CSS length unit, or `%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "CSS names")]
pub enum Unit {
    Px,
    Rem,
    Em,
    Percent,
    Vw,
    Vh,
    Vmin,
    Vmax,
    Vi,
    Vb,
    Svw,
    Svh,
    Lvw,
    Lvh,
    Dvw,
    Dvh,
    Ch,
    Ex,
    Cap,
    Ic,
    Lh,
    Rlh,
    Cm,
    Mm,
    Q,
    In,
    Pt,
    Pc,
    Fr,
    Cqw,
    Cqh,
    Cqi,
    Cqb,
    Cqmin,
    Cqmax,
}

/// A number with its unit. A plain `0` has unit [`Unit::Px`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// In `unit`.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// A length or an expression that gives one.
#[derive(Clone, Debug, PartialEq)]
pub enum Dimension {
    /// `16px`
    Length(Length),
    /// `calc(1rem + 2px)`, `{space.2} * 2` after its references are replaced.
    Expression(Expression),
}

impl Length {
    /// In CSS pixels, where that does not depend on context (`px`, `cm`, `pt`, …); `rem` counts as 16.
    pub fn to_px(self) -> Option<f64> {
        todo!()
    }
}

impl Dimension {
    /// The length, of an expression too when it can be worked out without context.
    pub fn length(&self) -> Option<Length> {
        todo!()
    }
}
