//! `POST /auth/login`

use axum::http::StatusCode;
use utoipa::ToSchema;

use super::visitor::Visitor;
use super::{Signed, signed_in};
use crate::api::docs_parts::ErrorBody;
use crate::app::sign_in;
use crate::http::{self, RawBody};

/// E-mail and password.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct Credentials {
    /// Case and white space around it do not matter.
    email: String,
    password: String,
}

/// Sign in
///
/// Answers with a new session's cookie; a session that the browser had before ends.
#[utoipa::path(
    post,
    path = "/auth/login",
    operation_id = "log_in",
    tag = "Sign-in",
    request_body = Credentials,
    responses(
        (status = 200, description = "Signed in; the cookie is set", body = Signed),
        (status = 400, description = "A member is wrong; the sentence names it", body = ErrorBody),
        (status = 401, description = "`Invalid email or password`", body = ErrorBody),
        (status = 403, description = "The request came from another site", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 429, description = "Too many failures; `Retry-After` says when", body = ErrorBody),
        (status = 503, description = "Busy, or storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn log_in(visitor: Visitor, body: RawBody) -> http::Result {
    let mut fields = body.fields()?;
    let email = fields.required_text("email", "Email")?;
    let password = fields.required_text("password", "Password")?;
    let server = &visitor.server;
    let done = sign_in::login(server, &email, password, visitor.from).await?;
    signed_in(server, StatusCode::OK, &done)
}
