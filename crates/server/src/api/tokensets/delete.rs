//! `DELETE /tokensets/{id}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::tokensets;
use crate::http::{self, RawBody};

/// Delete a tokenset
///
/// With its modes and tokens. References to them break and are reported by diagnostics.
#[utoipa::path(
    delete,
    path = "/tokensets/{id}",
    operation_id = "delete_tokenset",
    tag = "Tokensets",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    responses(
        (status = 200, description = "`Tokenset deleted successfully`", body = Message),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn delete_tokenset(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_TOKENSET)?;
        inside.permit()?;
        tokensets::delete(tx, &call.context, &inside, |revision| call.check(revision))?;
        ok(&Message {
            message: "Tokenset deleted successfully",
        })
    })
    .await
}
