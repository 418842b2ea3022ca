//! `GET /users`

use serde::Serialize;
use tokencraft_storage::users;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery};
use crate::app::accounts::{self, ManagedAccount};
use crate::http::{self, Page};

/// Accounts, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserList {
    users: Vec<ManagedAccount>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List accounts
///
/// All accounts of the server, oldest first. Operators only.
#[utoipa::path(
    get,
    path = "/users",
    operation_id = "list_users",
    tag = "Accounts",
    params(PageQuery),
    responses(
        (status = 200, description = "The accounts", body = UserList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 400, description = "A parameter is wrong", body = ErrorBody),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 403, description = "`Only operators may manage accounts`", body = ErrorBody),
        (status = 503, description = "Storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn list_users(call: Call) -> http::Result {
    let (rows, page) = call
        .read(|tx, call| {
            accounts::permit_operator(tx, &call.context)?;
            Ok((users::list(tx)?, Page::of(&call.query)?))
        })
        .await?;
    let (part, next_cursor) = page.cut(&rows, |row| row.id.0);
    call.many(&UserList {
        users: part.iter().map(accounts::managed_view).collect(),
        total: rows.len(),
        next_cursor,
    })
}
