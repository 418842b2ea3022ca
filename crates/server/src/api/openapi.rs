//! `GET /api/openapi.json`: the description of every operation, made from the handlers themselves.

use axum::Router;
use axum::http::{HeaderValue, Method};
use axum::routing::get;
use bytes::Bytes;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, OpenApi, PathItem, Paths, RefOr, SecurityRequirement,
};

use crate::Server;
use crate::auth::cookie;
use crate::auth::routes::{Doors, Route, route_of};
use crate::http::service::{API, SESSION};
use crate::http::{Conditions, ETag, answer};

const ABOUT: &str = "Design tokens over HTTP. Errors are `{\"error\": \"<sentence>\"}` with a stable \
code in the header `Tokencraft-Error`. Every answer behind the API door has `X-RateLimit-Limit`, \
`X-RateLimit-Remaining` and `X-RateLimit-Reset`.";

/// The whole document, from the operations of the resources, which are mounted at both doors, and
/// those of the session door alone.
pub fn document(resources: OpenApi, of_sessions: OpenApi) -> OpenApi {
    let mut document = resources;
    let mut sessions = document.paths.paths.clone();
    sessions.extend(of_sessions.paths.paths);
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
    for (path, mut item) in sessions {
        for (method, operation) in by_method(&mut item) {
            behind_sessions(operation, route_of(&method, &path));
        }
        paths.paths.insert(format!("{SESSION}{path}"), item);
    }
    document.paths = paths;
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("dtk_…")
        .description(Some("An API token, made in the dashboard."))
        .build();
    let cookie = ApiKeyValue::with_description(
        cookie::name(false),
        "Set by signing in; named `__Host-…` where the public URL is https.",
    );
    let components = document
        .components
        .get_or_insert_with(|| ComponentsBuilder::new().build());
    if let Some(others) = of_sessions.components {
        components.schemas.extend(others.schemas);
    }
    components.add_security_scheme("apiToken", SecurityScheme::Http(bearer));
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    document
}

/// What differs at the session door from what the handlers say.
fn behind_sessions(operation: &mut Operation, route: Option<&Route>) {
    operation.operation_id = operation
        .operation_id
        .take()
        .map(|id| format!("session_{id}"));
    let doors = route.map_or(Doors::Session, |route| route.doors);
    if doors != Doors::Open {
        operation.security = Some(vec![SecurityRequirement::new(
            "session",
            std::iter::empty::<&str>(),
        )]);
    }
    if doors == Doors::Both {
        for tag in operation.tags.iter_mut().flatten() {
            tag.push_str(" (session)");
        }
        let texts = [
            ("401", "`Not signed in`"),
            (
                "403",
                "The role does not allow it, or the request came from another site",
            ),
        ];
        let responses = &mut operation.responses.responses;
        responses.remove("429");
        for (status, text) in texts {
            if let Some(RefOr::T(response)) = responses.get_mut(status) {
                text.clone_into(&mut response.description);
            }
        }
    }
}

/// The document of this version, for `cargo xtask gen`.
pub fn generated() -> OpenApi {
    document(
        super::resources().into_openapi(),
        super::of_sessions().into_openapi(),
    )
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    by_method(item).map(|(_, operation)| operation)
}

fn by_method(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, &mut item.get),
        (Method::POST, &mut item.post),
        (Method::PATCH, &mut item.patch),
        (Method::DELETE, &mut item.delete),
        (Method::PUT, &mut item.put),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
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
