//! `GET /healthz` (the process answers) and `GET /readyz` (it can do its work).

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::Server;
use crate::http::Failure;

const PATIENCE: Duration = Duration::from_secs(2);

/// 200 as long as the process can answer at all.
pub(super) async fn process() -> Response {
    Json(json!({"status": "ok"})).into_response()
}

/// 200 when storage answers; 503 when not, or when the server is about to end.
pub(super) async fn storage(State(server): State<Server>) -> Response {
    let asked = tokio::time::timeout(PATIENCE, server.db().ping()).await;
    let up = matches!(asked, Ok(Ok(())));
    server.metrics().storage_up(up);
    if up && server.is_ready() {
        Json(json!({"status": "ready"})).into_response()
    } else {
        Failure::of_status(StatusCode::SERVICE_UNAVAILABLE).into_response()
    }
}
