//! Who calls, and what they may do.

pub mod api_token;
pub mod caller;
pub mod limiter;
pub mod policy;

pub use api_token::{HashedApiToken, PlainApiToken};
pub use caller::{Caller, Door, Scope, Scopes};
pub use policy::{Action, Decision, Plan, Role, decide};
