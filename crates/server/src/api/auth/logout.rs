//! `POST /auth/logout`

use tokencraft_storage::{SessionId, UserId};

use super::no_content;
use crate::api::call::Call;
use crate::api::docs_parts::ErrorBody;
use crate::app::accounts::{self, Mark};
use crate::app::commit::Event;
use crate::app::{Error, sessions};
use crate::auth::{Door, cookie};
use crate::http::{self, Failure, RawBody};

/// Sign out
///
/// The session ends, and the browser is told to forget its cookie.
#[utoipa::path(
    post,
    path = "/auth/logout",
    operation_id = "log_out",
    tag = "Sign-in",
    responses(
        (status = 204, description = "Signed out"),
        (status = 401, description = "`Not signed in`", body = ErrorBody),
        (status = 403, description = "The request came from another site", body = ErrorBody),
        (status = 503, description = "Storage is unavailable; try again", body = ErrorBody)
    )
)]
pub(crate) async fn log_out(call: Call, body: RawBody) -> http::Result {
    body.fields()?;
    let ctx = call.context;
    let Door::Session { session_id } = ctx.caller.door else {
        return Err(Failure::not_signed_in());
    };
    let (server, mark) = (ctx.server.clone(), Mark::of(&ctx));
    let write = move |tx: &mut tokencraft_storage::Tx<'_>| {
        let user_id = UserId(ctx.caller.user_id);
        sessions::end(tx, &ctx.server, SessionId(session_id), user_id)?;
        let event = Event::new("user.log_out", "user", user_id, "");
        accounts::note(tx, &mark, event)?;
        Ok::<_, Error>(())
    };
    server.db().write(write).await?;
    Ok(no_content(cookie::clear(server.config().is_https())))
}
