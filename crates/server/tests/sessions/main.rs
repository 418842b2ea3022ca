//! The session door, as browsers see it, on both databases. Names of tests carry the ids of the
//! black-box checks that they cover.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod cross_site;
mod door;
mod guessing;
mod matrix;
mod passwords;
mod profile;
mod setup;
mod sign_in;
mod users;
