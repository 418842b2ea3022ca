//! `DELETE /auth/sessions/{id}`

use tokencraft_storage::UserId;

use crate::api::call::{Call, Message, ok};
use crate::api::docs_parts::ErrorBody;
use crate::app::accounts::{self, Mark};
use crate::app::commit::Event;
use crate::app::{Error, input, sessions};
use crate::http::{self, RawBody};

/// End a session
///
/// Signs one of the caller's browsers out, from its next request on.
#[utoipa::path(
    delete,
    path = "/auth/sessions/{id}",
    operation_id = "end_session",
    tag = "Sign-in",
    params(("id" = String, Path, description = "Session id")),
    responses(
        (status = 200, description = "`Session ended successfully`", body = Message),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 403, description = "The request came from another site", body = ErrorBody),
        (status = 404, description = "`Session not found`", body = ErrorBody),
        (status = 503, description = "Storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn end_session(call: Call) -> http::Result {
    call.write(RawBody::default(), |tx, call, _| {
        let ctx = &call.context;
        let none = Error::NotFound("Session not found");
        let Some(id) = input::parse_id(call.segment("id")) else {
            return Err(none.into());
        };
        let user_id = UserId(ctx.caller.user_id);
        if !sessions::end(tx, &ctx.server, id.into(), user_id)? {
            return Err(none.into());
        }
        let event = Event::new("session.end", "session", id, "");
        accounts::note(tx, &Mark::of(ctx), event)?;
        ok(&Message {
            message: "Session ended successfully",
        })
    })
    .await
}
