//! `PATCH /tokensets/{id}/modes/{modeId}/tokens/{tokenId}`

use super::ChangedToken;
use crate::api::call::{Call, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::place::{Inside, NO_TOKEN};
use crate::app::tokens;
use crate::app::tokens::write::TokenPatch;
use crate::app::views::Token;
use crate::http::{self, RawBody};

/// Update a token
#[utoipa::path(
    patch,
    path = "/tokensets/{id}/modes/{modeId}/tokens/{tokenId}",
    operation_id = "update_token",
    tag = "Tokens",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case"),
        ("tokenId" = String, Path, description = "Token id"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    request_body = ChangedToken,
    responses(
        (status = 200, description = "The token as it is now", body = Token),
        (status = 404, description = "`Token not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn update_token(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_TOKEN)?;
        let at = inside.at(call.segment("modeId"), NO_TOKEN)?;
        let token = inside.token(at, call.segment("tokenId"))?;
        inside.permit()?;
        let patch = TokenPatch::read(&mut body.fields()?)?;
        let check = |revision| call.check(revision);
        ok(&tokens::update(
            tx,
            &call.context,
            &inside,
            at,
            token,
            &patch,
            check,
        )?)
    })
    .await
}
