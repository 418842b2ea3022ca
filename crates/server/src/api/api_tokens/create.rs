//! `POST /api-tokens`

use axum::http::StatusCode;
use tokencraft_storage::UserId;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, WriteRefusals};
use crate::app::api_tokens::{self, ApiTokenView, NewApiToken};
use crate::app::words::ScopeName;
use crate::http::{self, Answer, RawBody};

/// What a new API token may do, where, and for how long.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewApiTokenBody {
    /// 1–255 characters after trimming.
    name: String,
    /// `read:tokens`, `write:tokens`, `export:tokens`; all when left out. None implies another.
    scopes: Option<Vec<ScopeName>>,
    /// RFC 3339, in the future; never when left out.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// The only workspace it may touch; all that its account sees when left out.
    #[schema(format = "uuid")]
    workspace_id: Option<String>,
}

/// Create an API token
///
/// The answer holds the credential, and no later one does.
#[utoipa::path(
    post,
    path = "/api-tokens",
    operation_id = "create_api_token",
    tag = "API tokens",
    request_body = NewApiTokenBody,
    responses(
        (status = 201, description = "The new API token, with `token`", body = ApiTokenView),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn create_api_token(call: Call, body: RawBody) -> http::Result {
    let context = &call.context;
    let user = UserId(context.caller.user_id);
    let new = NewApiToken::read(&mut body.fields()?, context.now)?;
    let (plain, row) = api_tokens::mint(context.server.clock(), user, &new, context.now);
    call.write(body, move |tx, call, _| {
        let workspace = new.workspace.as_deref();
        let view = api_tokens::create(tx, &call.context, &plain, row.clone(), workspace)?;
        Ok(Answer::json(StatusCode::CREATED, &view)?)
    })
    .await
}
