//! Who calls, and what they may do.

pub mod caller;
pub mod policy;

pub use caller::{Caller, Door, Scope, Scopes};
pub use policy::{Action, Decision, Plan, Role, decide};
