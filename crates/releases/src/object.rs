//! The objects that a snapshot is stored as: a tree of immutable bodies, each addressed by its
//! SHA-256.
//!
//! root → tokensets → modes → chunks of tokens, and what groups say. Bodies are compact JSON with
//! their members in a fixed order, so that equal parts have equal addresses.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Display;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tokencraft_tokens::graph::{Deprecated, Group, Groups, Key, Source, Token};
use tokencraft_tokens::{TokenName, TokenType};

use crate::hash::{Hash, hex, unhex};
use crate::snapshot::{Chunk, Entry, Mode, Snapshot, Workspace};

/// The version of the format, told by roots.
pub const FORMAT: u32 = 1;

/// An object to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its address.
    pub hash: Hash,
    /// Compact JSON.
    pub body: Vec<u8>,
}

impl Snapshot {
    /// The objects that it takes to store the snapshot, none twice, the root last. Objects for which
    /// `is_stored` is true are left out, with all that is below them; it is asked about the root, too.
    pub fn objects(&self, mut is_stored: impl FnMut(Hash) -> bool) -> Vec<Object> {
        let mut seen = HashSet::new();
        let mut wanted = |hash| seen.insert(hash) && !is_stored(hash);
        let mut objects = Vec::new();
        if !wanted(self.hash) {
            return objects;
        }
        for set in self.workspaces.iter().flat_map(|w| &w.sets) {
            if !wanted(set.hash) {
                continue;
            }
            for of_mode in &set.modes {
                if !wanted(of_mode.hash) {
                    continue;
                }
                for chunk in &of_mode.chunks {
                    if wanted(chunk.hash) {
                        objects.push(Object {
                            hash: chunk.hash,
                            body: tokens(&chunk.entries),
                        });
                    }
                }
                if let Some(hash) = of_mode.groups_hash
                    && wanted(hash)
                {
                    let body = groups(&of_mode.groups);
                    objects.push(Object { hash, body });
                }
                let body = mode(of_mode);
                let hash = of_mode.hash;
                objects.push(Object { hash, body });
            }
            objects.push(Object {
                hash: set.hash,
                body: tokenset(set.key, &set.name, &set.modes),
            });
        }
        objects.push(Object {
            hash: self.hash,
            body: root(&self.workspaces),
        });
        objects
    }

    /// The addresses of all its objects.
    pub fn hashes(&self) -> HashSet<Hash> {
        let mut hashes = HashSet::from([self.hash]);
        for set in self.workspaces.iter().flat_map(|w| &w.sets) {
            hashes.insert(set.hash);
            for mode in &set.modes {
                hashes.insert(mode.hash);
                hashes.extend(mode.groups_hash);
                hashes.extend(mode.chunks.iter().map(|chunk| chunk.hash));
            }
        }
        hashes
    }
}

impl Chunk {
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        Self {
            hash: Hash::of(&tokens(&entries)),
            entries,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RootBody {
    format: u32,
    pub(crate) workspaces: Vec<WorkspaceBody>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkspaceBody {
    #[serde(with = "key")]
    pub(crate) key: Key,
    pub(crate) tokensets: Vec<Hash>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokensetBody<'a> {
    #[serde(with = "key")]
    pub(crate) key: Key,
    #[serde(borrow)]
    pub(crate) name: Cow<'a, str>,
    pub(crate) modes: Vec<Hash>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModeBody<'a> {
    #[serde(with = "key")]
    pub(crate) key: Key,
    #[serde(borrow)]
    pub(crate) name: Cow<'a, str>,
    pub(crate) default: bool,
    pub(crate) groups: Option<Hash>,
    pub(crate) chunks: Vec<Hash>,
}

#[derive(Serialize, Deserialize)]
struct GroupBody<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(flatten, borrow)]
    said: SaidBody<'a>,
}

#[derive(Serialize, Deserialize)]
struct SaidBody<'a> {
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    description: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    extensions: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    deprecated: Option<DeprecatedBody<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenBody<'a> {
    #[serde(with = "key")]
    key: Key,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    value: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    alias: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "ResolvedBody::is_value")]
    resolved: ResolvedBody<'a>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    description: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    extensions: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    deprecated: Option<DeprecatedBody<'a>>,
}

