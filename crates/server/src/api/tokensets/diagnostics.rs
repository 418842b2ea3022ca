//! `GET /tokensets/{id}/diagnostics`

use serde::Serialize;
use tokencraft_tokens::diagnostic::diagnose;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::place::{Inside, NO_TOKENSET};
use crate::app::views::Id;
use crate::auth::Action;
use crate::http::{self, Page};

/// What is wrong or doubtful about one token.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Diagnostic {
    /// `broken_alias`, `alias_cycle`, `type_mismatch`, `ambiguous_reference`, `value_too_long`,
    /// `low_contrast`, …
    code: &'static str,
    /// A sentence that names the offending part.
    message: String,
    /// The token's mode.
    #[schema(value_type = String, format = "uuid")]
    mode_id: Id,
    /// The mode's name.
    mode: String,
    /// The token.
    #[schema(value_type = String, format = "uuid")]
    token_id: Id,
    /// The token's name.
    name: String,
}

/// The findings of a tokenset, in the order of its modes and of natural names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiagnosticList {
    diagnostics: Vec<Diagnostic>,
    /// How many there are, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Diagnose a tokenset
///
/// Broken aliases, cycles, type mismatches, ambiguous references, low contrast pairs.
#[utoipa::path(
    get,
    path = "/tokensets/{id}/diagnostics",
    operation_id = "list_diagnostics",
    tag = "Tokensets",
    params(("id" = String, Path, description = "Tokenset id"), PageQuery),
    responses(
        (status = 200, description = "The findings", body = DiagnosticList,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Tokenset not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_diagnostics(call: Call) -> http::Result {
    let (inside, page) = call
        .read(|tx, call| {
            let id = call.segment("id");
            let inside = Inside::read(tx, &call.context, id, Action::Read, NO_TOKENSET)?;
            inside.permit()?;
            Ok((inside, Page::of(&call.query)?))
        })
        .await?;
    call.many_from(inside.is_large(), move || {
        let graph = &inside.snapshot.graph;
        let all: Vec<Diagnostic> = diagnose(graph, inside.set)
            .into_iter()
            .map(|found| Diagnostic {
                code: found.kind.as_str(),
                message: found.message,
                mode_id: graph.mode(found.at).key.into(),
                mode: graph.mode(found.at).name.to_string(),
                token_id: found.key.into(),
                name: found.name.to_string(),
            })
            .collect();
        // A token may have several findings: their places tell them apart.
        let numbered: Vec<(u128, Diagnostic)> = (0..).zip(all).collect();
        let (part, next_cursor) = page.cut(&numbered, |(n, _)| Uuid::from_u128(*n));
        DiagnosticList {
            diagnostics: part.iter().map(|(_, found)| found.clone()).collect(),
            total: numbered.len(),
            next_cursor,
        }
    })
    .await
}
