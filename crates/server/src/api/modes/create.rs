//! `POST /tokensets/{id}/modes`

use axum::http::StatusCode;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app;
use crate::app::field::Fields;
use crate::app::modes::{self, NewMode};
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::views::Mode;
use crate::http::{self, RawBody};

/// The body that makes a mode.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewModeBody {
    /// 1–255 characters; its kebab-case form is unique in the tokenset.
    name: String,
    /// Makes it the default; an untouched `Base` disappears.
    #[schema(nullable = false)]
    is_default: Option<bool>,
    /// The id of a mode whose tokens are copied.
    copy_from: Option<String>,
}

fn read(fields: &mut Fields) -> app::Result<NewMode> {
    let copy_from = fields.text(
        "copy_from",
        "invalid_copy_from",
        "copy_from must be a string",
    )?;
    let mode = NewMode {
        name: fields.required_name()?,
        is_default: fields.boolean("is_default")?.unwrap_or(false),
        copy_from: copy_from.into_option(),
    };
    app::mode_rules::slug(&mode.name)?;
    Ok(mode)
}

/// Create a mode
#[utoipa::path(
    post,
    path = "/tokensets/{id}/modes",
    operation_id = "create_mode",
    tag = "Modes",
    params(("id" = String, Path, description = "Tokenset id"), IdempotencyHeader),
    request_body = NewModeBody,
    responses(
        (status = 201, description = "The new mode", body = Mode),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn create_mode(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_TOKENSET)?;
        inside.permit()?;
        let input = read(&mut body.fields()?)?;
        call.once(tx, body, StatusCode::CREATED, |tx| {
            modes::create(tx, &call.context, &inside, &input)
        })
    })
    .await
}
