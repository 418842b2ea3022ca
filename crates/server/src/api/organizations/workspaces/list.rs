//! `GET /organizations/{id}/workspaces`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::organizations::{self, NO_ORGANIZATION, OrganizationPlace};
use crate::app::views::Workspace;
use crate::auth::Action;
use crate::http::{self, Page};

/// Attached workspaces, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachedWorkspaceList {
    workspaces: Vec<Workspace>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List workspaces of an organization
///
/// What its releases are made of, for everybody in it; what is in them is seen by their own members.
#[utoipa::path(
    get,
    path = "/organizations/{id}/workspaces",
    operation_id = "list_organization_workspaces",
    tag = "Organizations",
    params(("id" = String, Path, description = "Organization id"), PageQuery),
    responses(
        (status = 200, description = "The workspaces", body = AttachedWorkspaceList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Organization not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_organization_workspaces(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| {
            let (ctx, id) = (&call.context, call.segment("id"));
            let action = Action::ReadOrganization;
            let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
            place.permit()?;
            let all = organizations::workspaces::list(tx, &place)?;
            Ok((all, Page::of(&call.query)?))
        })
        .await?;
    let (part, next_cursor) = page.cut(&all, |item| item.id.0);
    call.many(&AttachedWorkspaceList {
        workspaces: part.to_vec(),
        total: all.len(),
        next_cursor,
    })
}
