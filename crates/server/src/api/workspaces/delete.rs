//! `DELETE /workspaces/{id}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::place::Place;
use crate::app::workspaces;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Delete a workspace
///
/// With everything in it. The owner's alone.
#[utoipa::path(
    delete,
    path = "/workspaces/{id}",
    operation_id = "delete_workspace",
    tag = "Workspaces",
    params(
        ("id" = String, Path, description = "Workspace id"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    responses(
        (status = 200, description = "`Workspace deleted successfully`", body = Message),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn delete_workspace(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let id = call.segment("id");
        let place = Place::workspace(tx, &call.context, id, Action::DeleteWorkspace)?;
        place.permit()?;
        workspaces::delete(tx, &call.context, place, |revision| call.check(revision))?;
        ok(&Message {
            message: "Workspace deleted successfully",
        })
    })
    .await
}
