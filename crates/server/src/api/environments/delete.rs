//! `DELETE /organizations/{id}/environments/{environmentId}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::organizations::environments;
use crate::app::organizations::{NO_ENVIRONMENT, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Delete an environment
///
/// With its releases. For admins and the owner; Production stays.
#[utoipa::path(
    delete,
    path = "/organizations/{id}/environments/{environmentId}",
    operation_id = "delete_environment",
    tag = "Environments",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    responses(
        (status = 200, description = "`Environment deleted successfully`", body = Message),
        (status = 400, description = "`Production cannot be deleted`", body = ErrorBody),
        (status = 404, description = "`Environment not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn delete_environment(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let (ctx, id) = (&call.context, call.segment("id"));
        let action = Action::DeleteEnvironment;
        let place = OrganizationPlace::found(tx, ctx, id, action, NO_ENVIRONMENT)?;
        let name = call.segment("environmentId");
        let row = environments::find(tx, place.organization.id, name)?;
        place.permit()?;
        environments::delete(tx, ctx, place, row.id, |revision| call.check(revision))?;
        ok(&Message {
            message: "Environment deleted successfully",
        })
    })
    .await
}
