//! `PATCH /organizations/{id}`

use super::Renamed;
use crate::api::call::{Call, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::organizations::{self, NO_ORGANIZATION, Organization, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Rename an organization
///
/// For admins and the owner.
#[utoipa::path(
    patch,
    path = "/organizations/{id}",
    operation_id = "update_organization",
    tag = "Organizations",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    request_body = Renamed,
    responses(
        (status = 200, description = "The organization as it is now", body = Organization),
        (status = 404, description = "`Organization not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn update_organization(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let (ctx, id) = (&call.context, call.segment("id"));
        let action = Action::EditOrganization;
        let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
        place.permit()?;
        let name = body.fields()?.patched_name()?;
        let check = |revision| call.check(revision);
        ok(&organizations::update(tx, ctx, place, name, check)?)
    })
    .await
}
