//! The binary as a shell sees it.

#![expect(
    clippy::unwrap_used,
    reason = "also in what the tests share, which the lint does not see as tests"
)]

mod admin;
mod backup;
mod convert;
mod files;
mod hostile;
mod processes;
mod secrets;
mod serve;
mod settings;
mod support;
