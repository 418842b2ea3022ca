//! One request from its head to its answer: early refusals, the router, and what every answer gets.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use tower::ServiceExt;
use tracing::Instrument;

use super::compress::{Coding, compress};
use super::request_id::X_REQUEST_ID;
use super::{RequestId, cors, error, headers, limits};
use crate::Server;

/// Where the API door is mounted.
pub const API: &str = "/api/v1";
/// Where the session door is mounted.
pub const SESSION: &str = "/api";

/// The address a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// Everything that answers.
#[derive(Clone, Debug)]
pub struct Service {
    server: Server,
    router: Router,
}

impl Service {
    /// The whole application over a server.
    pub fn new(server: Server) -> Self {
        let router = crate::api::router(&server);
        Self { server, router }
    }

    /// The server behind it.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Answers one request, whatever happens.
    pub async fn answer(&self, peer: IpAddr, mut request: Request) -> Response {
        let server = &self.server;
        let started = server.clock().monotonic();
        let id = RequestId(server.clock().new_id());
        let method = request.method().clone();
        let path = request.uri().path();
        let api_door = path
            .strip_prefix(API)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let coding = Coding::preferred(request.headers());
        // HEAD is GET; hyper leaves the body out and keeps its length.
        if method == Method::HEAD {
            *request.method_mut() = Method::GET;
        }
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(ClientAddress(peer));

        let early = limits::refuse(server.config(), &request)
            .or_else(|| api_door.then(|| cors::preflight(&request)).flatten());
        let response = if let Some(response) = early {
            response
        } else {
            let span = tracing::info_span!("request", id = %id.0, %method);
            self.route(request).instrument(span).await
        };
        let mut response = compress(error::normalize(response), coding).await;
        let lines = response.headers_mut();
        lines.insert(X_REQUEST_ID, id.header());
        headers::complete(lines, api_door, server.config().is_https());
        if api_door {
            cors::expose(lines);
        }
        let route = response
            .extensions()
            .get()
            .map_or("unmatched", |Route(matched)| matched.as_str());
        let took = server.clock().monotonic().saturating_sub(started);
        server
            .metrics()
            .request(route, &method, response.status(), took);
        response
    }

    async fn route(&self, request: Request<Body>) -> Response {
        let routed = self.router.clone().oneshot(request);
        caught(async { routed.await.unwrap_or_else(|never| match never {}) }).await
    }
}

/// A panic is an answer too.
pub(crate) async fn caught(answer: impl Future<Output = Response>) -> Response {
    AssertUnwindSafe(answer)
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| {
            let text = panic
                .downcast_ref::<&str>()
                .copied()
                .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
            tracing::error!(panic = text.unwrap_or("?"), "a handler panicked");
            error::internal("panic")
        })
}

/// The pattern that a request matched, on its answer.
#[derive(Clone, Debug)]
struct Route(MatchedPath);

/// Tells the outside which route it was.
pub(crate) async fn note_route(
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    if let Some(matched) = matched {
        response.extensions_mut().insert(Route(matched));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_answer_too() {
        let answer = caught(async { panic!("secret {}", 42) }).await;
        assert_eq!(answer.status(), 500);
        let body = axum::body::to_bytes(answer.into_body(), 1024)
            .await
            .unwrap();
        assert_eq!(&body[..], br#"{"error":"Internal server error"}"#);
    }
}
