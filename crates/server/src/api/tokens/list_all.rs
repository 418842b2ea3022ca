//! `GET /tokensets/{id}/tokens`

use serde::Serialize;
use utoipa::ToSchema;

use super::list::{TokenQuery, Wanted};
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::views::Token;
use crate::auth::Action;
use crate::http;

/// Tokens of all modes, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokensetTokens {
    tokens: Vec<Token>,
    /// How many pass the filters, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List tokens of a tokenset
///
/// Of all its modes.
#[utoipa::path(
    get,
    path = "/tokensets/{id}/tokens",
    operation_id = "list_tokenset_tokens",
    tag = "Tokens",
    params(("id" = String, Path, description = "Tokenset id"), TokenQuery, PageQuery),
    responses(
        (status = 200, description = "The tokens", body = TokensetTokens,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_tokenset_tokens(call: Call) -> http::Result {
    let (inside, wanted) = call
        .read(|tx, call| {
            let id = call.segment("id");
            let inside = Inside::read(tx, &call.context, id, Action::Read, NO_TOKENSET)?;
            inside.permit()?;
            Ok((inside, Wanted::of(&call.query)?))
        })
        .await?;
    call.many_from(inside.is_large(), move || {
        let shown = wanted.show(&inside, None);
        TokensetTokens {
            tokens: shown.tokens,
            total: shown.total,
            next_cursor: shown.next_cursor,
        }
    })
    .await
}
