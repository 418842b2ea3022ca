//! `GET /tokensets/{id}/modes/{modeId}/tokens`, and what both lists of tokens share.

use std::sync::Arc;

use serde::Serialize;
use tokencraft_tokens::graph::At;
use utoipa::{IntoParams, ToSchema};

use crate::api::call::Call;
use crate::api::docs_parts::{ErrorBody, PageQuery, ReadRefusals};
use crate::app::Error;
use crate::app::input::TypeName;
use crate::app::place::{Inside, NO_MODE};
use crate::app::tokens::list::{Filter, list};
use crate::app::views::{ModeSummary, Token};
use crate::auth::Action;
use crate::http::{self, ETag, Failure, Page, QueryParams};

/// Tokens of a mode, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModeTokens {
    mode: ModeSummary,
    tokens: Vec<Token>,
    /// How many pass the filters, whatever `limit` says.
    total: usize,
    /// Where the next part begins, when `limit` cut the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Which tokens, and what of them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the document")]
pub(crate) struct TokenQuery {
    /// Of this type only.
    #[param(inline, rename = "type")]
    kind: Option<TypeName>,
    /// Whose name contains this, in any case.
    q: Option<String>,
    /// Adds `resolved_value` to every token.
    resolve: Option<bool>,
    /// Adds `etag` to every token.
    etags: Option<bool>,
}

/// The query of a list of tokens, read.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    filter: Filter,
    resolve: bool,
    etags: bool,
    page: Page,
}

/// What a list of tokens shows.
pub(super) struct Shown {
    pub(super) tokens: Vec<Token>,
    pub(super) total: usize,
    pub(super) next_cursor: Option<String>,
}

impl Wanted {
    pub(super) fn of(query: &QueryParams) -> Result<Self, Failure> {
        let kind = query.text("type")?.map(str::parse).transpose();
        Ok(Self {
            filter: Filter {
                kind: kind.map_err(|e: tokencraft_tokens::token_type::UnknownType| {
                    Error::invalid("invalid_type", e.to_string())
                })?,
                contains: query.text("q")?.map(str::to_owned),
            },
            resolve: query.flag("resolve")?,
            etags: query.flag("etags")?,
            page: Page::of(query)?,
        })
    }

    /// Filters, cuts, shapes.
    pub(super) fn show(&self, inside: &Inside, mode: Option<At>) -> Shown {
        let all = list(inside, mode, &self.filter);
        let (part, next_cursor) = self
            .page
            .cut(&all, |(_, t)| crate::app::commit::uuid(t.key));
        let set = inside.in_graph().key;
        let tokens = part
            .iter()
            .map(|(at, token)| {
                let mut view = Token::new(set, inside.mode(*at).key, token);
                if self.resolve || self.etags {
                    let resolved = inside.snapshot.resolved(*at).get(&token.key);
                    let text: Option<Arc<str>> = resolved.and_then(|r| r.clone().ok());
                    if self.etags {
                        let tag = ETag::of_token(token.revision, text.as_deref());
                        view.etag = Some(tag.to_string());
                    }
                    view.resolved_value = self.resolve.then_some(text);
                }
                view
            })
            .collect();
        Shown {
            tokens,
            total: all.len(),
            next_cursor,
        }
    }
}

/// List tokens of a mode
#[utoipa::path(
    get,
    path = "/tokensets/{id}/modes/{modeId}/tokens",
    operation_id = "list_tokens",
    tag = "Tokens",
    params(
        ("id" = String, Path, description = "Tokenset id"),
        ("modeId" = String, Path, description = "Mode id, or its name in kebab-case"),
        TokenQuery,
        PageQuery
    ),
    responses(
        (status = 200, description = "The tokens", body = ModeTokens,
            headers(("ETag" = String, description = "Names this very content"))),
        (status = 404, description = "`Mode not found`", body = ErrorBody),
        ReadRefusals
    )
)]
pub(crate) async fn list_tokens(call: Call) -> http::Result {
    let (inside, at, wanted) = call
        .read(|tx, call| {
            let id = call.segment("id");
            let inside = Inside::read(tx, &call.context, id, Action::Read, NO_MODE)?;
            let at = inside.at(call.segment("modeId"), NO_MODE)?;
            inside.permit()?;
            Ok((inside, at, Wanted::of(&call.query)?))
        })
        .await?;
    call.many_from(inside.is_large(), move || {
        let shown = wanted.show(&inside, Some(at));
        ModeTokens {
            mode: ModeSummary::new(inside.mode(at)),
            tokens: shown.tokens,
            total: shown.total,
            next_cursor: shown.next_cursor,
        }
    })
    .await
}
