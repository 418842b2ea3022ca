//! `GET /auth/sessions`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery};
use crate::app::sessions::{self, SessionView};
use crate::http::{self, Page};

/// Signed-in browsers, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionList {
    sessions: Vec<SessionView>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List sessions
///
/// The browsers in which the caller is signed in, oldest first.
#[utoipa::path(
    get,
    path = "/auth/sessions",
    operation_id = "list_sessions",
    tag = "Sign-in",
    params(PageQuery),
    responses(
        (status = 200, description = "The sessions", body = SessionList),
        (status = 400, description = "A parameter is wrong", body = ErrorBody),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 503, description = "Storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn list_sessions(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| Ok((sessions::list(tx, &call.context)?, Page::of(&call.query)?)))
        .await?;
    let (part, next_cursor) = page.cut(&all, |item| item.id.0);
    call.many(&SessionList {
        sessions: part.to_vec(),
        total: all.len(),
        next_cursor,
    })
}
