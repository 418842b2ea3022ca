//! A workspace's tokens as one immutable value. An edit makes a new graph that shares everything
//! it does not touch, so old and new can be compared, and a reader never sees half an edit.

use std::sync::Arc;

use imbl::shared_ptr::DefaultSharedPtr;
use imbl::{GenericHashMap, OrdMap};
use rustc_hash::FxBuildHasher;

use crate::modifier::Modifier;
use crate::reference::references;
use crate::{TokenName, TokenType};

/// Identity of a tokenset, mode or token: the 128 bits of a `UUIDv7` in the server (so keys order by
/// creation), a running number offline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Key(pub u128);

/// What a token holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A value as written; references may stand inside.
    Plain(Arc<str>),
    /// All of the value is another token's.
    Alias(TokenName),
}

/// DTCG `$deprecated`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deprecated {
    /// `true` or `false`, as written.
    Flag(bool),
    /// The reason.
    Reason(Arc<str>),
}

/// One token of one mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Identity.
    pub key: Key,
    /// Unique within the mode, case-sensitive.
    pub name: TokenName,
    /// Its type (`type` in documents).
    pub kind: TokenType,
    /// Value or alias.
    pub source: Source,
    /// For people.
    pub description: Option<Arc<str>>,
    /// DTCG `$extensions`: the text of a JSON object, as imported.
    pub extensions: Option<Arc<str>>,
    /// DTCG `$deprecated`.
    pub deprecated: Option<Deprecated>,
    /// Epoch milliseconds; 0 offline.
    pub created_at: i64,
    /// Epoch milliseconds; 0 offline.
    pub updated_at: i64,
    /// Counts the writes to this token; 0 offline.
    pub revision: i64,
}

/// What a group of tokens says about itself. It has no `$type`: that was handed down to the group's
/// tokens when they were read, each says its own, and one that comes later may have another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// For people.
    pub description: Option<Arc<str>>,
    /// DTCG `$extensions`: the text of a JSON object, as imported.
    pub extensions: Option<Arc<str>>,
    /// DTCG `$deprecated`. Tokens have their own.
    pub deprecated: Option<Deprecated>,
}

/// What groups say about themselves, by their dotted paths; the root's is empty. A group may be here
/// that holds no token (any more).
pub type Groups = OrdMap<Arc<str>, Group>;

/// One mode of a tokenset with its tokens.
#[derive(Clone, Debug)]
pub struct Mode {
    /// Identity.
    pub key: Key,
    /// As written, e.g. `Dark`.
    pub name: Arc<str>,
    /// Exactly one mode of a tokenset is the default.
    pub is_default: bool,
    /// Epoch milliseconds; 0 offline.
    pub created_at: i64,
    /// Epoch milliseconds; 0 offline.
    pub updated_at: i64,
    /// Counts the writes to the mode itself (not to its tokens); 0 offline.
    pub revision: i64,
    /// What its groups say about themselves.
    pub groups: Groups,
    tokens: OrdMap<Key, Arc<Token>>,
    names: GenericHashMap<TokenName, Arc<Token>, FxBuildHasher, DefaultSharedPtr>,
}

/// A tokenset: its modes in their order.
#[derive(Clone, Debug)]
pub struct Tokenset {
    /// Identity.
    pub key: Key,
    /// Need not be unique.
    pub name: Arc<str>,
    /// In list and export order.
    pub modes: Vec<Arc<Mode>>,
}

/// All tokensets of a workspace, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Oldest first.
    pub sets: Vec<Arc<Tokenset>>,
}

/// A place to look names up from: a mode of a tokenset, by position in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct At {
    /// Index into [`Graph::sets`].
    pub set: usize,
    /// Index into [`Tokenset::modes`].
    pub mode: usize,
}

impl Mode {
    /// An empty mode.
    pub fn new(key: Key, name: impl Into<Arc<str>>, is_default: bool) -> Self {
        Self {
            key,
            name: name.into(),
            is_default,
            created_at: 0,
            updated_at: 0,
            revision: 0,
            groups: Groups::new(),
            tokens: OrdMap::new(),
            names: GenericHashMap::default(),
        }
    }

    /// The token of that name.
    pub fn get(&self, name: &str) -> Option<&Arc<Token>> {
        self.names.get(name)
    }

    /// The token with that key.
    pub fn by_key(&self, key: Key) -> Option<&Arc<Token>> {
        self.tokens.get(&key)
    }

    /// Tokens, oldest first.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = &Arc<Token>> {
        self.tokens.values()
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Adds a token, or replaces the one with its key (whose name may have changed).
    ///
    /// The caller keeps names unique: another token of the same name would be hidden.
    pub fn put(&mut self, token: Arc<Token>) {
        let old = self.tokens.insert(token.key, Arc::clone(&token));
        if let Some(old) = old
            && old.name != token.name
        {
            self.forget_name(&old);
        }
        self.names.insert(token.name.clone(), token);
    }

    /// Removes the token with that key.
    pub fn remove(&mut self, key: Key) -> Option<Arc<Token>> {
        let token = self.tokens.remove(&key)?;
        self.forget_name(&token);
        Some(token)
    }

