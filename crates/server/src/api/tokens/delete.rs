//! `DELETE /tokensets/{id}/modes/{modeId}/tokens/{tokenId}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::place::{Inside, NO_TOKEN};
use crate::app::tokens;
use crate::http::{self, RawBody};

/// Delete a token
///
/// What refers to it reads as `null` from now on, and is reported by diagnostics.
#[utoipa::path(
    delete,
    path = "/tokensets/{id}/modes/{modeId}/tokens/{tokenId}",
    operation_id = "delete_token",
    tag = "Tokens",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case"),
        ("tokenId" = String, Path, description = "Token id"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    responses(
        (status = 200, description = "`Token deleted successfully`", body = Message),
        (status = 404, description = "`Token not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn delete_token(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_TOKEN)?;
        let at = inside.at(call.segment("modeId"), NO_TOKEN)?;
        let token = inside.token(at, call.segment("tokenId"))?;
        inside.permit()?;
        let check = |revision| call.check(revision);
        tokens::delete(tx, &call.context, &inside, at, token, check)?;
        ok(&Message {
            message: "Token deleted successfully",
        })
    })
    .await
}
