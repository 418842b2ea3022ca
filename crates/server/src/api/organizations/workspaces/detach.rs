//! `DELETE /organizations/{id}/workspaces/{workspaceId}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::organizations::workspaces::detach;
use crate::http::{self, RawBody};

/// Detach a workspace from an organization
///
/// By an admin or the owner of the organization, or by the workspace's owner. What was released of it
/// stays released.
#[utoipa::path(
    delete,
    path = "/organizations/{id}/workspaces/{workspaceId}",
    operation_id = "detach_workspace",
    tag = "Organizations",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("workspaceId" = String, Path, description = "Workspace id")
    ),
    responses(
        (status = 200, description = "`Workspace detached successfully`", body = Message),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn detach_workspace(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let (organization, workspace) = (call.segment("id"), call.segment("workspaceId"));
        detach(tx, &call.context, organization, workspace)?;
        ok(&Message {
            message: "Workspace detached successfully",
        })
    })
    .await
}
