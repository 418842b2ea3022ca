//! The operations through HTTP, as callers see them, on both databases. Names of tests carry the ids
//! of the black-box checks that they cover.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod audit;
mod conditions;
mod consistency;
mod document;
mod isolation;
mod modes;
mod recipes;
mod rights;
mod sentences;
mod tokens;
mod transfer;
mod world;