    /// Frees the token's name, unless another token has taken it meanwhile.
    fn forget_name(&mut self, token: &Token) {
        if self
            .get(token.name.as_str())
            .is_some_and(|t| t.key == token.key)
        {
            self.names.remove(&token.name);
        }
    }
}

impl Group {
    /// Takes what another says; what that does not say stays.
    pub fn lay_over(&mut self, upper: &Self) {
        for (own, upper) in [
            (&mut self.description, &upper.description),
            (&mut self.extensions, &upper.extensions),
        ] {
            if upper.is_some() {
                own.clone_from(upper);
            }
        }
        if upper.deprecated.is_some() {
            self.deprecated.clone_from(&upper.deprecated);
        }
    }
}

impl Token {
    /// The names that the token's source, then its modifier, refers to, in order, repeated as they
    /// repeat.
    pub fn references(&self) -> Vec<TokenName> {
        let mut names = match &self.source {
            Source::Alias(name) => vec![name.clone()],
            Source::Plain(text) => references(text).into_iter().map(|r| r.name).collect(),
        };
        names.extend(Modifier::of(self).into_iter().flat_map(|m| m.references()));
        names
    }
}

impl Tokenset {
    /// The default mode's position; the first mode when none is marked.
    pub fn default_mode(&self) -> usize {
        self.modes.iter().position(|m| m.is_default).unwrap_or(0)
    }

    /// A mode by its identity.
    pub fn mode_by_key(&self, key: Key) -> Option<usize> {
        self.modes.iter().position(|m| m.key == key)
    }
}

impl Graph {
    /// A tokenset by its identity.
    pub fn set_by_key(&self, key: Key) -> Option<usize> {
        self.sets.iter().position(|s| s.key == key)
    }

    /// The mode at a place.
    ///
    /// # Panics
    /// When the place is not of this graph.
    pub fn mode(&self, at: At) -> &Arc<Mode> {
        &self.sets[at.set].modes[at.mode]
    }

    /// The mode at a place, to change: copies what is shared, no more.
    ///
    /// # Panics
    /// When the place is not of this graph.
    pub fn mode_mut(&mut self, at: At) -> &mut Mode {
        let set = Arc::make_mut(&mut self.sets[at.set]);
        Arc::make_mut(&mut set.modes[at.mode])
    }

    /// Every place, in order.
    pub fn places(&self) -> impl Iterator<Item = At> + '_ {
        self.sets
            .iter()
            .enumerate()
            .flat_map(|(set, s)| (0..s.modes.len()).map(move |mode| At { set, mode }))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::fixture::plain;

    #[derive(Clone, Debug)]
    enum Edit {
        Put(u128, String),
        Remove(u128),
    }

    fn edit() -> impl Strategy<Value = Edit> {
        prop_oneof![
            3 => (0..8_u128, "[a-e]").prop_map(|(key, name)| Edit::Put(key, name)),
            1 => (0..8_u128).prop_map(Edit::Remove),
        ]
    }

    #[test]
    fn two_tokens_may_swap_their_names() {
        let mut mode = Mode::new(Key(0), "Base", true);
        mode.put(plain(1, "a", "1"));
        mode.put(plain(2, "b", "2"));
        mode.put(plain(1, "b", "1"));
        mode.put(plain(2, "a", "2"));
        assert_eq!(mode.get("a").unwrap().key, Key(2));
        assert_eq!(mode.get("b").unwrap().key, Key(1));
        assert_eq!(mode.len(), 2);
    }

    #[test]
    fn an_edit_leaves_the_graph_it_came_from_alone() {
        let before = crate::fixture::graph("[Core/Light]\na number 1");
        let mut after = before.clone();
        let at = At { set: 0, mode: 0 };
        let key = before.mode(at).get("a").unwrap().key;
        after.mode_mut(at).remove(key);
        assert!(before.mode(at).get("a").is_some());
        assert!(after.mode(at).is_empty());
    }

    proptest! {
        #[test]
        fn a_mode_is_a_map(edits in prop::collection::vec(edit(), 0..40)) {
            let mut mode = Mode::new(Key(99), "Base", true);
            let mut model: BTreeMap<u128, String> = BTreeMap::new();
            for edit in edits {
                match edit {
                    // Names are unique: the caller's duty.
                    Edit::Put(key, name) if model.iter().any(|(k, n)| *n == name && *k != key) => {}
                    Edit::Put(key, name) => {
                        mode.put(plain(key, &name, "1"));
                        model.insert(key, name);
                    }
                    Edit::Remove(key) => {
                        let removed = mode.remove(Key(key)).map(|t| t.name.to_string());
                        prop_assert_eq!(removed, model.remove(&key));
                    }
                }
                prop_assert_eq!(mode.len(), model.len());
                let listed: Vec<(u128, &str)> = mode.tokens().map(|t| (t.key.0, t.name.as_str())).collect();
                let expected: Vec<(u128, &str)> = model.iter().map(|(k, n)| (*k, n.as_str())).collect();
                prop_assert_eq!(listed, expected);
                for name in ["a", "b", "c", "d", "e"] {
                    let key = model.iter().find(|(_, n)| *n == name).map(|(k, _)| Key(*k));
                    prop_assert_eq!(mode.get(name).map(|t| t.key), key);
                }
            }
        }
    }
}
