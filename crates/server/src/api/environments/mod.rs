//! Environments of organizations.

mod create;
mod delete;
mod get;
mod list;
mod update;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list::list_environments, create::create_environment))
        .routes(routes!(
            get::get_environment,
            update::update_environment,
            delete::delete_environment
        ))
}
