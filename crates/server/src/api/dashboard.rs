//! The dashboard's built files, embedded. Any other path that a browser opens as a page is one of
//! the dashboard's own.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::docs;
use crate::Server;
use crate::app::snapshot::hex;
use crate::http::answer::REVALIDATE;
use crate::http::compress::{Coding, with_coding};
use crate::http::headers::PAGE_POLICY;
use crate::http::{Conditions, ETag, Failure, Result};

/// What `vite build` wrote; empty when nobody built it.
#[derive(RustEmbed)]
#[folder = "../../dashboard/dist/"]
#[allow_missing = true]
struct Dist;

/// The page that starts the dashboard, whatever its path.
const PAGE: &str = "index.html";
/// Assets have a hash of their content in their names.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// First segments of paths that are never pages of the dashboard.
const NO_PAGES: [&str; 6] = ["api", "docs", "assets", "healthz", "readyz", "metrics"];

pub(super) fn router() -> Router<Server> {
    Router::new()
        .route("/", get(start))
        .route("/theme.js", get(async |h| file("theme.js", REVALIDATE, &h)))
        .route("/mark.svg", get(async |h| file("mark.svg", REVALIDATE, &h)))
        .route(
            "/assets/{file}",
            get(async |path: Option<Path<String>>, headers: HeaderMap| {
                let name = path.map(|Path(name)| name).unwrap_or_default();
                file(&format!("assets/{name}"), FOREVER, &headers)
            }),
        )
}

/// What nothing else answers: the dashboard when a browser opens it as a page, else 404.
pub(super) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method == Method::GET && is_page(uri.path(), &headers) {
        return start(headers).await.into_response();
    }
    Failure::of_status(StatusCode::NOT_FOUND).into_response()
}

fn is_page(path: &str, headers: &HeaderMap) -> bool {
    let wants_page = headers
        .get_all(ACCEPT)
        .iter()
        .any(|accept| accept.to_str().is_ok_and(|text| text.contains("text/html")));
    let mut segments = path.split('/').skip(1);
    let known = |first: &str| NO_PAGES.iter().any(|no| no.eq_ignore_ascii_case(first));
    let last = path.rsplit('/').next().and_then(|s| s.rsplit_once('.'));
    // A version (`1.2.0`) is no file's name.
    let is_file = last.is_some_and(|(_, end)| !end.bytes().all(|b| b.is_ascii_digit()));
    wants_page && !is_file && segments.next().is_some_and(|first| !known(first))
}

async fn start(headers: HeaderMap) -> Result {
    if Dist::get(PAGE).is_none() {
        return docs::page("unbuilt.html", &Conditions::of(&headers));
    }
    file(PAGE, REVALIDATE, &headers)
}

fn file(name: &str, kept: HeaderValue, headers: &HeaderMap) -> Result {
    serve(Dist::get, name, kept, headers)
}

/// A file from `files`, in its precompressed form where the client takes that.
fn serve(
    files: impl Fn(&str) -> Option<EmbeddedFile>,
    name: &str,
    kept: HeaderValue,
    headers: &HeaderMap,
) -> Result {
    let found = media_type(name).zip(files(name));
    let (media_type, whole) = found.ok_or_else(|| Failure::of_status(StatusCode::NOT_FOUND))?;
    let tag = ETag::of_hash(&hex(&whole.metadata.sha256_hash()[..16]));
    let packed = Some(Coding::Br)
        .filter(|coding| coding.is_accepted(headers))
        .and_then(|coding| Some((coding, files(&format!("{name}.{}", coding.as_str()))?)));
    let mut response = Conditions::of(headers)
        .not_modified(&tag)
        .unwrap_or_else(|| {
            let data = packed
                .as_ref()
                .map_or(whole.data, |(_, file)| file.data.clone());
            Response::new(Body::from(Bytes::from(data.into_owned())))
        });
    let lines = response.headers_mut();
    lines.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    lines.insert(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    lines.insert(CACHE_CONTROL, kept);
    let mut tag = tag.header();
    if let Some((coding, _)) = packed {
        tag = with_coding(&tag, coding).unwrap_or(tag);
        lines.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.as_str()));
    }
    lines.insert(ETAG, tag);
    Ok(response)
}

fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rust_embed::Metadata;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn dist(name: &str) -> Option<EmbeddedFile> {
        let data: &'static [u8] = match name {
            "assets/app-1234.js" => b"console.log('hello')",
            "assets/app-1234.js.br" => b"(smaller)",
            "assets/inter.woff2" => b"font",
            _ => return None,
        };
        let digest = <sha2::Sha256 as sha2::Digest>::digest(data);
        Some(EmbeddedFile {
            data: data.into(),
            metadata: Metadata::__rust_embed_new(digest.into(), None, None),
        })
    }

    fn line<'a>(response: &'a Response, name: &str) -> &'a str {
        response
            .headers()
            .get(name)
            .map_or("", |v| v.to_str().unwrap())
    }

    #[tokio::test]
    async fn an_asset_is_kept_for_ever_and_served_packed_where_that_is_understood() {
        let get =
            |lines: &[_]| serve(dist, "assets/app-1234.js", FOREVER, &headers(lines)).unwrap();
        let plain = get(&[]);
        assert_eq!(
            line(&plain, "cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(
            line(&plain, "content-type"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(line(&plain, "content-encoding"), "");
        let packed = get(&[("accept-encoding", "gzip, deflate, br, zstd")]);
        assert_eq!(line(&packed, "content-encoding"), "br");
        assert_eq!(
            line(&packed, "etag"),
            line(&plain, "etag").trim_end_matches('"').to_owned() + "-br\""
        );
        let bytes = axum::body::to_bytes(packed.into_body(), 100).await.unwrap();
        assert_eq!(&bytes[..], b"(smaller)");
        let tag = line(&plain, "etag").to_owned();
        assert_eq!(
            get(&[("if-none-match", tag.as_str())]).status(),
            StatusCode::NOT_MODIFIED
        );
        let refused = get(&[("accept-encoding", "br;q=0, gzip")]);
        assert_eq!(line(&refused, "content-encoding"), "");
    }

    #[test]
    fn only_files_of_known_kinds_that_are_there_are_served() {
        let status = |name: &str| serve(dist, name, FOREVER, &headers(&[])).map(|r| r.status());
        assert_eq!(status("assets/inter.woff2").unwrap(), StatusCode::OK);
        for name in [
            "assets/none.js",
            "assets/app-1234.js.br",
            "assets/..",
            "",
            "assets/",
        ] {
            assert!(status(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_page_is_what_a_browser_opens_outside_the_api() {
        let browser = headers(&[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]);
        for path in [
            "/login",
            "/tokensets/019abc",
            "/settings/api",
            "/apis",
            "/organizations/a/environments/production/releases/1.2.0",
        ] {
            assert!(is_page(path, &browser), "{path}");
            assert!(!is_page(path, &headers(&[("accept", "*/*")])), "{path}");
        }
        for path in [
            "/api",
            "/api/x",
            "/API/x",
            "/docs/x",
            "/assets/x",
            "/healthz/x",
            "/favicon.ico",
        ] {
            assert!(!is_page(path, &browser), "{path}");
        }
    }
}
