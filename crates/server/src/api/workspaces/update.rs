//! `PATCH /workspaces/{id}`

use super::{ChangedNamed, changed_named};
use crate::api::call::{Call, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::place::Place;
use crate::app::views::Workspace;
use crate::app::workspaces;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Update a workspace
#[utoipa::path(
    patch,
    path = "/workspaces/{id}",
    operation_id = "update_workspace",
    tag = "Workspaces",
    params(
        ("id" = String, Path, description = "Workspace id"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    request_body = ChangedNamed,
    responses(
        (status = 200, description = "The workspace as it is now", body = Workspace),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn update_workspace(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let id = call.segment("id");
        let place = Place::workspace(tx, &call.context, id, Action::EditWorkspace)?;
        place.permit()?;
        let input = changed_named(&mut body.fields()?)?;
        let check = |revision| call.check(revision);
        ok(&workspaces::update(tx, &call.context, place, input, check)?)
    })
    .await
}
