//! `GET /auth/session`

use axum::http::StatusCode;
use tokencraft_storage::{UserId, users};

use super::Signed;
use crate::api::call::Call;
use crate::api::docs_parts::ErrorBody;
use crate::app::accounts;
use crate::http::{self, Failure, answer};

/// Get the session
///
/// Who is signed in.
#[utoipa::path(
    get,
    path = "/auth/session",
    operation_id = "get_session",
    tag = "Sign-in",
    responses(
        (status = 200, description = "The account", body = Signed),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 503, description = "Storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn get_session(call: Call) -> http::Result {
    let user = call
        .read(|tx, call| Ok(users::get(tx, UserId(call.context.caller.user_id))?))
        .await?
        .ok_or_else(Failure::not_signed_in)?;
    let user = accounts::view(&user);
    answer::json(StatusCode::OK, &Signed { user })
}
