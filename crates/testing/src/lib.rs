//! Test support.

pub mod db;

pub use db::TestDb;
