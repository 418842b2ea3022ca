//! The people of an organization.

pub(super) mod list;
pub(super) mod put;
pub(super) mod remove;
