//! `POST /workspaces/{id}/tokensets`

use axum::http::StatusCode;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::api::workspaces::{NewNamed, new_named};
use crate::app::place::Place;
use crate::app::tokensets;
use crate::app::views::Tokenset;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Create a tokenset
///
/// It begins with the default mode `Base`, which disappears, untouched, when another default mode is
/// made.
#[utoipa::path(
    post,
    path = "/workspaces/{id}/tokensets",
    operation_id = "create_tokenset",
    tag = "Tokensets",
    params(("id" = String, Path, description = "Workspace id"), IdempotencyHeader),
    request_body = NewNamed,
    responses(
        (status = 201, description = "The new tokenset", body = Tokenset),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn create_tokenset(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let place = Place::workspace(tx, &call.context, call.segment("id"), Action::Write)?;
        place.permit()?;
        let input = new_named(&mut body.fields()?)?;
        call.once(tx, body, StatusCode::CREATED, |tx| {
            tokensets::create(tx, &call.context, place, input)
        })
    })
    .await
}
