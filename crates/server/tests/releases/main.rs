//! Releases of organizations, on both databases.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod races;
mod rights;
mod rules;
mod story;
mod world;
