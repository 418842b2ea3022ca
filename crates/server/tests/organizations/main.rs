//! Organizations, their people, workspaces and environments through the session door, on both databases.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod activity;
mod environments;
mod life;
mod people;
mod plans;
mod rights;
mod sequences;
mod workspaces;
mod world;
