//! The operations through HTTP, as callers see them, on both databases. Names of tests carry the ids
//! of the black-box checks that they cover.

mod conditions;
mod document;
mod isolation;
mod modes;
mod recipes;
mod rights;
mod sentences;
mod tokens;
mod transfer;
mod world;
