//! `POST /workspaces/{id}/transfer`

use axum::http::StatusCode;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::members;
use crate::app::place::Place;
use crate::app::views::Workspace;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Whom the workspace is handed to.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewOwner {
    /// The account of a member.
    #[schema(format = "uuid")]
    user_id: String,
}

/// Hand a workspace over
///
/// The owner's alone. The new owner's plan counts from then on and must have room for the workspace
/// and its members; the old owner becomes an admin.
#[utoipa::path(
    post,
    path = "/workspaces/{id}/transfer",
    operation_id = "transfer_workspace",
    tag = "Members",
    params(("id" = String, Path, description = "Workspace id"), IdempotencyHeader),
    request_body = NewOwner,
    responses(
        (status = 200, description = "The workspace, with its new owner", body = Workspace),
        (status = 404, description = "`Workspace not found`, `User not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn transfer_workspace(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let id = call.segment("id");
        let place = Place::workspace(tx, &call.context, id, Action::TransferWorkspace)?;
        place.permit()?;
        let to = members::read_new_owner(&mut body.fields()?)?;
        call.once(tx, body, StatusCode::OK, |tx| {
            members::transfer(tx, &call.context, place, &to)
        })
    })
    .await
}
