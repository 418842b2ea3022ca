//! `GET /tokensets/{id}/modes/{modeId}/tokens/{tokenId}`

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, ReadRefusals};
use crate::app::place::{Inside, NO_TOKEN};
use crate::app::views::Token;
use crate::auth::Action;
use crate::http::{self, ETag};

/// Get a token
///
/// With its resolved value.
#[utoipa::path(
    get,
    path = "/tokensets/{id}/modes/{modeId}/tokens/{tokenId}",
    operation_id = "get_token",
    tag = "Tokens",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case"),
        ("tokenId" = String, Path, description = "Token id")
    ),
    responses(
        (status = 200, description = "The token", body = Token,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Token not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn get_token(call: Call) -> http::Result {
    let (view, tag) = call
        .read(|tx, call| {
            let id = call.segment("id");
            let inside = Inside::read(tx, &call.context, id, Action::Read, NO_TOKEN)?;
            let at = inside.at(call.segment("modeId"), NO_TOKEN)?;
            let token = inside.token(at, call.segment("tokenId"))?;
            inside.permit()?;
            let resolved = inside.snapshot.resolve(at, token);
            let tag = ETag::of_token(token.revision, resolved.as_deref());
            let mut view = Token::new(inside.in_graph().key, inside.mode(at).key, token);
            view.resolved_value = Some(resolved);
            Ok((view, tag))
        })
        .await?;
    call.one(&tag, &view)
}
