//! `POST /organizations/{id}/environments/{environmentId}/merge`

use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::schema::{MergePreview, NewMerge, PublishedRelease};
use super::{begin, commit};
use crate::api::call::{Call, blocking};
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::releases::input::Merging;
use crate::app::releases::merge::Sides;
use crate::http::{self, RawBody, answer};

/// Merge into Production
///
/// What the environment serves goes into what Production serves, token by token, compared with the release
/// that both last shared. What both changed differently is a conflict: 409 lists the conflicts, and
/// `resolutions` or `strategy` settles them. The result is a new release of Production.
#[utoipa::path(
    post,
    path = "/organizations/{id}/environments/{environmentId}/merge",
    operation_id = "merge_environment",
    tag = "Releases",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        IdempotencyHeader
    ),
    request_body = NewMerge,
    responses(
        (status = 201, description = "Merged", body = PublishedRelease),
        (status = 200, description = "What would be merged (`dry_run`)", body = MergePreview),
        (status = 404, description = "`Environment not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(super) async fn merge_environment(call: Call, body: RawBody) -> http::Result {
    let sides = match begin(&call, &body, Merging::read, Sides::read).await? {
        Ok(sides) => sides,
        Err(answer) => return Ok(answer.into_response()),
    };
    let wanted = sides.wanted.clone();
    let merge = blocking(move || sides.merge()).await?;
    merge.permit_resolutions()?;
    if wanted.dry_run {
        return answer::json(StatusCode::OK, &merge.preview());
    }
    merge.permit(wanted.allow_broken)?;
    commit(call, body, merge.candidate, "release.merge", wanted.words).await
}
