//! `DELETE /workspaces/{id}/members/{memberId}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::members::{self, NO_MEMBER};
use crate::app::place::Place;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Remove a member, or leave
///
/// Admins and the owner remove others; everybody but the owner may leave.
#[utoipa::path(
    delete,
    path = "/workspaces/{id}/members/{memberId}",
    operation_id = "remove_member",
    tag = "Members",
    params(
        ("id" = String, Path, description = "Workspace id"),
        ("memberId" = String, Path, description = "Id of the membership, as in the list")
    ),
    responses(
        (status = 200, description = "`Member removed successfully`", body = Message),
        (status = 404, description = "`Member not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn remove_member(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let id = call.segment("id");
        let place = Place::found(tx, &call.context, id, Action::RemoveMember, NO_MEMBER)?;
        place.permit()?;
        members::remove(tx, &call.context, place, call.segment("memberId"))?;
        ok(&Message {
            message: "Member removed successfully",
        })
    })
    .await
}
