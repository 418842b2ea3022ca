//! Text ⇄ tokens: one file per format in [`import`] and in [`export`].
//!
//! Pure: no I/O, no async, no clock.

pub mod export;
pub mod import;
