//! `POST /users/{id}/reset`

use axum::http::StatusCode;
use serde::Serialize;
use tokencraft_storage::users;
use utoipa::ToSchema;

use super::Base;
use super::update::find;
use crate::api::call::Call;
use crate::api::docs_parts::ErrorBody;
use crate::app::Error;
use crate::app::accounts::{self, Mark, NO_USER};
use crate::auth::PlainSecret;
use crate::http::idempotency::Answer;
use crate::http::{self, RawBody};

/// Where the account's owner sets a new password.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResetLink {
    /// Works once, for three days; earlier links of the account do not work any more.
    reset_url: String,
}

/// Make a reset link
///
/// A one-time link with which the account's owner sets a new password. Operators only.
/// `Idempotency-Key` has no effect: the answer holds a secret and is not kept.
#[utoipa::path(
    post,
    path = "/users/{id}/reset",
    operation_id = "make_reset_link",
    tag = "Accounts",
    params(("id" = String, Path, description = "Account id")),
    responses(
        (status = 200, description = "The link", body = ResetLink),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 403, description = "`Only operators may manage accounts`", body = ErrorBody),
        (status = 404, description = "`User not found`", body = ErrorBody),
        (status = 415, description = "The body is not JSON", body = ErrorBody),
        (status = 503, description = "Storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn make_reset_link(call: Call, base: Base, body: RawBody) -> http::Result {
    let secret = PlainSecret::mint(call.context.server.clock());
    let reset_url = accounts::reset_url(&base.0, &secret);
    let mark = Mark::of(&call.context);
    call.write(body, move |tx, call, body| {
        accounts::permit_operator(tx, &call.context)?;
        let id = find(tx, call.segment("id"))?;
        body.fields()?;
        let user = users::get(tx, id)?.ok_or(Error::NotFound(NO_USER))?;
        accounts::add_reset_link(tx, &mark, &user, &secret)?;
        let reset_url = reset_url.clone();
        Ok(Answer::json(StatusCode::OK, &ResetLink { reset_url })?)
    })
    .await
}
