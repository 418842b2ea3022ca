//! `POST /tokensets/{id}/tokens/rename`

use axum::http::StatusCode;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::field::Fields;
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::tokens::rename::{RenameResult, apply};
use crate::app::{self, Error};
use crate::http::{self, RawBody};

/// From which name to which.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct RenameBody {
    /// A token's name, or a prefix with a trailing `.*`.
    #[schema(example = "colors.blue.*")]
    from: String,
    /// The new name, or the new prefix with a trailing `.*`.
    #[schema(example = "colors.primary.*")]
    to: String,
}

fn text(fields: &mut Fields, member: &'static str) -> app::Result<String> {
    let sentence = format!("{member} is required and must be a non-empty string");
    let text = fields
        .text(member, "invalid_name", &sentence)?
        .into_option();
    let text = text.map(|text| text.trim().to_owned());
    text.filter(|text| !text.is_empty())
        .ok_or_else(|| Error::invalid("invalid_name", sentence))
}

/// Rename tokens
///
/// In every mode of the tokenset; every reference in the workspace follows.
#[utoipa::path(
    post,
    path = "/tokensets/{id}/tokens/rename",
    operation_id = "rename_tokens",
    tag = "Tokens",
    params(("id" = String, Path, description = "Tokenset id"), IdempotencyHeader),
    request_body = RenameBody,
    responses(
        (status = 200, description = "How many tokens and references changed", body = RenameResult),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn rename_tokens(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_TOKENSET)?;
        inside.permit()?;
        let mut fields = body.fields()?;
        let from = text(&mut fields, "from")?;
        let to = text(&mut fields, "to")?;
        call.once(tx, body, StatusCode::OK, |tx| {
            apply(tx, &call.context, &inside, &from, &to)
        })
    })
    .await
}
