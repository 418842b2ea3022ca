//! HTTP: one file per operation.

mod activity;
mod api_tokens;
mod auth;
mod call;
mod dashboard;
mod docs;
mod docs_parts;
mod environments;
mod events;
mod health;
mod members;
mod metrics;
mod modes;
pub mod openapi;
mod organizations;
mod releases;
mod subscription;
mod tokens;
mod tokensets;
mod transfer;
mod users;
mod workspaces;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;
use crate::auth::door;
use crate::http::Failure;
use crate::http::service::{API, SESSION, note_route};

/// The operations that exist behind both doors; paths as in [`crate::auth::routes::ROUTES`].
pub fn resources() -> OpenApiRouter<Server> {
    use {modes as m, tokens as t, tokensets as s, transfer as x, workspaces as w};
    OpenApiRouter::new()
        .routes(routes!(
            w::list::list_workspaces,
            w::create::create_workspace
        ))
        .routes(routes!(
            w::get::get_workspace,
            w::update::update_workspace,
            w::delete::delete_workspace
        ))
        .routes(routes!(s::list::list_tokensets, s::create::create_tokenset))
        .routes(routes!(x::import_workspace::import_workspace))
        .routes(routes!(
            s::get::get_tokenset,
            s::update::update_tokenset,
            s::delete::delete_tokenset
        ))
        .routes(routes!(m::list::list_modes, m::create::create_mode))
        .routes(routes!(t::list_all::list_tokenset_tokens))
        .routes(routes!(t::rename::rename_tokens))
        .routes(routes!(x::import_tokenset::import_tokenset))
        .routes(routes!(x::export_tokenset::export_tokenset))
        .routes(routes!(s::diagnostics::list_diagnostics))
        .routes(routes!(
            m::get::get_mode,
            m::update::update_mode,
            m::delete::delete_mode
        ))
        .routes(routes!(x::export_mode::export_mode))
        .routes(routes!(releases::export::export_environment))
        .routes(routes!(t::list::list_tokens, t::create::create_token))
        .routes(routes!(t::batch::batch_tokens))
        .routes(routes!(
            t::get::get_token,
            t::update::update_token,
            t::delete::delete_token
        ))
}

/// The operations that exist behind the session door alone.
pub fn of_sessions() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .merge(auth::router())
        .merge(api_tokens::router())
        .merge(members::router())
        .merge(activity::router())
        .merge(organizations::router())
        .merge(environments::router())
        .merge(releases::router())
        .merge(events::router())
        .merge(subscription::router())
        .merge(users::router())
}

/// Everything a server answers: the doors, and what needs none.
pub(crate) fn router(server: &Server) -> Router {
    let (resources, described) = resources().split_for_parts();
    let (of_sessions, also_described) = of_sessions().split_for_parts();
    let document = openapi::document(described, also_described);
    let session_layer = from_fn_with_state(server.clone(), door::session_door);
    let api_layer = from_fn_with_state(server.clone(), door::api_door);
    let session_door = refusals(resources.clone().merge(of_sessions)).layer(session_layer.clone());
    let api_door = refusals(resources).layer(api_layer.clone());
    let open = Router::new()
        .route("/healthz", get(health::process))
        .route("/readyz", get(health::storage))
        .route("/metrics", get(metrics::scrape))
        .merge(openapi::router(&document))
        .merge(docs::router())
        .merge(dashboard::router());
    // A nested router is not asked for its mount with a slash behind it.
    let slashes = Router::new()
        .route(&format!("{API}/"), any(not_found).layer(api_layer))
        .route(&format!("{SESSION}/"), any(not_found).layer(session_layer));
    refusals(
        open.nest(API, api_door)
            .nest(SESSION, session_door)
            .merge(slashes),
    )
    .fallback(dashboard::page)
    .layer(from_fn(note_route))
    .with_state(server.clone())
}

/// Unknown paths and methods, in our words.
fn refusals(router: Router<Server>) -> Router<Server> {
    router
        .fallback(not_found)
        .method_not_allowed_fallback(async || Failure::of_status(StatusCode::METHOD_NOT_ALLOWED))
}

async fn not_found() -> Failure {
    Failure::of_status(StatusCode::NOT_FOUND)
}
