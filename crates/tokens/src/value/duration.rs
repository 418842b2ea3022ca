//! `duration`: a time.

/// `ms` or `s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
}

/// A time with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    /// In `unit`.
    pub value: f64,
    /// Its unit.
    pub unit: TimeUnit,
}

impl Duration {
    /// In milliseconds.
    pub fn millis(self) -> f64 {
        todo!()
    }
}
