//! `GET /api-tokens`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{PageQuery, ReadRefusals};
use crate::app::api_tokens::{self, ApiTokenView};
use crate::http::{self, Page};

/// API tokens, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiTokenList {
    api_tokens: Vec<ApiTokenView>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List API tokens
///
/// The caller's own that are not revoked, oldest first; without the credentials, which nobody knows
/// any more.
#[utoipa::path(
    get,
    path = "/api-tokens",
    operation_id = "list_api_tokens",
    tag = "API tokens",
    params(PageQuery),
    responses((status = 200, description = "The API tokens", body = ApiTokenList,
            headers(("ETag" = String, description = "Names this very content"))), ReadRefusals)
)]
pub(crate) async fn list_api_tokens(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| Ok((api_tokens::list(tx, &call.context)?, Page::of(&call.query)?)))
        .await?;
    let (part, next_cursor) = page.cut(&all, |item| item.id.0);
    call.many(&ApiTokenList {
        api_tokens: part.to_vec(),
        total: all.len(),
        next_cursor,
    })
}
