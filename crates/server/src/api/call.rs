//! One request to an operation: what its handler extracts, and how it runs.
//!
//! The closures run inside one transaction, in the contract's order: find the place (404), permit
//! (403), read body and query (415, 400), act (409, 412).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde::Serialize;
use tokencraft_storage::{Kind, Tx};
use utoipa::ToSchema;

use crate::Server;
use crate::app::{self, Context};
use crate::auth::{Caller, Door};
use crate::http::idempotency::{Answer, Idempotency, Keyed};
use crate::http::{
    self, Conditions, ETag, Failure, PathParams, QueryParams, RawBody, RequestId, answer,
};

/// A request, without its body. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) context: Context,
    path: Arc<PathParams>,
    pub(crate) query: Arc<QueryParams>,
    conditions: Arc<Conditions>,
    idempotency: Idempotency,
}

/// The answer to a deletion.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    /// A sentence.
    pub(crate) message: &'static str,
}

impl FromRequestParts<Server> for Call {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Failure> {
        let caller = Caller::from_request_parts(parts, server).await?;
        let Ok(RequestId(request_id)) = RequestId::from_request_parts(parts, server).await;
        let Ok(path) = PathParams::from_request_parts(parts, server).await;
        let Ok(query) = QueryParams::from_request_parts(parts, server).await;
        let Ok(idempotency) = Idempotency::from_request_parts(parts, server).await;
        Ok(Self {
            context: Context::new(server.clone(), caller, request_id),
            path: Arc::new(path),
            query: Arc::new(query),
            conditions: Arc::new(Conditions::of(&parts.headers)),
            idempotency,
        })
    }
}

impl Call {
    /// A segment of the path.
    pub(crate) fn segment(&self, name: &str) -> &str {
        self.path.text(name)
    }

    /// Refuses when `If-Match` names another revision of the row.
    pub(crate) fn check(&self, revision: i64) -> app::Result<()> {
        self.conditions.check_revision(revision)
    }

    /// Reads in one consistent transaction.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>, &Self) -> Result<T, Failure> + Clone + Send + 'static,
    ) -> Result<T, Failure> {
        let db = self.context.server.db();
        let call = self.clone();
        if db.kind() == Kind::Postgres {
            return db.read(move |tx| work(tx, &call)).await;
        }
        // What is in memory is answered inline; loading a workspace takes a blocking thread.
        let mut quick = call.clone();
        quick.context.may_load = false;
        let mut first = work.clone();
        let answer = db.read(move |tx| first(tx, &quick)).await;
        if answer.is_err() && self.context.cold.load(Ordering::Relaxed) {
            return db.read_long(move |tx| work(tx, &call)).await;
        }
        answer
    }

    /// The same for what takes its time whether or not it is in memory.
    pub(crate) async fn read_long<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>, &Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let call = self.clone();
        let db = self.context.server.db();
        db.read_long(move |tx| work(tx, &call)).await
    }

    /// Writes in one transaction.
    pub(crate) async fn write(
        self,
        body: RawBody,
        mut work: impl FnMut(&mut Tx<'_>, &Self, &RawBody) -> Result<Answer, Failure> + Send + 'static,
    ) -> http::Result {
        let server = self.context.server.clone();
        let answer = server.db().write(move |tx| work(tx, &self, &body)).await?;
        Ok(answer.into_response())
    }

    /// The effect of a POST: done once for an `Idempotency-Key`.
    pub(crate) fn once<V: Serialize>(
        &self,
        tx: &mut Tx<'_>,
        body: &RawBody,
        status: StatusCode,
        work: impl FnOnce(&mut Tx<'_>) -> app::Result<V>,
    ) -> Result<Answer, Failure> {
        self.once_as(tx, body, |tx| Ok((status, work(tx)?)))
    }

    /// The same where the work says with which status it ended.
    pub(crate) fn once_as<V: Serialize>(
        &self,
        tx: &mut Tx<'_>,
        body: &RawBody,
        work: impl FnOnce(&mut Tx<'_>) -> app::Result<(StatusCode, V)>,
    ) -> Result<Answer, Failure> {
        Ok(self.keyed(body)?.run(tx, |tx| {
            let (status, view) = work(tx)?;
            Answer::json(status, &view)
        })?)
    }

    /// The stored answer of an earlier POST with the same `Idempotency-Key`, for those that do their work
    /// before [`Call::once`].
    pub(crate) fn repeated(
        &self,
        tx: &mut Tx<'_>,
        body: &RawBody,
    ) -> Result<Option<Answer>, Failure> {
        Ok(self.keyed(body)?.stored(tx)?)
    }

    fn keyed(&self, body: &RawBody) -> Result<Keyed, Failure> {
        let caller = match self.context.caller.door {
            Door::Api { api_token_id, .. } => api_token_id,
            Door::Session { .. } => self.context.caller.user_id,
        };
        let idempotency = self.idempotency.clone();
        idempotency.keyed(caller, body, self.context.now)
    }

    /// The answer of a GET of one resource.
    pub(crate) fn one(&self, tag: &ETag, view: &impl Serialize) -> http::Result {
        answer::tagged(&self.conditions, tag, || Ok(view))
    }

    /// The answer of a GET of a list: its tag is its content's.
    pub(crate) fn many(&self, view: &impl Serialize) -> http::Result {
        self.bytes(answer::to_bytes(view)?)
    }

    /// The same for a view that takes its time to make: `long` makes it on a blocking thread.
    pub(crate) async fn many_from<V: Serialize>(
        &self,
        long: bool,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> http::Result {
        let bytes = if long {
            tokio::task::spawn_blocking(move || answer::to_bytes(&view()))
                .await
                .map_err(|error| app::Error::Internal(Box::new(error)))??
        } else {
            answer::to_bytes(&view())?
        };
        self.bytes(bytes)
    }

    fn bytes(&self, bytes: Bytes) -> http::Result {
        let tag = ETag::of_content(&[&bytes]);
        let json = HeaderValue::from_static("application/json");
        answer::tagged_bytes(&self.conditions, &tag, json, || Ok(bytes))
    }

    /// The answer of an export.
    pub(crate) fn text(&self, tag: &ETag, media_type: HeaderValue, body: Bytes) -> http::Result {
        answer::tagged_bytes(&self.conditions, tag, media_type, || Ok(body))
    }
}

/// Does work that takes its time on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> app::Result<T> + Send + 'static,
) -> app::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| app::Error::Internal(Box::new(error)))?
}

/// 200 with a view.
pub(crate) fn ok(view: &impl Serialize) -> Result<Answer, Failure> {
    Ok(Answer::json(StatusCode::OK, view)?)
}
