//! Operations on tokens.

pub mod batch;
pub mod following;
pub mod list;
pub mod rename;
mod single;
pub mod write;

pub use single::{create, delete, update};
