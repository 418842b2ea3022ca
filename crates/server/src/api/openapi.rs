//! `GET /api/openapi.json`: the description of every operation, made from the handlers themselves.

use axum::Router;
use axum::http::HeaderValue;
use axum::routing::get;
use bytes::Bytes;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, OpenApi, PathItem, Paths, SecurityRequirement,
};

use crate::Server;
use crate::http::service::API;
use crate::http::{Conditions, ETag, answer};

const ABOUT: &str = "Design tokens over HTTP. Errors are `{\"error\": \"<sentence>\"}` with a stable \
code in the header `Tokencraft-Error`. Every answer behind the API door has `X-RateLimit-Limit`, \
`X-RateLimit-Remaining` and `X-RateLimit-Reset`.";

/// The whole document, from the operations of the resources mounted at the API door.
pub fn document(resources: OpenApi) -> OpenApi {
    let mut document = resources;
    document.info = InfoBuilder::new()
        .title("Tokencraft")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .build();
    let mut paths = Paths::new();
    for (path, mut item) in std::mem::take(&mut document.paths.paths) {
        for operation in operations(&mut item) {
            operation.operation_id = operation.operation_id.take().map(|id| format!("api_{id}"));
            operation.security = Some(vec![SecurityRequirement::new(
                "apiToken",
                std::iter::empty::<&str>(),
            )]);
        }
        paths.paths.insert(format!("{API}{path}"), item);
    }
    document.paths = paths;
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("dtk_…")
        .description(Some("An API token, made in the dashboard."))
        .build();
    document
        .components
        .get_or_insert_with(|| ComponentsBuilder::new().build())
        .add_security_scheme("apiToken", SecurityScheme::Http(bearer));
    document
}

/// The document of this version, for `cargo xtask gen`.
pub fn generated() -> OpenApi {
    document(super::resources().into_openapi())
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut utoipa::openapi::path::Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.patch,
        &mut item.delete,
        &mut item.put,
    ]
    .into_iter()
    .filter_map(Option::as_mut)
}

pub(super) fn router(document: &OpenApi) -> Router<Server> {
    // A document that could not be written would have failed every test before.
    let text = Bytes::from(document.to_json().unwrap_or_default());
    let tag = ETag::of_content(&[&text]);
    let serve = async move |conditions: Conditions| {
        let json = HeaderValue::from_static("application/json");
        answer::tagged_bytes(&conditions, &tag, json, || Ok(text))
    };
    Router::new().route("/api/openapi.json", get(serve))
}
