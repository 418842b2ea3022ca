//! What is refused before anything else looks at a request.

use axum::body::Body;
use axum::http::header::{ALLOW, HOST, TRANSFER_ENCODING};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{Failure, body};
use crate::config::Config;

/// Most bytes of a request target.
pub(crate) const MAX_URI: usize = 8 << 10;
/// Most bytes of all header names and values.
pub(crate) const MAX_HEADERS: usize = 32 << 10;
/// Most header lines.
pub(crate) const MAX_HEADER_LINES: usize = 100;

/// 405, 414, 431, 400, 413, in this order; `None` when the request may go on.
pub(crate) fn refuse(config: &Config, request: &Request<Body>) -> Option<Response> {
    if matches!(*request.method(), Method::TRACE | Method::CONNECT) {
        let mut response = Failure::of_status(StatusCode::METHOD_NOT_ALLOWED).into_response();
        let allow = HeaderValue::from_static("GET,HEAD,POST,PATCH,DELETE,OPTIONS");
        response.headers_mut().insert(ALLOW, allow);
        return Some(response);
    }
    let uri = request.uri();
    if uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len())
        > MAX_URI
    {
        return Some(Failure::of_status(StatusCode::URI_TOO_LONG).into_response());
    }
    let headers = request.headers();
    let size: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > MAX_HEADERS {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Some(Failure::of_status(status).into_response());
    }
    if !is_plain(headers) {
        return Some(Failure::of_status(StatusCode::BAD_REQUEST).into_response());
    }
    body::check_declared_length(config, request.method(), uri.path(), headers)
        .err()
        .map(IntoResponse::into_response)
}

/// Whether a proxy in front can have read nothing else: one host, and no coding of the body but `chunked`.
fn is_plain(headers: &HeaderMap) -> bool {
    let hosts = headers.get_all(HOST).iter().count();
    let codings: Vec<_> = headers.get_all(TRANSFER_ENCODING).iter().collect();
    hosts <= 1
        && match codings[..] {
            [] => true,
            [only] => only.as_bytes().eq_ignore_ascii_case(b"chunked"),
            _ => false,
        }
}
