//! Operations on tokens.

pub mod write;
