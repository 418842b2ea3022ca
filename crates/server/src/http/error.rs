//! Every refusal has one shape: `{"error": "<sentence>"}` and a stable code in `Tokencraft-Error`.

use std::borrow::Cow;

use axum::http::header::{ALLOW, CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::app;

/// Carries the stable `snake_case` code of a refusal.
pub const ERROR_CODE: HeaderName = HeaderName::from_static("tokencraft-error");

/// A refusal on its way to the client.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    /// An additive member and its name.
    details: Option<(&'static str, Box<Value>)>,
    retry_after: Option<u64>,
    close: bool,
}

impl Failure {
    /// A refusal; `message` is a sentence for the caller.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: None,
            retry_after: None,
            close: false,
        }
    }

    /// 400.
    pub fn bad_request(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 401, the same for whatever was wrong with the API token.
    pub fn invalid_api_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_api_token",
            "Invalid API token",
        )
    }

    /// 401 of the session door.
    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Not signed in")
    }

    /// 413.
    pub fn body_too_large(limit: usize) -> Self {
        let mut failure = Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            format!("Request body must be at most {limit} bytes"),
        );
        failure.close = true;
        failure
    }

    /// 429.
    pub fn rate_limited(retry_after_seconds: u64) -> Self {
        let mut failure = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "Rate limit exceeded. Please try again later.",
        );
        failure.retry_after = Some(retry_after_seconds.max(1));
        failure
    }

    /// The refusal for a bare status that no handler worded.
    pub fn of_status(status: StatusCode) -> Self {
        let (code, message) = match status {
            StatusCode::BAD_REQUEST => ("bad_request", "Bad request"),
            StatusCode::UNAUTHORIZED => return Self::invalid_api_token(),
            StatusCode::FORBIDDEN => ("forbidden", "Forbidden"),
            StatusCode::NOT_FOUND => ("not_found", "Not found"),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "Method not allowed"),
            StatusCode::REQUEST_TIMEOUT => {
                ("request_timeout", "The request took too long to arrive")
            }
            StatusCode::PAYLOAD_TOO_LARGE => ("body_too_large", "Request body is too large"),
            StatusCode::URI_TOO_LONG => ("uri_too_long", "URI too long"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "unsupported_media_type",
                "Content-Type must be application/json",
            ),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                ("headers_too_large", "Request header fields too large")
            }
            StatusCode::SERVICE_UNAVAILABLE => (
                "unavailable",
                "The service is temporarily unavailable. Please try again later.",
            ),
            status if status.is_client_error() => ("bad_request", "Bad request"),
            _ => ("internal", "Internal server error"),
        };
        let mut failure = Self::new(status, code, message);
        failure.close = matches!(
            status,
            StatusCode::REQUEST_TIMEOUT
                | StatusCode::URI_TOO_LONG
                | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
        );
        failure
    }

    /// What the client will see as the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The JSON text of the answer.
    pub fn body(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.message.len() + 16);
        body.extend_from_slice(b"{\"error\":");
        body.extend_from_slice(Value::from(self.message.as_ref()).to_string().as_bytes());
        if let Some((member, details)) = &self.details {
            body.extend_from_slice(format!(",\"{member}\":{details}").as_bytes());
        }
        body.push(b'}');
        body
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ERROR_CODE, HeaderValue::from_static(self.code));
        if self.status == StatusCode::UNAUTHORIZED && self.code == "invalid_api_token" {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.close {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

impl From<app::Error> for Failure {
    /// The one place where an operation's error meets HTTP; internal causes are logged here, once.
    fn from(error: app::Error) -> Self {
        use app::Error as E;
        let message = error.to_string();
        match error {
            E::NotFound(message) => Self::new(StatusCode::NOT_FOUND, "not_found", message),
            E::Forbidden { code, .. } => Self::new(StatusCode::FORBIDDEN, code, message),
            E::Invalid { code, .. } => Self::new(StatusCode::BAD_REQUEST, code, message),
            E::Conflict { code, .. } => Self::new(StatusCode::CONFLICT, code, message),
            E::Opposed {
                code, member, list, ..
            } => {
                let mut failure = Self::new(StatusCode::CONFLICT, code, message);
                failure.details = Some((member, list));
                failure
            }
            E::Stale { .. } => Self::new(StatusCode::PRECONDITION_FAILED, "stale", message),
            E::Unprocessable { code, details, .. } => {
                let mut failure = Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message);
                failure.details = details.map(|details| ("details", Box::new(details)));
                failure
            }
            E::Unproven { code, message } => Self::new(StatusCode::UNAUTHORIZED, code, message),
            E::TooOften { wait, message } => {
                let mut failure =
                    Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_failures", message);
                failure.retry_after = Some(ceil_seconds(wait).max(1));
                failure
            }
            E::Gone { code, message } => Self::new(StatusCode::GONE, code, message),
            E::Busy => {
                let mut failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message);
                failure.retry_after = Some(2);
                failure
            }
            E::Unavailable(cause) => {
                tracing::warn!(%cause, "storage unavailable");
                let mut failure = Self::of_status(StatusCode::SERVICE_UNAVAILABLE);
                failure.retry_after = Some(1);
                failure
            }
            E::Internal(cause) => {
                tracing::error!(%cause, "internal error");
                Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

/// Whole seconds, rounded up.
pub(crate) fn ceil_seconds(time: std::time::Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

impl From<tokencraft_storage::Error> for Failure {
    fn from(error: tokencraft_storage::Error) -> Self {
        match error {
            tokencraft_storage::Error::Unavailable(_) => app::Error::Unavailable(Box::new(error)),
            error => app::Error::Internal(Box::new(error)),
        }
        .into()
    }
}

/// Gives a refusal that some layer or extractor worded its own way the shape of all others.
pub(crate) fn normalize(response: Response) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error())
        || response.headers().contains_key(ERROR_CODE)
    {
        return response;
    }
    let mut shaped = Failure::of_status(status).into_response();
    if let Some(allow) = response.headers().get(ALLOW) {
        shaped.headers_mut().insert(ALLOW, allow.clone());
    }
    *shaped.extensions_mut() = response.extensions().clone();
    shaped
}

/// 500 for a defect noticed outside of any operation.
pub(crate) fn internal(what: &'static str) -> Response {
    tracing::error!(what, "internal error");
    Failure::of_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}
