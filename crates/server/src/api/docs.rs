//! `GET /docs`, the API reference: pages of our own, from the binary.

use axum::Router;
use axum::extract::Path;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::routing::get;
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::Server;
use crate::http::headers::PAGE_POLICY;
use crate::http::{Conditions, ETag, Failure, Result, answer};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

pub(super) fn router() -> Router<Server> {
    Router::new()
        .route(
            "/docs",
            get(async |conditions| page("docs.html", &conditions)),
        )
        .route(
            "/docs/{file}",
            get(async |path: Option<Path<String>>, conditions: Conditions| {
                page(path.as_deref().map_or("", String::as_str), &conditions)
            }),
        )
}

/// One of the pages' files.
pub(super) fn page(name: &str, conditions: &Conditions) -> Result {
    let not_found = || Failure::of_status(StatusCode::NOT_FOUND);
    let content_type = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => return Err(not_found()),
    };
    let EmbeddedFile { data, .. } = Assets::get(name).ok_or_else(not_found)?;
    let tag = ETag::of_content(&[&data]);
    let content_type = HeaderValue::from_static(content_type);
    let mut response = answer::tagged_bytes(conditions, &tag, content_type, || {
        Ok(Bytes::from(data.into_owned()))
    })?;
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    Ok(response)
}
