//! Organizations, their workspaces, people and activity.

mod activity;
mod create;
mod delete;
mod get;
mod list;
mod members;
mod update;
mod workspaces;

use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;

/// The body that makes an organization or environment.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewOrganization {
    /// 1–255 characters after trimming.
    name: String,
}

/// The body that changes an organization or environment: absent members stay.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct Renamed {
    /// 1–255 characters after trimming.
    #[schema(nullable = false)]
    name: Option<String>,
}

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(
            list::list_organizations,
            create::create_organization
        ))
        .routes(routes!(
            get::get_organization,
            update::update_organization,
            delete::delete_organization
        ))
        .routes(routes!(
            workspaces::list::list_organization_workspaces,
            workspaces::attach::attach_workspace
        ))
        .routes(routes!(workspaces::detach::detach_workspace))
        .routes(routes!(
            members::list::list_organization_members,
            members::put::put_organization_member
        ))
        .routes(routes!(members::remove::remove_organization_member))
        .routes(routes!(activity::list_organization_activity))
}
