//! `DELETE /api-tokens/{id}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::api_tokens;
use crate::http::{self, RawBody};

/// Revoke an API token
///
/// From the next request on it is refused, by every process.
#[utoipa::path(
    delete,
    path = "/api-tokens/{id}",
    operation_id = "revoke_api_token",
    tag = "API tokens",
    params(("id" = String, Path, description = "API token id")),
    responses(
        (status = 200, description = "`API token revoked successfully`", body = Message),
        (status = 404, description = "`API token not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn revoke_api_token(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        api_tokens::revoke(tx, &call.context, call.segment("id"))?;
        ok(&Message {
            message: "API token revoked successfully",
        })
    })
    .await
}
