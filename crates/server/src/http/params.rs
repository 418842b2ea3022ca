//! Path and query parameters. Reading them never fails by itself: a malformed id is the same 404 as
//! an unknown one, and a malformed query is a 400 that must come after the 404.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use uuid::Uuid;

use super::Failure;
use crate::app::field::is_forbidden;
pub use crate::app::input::parse_id;

/// The `{…}` segments of a path.
#[derive(Clone, Debug, Default)]
pub struct PathParams(Vec<(String, String)>);

impl PathParams {
    /// A segment, percent-decoded. Empty when it is not UTF-8.
    pub fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// A segment as an id; `None` when it is not one.
    pub fn id<T: From<Uuid>>(&self, name: &str) -> Option<T> {
        parse_id(self.text(name)).map(T::from)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PathParams {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(
            match RawPathParams::from_request_parts(parts, state).await {
                Ok(raw) => Self(
                    raw.iter()
                        .map(|(k, v)| (k.to_owned(), v.to_owned()))
                        .collect(),
                ),
                Err(_) => Self::default(),
            },
        )
    }
}

/// The query. Unknown parameters are ignored; of a repeated one the last counts.
#[derive(Clone, Debug, Default)]
pub struct QueryParams {
    pairs: Vec<(String, String)>,
    malformed: bool,
}

impl QueryParams {
    /// Reads `a=b&c=d`.
    pub fn parse(query: &str) -> Self {
        let mut params = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decode(key), decode(value)) {
                (Some(key), Some(value)) => params.pairs.push((key, value)),
                _ => params.malformed = true,
            }
        }
        params
    }

    /// A parameter's text; 400 when the query is not UTF-8 or the text holds control characters.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        if self.malformed {
            return Err(Failure::bad_request(
                "invalid_query",
                "The query must be percent-encoded UTF-8",
            ));
        }
        let Some((_, value)) = self.pairs.iter().rev().find(|(key, _)| key == name) else {
            return Ok(None);
        };
        if value.chars().any(is_forbidden) {
            let message = format!("{name} must not contain control characters");
            return Err(Failure::bad_request("invalid_query", message));
        }
        Ok(Some(value))
    }

    /// A parameter that is `true` or `false` (default).
    pub fn flag(&self, name: &str) -> Result<bool, Failure> {
        match self.text(name)? {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => {
                let message = format!("{name} must be true or false");
                Err(Failure::bad_request("invalid_query", message))
            }
        }
    }

    /// All parameters, in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

impl<S: Sync> FromRequestParts<S> for QueryParams {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

/// Undoes percent-encoding (and `+` for a space); `None` when the result is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        decoded.push(match (escaped, byte) {
            (Some(value), _) => {
                at += 2;
                value
            }
            (None, b'+') => b' ',
            (None, byte) => byte,
        });
        at += 1;
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_and_the_last_of_equal_names_counts() {
        let params = QueryParams::parse("q=a%20b+c&x=%zz&q=%C3%A9&flag=true&&=");
        assert_eq!(params.text("q").unwrap(), Some("é"));
        assert_eq!(params.text("x").unwrap(), Some("%zz"));
        assert!(params.flag("flag").unwrap());
        assert!(!params.flag("absent").unwrap());
    }

    #[test]
    fn a24_hostile_queries_are_refused() {
        for query in ["q=%00", "q=%ff", "q=%E2%80%AE", "q=%E2%80%A8", "q=%1B"] {
            assert!(QueryParams::parse(query).text("q").is_err(), "{query}");
        }
        assert!(QueryParams::parse("resolve=1").flag("resolve").is_err());
    }

    #[test]
    fn only_hyphenated_ids_are_ids() {
        assert!(parse_id("0193a2b4-0000-7000-8000-000000000001").is_some());
        for text in [
            "",
            "not-an-id",
            "0193a2b4000070008000000000000001",
            "{0193a2b4-0000-7000-8000-000000000001}",
        ] {
            assert!(parse_id(text).is_none(), "{text}");
        }
    }
}
