//! What many operations' descriptions share: parameters, bodies, refusals.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder, ResponsesBuilder};
use utoipa::{IntoParams, IntoResponses, ToSchema};

/// Why there is no answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// A sentence for people; the header `Tokencraft-Error` has the stable code.
    pub(crate) error: String,
}

/// The part of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for the document")]
pub(crate) struct PageQuery {
    /// The most items of one answer; what follows is behind `next_cursor`.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

/// Makes a POST safe to send again.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header for the document")]
pub(crate) struct IdempotencyHeader {
    /// At most 255 characters: the same key with the same body repeats the stored answer, for 24
    /// hours.
    #[param(rename = "Idempotency-Key")]
    key: Option<String>,
}

/// Refusals of every operation that reads.
pub(crate) struct ReadRefusals;

/// Refusals of every operation that writes.
pub(crate) struct WriteRefusals;

const COMMON: [(&str, &str); 5] = [
    (
        "400",
        "A parameter or member is wrong; the sentence names it",
    ),
    ("401", "`Invalid API token`"),
    (
        "403",
        "The API token lacks the scope, the role or the owner's plan does not allow it",
    ),
    (
        "429",
        "`Rate limit exceeded. Please try again later.`; `Retry-After` says when",
    ),
    ("503", "Storage is unavailable; try again"),
];

const WRITES: [(&str, &str); 5] = [
    (
        "409",
        "In conflict with what is stored, or the `Idempotency-Key` is in use",
    ),
    ("412", "`If-Match` names another revision"),
    ("413", "The body is too large"),
    ("415", "The body is not of a type that the operation reads"),
    ("422", "The `Idempotency-Key` was used with another body"),
];

fn refusals(list: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let content = || Content::new(Some(Ref::from_schema_name("ErrorBody")));
    let response = |text: &str| {
        ResponseBuilder::new()
            .description(text)
            .content("application/json", content())
            .build()
    };
    list.iter()
        .fold(ResponsesBuilder::new(), |all, (status, text)| {
            all.response(*status, response(text))
        })
        .build()
        .into()
}

impl IntoResponses for ReadRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&COMMON)
    }
}

impl IntoResponses for WriteRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = refusals(&COMMON);
        all.extend(refusals(&WRITES));
        all
    }
}
