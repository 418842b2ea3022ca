//! `POST /organizations/{id}/members`

use axum::http::StatusCode;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::api::members::put::NewMemberBody;
use crate::app::members::{self, NewMember, OrganizationMember};
use crate::app::organizations::{NO_ORGANIZATION, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Add a member to an organization, or change a role
///
/// At once, without an invitation. For admins and the owner; the owner's own role stays, and nobody
/// is made the owner. Membership gives no right in the organization's workspaces.
#[utoipa::path(
    post,
    path = "/organizations/{id}/members",
    operation_id = "put_organization_member",
    tag = "Organizations",
    params(("id" = String, Path, description = "Organization id"), IdempotencyHeader),
    request_body = NewMemberBody,
    responses(
        (status = 201, description = "Added", body = OrganizationMember),
        (status = 200, description = "A member already, now with this role",
            body = OrganizationMember),
        (status = 404, description = "`Organization not found`, `User not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn put_organization_member(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let (ctx, id) = (&call.context, call.segment("id"));
        let action = Action::ManageOrganizationMembers;
        let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
        place.permit()?;
        let new = NewMember::read(&mut body.fields()?)?;
        call.once_as(tx, body, |tx| {
            let (added, view) = members::put(tx, ctx, place, &new)?;
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
