//! `GET /workspaces/{id}/tokensets`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::place::Place;
use crate::app::tokensets;
use crate::app::views::Tokenset;
use crate::auth::Action;
use crate::http::{self, Page};

/// Tokensets, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokensetList {
    tokensets: Vec<Tokenset>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List tokensets of a workspace
#[utoipa::path(
    get,
    path = "/workspaces/{id}/tokensets",
    operation_id = "list_tokensets",
    tag = "Tokensets",
    params(("id" = String, Path, description = "Workspace id"), PageQuery),
    responses(
        (status = 200, description = "The tokensets", body = TokensetList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_tokensets(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| {
            let place = Place::workspace(tx, &call.context, call.segment("id"), Action::Read)?;
            place.permit()?;
            Ok((tokensets::list(tx, &place)?, Page::of(&call.query)?))
        })
        .await?;
    let (part, next_cursor) = page.cut(&all, |item| item.id.0);
    call.many(&TokensetList {
        tokensets: part.to_vec(),
        total: all.len(),
        next_cursor,
    })
}
