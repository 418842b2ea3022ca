//! `POST /workspaces`

use axum::http::StatusCode;

use super::{NewWorkspace, new_named};
use crate::api::call::Call;
use crate::api::docs_parts::{IdempotencyHeader, WriteRefusals};
use crate::app::organizations::workspaces::Wish;
use crate::app::views::Workspace;
use crate::app::workspaces;
use crate::auth::Door;
use crate::http::{self, RawBody};

/// Create a workspace
///
/// The caller owns it; the caller's own plan counts, and its limit of workspaces. Behind the session
/// door it may begin in an organization: 404 `Organization not found` when there is no such, 403 when
/// the caller is neither owner nor admin of one or its owner's plan has none.
#[utoipa::path(
    post,
    path = "/workspaces",
    operation_id = "create_workspace",
    tag = "Workspaces",
    params(IdempotencyHeader),
    request_body = NewWorkspace,
    responses((status = 201, description = "The new workspace", body = Workspace), WriteRefusals)
)]
pub(crate) async fn create_workspace(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let plan = workspaces::permit_create(tx, &call.context)?;
        let mut fields = body.fields()?;
        let input = new_named(&mut fields)?;
        let wish = match call.context.caller.door {
            Door::Session { .. } => Wish::read(&mut fields)?,
            Door::Api { .. } => Wish::None,
        };
        let organization = wish.find(tx, &call.context)?;
        call.once(tx, body, StatusCode::CREATED, |tx| {
            workspaces::create(tx, &call.context, plan, input, organization)
        })
    })
    .await
}
