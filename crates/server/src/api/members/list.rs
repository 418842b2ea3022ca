//! `GET /workspaces/{id}/members`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::members::{self, MemberView};
use crate::app::place::Place;
use crate::auth::Action;
use crate::http::{self, Page};

/// Members, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberList {
    members: Vec<MemberView>,
    /// Always empty: members are added at once.
    #[schema(value_type = Vec<Object>)]
    invitations: [(); 0],
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List members of a workspace
///
/// Everybody, the owner included, for everybody in it.
#[utoipa::path(
    get,
    path = "/workspaces/{id}/members",
    operation_id = "list_members",
    tag = "Members",
    params(("id" = String, Path, description = "Workspace id"), PageQuery),
    responses(
        (status = 200, description = "The members", body = MemberList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_members(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| {
            let place = Place::workspace(tx, &call.context, call.segment("id"), Action::Read)?;
            place.permit()?;
            Ok((members::list(tx, &place)?, Page::of(&call.query)?))
        })
        .await?;
    let (part, next_cursor) = page.cut(&all, |(id, _)| id.0);
    call.many(&MemberList {
        members: part.iter().map(|(_, view)| view.clone()).collect(),
        invitations: [],
        next_cursor,
    })
}
