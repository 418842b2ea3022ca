//! `GET /workspaces/{id}/activity`

use serde::Serialize;
use tokencraft_storage::{Team, Tx};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call::Call;
use super::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::Server;
use crate::app::activity::{self, Activity};
use crate::app::place::Place;
use crate::auth::Action;
use crate::http::{self, Failure, Page};

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list_activity))
}

/// Changes, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActivityList {
    activity: Vec<Activity>,
    /// How many there are, whatever `limit` says.
    total: i64,
    /// Where the next, older part begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl ActivityList {
    /// The part that a request asks for.
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        call: &Call,
        place: impl Into<Team>,
    ) -> Result<Self, Failure> {
        let page = Page::of(&call.query)?;
        let limit = page.limit().unwrap_or(activity::USUAL);
        let (activity, total, next_cursor) = activity::list(tx, place, limit, page.cursor())?;
        Ok(Self {
            activity,
            total,
            next_cursor,
        })
    }
}

/// List the activity of a workspace
///
/// Every change, newest first; 100 of them when `limit` does not say otherwise. For admins and the
/// owner.
#[utoipa::path(
    get,
    path = "/workspaces/{id}/activity",
    operation_id = "list_activity",
    tag = "Workspaces",
    params(("id" = String, Path, description = "Workspace id"), PageQuery),
    responses(
        (status = 200, description = "The changes", body = ActivityList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        ReadRefusals
    )
)]
async fn list_activity(call: Call) -> http::Result {
    let list = call
        .read(|tx, call| {
            let id = call.segment("id");
            let place = Place::workspace(tx, &call.context, id, Action::ReadActivity)?;
            place.permit()?;
            ActivityList::of(tx, call, place.workspace.id)
        })
        .await?;
    call.many(&list)
}
