//! Exports: what they look like, and that nothing in them can become code.

#![expect(clippy::unwrap_used, reason = "a test that unwraps in vain has failed")]

mod alphabet;
mod golden;
mod hostile;
mod keep;
mod readers;
mod real_systems;
mod strategies;
mod support;
