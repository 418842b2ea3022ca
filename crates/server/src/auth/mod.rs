//! Who calls, and what they may do.

pub mod api_token;
pub mod caller;
mod common;
pub mod cookie;
pub(crate) mod credentials;
pub(crate) mod csrf;
pub(crate) mod door;
pub mod limiter;
pub mod password;
pub mod policy;
pub mod routes;
pub mod secret;
pub mod session;
pub(crate) mod throttle;

pub use api_token::{HashedApiToken, PlainApiToken};
pub use caller::{Caller, Door, Scope, Scopes};
pub use policy::{Action, Decision, decide};
pub use secret::{HashedSecret, PlainSecret};
pub use tokencraft_storage::{Plan, Role};
