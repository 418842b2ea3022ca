//! Conflicts, and how they are settled.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use tokencraft_tokens::graph::Key;
use tokencraft_tokens::order::natural;
use tokencraft_tokens::{Deprecated, TokenName};

use super::{Choices, Take};
use crate::change::{Part, Written, written_text};
use crate::hash::{Hash, hex};
use crate::object;
use crate::snapshot::Entry;

/// Something that source and production changed each in its own way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Names it: the same for the same conflict between the same three contents.
    pub key: String,
    /// The tokenset's name in production, else in the source.
    pub tokenset: Arc<str>,
    /// The mode's name, likewise; `None` when a whole tokenset is meant.
    pub mode: Option<Arc<str>>,
    /// The token's name, likewise (or a group's path); `None` when a whole mode is meant.
    pub name: Option<Arc<str>>,
    /// What is meant, when it is not the token's value, or the existence or name of the mode or
    /// tokenset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// As written in the base (`{alias}`); a mode's or tokenset's name; `None` when it is not there.
    pub base: Option<Arc<str>>,
    /// In the source.
    pub source: Option<Arc<str>>,
    /// In production.
    pub production: Option<Arc<str>>,
    /// More about tokens.
    pub sides: Sides,
    /// What settles it; `None` = it is open.
    pub taken: Option<Take>,
    /// The tokenset's identity, in production, else in the source.
    #[serde(rename = "tokenset_id", serialize_with = "crate::object::as_uuid")]
    pub tokenset_key: Key,
}

/// A token on the three sides; `None` where it is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// In the base.
    pub base: Option<Side>,
    /// In the source.
    pub source: Option<Side>,
    /// In production.
    pub production: Option<Side>,
}

/// A token on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its name.
    #[serde(serialize_with = "crate::object::as_text")]
    pub name: TokenName,
    /// Its type.
    pub r#type: &'static str,
    /// As written (`{alias}`).
    pub value: Arc<str>,
    /// What it resolves to; `None` = broken.
    pub resolved_value: Option<Arc<str>>,
    /// The description.
    pub description: Option<Arc<str>>,
    /// `$deprecated`.
    #[serde(serialize_with = "written")]
    pub deprecated: Option<Deprecated>,
}

/// What a conflict is about.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) tokenset: Arc<str>,
    pub(super) tokenset_key: Key,
    pub(super) mode: Option<Arc<str>>,
    /// Identities and names that tell this place from every other.
    pub(super) place: String,
}

/// What is said about conflicts so far.
pub(super) struct Decisions<'c> {
    choices: &'c Choices,
    conflicts: Vec<Conflict>,
}

impl<'c> Decisions<'c> {
    pub(super) const fn new(choices: &'c Choices) -> Self {
        Self {
            choices,
            conflicts: Vec::new(),
        }
    }

    /// All conflicts, those of a mode in natural order of names.
    pub(super) fn in_order(mut self) -> Vec<Conflict> {
        let place = |conflict: &Conflict| (conflict.tokenset_key, conflict.mode.clone());
        let name = |conflict: &Conflict| conflict.name.clone().unwrap_or_default();
        for of_mode in self.conflicts.chunk_by_mut(|a, b| place(a) == place(b)) {
            of_mode.sort_by(|a, b| natural(&name(a), &name(b)));
        }
        self.conflicts
    }

    /// What settles the conflict of that key.
    pub(super) fn choice(&self, key: &str) -> Option<Take> {
        let own = self.choices.resolutions.get(key).copied();
        own.or(self.choices.strategy)
    }

    /// Notes a conflict; which side it is as, production's while it is open.
    pub(super) fn settle(&mut self, mut conflict: Conflict) -> Take {
        conflict.taken = self.choice(&conflict.key);
        let take = conflict.taken.unwrap_or(Take::Production);
        self.conflicts.push(conflict);
        take
    }
}

impl About {
    /// A conflict about texts; `content` is what else tells it from others.
    pub(super) fn conflict(
        &self,
        part: Option<Part>,
        texts: [Option<Arc<str>>; 3],
        content: &str,
    ) -> Conflict {
        let [base, source, production] = texts;
        let what = format!("{part:?} {base:?} {source:?} {production:?} {content}");
        Conflict {
            key: self.key(what.as_bytes()),
            tokenset: Arc::clone(&self.tokenset),
            mode: self.mode.clone(),
            name: None,
            part,
            base,
            source,
            production,
            sides: Sides::default(),
            taken: None,
            tokenset_key: self.tokenset_key,
        }
    }

    /// A conflict about a token.
    pub(super) fn of_token(
        &self,
        key: String,
        name: &TokenName,
        sides: [Option<&Entry>; 3],
    ) -> Conflict {
        let [base, source, production] = sides.map(|entry| entry.map(Side::from));
        let text = |side: &Option<Side>| side.as_ref().map(|side| Arc::clone(&side.value));
        Conflict {
            key,
            name: Some(name.as_str().into()),
            base: text(&base),
            source: text(&source),
            production: text(&production),
            sides: Sides {
                base,
                source,
                production,
            },
            ..self.conflict(None, [None, None, None], "")
        }
    }

    /// The key of a conflict about tokens: each as on the three sides.
    pub(super) fn token_key(&self, things: &[[Option<&Entry>; 3]]) -> String {
        let mut bytes = Vec::new();
        for entry in things.iter().flatten() {
            // What is resolved is nobody's work.
            let written = entry.map(|entry| Entry {
                token: Arc::clone(&entry.token),
                resolved: None,
            });
            bytes.extend(object::tokens(written.as_slice()));
        }
        self.key(&bytes)
    }

    fn key(&self, content: &[u8]) -> String {
        let bytes = [self.place.as_bytes(), b"\n", content].concat();
        hex(&Hash::of(&bytes).0[..12])
    }
}

impl From<&Entry> for Side {
    fn from(entry: &Entry) -> Self {
        let token = &entry.token;
        Self {
            name: token.name.clone(),
            r#type: token.kind.as_str(),
            value: written_text(token),
            resolved_value: entry.resolved.clone(),
            description: token.description.clone(),
            deprecated: token.deprecated.clone(),
        }
    }
}

#[expect(clippy::ref_option, reason = "serde gives a field as it is")]
fn written<S: Serializer>(
    deprecated: &Option<Deprecated>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Written::from(deprecated.as_ref()).serialize(serializer)
}
