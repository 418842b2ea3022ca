//! `GET /organizations/{id}/environments/{environmentId}`

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::organizations::environments::{self, Environment};
use crate::app::organizations::{NO_ENVIRONMENT, OrganizationPlace};
use crate::app::snapshot::content_hash;
use crate::auth::Action;
use crate::http::{self, ETag, answer};

/// Get an environment
#[utoipa::path(
    get,
    path = "/organizations/{id}/environments/{environmentId}",
    operation_id = "get_environment",
    tag = "Environments",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case")
    ),
    responses(
        (status = 200, description = "The environment", body = Environment,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Environment not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn get_environment(call: Call) -> http::Result {
    let (revision, view) = call
        .read(|tx, call| {
            let (ctx, id) = (&call.context, call.segment("id"));
            let action = Action::ReadOrganization;
            let place = OrganizationPlace::found(tx, ctx, id, action, NO_ENVIRONMENT)?;
            let name = call.segment("environmentId");
            let row = environments::find(tx, place.organization.id, name)?;
            place.permit()?;
            Ok((row.revision, environments::view(tx, &row)?))
        })
        .await?;
    // What it serves tells who published that, under the name of today.
    let hash = content_hash(&[&answer::to_bytes(&view)?]);
    call.one(&ETag::of_revision_and(revision, hash), &view)
}
