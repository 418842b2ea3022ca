//! `GET /organizations/{id}`

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::organizations::{NO_ORGANIZATION, Organization, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, ETag};

/// Get an organization
#[utoipa::path(
    get,
    path = "/organizations/{id}",
    operation_id = "get_organization",
    tag = "Organizations",
    params(("id" = String, Path, description = "Organization id")),
    responses(
        (status = 200, description = "The organization", body = Organization,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Organization not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn get_organization(call: Call) -> http::Result {
    let place = call
        .read(|tx, call| {
            let (ctx, id) = (&call.context, call.segment("id"));
            let action = Action::ReadOrganization;
            let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
            place.permit()?;
            Ok(place)
        })
        .await?;
    let view = Organization::new(&place.organization, place.role);
    // The caller's role is part of it.
    let tag = ETag::of_revision_and(place.organization.revision, place.role);
    call.one(&tag, &view)
}
