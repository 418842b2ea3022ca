//! Request bodies. Framing is checked when a body is read (413, 408); what it says is checked only
//! after the caller's rights (415, 400), so that a stranger learns nothing from it.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Failure;
use crate::Server;
use crate::app::field::Fields;
use crate::config::Config;

/// A body as it arrived, not looked at yet.
#[derive(Clone, Debug, Default)]
pub struct RawBody {
    content_type: Option<String>,
    encoded: bool,
    bytes: Bytes,
}

impl RawBody {
    /// What the client says the body is.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The bytes; 415 when the client sent them in a content coding.
    pub fn bytes(&self) -> Result<&Bytes, Failure> {
        if self.encoded {
            return Err(Failure::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_content_encoding",
                "Content-Encoding is not supported for request bodies",
            ));
        }
        Ok(&self.bytes)
    }

    /// The bytes again, for a fingerprint. Never fails.
    pub fn fingerprint_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The body as JSON: 415, then 400 with line and column. No body is an empty object. A
    /// member that stands twice is refused.
    pub fn value(&self) -> Result<Value, Failure> {
        let bytes = self.bytes()?;
        if bytes.is_empty() && self.content_type.is_none() {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        if !self.content_type().is_some_and(is_json) {
            return Err(Failure::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        if bytes.is_empty() {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        crate::app::input::strict_json(bytes).map_err(|error| {
            Failure::bad_request(
                "malformed_json",
                format!("Request body is not valid JSON: {error}"),
            )
        })
    }

    /// The members of a JSON object.
    pub fn fields(&self) -> Result<Fields, Failure> {
        match self.value()? {
            Value::Object(members) => Ok(Fields::new(members)),
            _ => Err(Failure::bad_request(
                "invalid_body",
                "Request body must be a JSON object",
            )),
        }
    }

    /// The body as a typed value; 400 names what does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_value(self.value()?).map_err(|error| {
            Failure::bad_request(
                "invalid_body",
                format!("Request body is not as expected: {error}"),
            )
        })
    }
}

/// Whether a `Content-Type` says JSON in UTF-8.
pub(crate) fn is_json(content_type: &str) -> bool {
    content_type.parse::<mime::Mime>().is_ok_and(|mime| {
        mime.essence_str() == "application/json"
            && mime
                .get_param(mime::CHARSET)
                .is_none_or(|charset| charset == mime::UTF_8)
    })
}

impl FromRequest<Server> for RawBody {
    type Rejection = Failure;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let content_type = parts
            .headers
            .get(CONTENT_TYPE)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        if is_encoded(&parts.headers) {
            return Ok(Self {
                content_type,
                encoded: true,
                bytes: Bytes::new(),
            });
        }
        let config = server.config();
        let limit = limit(config, parts.uri.path());
        let bytes = tokio::time::timeout(config.body_timeout, read(body, limit))
            .await
            .map_err(|_| Failure::of_status(StatusCode::REQUEST_TIMEOUT))??;
        Ok(Self {
            content_type,
            encoded: false,
            bytes,
        })
    }
}

async fn read(body: Body, limit: usize) -> Result<Bytes, Failure> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Failure::body_too_large(limit)),
        Err(_) => Err(Failure::bad_request(
            "incomplete_body",
            "Request body is incomplete",
        )),
    }
}

/// Refuses a body that declares itself too large, before anything is read or answered with `100`.
pub(crate) fn check_declared_length(
    config: &Config,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Result<(), Failure> {
    let Some(length) = headers.get(CONTENT_LENGTH) else {
        return Ok(());
    };
    let length: u64 = length
        .to_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Failure::of_status(StatusCode::BAD_REQUEST))?;
    let limit = limit(config, path);
    // An encoded body is never read: its answer is 415, at its turn.
    let read = !is_encoded(headers) || matches!(*method, Method::GET | Method::HEAD);
    if read && length > limit as u64 {
        return Err(Failure::body_too_large(limit));
    }
    Ok(())
}

fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn limit(config: &Config, path: &str) -> usize {
    if path.ends_with("/import") {
        config.max_import
    } else {
        config.max_body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(content_type: Option<&str>, bytes: &[u8]) -> RawBody {
        RawBody {
            content_type: content_type.map(str::to_owned),
            encoded: false,
            bytes: Bytes::copy_from_slice(bytes),
        }
    }

    fn refusal(body: &RawBody) -> String {
        let failure = body.fields().unwrap_err();
        format!(
            "{} {}",
            failure.status().as_u16(),
            String::from_utf8(failure.body()).unwrap()
        )
    }

    #[test]
    fn a_body_must_say_that_it_is_json() {
        for good in ["application/json", "Application/JSON; charset=UTF-8"] {
            assert!(body(Some(good), b"{}").fields().is_ok(), "{good}");
        }
        for bad in [
            "text/plain",
            "application/json; charset=latin1",
            "json",
            "application/jsonx",
        ] {
            assert!(
                refusal(&body(Some(bad), b"{}")).starts_with("415 "),
                "{bad}"
            );
        }
        assert!(refusal(&body(None, b"{}")).starts_with("415 "));
        assert!(body(None, b"").fields().is_ok());
    }

    #[test]
    fn malformed_json_is_named_with_line_and_column() {
        let cases: [&[u8]; 6] = [
            b"{\n  \"a\": 1,\n}",
            b"[]",
            b"null",
            b"{\"a\":1e999}",
            br#"{"a":"\ud800"}"#,
            b"{\"a\":\"\xff\"}",
        ];
        let answers: Vec<_> = cases
            .iter()
            .map(|c| refusal(&body(Some("application/json"), c)))
            .collect();
        insta::assert_snapshot!(answers.join("\n"), @r#"
        400 {"error":"Request body is not valid JSON: trailing comma at line 3 column 1"}
        400 {"error":"Request body must be a JSON object"}
        400 {"error":"Request body must be a JSON object"}
        400 {"error":"Request body is not valid JSON: number out of range at line 1 column 10"}
        400 {"error":"Request body is not valid JSON: unexpected end of hex escape at line 1 column 13"}
        400 {"error":"Request body is not valid JSON: invalid unicode code point at line 1 column 7"}
        "#);
    }

    #[test]
    fn depth_is_bounded_and_a_member_stands_once() {
        for depth in [128, 100_000] {
            let deep = format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
            assert!(refusal(&body(Some("application/json"), deep.as_bytes())).starts_with("400 "));
        }
        let twice = body(Some("application/json"), br#"{"name":"a","name":"b"}"#);
        assert!(refusal(&twice).starts_with("400 "));
    }
}
