//! `DELETE /organizations/{id}/members/{memberId}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::members::{self, NO_MEMBER};
use crate::app::organizations::OrganizationPlace;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Remove a member of an organization, or leave
///
/// Admins and the owner remove others; everybody but the owner may leave.
#[utoipa::path(
    delete,
    path = "/organizations/{id}/members/{memberId}",
    operation_id = "remove_organization_member",
    tag = "Organizations",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("memberId" = String, Path, description = "Id of the membership, as in the list")
    ),
    responses(
        (status = 200, description = "`Member removed successfully`", body = Message),
        (status = 404, description = "`Member not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn remove_organization_member(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let (ctx, id) = (&call.context, call.segment("id"));
        let action = Action::RemoveOrganizationMember;
        let place = OrganizationPlace::found(tx, ctx, id, action, NO_MEMBER)?;
        place.permit()?;
        members::remove(tx, ctx, place, call.segment("memberId"))?;
        ok(&Message {
            message: "Member removed successfully",
        })
    })
    .await
}
