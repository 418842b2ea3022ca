//! `GET /auth/options`

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};

use super::visitor::Visitor;
use crate::api::docs_parts::ErrorBody;
use crate::app::setup::{self, SignInOptions};
use crate::http::{self, answer};

/// Get the ways in
///
/// What somebody without a session can do besides signing in. Needs no session.
#[utoipa::path(
    get,
    path = "/auth/options",
    operation_id = "get_sign_in_options",
    tag = "Sign-in",
    responses(
        (status = 200, description = "Which ways are open", body = SignInOptions),
        (status = 503, description = "Storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn get_sign_in_options(visitor: Visitor) -> http::Result {
    let options = setup::options(&visitor.server).await?;
    let mut response = answer::json(StatusCode::OK, &options)?;
    let kept = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, kept);
    Ok(response)
}
