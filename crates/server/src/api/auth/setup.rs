//! `POST /auth/setup`

use axum::http::StatusCode;
use utoipa::ToSchema;

use super::visitor::Visitor;
use super::{Signed, person, secret, signed_in};
use crate::api::docs_parts::ErrorBody;
use crate::app::setup;
use crate::http::{self, RawBody};

/// Who makes the first account.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct SetUp {
    /// What the server printed when it started.
    token: String,
    email: String,
    /// 1–255 characters after trimming.
    name: String,
    /// 10–1024 bytes, none that everybody tries first.
    password: String,
}

/// Set the server up
///
/// Makes the first account, an operator's, and signs it in. Works once, with the token that the
/// server prints as long as it has no account.
#[utoipa::path(
    post,
    path = "/auth/setup",
    operation_id = "set_up",
    tag = "Sign-in",
    request_body = SetUp,
    responses(
        (status = 201, description = "The account; the cookie is set", body = Signed),
        (status = 400, description = "A member is wrong; the sentence names it", body = ErrorBody),
        (status = 403, description = "`Invalid set-up token`, or the request came from another site",
            body = ErrorBody),
        (status = 410, description = "`This server is set up already`", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 503, description = "Busy, or storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn set_up(visitor: Visitor, body: RawBody) -> http::Result {
    let server = &visitor.server;
    setup::permit(server).await?;
    let mut fields = body.fields()?;
    let token = setup::check(server, secret(&mut fields).as_deref()).await?;
    let person = person(&mut fields)?;
    let done = setup::set_up(server, token, person, visitor.from).await?;
    signed_in(server, StatusCode::CREATED, &done)
}
