//! The workspaces of an organization.

pub(super) mod attach;
pub(super) mod detach;
pub(super) mod list;