/// A text that need not be copied to be read: alone, not in an `Option`, serde would see to that.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// What a token resolves to.
#[derive(Default)]
enum ResolvedBody<'a> {
    /// Its value: not said again.
    #[default]
    Value,
    /// Another text.
    Text(Text<'a>),
    /// Nothing: `null`.
    Broken,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum DeprecatedBody<'a> {
    Flag(bool),
    Reason(#[serde(borrow)] Cow<'a, str>),
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl From<Text<'_>> for Arc<str> {
    fn from(text: Text<'_>) -> Self {
        Self::from(&*text.0)
    }
}

impl ResolvedBody<'_> {
    const fn is_value(&self) -> bool {
        matches!(self, Self::Value)
    }
}

impl Serialize for ResolvedBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::Value | Self::Broken => serializer.serialize_none(),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ResolvedBody<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<Text<'a>>::deserialize(deserializer)?;
        Ok(text.map_or(Self::Broken, Self::Text))
    }
}

/// Keys as 32 hex digits.
mod key {
    use super::{Cow, Deserialize, Deserializer, Key, Serializer, de, hex, unhex};

    pub(super) fn serialize<S: Serializer>(key: &Key, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&key.0.to_be_bytes()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let bytes = unhex(&text).ok_or_else(|| de::Error::custom("not a key"))?;
        Ok(Key(u128::from_be_bytes(bytes)))
    }
}

/// What is shown as a text.
pub(crate) fn as_text<T: Display, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// A key as the API shows identities.
pub(crate) fn as_uuid<S: Serializer>(key: &Key, serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = hex(&key.0.to_be_bytes());
    for place in [20, 16, 12, 8] {
        text.insert(place, '-');
    }
    serializer.serialize_str(&text)
}

pub(crate) fn root(workspaces: &[Workspace]) -> Vec<u8> {
    let workspaces = workspaces.iter().map(|workspace| WorkspaceBody {
        key: workspace.key,
        tokensets: workspace.sets.iter().map(|set| set.hash).collect(),
    });
    body(&RootBody {
        format: FORMAT,
        workspaces: workspaces.collect(),
    })
}

pub(crate) fn tokenset(key: Key, name: &str, modes: &[Arc<Mode>]) -> Vec<u8> {
    body(&TokensetBody {
        key,
        name: name.into(),
        modes: modes.iter().map(|mode| mode.hash).collect(),
    })
}

pub(crate) fn mode(mode: &Mode) -> Vec<u8> {
    body(&ModeBody {
        key: mode.key,
        name: Cow::Borrowed(&mode.name),
        default: mode.is_default,
        groups: mode.groups_hash,
        chunks: mode.chunks.iter().map(|chunk| chunk.hash).collect(),
    })
}

pub(crate) fn groups(groups: &Groups) -> Vec<u8> {
    let groups = groups.iter().map(|(path, said)| GroupBody {
        path: Cow::Borrowed(path),
        said: said.into(),
    });
    body(&groups.collect::<Vec<_>>())
}

/// What a group says about itself, as JSON.
pub(crate) fn group(group: &Group) -> String {
    serde_json::to_string(&SaidBody::from(group)).unwrap_or_default()
}

impl<'a> From<&'a Group> for SaidBody<'a> {
    fn from(group: &'a Group) -> Self {
        Self {
            description: group.description.as_deref().map(Into::into),
            extensions: group.extensions.as_deref().map(Into::into),
            deprecated: group.deprecated.as_ref().map(Into::into),
        }
    }
}

