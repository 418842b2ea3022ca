//! Releases: what an organization's workspaces held, frozen, published in environments and merged into
//! Production (the contract's section 5).
//!
//! | room | holds |
//! |---|---|
//! | [`publish`], [`mod@merge`], [`mod@copy`] | the ways to a new release |
//! | [`candidate`] | a release between its computation and its commit |
//! | [`read`] | lists, releases, differences, activation |
//! | [`export`] | releases as code |
//! | [`content`] | objects in the database, snapshots in memory |
//! | [`lineage`] | the history that releases share |
//! | [`garbage`], [`doctor`] | objects nobody needs, objects that are damaged |
//! | [`input`], [`views`] | what callers write and read |

pub mod candidate;
pub mod content;
pub mod copy;
pub mod doctor;
pub mod export;
pub mod garbage;
pub mod input;
pub mod lineage;
pub mod merge;
pub mod publish;
pub mod read;
pub mod views;

/// The 404 of a release, its differences and its activation.
pub const NO_RELEASE: &str = "Release not found";
/// The 404 of an export before the first release.
pub const NO_ACTIVE_RELEASE: &str = "No active release";
