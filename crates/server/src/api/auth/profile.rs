//! `PATCH /auth/session`

use axum::http::StatusCode;
use utoipa::ToSchema;

use super::Signed;
use crate::api::call::Call;
use crate::api::docs_parts::ErrorBody;
use crate::app::{accounts, profile};
use crate::http::{self, RawBody, answer};

/// What changes; absent members stay.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct ChangedProfile {
    /// 1–255 characters after trimming.
    #[schema(nullable = false)]
    name: Option<String>,
    /// Another address needs `current_password`.
    #[schema(nullable = false)]
    email: Option<String>,
    #[schema(nullable = false)]
    current_password: Option<String>,
}

/// Change the profile
///
/// The caller's own name, which others see, and the address to sign in with.
#[utoipa::path(
    patch,
    path = "/auth/session",
    operation_id = "change_profile",
    tag = "Sign-in",
    request_body = ChangedProfile,
    responses(
        (status = 200, description = "The account as it is now", body = Signed),
        (status = 400, description = "A member is wrong; the sentence names it", body = ErrorBody),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 403, description = "`The current password is wrong`, or the request came from \
            another site", body = ErrorBody),
        (status = 409, description = "The address has an account", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 429, description = "Too many failures; `Retry-After` says when", body = ErrorBody),
        (status = 503, description = "Busy, or storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn change_profile(call: Call, body: RawBody) -> http::Result {
    let change = profile::Change::read(&mut body.fields()?)?;
    let user = profile::change(&call.context, change).await?;
    let user = accounts::view(&user);
    answer::json(StatusCode::OK, &Signed { user })
}
