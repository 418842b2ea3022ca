//! Answers that went well.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use super::{Conditions, ETag, Failure};
use crate::app;

/// For answers with an entity tag: may be kept, must be asked about.
pub(crate) const REVALIDATE: HeaderValue = HeaderValue::from_static("private, no-cache");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// JSON bytes of a view.
pub fn to_bytes(view: &impl Serialize) -> Result<Bytes, Failure> {
    serde_json::to_vec(view)
        .map(Bytes::from)
        .map_err(|error| app::Error::Internal(Box::new(error)).into())
}

/// A JSON answer without an entity tag (writes).
pub fn json(status: StatusCode, view: &impl Serialize) -> super::Result {
    Ok(json_bytes(status, to_bytes(view)?))
}

/// The same from bytes.
pub fn json_bytes(status: StatusCode, bytes: Bytes) -> Response {
    (status, [(CONTENT_TYPE, JSON)], bytes).into_response()
}

/// A JSON answer with an entity tag; 304 when the client has it already, and then `view` is not
/// made.
pub fn tagged<V: Serialize>(
    conditions: &Conditions,
    tag: &ETag,
    view: impl FnOnce() -> Result<V, Failure>,
) -> super::Result {
    tagged_bytes(conditions, tag, JSON, || to_bytes(&view()?))
}

/// The same with any media type and ready bytes.
pub fn tagged_bytes(
    conditions: &Conditions,
    tag: &ETag,
    content_type: HeaderValue,
    bytes: impl FnOnce() -> Result<Bytes, Failure>,
) -> super::Result {
    if let Some(not_modified) = conditions.not_modified(tag) {
        return Ok(not_modified);
    }
    let mut response = Response::new(Body::from(bytes()?));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(axum::http::header::ETAG, tag.header());
    headers.insert(CACHE_CONTROL, REVALIDATE);
    Ok(response)
}
