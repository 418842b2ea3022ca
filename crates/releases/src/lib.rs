//! What a release is: an immutable snapshot of tokensets, as written and as resolved.
//!
//! Pure: no I/O, no async, no clock. Whoever stores a release gives and takes bodies of objects.
//!
//! | room | holds |
//! |---|---|
//! | [`snapshot`] | snapshots, taken from workspaces' graphs and made graphs again |
//! | [`object`] | the content-addressed objects a snapshot is stored as: encode, decode |
//! | [`load`](mod@load) | a snapshot or its outline from stored objects; whether they are still what they were |
//! | [`reach`] | what is below what |
//! | [`hash`] | addresses of objects |
//! | [`change`] | one difference, and which number of a version it raises |
//! | [`diff`](mod@diff) | what differs between two snapshots |
//! | [`merge`](mod@merge) | three-way merge |
//! | [`version`] | versions of releases |

mod align;
pub mod change;
pub mod diff;
#[cfg(test)]
mod fixture;
pub mod hash;
pub mod load;
pub mod merge;
pub mod object;
pub mod reach;
pub mod snapshot;
pub mod version;

pub use change::{Change, Kind, Part, Written, bump};
pub use diff::diff;
pub use hash::Hash;
pub use load::{Finding, LoadError, OutlinedMode, OutlinedSet, load, outline, verify};
pub use merge::{Choices, Conflict, Merged, Take, Trio, merge};
pub use object::Object;
pub use reach::{children, reachable};
pub use snapshot::{Broken, Selection, Snapshot, Taken, TooLarge, broken, take, take_sharing};
pub use version::{Bump, Version};
