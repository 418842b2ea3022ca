//! `GET /tokensets/{id}/modes/{modeId}`

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::place::{Inside, NO_MODE};
use crate::app::views::Mode;
use crate::auth::Action;
use crate::http::{self, ETag};

/// Get a mode
#[utoipa::path(
    get,
    path = "/tokensets/{id}/modes/{modeId}",
    operation_id = "get_mode",
    tag = "Modes",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case")
    ),
    responses(
        (status = 200, description = "The mode", body = Mode,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Mode not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn get_mode(call: Call) -> http::Result {
    let (inside, at) = call
        .read(|tx, call| {
            let id = call.segment("id");
            let inside = Inside::read(tx, &call.context, id, Action::Read, NO_MODE)?;
            let at = inside.at(call.segment("modeId"), NO_MODE)?;
            inside.permit()?;
            Ok((inside, at))
        })
        .await?;
    let mode = inside.mode(at);
    let view = Mode::new(inside.in_graph().key, mode);
    call.one(&ETag::of_revision(mode.revision), &view)
}
