//! `POST /organizations/{id}/environments/{environmentId}/releases`

use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::schema::{NewRelease, PublicationPreview, PublishedRelease};
use super::{begin, commit};
use crate::api::call::{Call, blocking};
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::releases::input::Publication;
use crate::app::releases::publish::Sources;
use crate::http::{self, RawBody, answer};

/// Publish a release
///
/// Freezes all tokensets of the organization's workspaces, or of those named, as they are now: every mode,
/// every token as written and as resolved. The version follows from what differs from the active release;
/// the release becomes the active one.
#[utoipa::path(
    post,
    path = "/organizations/{id}/environments/{environmentId}/releases",
    operation_id = "publish_release",
    tag = "Releases",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        IdempotencyHeader
    ),
    request_body = NewRelease,
    responses(
        (status = 201, description = "Published", body = PublishedRelease),
        (status = 200, description = "What would be published (`dry_run`)", body = PublicationPreview),
        (status = 404, description = "`Environment not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(super) async fn publish_release(call: Call, body: RawBody) -> http::Result {
    let sources = match begin(&call, &body, Publication::read, Sources::read).await? {
        Ok(sources) => sources,
        Err(answer) => return Ok(answer.into_response()),
    };
    let wanted = sources.wanted.clone();
    let candidate = blocking(move || sources.candidate()).await?;
    if wanted.dry_run {
        return answer::json(StatusCode::OK, &candidate.preview());
    }
    candidate.permit(wanted.allow_broken)?;
    commit(call, body, candidate, "release.publish", wanted.words).await
}
