//! Accounts, for operators.

mod create;
mod list;
mod reset;
mod update;

use axum::extract::FromRequestParts;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use std::convert::Infallible;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list::list_users, create::create_user))
        .routes(routes!(update::update_user))
        .routes(routes!(reset::make_reset_link))
}

/// Where users reach the server: the public URL, else as the caller did.
struct Base(String);

impl FromRequestParts<Server> for Base {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Infallible> {
        if let Some(url) = &server.config().public_url {
            return Ok(Self(url.clone()));
        }
        let text = |name| parts.headers.get(name)?.to_str().ok();
        // The door has compared the origin with the host.
        let origin = text(ORIGIN).filter(|origin| origin.starts_with("http"));
        let base = origin.map_or_else(
            || text(HOST).map_or_else(String::new, |host| format!("http://{host}")),
            str::to_owned,
        );
        Ok(Self(base))
    }
}
