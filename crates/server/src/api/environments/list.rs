//! `GET /organizations/{id}/environments`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::organizations::environments::{self, Environment};
use crate::app::organizations::{NO_ORGANIZATION, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, Page};

/// Environments, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnvironmentList {
    environments: Vec<Environment>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List environments
///
/// Each with the release that it serves, oldest first: Production begins.
#[utoipa::path(
    get,
    path = "/organizations/{id}/environments",
    operation_id = "list_environments",
    tag = "Environments",
    params(("id" = String, Path, description = "Organization id"), PageQuery),
    responses(
        (status = 200, description = "The environments", body = EnvironmentList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Organization not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_environments(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| {
            let (ctx, id) = (&call.context, call.segment("id"));
            let action = Action::ReadOrganization;
            let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
            place.permit()?;
            Ok((environments::list(tx, &place)?, Page::of(&call.query)?))
        })
        .await?;
    let (part, next_cursor) = page.cut(&all, |item| item.id.0);
    call.many(&EnvironmentList {
        environments: part.to_vec(),
        total: all.len(),
        next_cursor,
    })
}
