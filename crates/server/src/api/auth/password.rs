//! `POST /auth/password`

use utoipa::ToSchema;

use super::no_content;
use super::visitor::Visitor;
use crate::api::call::Call;
use crate::api::docs_parts::ErrorBody;
use crate::app::passwords;
use crate::auth::cookie;
use crate::http::{self, RawBody};

/// The old and the new.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewPassword {
    current_password: String,
    /// 10–1024 bytes, none that everybody tries first.
    new_password: String,
}

/// Change the password
///
/// All other sessions of the account end; this one goes on with a new cookie.
#[utoipa::path(
    post,
    path = "/auth/password",
    operation_id = "change_password",
    tag = "Sign-in",
    request_body = NewPassword,
    responses(
        (status = 204, description = "Changed; the new cookie is set"),
        (status = 400, description = "A member is wrong; the sentence names it", body = ErrorBody),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 403, description = "`The current password is wrong`, or the request came from \
            another site", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 429, description = "Too many failures; `Retry-After` says when", body = ErrorBody),
        (status = 503, description = "Busy, or storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn change_password(call: Call, visitor: Visitor, body: RawBody) -> http::Result {
    let mut fields = body.fields()?;
    let current = fields.required_text("current_password", "current_password")?;
    let new = fields.required_text("new_password", "new_password")?;
    let secret = passwords::change(&call.context, current, new, visitor.from.browser).await?;
    Ok(no_content(cookie::set(
        &secret,
        visitor.server.config().is_https(),
    )))
}
