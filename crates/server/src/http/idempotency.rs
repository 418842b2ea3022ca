//! `Idempotency-Key`: the same POST sent twice has one effect and one answer. The answer is stored in
//! the transaction of the effect.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokencraft_storage::{Tx, idempotency};
use uuid::Uuid;

use super::{Failure, RawBody, answer};
use crate::app::{Error, Result};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const LONGEST: usize = 255;
/// How long an answer is kept, in milliseconds.
pub(crate) const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// The key of a request, if it has one; not looked at yet.
#[derive(Clone, Debug)]
pub struct Idempotency {
    sent: Option<HeaderValue>,
    twice: bool,
    method: String,
    path: String,
}

/// A request that may be a repetition.
#[derive(Clone, Debug)]
pub struct Keyed(Option<Key>);

#[derive(Clone, Debug)]
struct Key {
    caller: Uuid,
    method: String,
    path: String,
    text: String,
    body_hash: [u8; 32],
    now_ms: i64,
}

/// The answer of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// 2xx.
    pub status: StatusCode,
    /// JSON.
    pub body: Bytes,
    /// Whether this is the stored answer of an earlier request.
    pub replayed: bool,
}

impl Key {
    fn key(&self) -> idempotency::Key<'_> {
        idempotency::Key {
            caller: self.caller.as_bytes(),
            method: &self.method,
            path: &self.path,
            key: &self.text,
        }
    }
}

impl Answer {
    /// A JSON answer.
    pub fn json(status: StatusCode, view: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(view).map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(Self {
            status,
            body: body.into(),
            replayed: false,
        })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = answer::json_bytes(self.status, self.body);
        if self.replayed {
            response
                .headers_mut()
                .insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

impl Idempotency {
    /// Binds the key to who asks and what; 400 when the key is malformed. `now_ms` is the time of the
    /// request.
    pub fn keyed(
        self,
        caller: Uuid,
        body: &RawBody,
        now_ms: i64,
    ) -> std::result::Result<Keyed, Failure> {
        let Some(sent) = self.sent else {
            return Ok(Keyed(None));
        };
        let key = sent.to_str().unwrap_or_default();
        if self.twice || key.is_empty() || key.len() > LONGEST {
            return Err(Failure::bad_request(
                "invalid_idempotency_key",
                "Idempotency-Key must be one value of 1 to 255 ASCII characters",
            ));
        }
        Ok(Keyed(Some(Key {
            caller,
            method: self.method,
            path: self.path,
            text: key.to_owned(),
            body_hash: Sha256::digest(body.fingerprint_bytes()).into(),
            now_ms,
        })))
    }
}

impl Keyed {
    /// A request without a key.
    pub const NONE: Self = Self(None);

    /// The answer of the request that did the work, when it is known already.
    pub fn stored(&self, tx: &mut Tx<'_>) -> Result<Option<Answer>> {
        let Some(request) = &self.0 else {
            return Ok(None);
        };
        let stored = idempotency::get(tx, &request.key())?;
        let kept = stored.filter(|stored| stored.created_at > request.now_ms - KEPT_MS);
        kept.map(|stored| replay(request, stored)).transpose()
    }

    /// Does the work, or repeats the answer of the request that did it. To be called in the write
    /// transaction, after the caller's rights were checked and before anything is changed.
    pub fn run(
        &self,
        tx: &mut Tx<'_>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<Answer>,
    ) -> Result<Answer> {
        let Some(request) = &self.0 else {
            return work(tx);
        };
        let key = request.key();
        if !idempotency::claim(tx, &key, &request.body_hash, request.now_ms)? {
            let stored = idempotency::get(tx, &key)?;
            let kept = stored.filter(|stored| stored.created_at > request.now_ms - KEPT_MS);
            if let Some(stored) = kept {
                return replay(request, stored);
            }
            idempotency::expire(tx, request.now_ms - KEPT_MS)?;
            if !idempotency::claim(tx, &key, &request.body_hash, request.now_ms)? {
                return Err(Error::Conflict {
                    code: "idempotency_key_in_use",
                    message: "A request with this Idempotency-Key is still being processed".into(),
                });
            }
        }
        let answer = work(tx)?;
        idempotency::complete(
            tx,
            &key,
            i64::from(answer.status.as_u16()),
            "{}",
            &answer.body,
        )?;
        Ok(answer)
    }
}

fn replay(request: &Key, stored: idempotency::Stored) -> Result<Answer> {
    if stored.body_hash != request.body_hash {
        return Err(Error::Unprocessable {
            code: "idempotency_key_reused",
            message: "This Idempotency-Key was already used with another body".into(),
            details: None,
        });
    }
    let status = u16::try_from(stored.status)
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or_else(|| Error::Internal("a stored answer has no status".into()))?;
    Ok(Answer {
        status,
        body: stored.body.into(),
        replayed: true,
    })
}

impl<S: Sync> FromRequestParts<S> for Idempotency {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Infallible> {
        let mut sent = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
        // A nested router sees its own part of the path; the key belongs to the whole.
        let uri = parts
            .extensions
            .get::<axum::extract::OriginalUri>()
            .map_or(&parts.uri, |uri| &uri.0);
        Ok(Self {
            sent: sent.next().cloned(),
            twice: sent.next().is_some(),
            method: parts.method.as_str().to_owned(),
            path: uri
                .path_and_query()
                .map_or(uri.path(), |target| target.as_str())
                .to_owned(),
        })
    }
}
