//! `POST /organizations/{id}/workspaces`

use axum::http::StatusCode;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::organizations::workspaces::{attach, read_workspace};
use crate::app::organizations::{NO_ORGANIZATION, OrganizationPlace};
use crate::app::views::Workspace;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// What is attached.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct AttachedWorkspace {
    /// A workspace that the caller owns.
    #[schema(format = "uuid")]
    workspace_id: String,
}

/// Attach a workspace to an organization
///
/// By the workspace's owner, as admin or owner of the organization. A workspace is in at most one.
#[utoipa::path(
    post,
    path = "/organizations/{id}/workspaces",
    operation_id = "attach_workspace",
    tag = "Organizations",
    params(("id" = String, Path, description = "Organization id"), IdempotencyHeader),
    request_body = AttachedWorkspace,
    responses(
        (status = 201, description = "The workspace", body = Workspace),
        (status = 404, description = "`Organization not found`, `Workspace not found`",
            body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn attach_workspace(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let (ctx, id) = (&call.context, call.segment("id"));
        let action = Action::AttachWorkspace;
        let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
        place.permit()?;
        let workspace = read_workspace(&mut body.fields()?)?;
        call.once(tx, body, StatusCode::CREATED, |tx| {
            attach(tx, ctx, place, &workspace)
        })
    })
    .await
}
