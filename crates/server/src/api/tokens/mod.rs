//! Tokens.

pub(crate) mod batch;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod list_all;
pub(crate) mod rename;
pub(crate) mod update;

use utoipa::ToSchema;

use crate::app::input::TypeName;

/// The body that makes a token.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewTokenBody {
    /// In dot notation, unique within the mode.
    #[schema(example = "colors.primary.500")]
    name: String,
    /// One of the 18 types.
    #[schema(rename = "type")]
    kind: TypeName,
    /// Required unless `alias_to` is given; exactly `{a.b}` makes an alias.
    #[schema(example = "#3b82f6")]
    value: Option<String>,
    /// At most 4 KiB.
    description: Option<String>,
    /// The name of the token whose value this one takes.
    alias_to: Option<String>,
}

/// The body that changes a token: absent members stay.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for the document")]
pub(crate) struct ChangedToken {
    /// A new name; every reference follows.
    #[schema(nullable = false)]
    name: Option<String>,
    /// A new type; refused when it breaks references.
    #[schema(rename = "type", nullable = false)]
    kind: Option<TypeName>,
    /// A new value; turns an alias into a plain token.
    value: Option<String>,
    /// At most 4 KiB; `null` takes it away.
    description: Option<String>,
    /// Turns the token into an alias; `null` together with a value turns it back.
    alias_to: Option<String>,
}
