//! `POST /workspaces/{id}/members`

use axum::http::StatusCode;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::members::{self, MemberView, NewMember};
use crate::app::place::Place;
use crate::app::words::GrantedRole;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Who is to have which role.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewMemberBody {
    /// An account's address, in whatever case.
    email: String,
    /// `admin`, `editor` or `viewer`.
    #[schema(example = "editor")]
    role: GrantedRole,
}

/// Add a member, or change a role
///
/// At once, without an invitation. For admins and the owner; the owner's own role stays, and nobody
/// is made the owner (see transfer). The plan of the workspace's owner must have room.
#[utoipa::path(
    post,
    path = "/workspaces/{id}/members",
    operation_id = "put_member",
    tag = "Members",
    params(("id" = String, Path, description = "Workspace id"), IdempotencyHeader),
    request_body = NewMemberBody,
    responses(
        (status = 201, description = "Added", body = MemberView),
        (status = 200, description = "A member already, now with this role", body = MemberView),
        (status = 404, description = "`Workspace not found`, `User not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn put_member(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let id = call.segment("id");
        let place = Place::workspace(tx, &call.context, id, Action::ManageMembers)?;
        place.permit()?;
        let new = NewMember::read(&mut body.fields()?)?;
        call.once_as(tx, body, |tx| {
            let (added, view) = members::put(tx, &call.context, place, &new)?;
            let status = if added {
                StatusCode::CREATED
            } else {
                StatusCode::OK
            };
            Ok((status, view))
        })
    })
    .await
}
