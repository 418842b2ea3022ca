//! Signing in and out, and what belongs to the caller's own account.

mod login;
mod logout;
mod session;
mod visitor;

use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;
use crate::app::accounts::{self, Account};
use crate::app::sign_in::SignedIn;
use crate::auth::cookie;
use crate::http::{self, answer};

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(login::log_in))
        .routes(routes!(logout::log_out))
        .routes(routes!(session::get_session))
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Signed {
    user: Account,
}

/// The answer to a sign-in: who, and the cookie.
fn signed_in(server: &Server, status: StatusCode, signed_in: &SignedIn) -> http::Result {
    let user = accounts::view(&signed_in.user);
    let mut response = answer::json(status, &Signed { user })?;
    let line = cookie::set(&signed_in.secret, server.config().is_https());
    response.headers_mut().insert(SET_COOKIE, line);
    Ok(response)
}

/// 204, with a cookie.
fn no_content(line: HeaderValue) -> Response {
    let headers = [
        (SET_COOKIE, line),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
