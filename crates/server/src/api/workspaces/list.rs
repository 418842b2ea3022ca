//! `GET /workspaces`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{PageQuery, ReadRefusals};
use crate::app::views::ListedWorkspace;
use crate::app::workspaces;
use crate::http::{self, Page};

/// Workspaces, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkspaceList {
    workspaces: Vec<ListedWorkspace>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List workspaces
///
/// Every workspace that the caller sees, oldest first.
#[utoipa::path(
    get,
    path = "/workspaces",
    operation_id = "list_workspaces",
    tag = "Workspaces",
    params(PageQuery),
    responses((status = 200, description = "The workspaces", body = WorkspaceList,
            headers(("ETag" = String, description = "Names this very content"))), ReadRefusals)
)]
pub(crate) async fn list_workspaces(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| Ok((workspaces::list(tx, &call.context)?, Page::of(&call.query)?)))
        .await?;
    let (part, next_cursor) = page.cut(&all, |item| item.workspace.id.0);
    call.many(&WorkspaceList {
        workspaces: part.to_vec(),
        total: all.len(),
        next_cursor,
    })
}
