//! `POST /workspaces/{id}/import`

use super::documents::{ImportQuery, run};
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::import::Report;
use crate::app::place::{NO_WORKSPACE, Place};
use crate::app::transfer::into_workspace;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Import into a workspace
///
/// Every document goes into the oldest tokenset of its name, which is made when there is none. The
/// name is what the form's text field `tokenset` before the file says, else `name=`, else the file
/// name up to its first dot.
#[utoipa::path(
    post,
    path = "/workspaces/{id}/import",
    operation_id = "import_workspace",
    tag = "Import",
    params(
        ("id" = String, Path, description = "Workspace id"),
        ("name" = Option<String>, Query, description = "The tokenset's name; `Imported` otherwise"),
        ImportQuery,
        IdempotencyHeader
    ),
    request_body(
        description = "The document itself, or a form with several files",
        content(
            (serde_json::Value = "application/json"),
            (serde_json::Value = "application/design-tokens+json"),
            (String = "multipart/form-data")
        )
    ),
    responses(
        (status = 200, description = "What the import did, or would do", body = Report),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn import_workspace(call: Call, body: RawBody) -> http::Result {
    run(
        call,
        body,
        |tx, call| {
            let id = call.segment("id");
            Ok(Place::workspace(tx, &call.context, id, Action::Write)?.permit()?)
        },
        |tx, call| {
            let id = call.segment("id");
            let mut place = Place::workspace(tx, &call.context, id, Action::Write)?;
            place.permit()?;
            place.lock(tx, NO_WORKSPACE)?;
            Ok(place)
        },
        |tx, call, place, documents, options| {
            into_workspace(tx, &call.context, place, documents, options)
        },
    )
    .await
}
