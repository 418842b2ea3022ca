//! `PATCH /tokensets/{id}`

use crate::api::call::{Call, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::api::workspaces::{ChangedNamed, changed_named};
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::tokensets;
use crate::app::views::Tokenset;
use crate::http::{self, RawBody};

/// Update a tokenset
#[utoipa::path(
    patch,
    path = "/tokensets/{id}",
    operation_id = "update_tokenset",
    tag = "Tokensets",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    request_body = ChangedNamed,
    responses(
        (status = 200, description = "The tokenset as it is now", body = Tokenset),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn update_tokenset(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_TOKENSET)?;
        inside.permit()?;
        let input = changed_named(&mut body.fields()?)?;
        let check = |revision| call.check(revision);
        ok(&tokensets::update(
            tx,
            &call.context,
            &inside,
            input,
            check,
        )?)
    })
    .await
}
