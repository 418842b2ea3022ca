//! `PATCH /tokensets/{id}/modes/{modeId}`

use utoipa::ToSchema;

use crate::api::call::{Call, ok};
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::field::Fields;
use crate::app::input::whole_number;
use crate::app::mode_rules::{ModePatch, slug};
use crate::app::place::{Inside, NO_MODE};
use crate::app::views::Mode;
use crate::app::{self, modes};
use crate::http::{self, RawBody};

/// The body that changes a mode: absent members stay.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct ChangedMode {
    /// 1–255 characters; its kebab-case form is unique in the tokenset.
    #[schema(nullable = false)]
    name: Option<String>,
    /// `true` makes it the default. The default mode cannot be made none.
    #[schema(nullable = false)]
    is_default: Option<bool>,
    /// Its place in lists and exports, from 0.
    #[schema(nullable = false)]
    position: Option<u32>,
}

fn read(fields: &mut Fields) -> app::Result<ModePatch> {
    let patch = ModePatch {
        name: fields.patched_name()?,
        is_default: fields.boolean("is_default")?,
        position: whole_number(fields, "position")?,
    };
    patch.name.as_deref().map(slug).transpose()?;
    Ok(patch)
}

/// Update a mode
#[utoipa::path(
    patch,
    path = "/tokensets/{id}/modes/{modeId}",
    operation_id = "update_mode",
    tag = "Modes",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case"),
        ("If-Match" = Option<String>, Header, description = "The entity tag that was read")
    ),
    request_body = ChangedMode,
    responses(
        (status = 200, description = "The mode as it is now", body = Mode),
        (status = 404, description = "`Mode not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn update_mode(call: Call, body: RawBody) -> http::Result {
    call.write(body, |tx, call, body| {
        let inside = Inside::write(tx, &call.context, call.segment("id"), NO_MODE)?;
        let at = inside.at(call.segment("modeId"), NO_MODE)?;
        inside.permit()?;
        let patch = read(&mut body.fields()?)?;
        let check = |revision| call.check(revision);
        ok(&modes::update(
            tx,
            &call.context,
            &inside,
            at,
            &patch,
            check,
        )?)
    })
    .await
}
