//! One difference between two snapshots, as the API answers it.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use tokencraft_tokens::graph::{Key, Source, Token};
use tokencraft_tokens::{Deprecated, TokenType};

use crate::version::Bump;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It has another type.
    Retyped,
    /// It resolves to another value; or, with a [`Part`], something else about it is different.
    Changed,
    /// Its `$deprecated` is different.
    Deprecated,
}

/// What is different although no value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The value as written; it resolves to the same.
    Text,
    /// The description.
    Description,
    /// `$extensions`.
    Extensions,
    /// The order of a tokenset's modes.
    Order,
    /// Which mode is a tokenset's default.
    Default,
    /// What a group says about itself; the change's name is the group's path.
    Groups,
}

/// What stands in `from` and `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// A text: a name, a type, a value as written (`{alias}`), a description.
    Text(Arc<str>),
    /// `$deprecated`: `true`, `false`.
    Flag(bool),
    /// Nothing: `null`.
    Nothing,
}

/// What stands in `old` and `new`: a resolved value; `None` (`null`) = broken.
pub type Resolved = Option<Arc<str>>;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of it.
    pub kind: Kind,
    /// The tokenset's name; the new one, where both sides have it.
    pub tokenset: Arc<str>,
    /// The mode's name, likewise; `None` when a whole tokenset is meant.
    pub mode: Option<Arc<str>>,
    /// The token's name, likewise (or a group's path); `None` when a whole mode is meant.
    pub name: Option<Arc<str>>,
    /// The token's type; the new one, where both sides have it.
    #[serde(serialize_with = "type_name")]
    pub r#type: Option<TokenType>,
    /// False when only what the token refers to is different.
    pub direct: bool,
    /// What is different although no value is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// What was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Written>,
    /// What is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Written>,
    /// What it resolved to; `Some(None)` = broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Resolved>,
    /// What it resolves to; `Some(None)` = broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Resolved>,
    /// The tokenset's identity; the new one, where both sides have it.
    #[serde(rename = "tokenset_id", serialize_with = "crate::object::as_uuid")]
    pub tokenset_key: Key,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Added,
        Self::Removed,
        Self::Renamed,
        Self::Retyped,
        Self::Changed,
        Self::Deprecated,
    ];

    /// `added`, `removed`, `renamed`, `retyped`, `changed`, `deprecated`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Retyped => "retyped",
            Self::Changed => "changed",
            Self::Deprecated => "deprecated",
        }
    }

    /// Which number of the version it raises.
    pub const fn bump(self) -> Bump {
        match self {
            Self::Removed | Self::Renamed | Self::Retyped => Bump::Major,
            Self::Added => Bump::Minor,
            Self::Changed | Self::Deprecated => Bump::Patch,
        }
    }
}

impl Part {
    /// `text`, `description`, `extensions`, `order`, `default`, `groups`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Description => "description",
            Self::Extensions => "extensions",
            Self::Order => "order",
            Self::Default => "default",
            Self::Groups => "groups",
        }
    }
}

/// Which number of the version differences raise; `None` when there are none.
pub fn bump(changes: &[Change]) -> Option<Bump> {
    changes.iter().map(|change| change.kind.bump()).max()
}

impl From<Option<&Arc<str>>> for Written {
    fn from(text: Option<&Arc<str>>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(Arc::clone(text)))
    }
}

/// A token's value as written; an alias in braces.
pub(crate) fn written_text(token: &Token) -> Arc<str> {
    match &token.source {
        Source::Plain(text) => Arc::clone(text),
        Source::Alias(name) => format!("{{{name}}}").into(),
    }
}

impl From<&str> for Written {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<Option<&Deprecated>> for Written {
    fn from(deprecated: Option<&Deprecated>) -> Self {
        match deprecated {
            None => Self::Nothing,
            Some(Deprecated::Flag(flag)) => Self::Flag(*flag),
            Some(Deprecated::Reason(reason)) => Self::Text(Arc::clone(reason)),
        }
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Nothing => serializer.serialize_none(),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::ref_option,
    reason = "serde gives a field as it is"
)]
fn type_name<S: Serializer>(kind: &Option<TokenType>, serializer: S) -> Result<S::Ok, S::Error> {
    match kind {
        Some(kind) => serializer.serialize_str(kind.as_str()),
        None => serializer.serialize_none(),
    }
}
