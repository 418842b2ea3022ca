//! `GET /workspaces/{id}`

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::place::Place;
use crate::app::views::Workspace;
use crate::app::workspaces;
use crate::auth::Action;
use crate::http::{self, ETag};

/// Get a workspace
#[utoipa::path(
    get,
    path = "/workspaces/{id}",
    operation_id = "get_workspace",
    tag = "Workspaces",
    params(("id" = String, Path, description = "Workspace id")),
    responses(
        (status = 200, description = "The workspace", body = Workspace,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn get_workspace(call: Call) -> http::Result {
    let row = call
        .read(|tx, call| {
            let place = Place::workspace(tx, &call.context, call.segment("id"), Action::Read)?;
            place.permit()?;
            Ok(place.workspace)
        })
        .await?;
    call.one(
        &ETag::of_revision(row.row_revision),
        &workspaces::view(&row),
    )
}
