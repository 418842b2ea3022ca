//! The binary as a shell sees it.

mod admin;
mod backup;
mod convert;
mod serve;
mod settings;
mod support;