pub(crate) fn tokens(entries: &[Entry]) -> Vec<u8> {
    let tokens = entries.iter().map(|Entry { token, resolved }| {
        let (value, alias) = match &token.source {
            Source::Plain(text) => (Some(text.as_ref().into()), None),
            Source::Alias(name) => (None, Some(name.as_str().into())),
        };
        let resolved = match (resolved, &token.source) {
            (None, _) => ResolvedBody::Broken,
            (Some(text), Source::Plain(value)) if text == value => ResolvedBody::Value,
            (Some(text), _) => ResolvedBody::Text(text.as_ref().into()),
        };
        TokenBody {
            key: token.key,
            name: Cow::Borrowed(token.name.as_str()),
            kind: Cow::Borrowed(token.kind.as_str()),
            value,
            alias,
            resolved,
            description: token.description.as_deref().map(Into::into),
            extensions: token.extensions.as_deref().map(Into::into),
            deprecated: token.deprecated.as_ref().map(Into::into),
        }
    });
    body(&tokens.collect::<Vec<_>>())
}

fn body(value: &impl Serialize) -> Vec<u8> {
    // Texts, numbers, lists: nothing that JSON cannot say.
    serde_json::to_vec(value).unwrap_or_default()
}

impl<'a> From<&'a Deprecated> for DeprecatedBody<'a> {
    fn from(deprecated: &'a Deprecated) -> Self {
        match deprecated {
            Deprecated::Flag(flag) => Self::Flag(*flag),
            Deprecated::Reason(reason) => Self::Reason(Cow::Borrowed(reason)),
        }
    }
}

impl From<DeprecatedBody<'_>> for Deprecated {
    fn from(body: DeprecatedBody<'_>) -> Self {
        match body {
            DeprecatedBody::Flag(flag) => Self::Flag(flag),
            DeprecatedBody::Reason(reason) => Self::Reason(reason.into()),
        }
    }
}

/// A body of the kind that is expected; else a sentence.
pub(crate) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

pub(crate) fn read_root(body: &[u8]) -> Result<RootBody, String> {
    let root: RootBody = read(body)?;
    if root.format == FORMAT {
        Ok(root)
    } else {
        Err(format!("format {} is not known", root.format))
    }
}

pub(crate) fn read_groups(body: &[u8]) -> Result<Groups, String> {
    let groups: Vec<GroupBody<'_>> = read(body)?;
    let groups = groups.into_iter().map(|body| {
        let group = Group {
            description: body.said.description.map(Into::into),
            extensions: body.said.extensions.map(Into::into),
            deprecated: body.said.deprecated.map(Into::into),
        };
        (Arc::from(body.path), group)
    });
    Ok(groups.collect())
}

pub(crate) fn read_tokens(body: &[u8]) -> Result<Vec<Entry>, String> {
    let tokens: Vec<TokenBody<'_>> = read(body)?;
    tokens.into_iter().map(read_token).collect()
}

fn read_token(body: TokenBody<'_>) -> Result<Entry, String> {
    let name = |text: &str| TokenName::parse(text).map_err(|error| error.to_string());
    let source = match (body.value, body.alias) {
        (Some(text), None) => Source::Plain(text.into()),
        (None, Some(alias)) => Source::Alias(name(&alias.0)?),
        _ => return Err(format!("`{}` has not one source", body.name)),
    };
    let resolved = match (body.resolved, &source) {
        (ResolvedBody::Text(text), _) => Some(text.into()),
        (ResolvedBody::Value, Source::Plain(text)) => Some(Arc::clone(text)),
        (ResolvedBody::Value, Source::Alias(_)) => {
            return Err(format!("`{}` is not resolved", body.name));
        }
        (ResolvedBody::Broken, _) => None,
    };
    let kind: TokenType = body
        .kind
        .parse()
        .map_err(|_| format!("`{}` is not a type", body.kind))?;
    let token = Token {
        key: body.key,
        name: name(&body.name)?,
        kind,
        source,
        description: body.description.map(Into::into),
        extensions: body.extensions.map(Into::into),
        deprecated: body.deprecated.map(Into::into),
        created_at: 0,
        updated_at: 0,
        revision: 0,
    };
    Ok(Entry {
        token: Arc::new(token),
        resolved,
    })
}
