//! Headers that every answer has, prepared once.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::answer::REVALIDATE;

const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const DENY: HeaderValue = HeaderValue::from_static("DENY");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const CROSS_ORIGIN: HeaderValue = HeaderValue::from_static("cross-origin");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// For data: nothing in it may run or load.
pub(crate) const DATA_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// For pages: only what this server itself serves.
pub(crate) const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'",
);

/// Completes an answer's headers. Pages have set their own content policy already.
pub(crate) fn complete(headers: &mut HeaderMap, api_door: bool, https: bool) {
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(DATA_POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.insert(X_FRAME_OPTIONS, DENY);
    headers.insert(REFERRER_POLICY, NO_REFERRER);
    headers.insert(OPENER_POLICY, SAME_ORIGIN);
    headers.insert(
        RESOURCE_POLICY,
        if api_door { CROSS_ORIGIN } else { SAME_ORIGIN },
    );
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        let kept = if headers.contains_key(ETAG) {
            REVALIDATE
        } else {
            NO_STORE
        };
        headers.insert(CACHE_CONTROL, kept);
    }
}

/// The same for an answer that hyper gives by itself, as header lines.
pub(crate) fn data_lines(https: bool) -> String {
    use std::fmt::Write;
    let mut headers = HeaderMap::new();
    complete(&mut headers, false, https);
    headers
        .iter()
        .fold(String::new(), |mut lines, (name, value)| {
            let _ = write!(lines, "{name}: {}\r\n", value.to_str().unwrap_or_default());
            lines
        })
}
