//! `GET /organizations/{id}/activity`

use crate::api::activity::ActivityList;
use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::organizations::{NO_ORGANIZATION, OrganizationPlace};
use crate::auth::Action;
use crate::http;

/// List the activity of an organization
///
/// Every change to the organization, its members, its workspaces' being in it, environments and
/// releases, newest first; 100 of them when `limit` does not say otherwise. For admins and the owner.
#[utoipa::path(
    get,
    path = "/organizations/{id}/activity",
    operation_id = "list_organization_activity",
    tag = "Organizations",
    params(("id" = String, Path, description = "Organization id"), PageQuery),
    responses(
        (status = 200, description = "The changes", body = ActivityList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Organization not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_organization_activity(call: Call) -> http::Result {
    let list = call
        .read(|tx, call| {
            let (ctx, id) = (&call.context, call.segment("id"));
            let action = Action::ReadOrganizationActivity;
            let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
            place.permit()?;
            ActivityList::of(tx, call, place.organization.id)
        })
        .await?;
    call.many(&list)
}
