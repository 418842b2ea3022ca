//! `POST /auth/signup`

use axum::http::StatusCode;
use utoipa::ToSchema;

use super::visitor::Visitor;
use super::{Signed, person, signed_in};
use crate::api::docs_parts::ErrorBody;
use crate::app::setup;
use crate::http::{self, RawBody};

/// Who makes an account.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct SignUp {
    email: String,
    /// 1–255 characters after trimming.
    name: String,
    /// 10–1024 bytes, none that everybody tries first.
    password: String,
}

/// Sign up
///
/// Makes an account and signs it in, where the server's settings allow it.
#[utoipa::path(
    post,
    path = "/auth/signup",
    operation_id = "sign_up",
    tag = "Sign-in",
    request_body = SignUp,
    responses(
        (status = 201, description = "The account; the cookie is set", body = Signed),
        (status = 400, description = "A member is wrong; the sentence names it", body = ErrorBody),
        (status = 403, description = "`Sign-up is closed`, or the request came from another site",
            body = ErrorBody),
        (status = 409, description = "The address has an account", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 429, description = "Too many from this address; `Retry-After` says when",
            body = ErrorBody),
        (status = 503, description = "Busy, or storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn sign_up(visitor: Visitor, body: RawBody) -> http::Result {
    let server = &visitor.server;
    setup::permit_sign_up(server).await?;
    let person = person(&mut body.fields()?)?;
    let done = setup::sign_up(server, person, visitor.from).await?;
    signed_in(server, StatusCode::CREATED, &done)
}
