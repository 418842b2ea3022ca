//! `transition`: duration, delay, easing, perhaps of one property; lists.

use super::{CubicBezier, Duration};

/// CSS `steps()` positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "CSS names")]
pub enum StepPosition {
    JumpStart,
    JumpEnd,
    JumpNone,
    JumpBoth,
}

/// How a transition runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Easing {
    /// A curve.
    Curve(CubicBezier),
    /// `steps(4, jump-end)`
    Steps(u32, StepPosition),
    /// CSS `linear(…)`, as text.
    Linear(String),
}

/// One transition.
#[derive(Clone, Debug, PartialEq)]
pub struct TransitionLayer {
    /// `all`, `opacity`; kept when written.
    pub property: Option<String>,
    /// How long it takes.
    pub duration: Duration,
    /// How long it waits; 0 when left out.
    pub delay: Duration,
    /// CSS's `ease` when left out.
    pub easing: Easing,
}

/// Transitions; empty = `none`.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition(pub Vec<TransitionLayer>);
