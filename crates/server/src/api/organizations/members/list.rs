//! `GET /organizations/{id}/members`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::members::{self, OrganizationMember};
use crate::app::organizations::{NO_ORGANIZATION, OrganizationPlace};
use crate::auth::Action;
use crate::http::{self, Page};

/// Members, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganizationMemberList {
    members: Vec<OrganizationMember>,
    /// Always empty: members are added at once.
    #[schema(value_type = Vec<Object>)]
    invitations: [(); 0],
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List members of an organization
///
/// Everybody, the owner included, for everybody in it.
#[utoipa::path(
    get,
    path = "/organizations/{id}/members",
    operation_id = "list_organization_members",
    tag = "Organizations",
    params(("id" = String, Path, description = "Organization id"), PageQuery),
    responses(
        (status = 200, description = "The members", body = OrganizationMemberList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Organization not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_organization_members(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| {
            let (ctx, id) = (&call.context, call.segment("id"));
            let action = Action::ReadOrganization;
            let place = OrganizationPlace::found(tx, ctx, id, action, NO_ORGANIZATION)?;
            place.permit()?;
            Ok((members::list(tx, &place)?, Page::of(&call.query)?))
        })
        .await?;
    let (part, next_cursor) = page.cut(&all, |(id, _)| id.0);
    call.many(&OrganizationMemberList {
        members: part.iter().map(|(_, view)| view.clone()).collect(),
        invitations: [],
        next_cursor,
    })
}
