//! `POST /tokensets/{id}/import`

use super::documents::{ImportQuery, run};
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, IdempotencyHeader, WriteRefusals};
use crate::app::import::Report;
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::transfer::into_tokenset;
use crate::auth::Action;
use crate::http::{self, RawBody};

/// Import into a tokenset
///
/// One change: all or nothing. Lenient unless `strict=true`; every token of the source is counted
/// once.
#[utoipa::path(
    post,
    path = "/tokensets/{id}/import",
    operation_id = "import_tokenset",
    tag = "Import",
    params(("id" = String, Path, description = "Tokenset id"), ImportQuery, IdempotencyHeader),
    request_body(
        description = "The document itself, or a form with several files",
        content(
            (serde_json::Value = "application/json"),
            (serde_json::Value = "application/design-tokens+json"),
            (String = "multipart/form-data")
        )
    ),
    responses(
        (status = 200, description = "What the import did, or would do", body = Report),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        WriteRefusals
    )
)]
pub(crate) async fn import_tokenset(call: Call, body: RawBody) -> http::Result {
    run(
        call,
        body,
        |tx, call| {
            let id = call.segment("id");
            Ok(Inside::row(tx, &call.context, id, Action::Write).map(|_| ())?)
        },
        |tx, call| {
            let inside = Inside::write(tx, &call.context, call.segment("id"), NO_TOKENSET)?;
            inside.permit()?;
            Ok(inside)
        },
        |tx, call, inside, documents, options| {
            into_tokenset(tx, &call.context, inside, documents, options)
        },
    )
    .await
}
