//! HTTP: one file per operation.

mod docs;
mod health;
mod metrics;
pub mod openapi;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::Server;
use crate::auth::door;
use crate::http::Failure;
use crate::http::service::{API, note_route};

/// The operations that exist behind both doors; paths as in [`crate::auth::policy::ROUTES`].
pub fn resources() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
}

/// Everything a server answers: the doors, and what needs none.
pub(crate) fn router(server: &Server) -> Router {
    let (resources, document) = resources().split_for_parts();
    let document = openapi::document(document);
    let api_door = refusals(resources).layer(from_fn_with_state(server.clone(), door::api_door));
    let open = Router::new()
        .route("/healthz", get(health::process))
        .route("/readyz", get(health::storage))
        .route("/metrics", get(metrics::scrape))
        .merge(openapi::router(&document))
        .merge(docs::router());
    refusals(open.nest(API, api_door))
        .layer(from_fn(note_route))
        .with_state(server.clone())
}

/// Unknown paths and methods, in our words.
fn refusals(router: Router<Server>) -> Router<Server> {
    router
        .fallback(async || Failure::of_status(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || Failure::of_status(StatusCode::METHOD_NOT_ALLOWED))
}
