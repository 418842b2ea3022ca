//! `DELETE /tokensets/{id}/modes/{modeId}`

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::modes;
use crate::app::place::{Inside, NO_MODE};
use crate::http::{self, RawBody};

/// Delete a mode
///
/// With its tokens. When it was the default, the oldest other mode becomes it.
#[utoipa::path(
    delete,
    path = "/tokensets/{id}/modes/{modeId}",
    operation_id = "delete_mode",
    tag = "Modes",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    responses(
        (status = 200, description = "`Mode deleted successfully`", body = Message),
        (status = 404, description = "`Mode not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn delete_mode(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_MODE)?;
        let at = inside.at(call.segment("modeId"), NO_MODE)?;
        inside.permit()?;
        modes::delete(tx, &call.context, &inside, at, |revision| {
            call.check(revision)
        })?;
        ok(&Message {
            message: "Mode deleted successfully",
        })
    })
    .await
}
