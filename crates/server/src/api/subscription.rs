//! `GET /subscription/downgrade-status`

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call::Call;
use super::docs_parts::ReadRefusals;
use crate::Server;
use crate::app::plans::{self, DowngradeStatus};
use crate::http;

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get_downgrade_status))
}

/// Get the downgrade status
///
/// What the caller's plan allows, what the caller owns, and what is too much: nothing of it is
/// deleted, nothing is added, and after the grace period the newest of it is read-only (403,
/// `Tokencraft-Error: plan_limit_enforced`) until it is not too much any more.
#[utoipa::path(
    get,
    path = "/subscription/downgrade-status",
    operation_id = "get_downgrade_status",
    tag = "Plans",
    responses((status = 200, description = "How the account stands to its plan", body = DowngradeStatus),
        ReadRefusals)
)]
async fn get_downgrade_status(call: Call) -> http::Result {
    let status = call
        .read(|tx, call| Ok(plans::status(tx, &call.context)?))
        .await?;
    call.many(&status)
}
