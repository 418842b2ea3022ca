//! The server: operations ([`app`]), who may do them ([`auth`]), and HTTP around them ([`api`],
//! [`http`]).

pub mod api;
pub mod app;
pub mod auth;
pub mod clock;
pub mod config;
pub mod http;
pub mod state;

pub use api::openapi::generated as openapi;
pub use config::Config;
pub use state::Server;
