//! `GET /tokensets/{id}/modes`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::modes;
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::views::Mode;
use crate::auth::Action;
use crate::http::{self, Page};

/// Modes, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModeList {
    modes: Vec<Mode>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List modes of a tokenset
#[utoipa::path(
    get,
    path = "/tokensets/{id}/modes",
    operation_id = "list_modes",
    tag = "Modes",
    params(("id" = String, Path, description = "Tokenset id"), PageQuery),
    responses(
        (status = 200, description = "The modes", body = ModeList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_modes(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| {
            let id = call.segment("id");
            let inside = Inside::read(tx, &call.context, id, Action::Read, NO_TOKENSET)?;
            inside.permit()?;
            Ok((modes::list(&inside), Page::of(&call.query)?))
        })
        .await?;
    let (part, next_cursor) = page.cut(&all, |item| item.id.0);
    call.many(&ModeList {
        modes: part.to_vec(),
        total: all.len(),
        next_cursor,
    })
}
