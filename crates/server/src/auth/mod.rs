//! Who calls, and what they may do.

pub mod api_token;
pub mod caller;
pub(crate) mod credentials;
pub(crate) mod door;
pub mod limiter;
pub mod password;
pub mod policy;

pub use api_token::{HashedApiToken, PlainApiToken};
pub use caller::{Caller, Door, Scope, Scopes};
pub use policy::{Action, Decision, decide};
pub use tokencraft_storage::{Plan, Role};
