//! `POST /auth/reset`

use axum::http::StatusCode;
use axum::response::IntoResponse;
use utoipa::ToSchema;

use super::secret;
use super::visitor::Visitor;
use crate::api::docs_parts::ErrorBody;
use crate::app::passwords;
use crate::http::{self, RawBody};

/// A one-time link's secret and the new password.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct Reset {
    /// What stands behind the `#` of the link.
    token: String,
    /// 10–1024 bytes, none that everybody tries first.
    new_password: String,
}

/// Set a password by a link
///
/// With a one-time link of an operator: the first password of a new account, or a new one. All
/// sessions of the account end.
#[utoipa::path(
    post,
    path = "/auth/reset",
    operation_id = "reset_password",
    tag = "Sign-in",
    request_body = Reset,
    responses(
        (status = 204, description = "Set; sign in with it"),
        (status = 400, description = "A member is wrong; the sentence names it", body = ErrorBody),
        (status = 403, description = "The link does not work, or the request came from another site",
            body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 503, description = "Busy, or storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn reset_password(visitor: Visitor, body: RawBody) -> http::Result {
    let server = &visitor.server;
    let mut fields = body.fields()?;
    let link = passwords::check_link(server, secret(&mut fields).as_deref()).await?;
    let new = fields.required_text("new_password", "new_password")?;
    passwords::reset(server, link, new, visitor.from.request_id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
