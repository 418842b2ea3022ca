//! `DELETE /organizations/{id}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::organizations::{self, NO_ORGANIZATION, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Delete an organization
///
/// With its environments and their releases; its workspaces stay with their owners. The owner's alone.
#[utoipa::path(
    delete,
    path = "/organizations/{id}",
    operation_id = "delete_organization",
    tag = "Organizations",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    responses(
        (status = 200, description = "`Organization deleted successfully`", body = Message),
        (status = 404, description = "`Organization not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn delete_organization(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let (ctx, id) = (&call.context, call.segment("id"));
        let action = Action::DeleteOrganization;
        let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
        place.permit()?;
        organizations::delete(tx, ctx, place, |revision| call.check(revision))?;
        ok(&Message {
            message: "Organization deleted successfully",
        })
    })
    .await
}
