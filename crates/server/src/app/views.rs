//! What callers read: the members of every resource, in the documented order.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use tokencraft_tokens::graph::Source;
use tokencraft_tokens::{Key, TokenName};
use utoipa::ToSchema;
use uuid::Uuid;

/// An id as callers read it: a lower-case, hyphenated `UUIDv7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub Uuid);

/// Epoch milliseconds, read as RFC 3339 in UTC with whole seconds: `2025-01-15T10:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub i64);

impl From<Key> for Id {
    fn from(key: Key) -> Self {
        Self(Uuid::from_u128(key.0))
    }
}

impl From<Uuid> for Id {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let second = Timestamp::from_second(self.0.div_euclid(1000));
        second.unwrap_or(Timestamp::UNIX_EPOCH).fmt(f)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A workspace: the root of tokensets, owned by one account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Workspace {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// 1–255 characters; need not be unique.
    pub name: String,
    /// For people.
    #[schema(required)]
    pub description: Option<String>,
    /// The owner.
    #[schema(value_type = String, format = "uuid")]
    pub user_id: Id,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Time,
}

/// A workspace in a list, with the caller's part in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ListedWorkspace {
    /// The workspace.
    #[serde(flatten)]
    pub workspace: Workspace,
    /// `owner`, `admin`, `editor` or `viewer`.
    #[schema(value_type = super::words::RoleName)]
    pub user_role: &'static str,
    /// Whether the caller owns it.
    pub is_owner: bool,
}

/// A tokenset: tokens of one purpose, in one or more modes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Tokenset {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// The workspace that holds it.
    #[schema(value_type = String, format = "uuid")]
    pub workspace_id: Id,
    /// 1–255 characters; need not be unique.
    pub name: String,
    /// For people.
    #[schema(required)]
    pub description: Option<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Time,
}

/// A mode of a tokenset: Light, Dark, …
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Mode {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// The tokenset that holds it.
    #[schema(value_type = String, format = "uuid")]
    pub tokenset_id: Id,
    /// As written.
    #[schema(value_type = String)]
    pub name: Arc<str>,
    /// Exactly one mode of a tokenset is the default.
    pub is_default: bool,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Time,
}

/// The mode that a list of tokens belongs to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ModeSummary {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// As written.
    #[schema(value_type = String)]
    pub name: Arc<str>,
    /// Whether it is the tokenset's default mode.
    pub is_default: bool,
}

/// A design token.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Token {
    /// Its id; the same name in another mode is another token.
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    /// The tokenset that holds it.
    #[schema(value_type = String, format = "uuid")]
    pub tokenset_id: Id,
    /// The mode that holds it.
    #[schema(value_type = String, format = "uuid")]
    pub mode_id: Id,
    /// In dot notation, unique within the mode.
    #[serde(serialize_with = "name")]
    #[schema(value_type = String, example = "colors.primary.500")]
    pub name: TokenName,
    /// One of the 18 types.
    #[serde(rename = "type")]
    #[schema(value_type = super::input::TypeName)]
    pub kind: &'static str,
    /// As written; `null` for an alias.
    #[schema(value_type = Option<String>, required, example = "#3b82f6")]
    pub value: Option<Arc<str>>,
    /// For people.
    #[schema(value_type = Option<String>, required)]
    pub description: Option<Arc<str>>,
    /// The name of the token whose value this one takes.
    #[serde(serialize_with = "optional_name")]
    #[schema(value_type = Option<String>, required)]
    pub alias_to: Option<TokenName>,
    /// The final text, references replaced; `null` when a reference is broken. On one token, and in
    /// lists with `resolve=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub resolved_value: Option<Option<Arc<str>>>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Time,
    /// The token's entity tag, in lists with `etags=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
}

#[expect(clippy::ref_option, reason = "serde's signature")]
fn optional_name<S: Serializer>(name: &Option<TokenName>, s: S) -> Result<S::Ok, S::Error> {
    name.as_ref().map(TokenName::as_str).serialize(s)
}

fn name<S: Serializer>(name: &TokenName, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(name.as_str())
}

impl Mode {
    /// The view of a stored mode.
    pub fn new(tokenset: Key, mode: &tokencraft_tokens::Mode) -> Self {
        Self {
            id: mode.key.into(),
            tokenset_id: tokenset.into(),
            name: mode.name.clone(),
            is_default: mode.is_default,
            created_at: Time(mode.created_at),
            updated_at: Time(mode.updated_at),
        }
    }
}

impl ModeSummary {
    /// The view of a stored mode.
    pub fn new(mode: &tokencraft_tokens::Mode) -> Self {
        Self {
            id: mode.key.into(),
            name: mode.name.clone(),
            is_default: mode.is_default,
        }
    }
}

impl Token {
    /// The view of a stored token, without what is computed.
    pub fn new(tokenset: Key, mode: Key, token: &tokencraft_tokens::Token) -> Self {
        let (value, alias_to) = match &token.source {
            Source::Plain(text) => (Some(text.clone()), None),
            Source::Alias(target) => (None, Some(target.clone())),
        };
        Self {
            id: token.key.into(),
            tokenset_id: tokenset.into(),
            mode_id: mode.into(),
            name: token.name.clone(),
            kind: token.kind.as_str(),
            value,
            description: token.description.clone(),
            alias_to,
            resolved_value: None,
            created_at: Time(token.created_at),
            updated_at: Time(token.updated_at),
            etag: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_in_utc() {
        assert_eq!(Time(1_736_935_200_999).to_string(), "2025-01-15T10:00:00Z");
        assert_eq!(Time(0).to_string(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn ids_are_hyphenated_and_lower_case() {
        let id = Id(Uuid::from_u128(0xABCD));
        assert_eq!(
            serde_json::to_string(&id).unwrap(),
            "\"00000000-0000-0000-0000-00000000abcd\""
        );
        assert_eq!(id.to_string(), "00000000-0000-0000-0000-00000000abcd");
    }
}
