//! `POST /tokensets/{id}/modes/{modeId}/tokens/batch`

use axum::http::StatusCode;
use utoipa::ToSchema;

use super::{ChangedToken, NewTokenBody};
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::place::{Inside, NO_MODE};
use crate::app::tokens::batch::{Batch, BatchResult, apply};
use crate::http::etag::revision_of;
use crate::http::{self, RawBody};

/// Changes of one mode's tokens, at most 10,000 together. Their order does not matter.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct BatchBody {
    /// Tokens to make.
    #[schema(nullable = false)]
    create: Option<Vec<NewTokenBody>>,
    /// Tokens to change.
    #[schema(nullable = false)]
    update: Option<Vec<BatchUpdate>>,
    /// Ids of tokens to delete, or objects `{id, if_match}`.
    #[schema(nullable = false)]
    delete: Option<Vec<String>>,
}

/// A token to change.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct BatchUpdate {
    /// The token's id.
    id: String,
    /// The entity tag that was read.
    if_match: Option<String>,
    /// What changes.
    #[schema(inline)]
    #[serde(flatten)]
    change: ChangedToken,
}

/// Change many tokens at once
///
/// All or nothing. A refusal names the entry: `create[3]: …`.
#[utoipa::path(
    post,
    path = "/tokensets/{id}/modes/{modeId}/tokens/batch",
    operation_id = "batch_tokens",
    tag = "Tokens",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case"),
        IdempotencyHeader
    ),
    request_body = BatchBody,
    responses(
        (status = 200, description = "How many were made, changed, deleted", body = BatchResult),
        (status = 404, description = "`Mode not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn batch_tokens(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_MODE)?;
        let at = inside.at(call.segment("modeId"), NO_MODE)?;
        inside.permit()?;
        let batch = Batch::read(&mut body.fields()?, revision_of)?;
        call.once(tx, body, StatusCode::OK, |tx| {
            apply(tx, &call.context, &inside, at, batch)
        })
    })
    .await
}
