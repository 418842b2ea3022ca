//! `POST /organizations/{id}/environments/{environmentId}/releases/{releaseId}/activate`

use axum::http::StatusCode;

use super::environment;
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::releases::views::Release;
use crate::app::releases::{NO_RELEASE, read};
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Activate a release
///
/// From then on the environment serves it: a way back, and forward again. Nothing else changes.
#[utoipa::path(
    post,
    path = "/organizations/{id}/environments/{environmentId}/releases/{releaseId}/activate",
    operation_id = "activate_release",
    tag = "Releases",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        ("releaseId" = String, Path, description = "Release id, or its version"),
        IdempotencyHeader
    ),
    responses(
        (status = 200, description = "The release, active now", body = Release),
        (status = 404, description = "`Release not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(super) async fn activate_release(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let (place, environment) = environment(tx, call, Action::Publish, NO_RELEASE)?;
        let text = call.segment("releaseId");
        read::find(tx, &environment, text)?;
        place.permit()?;
        body.fields()?;
        call.once(tx, body, StatusCode::OK, |tx| {
            read::activate(tx, &call.context, place, &environment, text)
        })
    })
    .await
}
