//! The doors.
//!
//! The API door is in front of every path below `/api/v1`, known or not: 401, then 429, then 404 and
//! 405, then the missing scope. The session door is in front of every other path below `/api`: 403
//! for a change that another site asks for, 401 but where nobody has to be signed in, then 404, 405.

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::http::header::HeaderName;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::credentials::{Admission, Standing, authenticate};
use super::policy::Reason;
use super::routes::{Doors, route_of};
use super::{Caller, Door, PlainApiToken, PlainSecret, cookie, csrf, session};
use crate::Server;
use crate::app;
use crate::http::error::ceil_seconds;
use crate::http::service::{API, SESSION, caught};
use crate::http::{ClientAddress, Failure, error};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

pub(crate) async fn api_door(
    State(server): State<Server>,
    mut request: Request,
    next: Next,
) -> Response {
    let token = PlainApiToken::of(request.headers());
    let address = request.extensions().get().copied();
    let Admission { caller, window } = match admit(&server, token, address).await {
        Ok(admission) => admission,
        Err(failure) => return failure.into_response(),
    };
    let refused = window.filter(|window| !window.verdict.admitted);
    let mut response = if let Some(window) = refused {
        server.metrics().rate_limited();
        Failure::rate_limited(ceil_seconds(window.verdict.reset_in)).into_response()
    } else if let Some(reason) = missing_scope(&request, caller) {
        Failure::from(app::Error::from(reason)).into_response()
    } else {
        request.extensions_mut().insert(caller);
        error::normalize(caught(next.run(request)).await)
    };
    if let Some(window) = window {
        add_headers(&mut response, window);
    }
    response
}

pub(crate) async fn session_door(
    State(server): State<Server>,
    mut request: Request,
    next: Next,
) -> Response {
    let (method, headers) = (request.method(), request.headers());
    if let Err(failure) = csrf::check(server.config(), method, headers) {
        return failure.into_response();
    }
    if !is_open(&request) {
        let secret = cookie::read(headers, server.config().is_https());
        let type_checked = csrf::check_type(method, headers);
        match signed_in(&server, secret).await {
            Ok(caller) => request.extensions_mut().insert(caller),
            Err(failure) => return failure.into_response(),
        };
        if let Err(failure) = type_checked {
            return failure.into_response();
        }
    }
    error::normalize(caught(next.run(request)).await)
}

async fn signed_in(server: &Server, secret: Option<PlainSecret>) -> Result<Caller, Failure> {
    let caller = match secret {
        Some(secret) => session::authenticate(server, &secret).await?,
        None => None,
    };
    caller.ok_or_else(Failure::not_signed_in)
}

/// Whether the route needs no session.
fn is_open(request: &Request) -> bool {
    let matched = request.extensions().get::<MatchedPath>();
    matched
        .and_then(|matched| matched.as_str().strip_prefix(SESSION))
        .and_then(|path| route_of(request.method(), path))
        .is_some_and(|route| route.doors == Doors::Open)
}

async fn admit(
    server: &Server,
    token: Option<PlainApiToken>,
    address: Option<ClientAddress>,
) -> Result<Admission, Failure> {
    if let Some(token) = token
        && let Some(admission) = authenticate(server, &token).await?
    {
        return Ok(admission);
    }
    server.metrics().auth_failed();
    let limit = server.config().auth_failures_per_minute;
    let wait = address.and_then(|address| {
        server
            .credentials()
            .failed(address.0, server.clock().monotonic(), limit)
    });
    Err(wait.map_or_else(Failure::invalid_api_token, |wait| {
        Failure::rate_limited(ceil_seconds(wait))
    }))
}

/// The scope that a known operation needs and the API token lacks.
fn missing_scope(request: &Request, caller: Caller) -> Option<Reason> {
    let matched = request
        .extensions()
        .get::<MatchedPath>()?
        .as_str()
        .strip_prefix(API)?;
    let needed = route_of(request.method(), matched)?.action.scope();
    match caller.door {
        Door::Api { scopes, .. } if !scopes.has(needed) => Some(Reason::MissingScope(needed)),
        _ => None,
    }
}

fn add_headers(response: &mut Response, window: Standing) {
    let headers = response.headers_mut();
    headers.insert(LIMIT, HeaderValue::from(window.verdict.limit));
    headers.insert(REMAINING, HeaderValue::from(window.verdict.remaining));
    headers.insert(RESET, HeaderValue::from(window.reset_at));
}
