//! `GET /organizations/{id}/environments/{environmentId}/releases`

use tokencraft_storage::ReleaseId;

use super::environment;
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::organizations::NO_ENVIRONMENT;
use crate::app::releases::read::{self, ReleaseList};
use crate::auth::Action;
use crate::http::{self, Page};

/// List the releases of an environment
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/organizations/{id}/environments/{environmentId}/releases",
    operation_id = "list_releases",
    tag = "Releases",
    params(
        ("id" = String, Path, description = "Organization id"),
        ("environmentId" = String, Path, description = "Environment id, or its name in kebab-case"),
        PageQuery
    ),
    responses(
        (status = 200, description = "The releases", body = ReleaseList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Environment not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(super) async fn list_releases(call: Call) -> http::Result {
    let listed = call
        .read(|tx, call| {
            let action = Action::ReadOrganization;
            let (place, environment) = environment(tx, call, action, NO_ENVIRONMENT)?;
            place.permit()?;
            let page = Page::of(&call.query)?;
            let before = page.cursor().map(ReleaseId);
            Ok(read::list(tx, &environment, page.limit(), before)?)
        })
        .await?;
    call.many(&listed)
}
