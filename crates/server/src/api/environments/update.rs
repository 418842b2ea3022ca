//! `PATCH /organizations/{id}/environments/{environmentId}`

use crate::api::call::{Call, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::api::organizations::Renamed;
use crate::app::organizations::environments::{self, Environment};
use crate::app::organizations::{NO_ENVIRONMENT, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Rename an environment
///
/// For editors and above. Production keeps its name.
#[utoipa::path(
    patch,
    path = "/organizations/{id}/environments/{environmentId}",
    operation_id = "update_environment",
    tag = "Environments",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    request_body = Renamed,
    responses(
        (status = 200, description = "The environment as it is now", body = Environment),
        (status = 404, description = "`Environment not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn update_environment(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let (ctx, id) = (&call.context, call.segment("id"));
        let place = OrganizationPlace::found(tx, ctx, id, Action::Publish, NO_ENVIRONMENT)?;
        let name = call.segment("environmentId");
        let row = environments::find(tx, place.organization.id, name)?;
        place.permit()?;
        let name = body.fields()?.patched_name()?;
        let check = |revision| call.check(revision);
        let row = environments::update(tx, ctx, place, row.id, name, check)?;
        ok(&environments::view(tx, &row)?)
    })
    .await
}
