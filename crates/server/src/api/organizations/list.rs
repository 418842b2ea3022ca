//! `GET /organizations`

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::call::Call;
use crate::api::docs_parts::{PageQuery, ReadRefusals};
use crate::app::organizations::{self, Organization};
use crate::http::{self, Page};

/// Organizations, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganizationList {
    organizations: Vec<Organization>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// List organizations
///
/// Every organization in which the caller has a role, oldest first.
#[utoipa::path(
    get,
    path = "/organizations",
    operation_id = "list_organizations",
    tag = "Organizations",
    params(PageQuery),
    responses((status = 200, description = "The organizations", body = OrganizationList,
            headers(("ETag" = String, description = "Names this very content"))), ReadRefusals)
)]
pub(crate) async fn list_organizations(call: Call) -> http::Result {
    let (all, page) = call
        .read(|tx, call| {
            Ok((
                organizations::list(tx, &call.context)?,
                Page::of(&call.query)?,
            ))
        })
        .await?;
    let (part, next_cursor) = page.cut(&all, |item| item.id.0);
    call.many(&OrganizationList {
        organizations: part.to_vec(),
        total: all.len(),
        next_cursor,
    })
}
