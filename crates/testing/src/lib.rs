//! Test support.

#[cfg(feature = "app")]
pub mod app;
#[cfg(feature = "app")]
mod client;
#[cfg(feature = "app")]
mod clock;
pub mod db;
pub mod hostile;
#[cfg(feature = "app")]
mod person;

#[cfg(feature = "app")]
pub use app::TestApp;
#[cfg(feature = "app")]
pub use client::{Answer, Client, Request, mask};
#[cfg(feature = "app")]
pub use clock::{BEGINNING_MS, TestClock};
pub use db::TestDb;
#[cfg(feature = "app")]
pub use person::Person;
