//! `GET /tokensets/{id}`

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::place::Inside;
use crate::app::tokensets;
use crate::app::views::Tokenset;
use crate::auth::Action;
use crate::http::{self, ETag};

/// Get a tokenset
#[utoipa::path(
    get,
    path = "/tokensets/{id}",
    operation_id = "get_tokenset",
    tag = "Tokensets",
    params(("id" = String, Path, description = "Tokenset id")),
    responses(
        (status = 200, description = "The tokenset", body = Tokenset,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn get_tokenset(call: Call) -> http::Result {
    let row = call
        .read(|tx, call| {
            Ok(Inside::row(
                tx,
                &call.context,
                call.segment("id"),
                Action::Read,
            )?)
        })
        .await?;
    call.one(&ETag::of_revision(row.revision), &tokensets::view(&row))
}
