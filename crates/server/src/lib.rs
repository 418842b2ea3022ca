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

/// The `OpenAPI` 3.1 document of the API, as JSON text; committed as `docs/openapi.json`.
pub fn openapi() -> String {
    // A document that could not be written would fail every test of it.
    api::openapi::generated()
        .to_pretty_json()
        .unwrap_or_default()
}
