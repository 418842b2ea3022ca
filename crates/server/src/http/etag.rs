//! Entity tags and the conditions that name them.
//!
//! A tag on the wire names its coding (`"7-br"`); comparisons ignore that suffix.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::app;
use crate::app::snapshot::{content_hash, hex};

/// The codings a tag may name.
pub(crate) const CODINGS: [&str; 3] = ["zstd", "br", "gzip"];

/// A strong entity tag: the opaque text, without quotes and coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// The tag of a row: its revision.
    pub fn of_revision(revision: i64) -> Self {
        Self(revision.to_string())
    }

    /// The tag of a row that is shown with something beside it, in letters and digits; `If-Match` looks
    /// at the revision alone.
    pub fn of_revision_and(revision: i64, part: impl std::fmt::Display) -> Self {
        Self(format!("{revision}-{part}"))
    }

    /// The tag of a token: its row's revision and a hash of what it resolves to.
    pub fn of_token(revision: i64, resolved: Option<&str>) -> Self {
        let mut hash = Sha256::new();
        // A broken alias must not look like an empty string.
        hash.update([u8::from(resolved.is_some())]);
        hash.update(resolved.unwrap_or_default());
        Self(format!("{revision}-{}", hex(&hash.finalize()[..8])))
    }

    /// The tag of a whole body, or of whatever determines it.
    pub fn of_content(parts: &[&[u8]]) -> Self {
        Self(content_hash(parts))
    }

    /// The tag of a content whose hash is known.
    pub fn of_hash(hash: &str) -> Self {
        Self(hash.to_owned())
    }

    /// The opaque text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the header carries it.
    pub fn header(&self) -> HeaderValue {
        HeaderValue::try_from(format!("\"{}\"", self.0)).unwrap_or(HeaderValue::from_static("\"\""))
    }
}

impl std::fmt::Display for ETag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// The row revision that a tag names: `"7"`, `"7-1f…"`, `"7-1f…-br"`, with or without quotes. For
/// the `if_match` of a batch entry.
pub fn revision_of(tag: &str) -> Option<i64> {
    let opaque = opaque(tag)?;
    opaque.split('-').next()?.parse().ok()
}

/// The text of a strong tag without quotes and coding; `None` for a weak one.
fn opaque(tag: &str) -> Option<&str> {
    let tag = tag.trim();
    if tag.starts_with("W/") {
        return None;
    }
    let tag = tag
        .strip_prefix('"')
        .and_then(|t| t.strip_suffix('"'))
        .unwrap_or(tag);
    Some(without_coding(tag))
}

fn without_coding(tag: &str) -> &str {
    CODINGS
        .iter()
        .find_map(|coding| tag.strip_suffix(coding)?.strip_suffix('-'))
        .unwrap_or(tag)
}

/// `If-None-Match` and `If-Match` of a request.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    none_match: Option<String>,
    r#match: Option<String>,
}

impl Conditions {
    /// The conditions in a request's headers.
    pub fn of(headers: &HeaderMap) -> Self {
        Self {
            none_match: joined(headers, &IF_NONE_MATCH),
            r#match: joined(headers, &IF_MATCH),
        }
    }

    /// The 304 answer when the client has this tag already.
    pub fn not_modified(&self, tag: &ETag) -> Option<Response> {
        let sent = self.none_match.as_deref()?;
        // The client's own spelling goes back: it names the coding of what the client holds.
        let held = tags(sent).find_map(|candidate| {
            let strong = candidate.strip_prefix("W/").unwrap_or(candidate);
            (candidate == "*").then(|| tag.header()).or_else(|| {
                (opaque(strong)? == tag.0)
                    .then(|| HeaderValue::from_str(strong).ok())
                    .flatten()
            })
        })?;
        let headers = [(ETAG, held), (CACHE_CONTROL, super::answer::REVALIDATE)];
        Some((StatusCode::NOT_MODIFIED, headers).into_response())
    }

    /// Refuses when `If-Match` names only other revisions of the row. Absent is allowed.
    pub fn check_revision(&self, revision: i64) -> app::Result<()> {
        match self.r#match.as_deref() {
            Some(sent)
                if !tags(sent).any(|tag| tag == "*" || revision_of(tag) == Some(revision)) =>
            {
                Err(app::Error::stale())
            }
            _ => Ok(()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Conditions {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// A header sent several times is one list.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let mut list = String::from_utf8_lossy(values.next()?.as_bytes()).into_owned();
    for value in values {
        list.push(',');
        list.push_str(&String::from_utf8_lossy(value.as_bytes()));
    }
    Some(list)
}

/// Our tags hold no comma.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(name: HeaderName, value: &str) -> Conditions {
        let mut headers = HeaderMap::new();
        headers.append(name, value.parse().unwrap());
        Conditions::of(&headers)
    }

    #[test]
    fn if_match_compares_the_row_revision_only() {
        for (sent, fits) in [
            ("\"7\"", true),
            ("\"7-br\"", true),
            ("\"7-0a1b2c3d4e5f6071\"", true),
            ("\"7-0a1b2c3d4e5f6071-zstd\"", true),
            ("\"6\", \"7\"", true),
            ("*", true),
            ("\"70\"", false),
            ("\"8\"", false),
            ("W/\"7\"", false),
            ("", false),
        ] {
            let answer = conditions(IF_MATCH, sent).check_revision(7);
            assert_eq!(answer.is_ok(), fits, "{sent}");
        }
        assert!(Conditions::default().check_revision(7).is_ok());
    }

    #[test]
    fn if_none_match_ignores_the_coding_and_echoes_what_the_client_holds() {
        let tag = ETag("7-aa".into());
        for (sent, echoed) in [
            ("\"7-aa\"", Some("\"7-aa\"")),
            ("\"7-aa-br\"", Some("\"7-aa-br\"")),
            ("W/\"7-aa-gzip\"", Some("\"7-aa-gzip\"")),
            ("\"1\", \"7-aa-zstd\"", Some("\"7-aa-zstd\"")),
            ("*", Some("\"7-aa\"")),
            ("\"7\"", None),
            ("\"7-ab\"", None),
        ] {
            let answer = conditions(IF_NONE_MATCH, sent).not_modified(&tag);
            let held = answer.map(|a| a.headers()[ETAG].to_str().unwrap().to_owned());
            assert_eq!(held.as_deref(), echoed, "{sent}");
        }
    }

    #[test]
    fn a_broken_alias_and_an_empty_string_have_different_tags() {
        assert_ne!(ETag::of_token(1, None), ETag::of_token(1, Some("")));
    }
}
