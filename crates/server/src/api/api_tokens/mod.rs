//! API tokens of the caller's own account.

mod create;
mod list;
mod revoke;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list::list_api_tokens, create::create_api_token))
        .routes(routes!(revoke::revoke_api_token))
}
