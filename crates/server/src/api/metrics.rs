//! `GET /metrics`, for Prometheus.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::Server;

pub(super) async fn scrape(State(server): State<Server>) -> Response {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        server.metrics().render(),
    )
        .into_response()
}
