//! `GET /tokensets/{id}/export`

use super::rendering::{ExportQuery, Wanted, answer};
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::transfer::Export;
use crate::auth::Action;
use crate::http;

/// Export a tokenset
///
/// All its modes as code.
#[utoipa::path(
    get,
    path = "/tokensets/{id}/export",
    operation_id = "export_tokenset",
    tag = "Export",
    params(("id" = String, Path, description = "Tokenset id"), ExportQuery),
    responses(
        (status = 200, description = "The code", headers(
            ("ETag" = String, description = "Names this very content")
        ), content(
            (String = "text/plain"),
            (String = "text/css"),
            (serde_json::Value = "application/json"),
            (String = "application/xml")
        )),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        (status = 422, description = "`strict=true`, and aliases are broken", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn export_tokenset(call: Call) -> http::Result {
    let (export, download) = call
        .read(|tx, call| {
            let id = call.segment("id");
            let inside = Inside::read(tx, &call.context, id, Action::Export, NO_TOKENSET)?;
            inside.permit()?;
            let wanted = Wanted::of(&call.query)?;
            let export = Export {
                inside,
                mode: None,
                format: wanted.format,
                options: wanted.options,
            };
            Ok((export, wanted.download))
        })
        .await?;
    answer(&call, export, download).await
}
