//! `GET /workspaces/{id}/events`

use std::collections::VecDeque;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use serde::Serialize;
use tokencraft_storage::{Tx, UserId, sessions, users};
use tokio::sync::broadcast::error::TryRecvError;
use tokio::time::{Interval, MissedTickBehavior, interval};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::call::Call;
use super::docs_parts::{ErrorBody, ReadRefusals};
use crate::Server;
use crate::app::activity::Actor;
use crate::app::events::{self, Change, Events, Listener, Signal};
use crate::app::place::Place;
use crate::app::views::Id;
use crate::app::{self, Context};
use crate::auth::{Action, Door};
use crate::http::{self, Failure};

/// Proxies must not gather events before they pass them on.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
/// A browser that was cut off comes back after two seconds.
const HELLO: &str = "retry: 2000\n: listening\n\n";
const HEARTBEAT: &str = ": still listening\n\n";

pub(super) fn router() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(watch_workspace))
}

/// The data of one event: something in the workspace has changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeEvent {
    /// The tokenset that was written to; `null`: the workspace itself, or not known.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    tokenset_id: Option<Id>,
    /// The workspace's revision after the write; also the event's id.
    revision: i64,
    /// Who wrote; `null` when that is not known.
    #[schema(required)]
    actor: Option<Actor>,
    /// The `X-Request-Id` of the request that wrote, so that whoever sent it knows its own; `null` when
    /// that is not known.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    request_id: Option<String>,
}

/// Watch a workspace
///
/// Server-sent events, each after a committed write through either door; one for every tokenset that
/// a write touched. A comment now and then shows that the stream lives. It ends when the server does,
/// when the caller may not read the workspace any more, and when the reader is too slow.
#[utoipa::path(
    get,
    path = "/workspaces/{id}/events",
    operation_id = "watch_workspace",
    tag = "Workspaces",
    params(("id" = String, Path, description = "Workspace id")),
    responses(
        (status = 200, description = "A stream without end", body = ChangeEvent,
            content_type = "text/event-stream"),
        (status = 404, description = "`Workspace not found`", body = ErrorBody),
        ReadRefusals
    )
)]
async fn watch_workspace(call: Call) -> http::Result {
    let server = call.context.server.clone();
    let workspace = call.read(look).await?;
    if !server.is_ready() {
        return Err(Failure::of_status(StatusCode::SERVICE_UNAVAILABLE));
    }
    let user = call.context.caller.user_id;
    let listener = Events::join(&server, user, workspace).ok_or_else(|| {
        Failure::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_streams",
            "Too many event streams are open",
        )
    })?;
    // From here on nothing is missed: read again what there is now.
    call.read(look).await?;
    let mut heartbeat = interval(server.config().event_heartbeat);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick is at once.
    heartbeat.tick().await;
    let watch = Watch {
        call,
        listener,
        heartbeat,
        ready: VecDeque::from([Bytes::from_static(HELLO.as_bytes())]),
    };
    let events = stream::unfold(watch, async |mut watch| {
        let text = watch.next().await?;
        Some((Ok::<_, std::convert::Infallible>(text), watch))
    });
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

/// One open stream.
struct Watch {
    call: Call,
    listener: Listener,
    heartbeat: Interval,
    ready: VecDeque<Bytes>,
}

impl Watch {
    /// What goes out next; `None`: the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(text) = self.ready.pop_front() {
                return Some(text);
            }
            let first = tokio::select! {
                // A reader that is too far behind is an error here, and the end.
                signal = self.listener.signals.recv() => Some(signal.ok()?),
                _ = self.heartbeat.tick() => None,
                _ = self.listener.open.wait_for(|open| !open) => return None,
            };
            if first.is_none() {
                self.ready
                    .push_back(Bytes::from_static(HEARTBEAT.as_bytes()));
            }
            let mut changes: Vec<Change> = Vec::new();
            let mut signal = first;
            while let Some(heard) = signal {
                if let Signal::Changed(change) = heard {
                    changes.push(change);
                }
                signal = match self.listener.signals.try_recv() {
                    Ok(heard) => Some(heard),
                    Err(TryRecvError::Empty) => None,
                    Err(_) => return None,
                };
            }
            // Nothing is said to whoever may not hear it any more.
            let call = self.call.clone();
            let texts = call.read(move |tx, call| {
                look(tx, call)?;
                let mut texts = VecDeque::new();
                for change in &changes {
                    tell(tx, change, &mut texts)?;
                }
                Ok(texts)
            });
            self.ready.extend(texts.await.ok()?);
        }
    }
}

/// The workspace, if the caller is still signed in and may read it.
fn look(tx: &mut Tx<'_>, call: &Call) -> Result<Uuid, Failure> {
    let context = Context::new(
        call.context.server.clone(),
        call.context.caller,
        call.context.request_id,
    );
    let user = UserId(context.caller.user_id);
    let account = users::get(tx, user)?.filter(|user| user.disabled_at.is_none());
    account.ok_or_else(Failure::not_signed_in)?;
    if let Door::Session { session_id } = context.caller.door {
        let mut mine = sessions::list(tx, user)?.into_iter();
        if !mine.any(|session| session.id.0 == session_id && context.now < session.expires_at) {
            return Err(Failure::not_signed_in());
        }
    }
    let place = Place::workspace(tx, &context, call.segment("id"), Action::Read)?;
    place.permit()?;
    context.server.events().begin(&place.workspace);
    Ok(place.workspace.id.0)
}

/// The events of a change: one for every tokenset that it touched.
fn tell(tx: &mut Tx<'_>, change: &Change, texts: &mut VecDeque<Bytes>) -> app::Result<()> {
    let mut say = |tokenset_id: Option<Id>| -> app::Result<()> {
        let event = ChangeEvent {
            tokenset_id,
            revision: change.revision,
            actor: events::actor(tx, change)?,
            request_id: change
                .writer
                .as_ref()
                .map(|writer| writer.request_id.clone()),
        };
        let data =
            serde_json::to_string(&event).map_err(|error| app::Error::Internal(Box::new(error)))?;
        let text = format!("id: {}\ndata: {data}\n\n", change.revision);
        texts.push_back(text.into());
        Ok(())
    };
    if change.tokensets.is_empty() {
        return say(None);
    }
    change
        .tokensets
        .iter()
        .try_for_each(|id| say(Some((*id).into())))
}
