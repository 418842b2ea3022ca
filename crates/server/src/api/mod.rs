//! HTTP: one file per operation.

use utoipa_axum::router::OpenApiRouter;

use crate::Server;

/// The operations that exist behind both doors; paths as in [`crate::auth::policy::ROUTES`].
pub fn resources() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
}
