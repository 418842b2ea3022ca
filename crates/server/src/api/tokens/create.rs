//! `POST /tokensets/{id}/modes/{modeId}/tokens`

use axum::http::StatusCode;

use super::NewTokenBody;
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::place::{Inside, NO_MODE};
use crate::app::tokens;
use crate::app::tokens::write::NewToken;
use crate::app::views::Token;
use crate::http::{self, RawBody};

/// Create a token
#[utoipa::path(
    post,
    path = "/tokensets/{id}/modes/{modeId}/tokens",
    operation_id = "create_token",
    tag = "Tokens",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case"),
        IdempotencyHeader
    ),
    request_body = NewTokenBody,
    responses(
        (status = 201, description = "The new token", body = Token),
        (status = 404, description = "`Mode not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn create_token(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_MODE)?;
        let at = inside.at(call.segment("modeId"), NO_MODE)?;
        inside.permit()?;
        let input = NewToken::read(&mut body.fields()?)?;
        call.once(tx, body, StatusCode::CREATED, |tx| {
            tokens::create(tx, &call.context, &inside, at, input)
        })
    })
    .await
}
