//! Signing in and out, and what belongs to the caller's own account.

mod end_session;
mod login;
mod logout;
mod options;
mod password;
mod profile;
mod reset;
mod session;
mod sessions;
mod setup;
mod signup;
mod visitor;

use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;
use crate::app;
use crate::app::accounts::{self, Account};
use crate::app::field::Fields;
use crate::app::setup::Person;
use crate::app::sign_in::SignedIn;
use crate::auth::cookie;
use crate::http::{self, answer};

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(setup::set_up))
        .routes(routes!(signup::sign_up))
        .routes(routes!(login::log_in))
        .routes(routes!(logout::log_out))
        .routes(routes!(options::get_sign_in_options))
        .routes(routes!(session::get_session, profile::change_profile))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(end_session::end_session))
        .routes(routes!(password::change_password))
        .routes(routes!(reset::reset_password))
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

/// Reads who makes an account for themselves.
fn person(fields: &mut Fields) -> app::Result<Person> {
    Ok(Person {
        email: accounts::parse_email(&fields.required_text("email", "Email")?)?,
        name: fields.required_name()?,
        password: fields.required_text("password", "Password")?,
    })
}

/// Takes a secret that came with a body; whatever else stands there is none.
fn secret(fields: &mut Fields) -> Option<String> {
    let value = fields.take("token").into_option()?;
    value.as_str().map(str::to_owned)
}
