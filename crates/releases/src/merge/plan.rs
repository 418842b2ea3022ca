//! What is the same on the three sides, and what references become where tokens have new names.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tokencraft_tokens::TokenName;
use tokencraft_tokens::graph::{At, Graph, Key, Token};
use tokencraft_tokens::order::kebab;
use tokencraft_tokens::rename::{self, NewNames};

use super::conflict::{About, Decisions};
use super::{BASE, PRODUCTION, SOURCE, Take, three_way};
use crate::align::{Thing, align};
use crate::hash::Hash;
use crate::snapshot::{Entry, Mode, Tokenset};

/// A workspace on the three sides.
pub(super) struct Workspace<'s> {
    pub(super) key: Key,
    pub(super) sets: Vec<Set<'s>>,
    /// Tokens whose references follow tokens that get another name, per side and place. Where both
    /// sides gave another name, it is one that nothing else has: what is compared means the same
    /// thing then, whatever is chosen.
    compared: [Rewritten; 3],
    /// Likewise, with the names that are chosen; `None` = both gave none.
    taken: Option<[Rewritten; 3]>,
}

type Rewritten = FxHashMap<At, FxHashMap<Key, Arc<Token>>>;

/// What of each side is another token when tokens have these names.
fn rewritten(sides: [&[Arc<Tokenset>]; 3], names: &[NewNames; 3]) -> [Rewritten; 3] {
    let mut all: [Rewritten; 3] = Default::default();
    for (side, names) in names.iter().enumerate() {
        if !names.is_empty() {
            let graph = Graph {
                sets: sides[side].iter().map(|set| Arc::new(set.thaw())).collect(),
            };
            for (at, token) in rename::follow(&graph, names).tokens {
                let of_mode = all[side].entry(at).or_default();
                of_mode.insert(token.key, Arc::new(token));
            }
        }
    }
    all
}

/// A token, its references followed.
fn followed<'p>(rewritten: &'p Rewritten, at: Option<At>, entry: &'p Entry) -> &'p Arc<Token> {
    let of_mode = at.and_then(|at| rewritten.get(&at));
    let token = of_mode.and_then(|tokens| tokens.get(&entry.token.key));
    token.unwrap_or(&entry.token)
}

/// A tokenset on the three sides.
pub(super) struct Set<'s> {
    places: Thing<3>,
    pub(super) sides: [Option<&'s Tokenset>; 3],
    pub(super) modes: Vec<ModeOn<'s>>,
}

/// A mode on the three sides.
pub(super) struct ModeOn<'s> {
    pub(super) places: Thing<3>,
    pub(super) sides: [Option<&'s Mode>; 3],
    /// What to merge, when source and production have the mode.
    pub(super) tokens: Option<Tokens<'s>>,
}

/// The tokens of a mode that source and production have.
pub(super) struct Tokens<'s> {
    /// The same wherever the mode is.
    pub(super) settled: Vec<&'s Entry>,
    /// All others.
    pub(super) things: Vec<[Option<&'s Entry>; 3]>,
}

impl<'s> Workspace<'s> {
    pub(super) fn new(
        key: Key,
        sides: [&'s [Arc<Tokenset>]; 3],
        decisions: &Decisions<'_>,
    ) -> Self {
        let things = align(sides, |set| set.key, |set| Arc::clone(&set.name));
        let sets = things.into_iter().map(|places| Set::new(places, sides));
        let mut plan = Self {
            key,
            sets: sets.collect(),
            compared: Default::default(),
            taken: None,
        };
        let unique = plan.new_names(|key, _| TokenName::parse(key).ok());
        let chosen = plan.new_names(|key, names| {
            let is_source = decisions.choice(key) == Some(Take::Source);
            Some(names[usize::from(!is_source)].clone())
        });
        plan.taken = (chosen != unique).then(|| rewritten(sides, &chosen));
        plan.compared = rewritten(sides, &unique);
        plan
    }

    /// The tokens of each side that are to have another name. What both sides named anew has the name
    /// that `contested` gives for the conflict's key and both names.
    fn new_names(
        &self,
        contested: impl Fn(&str, [&TokenName; 2]) -> Option<TokenName>,
    ) -> [NewNames; 3] {
        let mut names: [NewNames; 3] = Default::default();
        for set in &self.sets {
            for mode in &set.modes {
                let things = mode.tokens.iter().flat_map(|tokens| &tokens.things);
                for thing in things {
                    let [base, source, production] = thing.map(|e| e.map(|e| &e.token.name));
                    let (Some(source), Some(production)) = (source, production) else {
                        continue;
                    };
                    if source == production && base.is_none_or(|base| base == source) {
                        continue;
                    }
                    let new = three_way(base, source, production).cloned().or_else(|| {
                        let key = self.about(set, Some(mode)).token_key(&[*thing]);
                        contested(&key, [source, production])
                    });
                    let Some(new) = new else { continue };
                    for side in [BASE, SOURCE, PRODUCTION] {
                        if let Some(entry) = thing[side]
                            && entry.token.name != new
                            && let Some(at) = set.at(mode, side)
                        {
                            names[side].insert((at, entry.token.key), new.clone());
                        }
                    }
                }
            }
        }
        names
    }

    /// A token of a side as it is compared with the other sides'.
    pub(super) fn compared<'p>(
        &'p self,
        set: &Set<'_>,
        mode: &ModeOn<'_>,
        side: usize,
        entry: &'p Entry,
    ) -> &'p Arc<Token> {
        followed(&self.compared[side], set.at(mode, side), entry)
    }

    /// A token of a side as it is in the merged snapshot.
    pub(super) fn taken<'p>(
        &'p self,
        set: &Set<'_>,
        mode: &ModeOn<'_>,
        side: usize,
        entry: &'p Entry,
    ) -> &'p Arc<Token> {
        let taken = self.taken.as_ref().unwrap_or(&self.compared);
        followed(&taken[side], set.at(mode, side), entry)
    }

    /// What a conflict about a mode, or a tokenset, says.
    pub(super) fn about(&self, set: &Set<'_>, mode: Option<&ModeOn<'_>>) -> About {
        let shown = set.shown();
        let keys = |keys: [Option<Key>; 3]| format!("{keys:?}");
        About {
            tokenset: Arc::clone(&shown.name),
            tokenset_key: shown.key,
            mode: mode.map(|mode| Arc::clone(&mode.shown().name)),
            place: format!(
                "{:?} {} {}",
                self.key,
                keys(set.sides.map(|side| side.map(|set| set.key))),
                mode.map_or(String::new(), |mode| keys(mode.keys()))
            ),
        }
    }
}

impl<'s> Set<'s> {
    fn new(places: Thing<3>, sides: [&'s [Arc<Tokenset>]; 3]) -> Self {
        let sides: [Option<&Tokenset>; 3] =
            std::array::from_fn(|side| places[side].map(|place| &*sides[side][place]));
        let modes = sides.map(|set| set.map_or(&[][..], |set| &set.modes));
        let things = align(modes, |mode| mode.key, |mode| kebab(&mode.name));
        let modes = things.into_iter().map(|places| ModeOn::new(places, modes));
        Self {
            places,
            sides,
            modes: modes.collect(),
        }
    }

    /// The tokenset that messages name: production's, else the source's.
    pub(super) fn shown(&self) -> &'s Tokenset {
        first_of(self.sides)
    }

    fn at(&self, mode: &ModeOn<'_>, side: usize) -> Option<At> {
        Some(At {
            set: self.places[side]?,
            mode: mode.places[side]?,
        })
    }
}

impl<'s> ModeOn<'s> {
    fn new(places: Thing<3>, sides: [&'s [Arc<Mode>]; 3]) -> Self {
        let sides: [Option<&Mode>; 3] =
            std::array::from_fn(|side| places[side].map(|place| &*sides[side][place]));
        let both = sides[SOURCE].is_some() && sides[PRODUCTION].is_some();
        Self {
            places,
            sides,
            tokens: both.then(|| Tokens::new(sides)),
        }
    }

    /// The mode that messages name.
    pub(super) fn shown(&self) -> &'s Mode {
        first_of(self.sides)
    }

    pub(super) fn keys(&self) -> [Option<Key>; 3] {
        self.sides.map(|side| side.map(|mode| mode.key))
    }
}

/// Production's, else the source's, else the base's.
fn first_of<T>([base, source, production]: [Option<&T>; 3]) -> &T {
    match production.or(source).or(base) {
        Some(first) => first,
        None => unreachable!("a thing is on one side at least"),
    }
}

impl<'s> Tokens<'s> {
    fn new(sides: [Option<&'s Mode>; 3]) -> Self {
        let hashes = sides.map(|side| {
            side.map(|mode| {
                mode.chunks
                    .iter()
                    .map(|c| c.hash)
                    .collect::<FxHashSet<Hash>>()
            })
        });
        let everywhere = |hash: &Hash| hashes.iter().flatten().all(|there| there.contains(hash));
        let chunks = |side: Option<&'s Mode>| side.into_iter().flat_map(|mode| &mode.chunks);
        let settled = chunks(sides[PRODUCTION]).filter(|chunk| everywhere(&chunk.hash));
        let open = sides.map(|side| {
            let open = chunks(side).filter(|chunk| !everywhere(&chunk.hash));
            open.flat_map(|chunk| &chunk.entries).collect::<Vec<_>>()
        });
        let [base, source, production] = &open;
        let things = align(
            [base, source, production],
            |entry| entry.token.key,
            |entry| &entry.token.name,
        );
        let things = things.into_iter().map(|places| {
            std::array::from_fn(|side| places[side].map(|place: usize| open[side][place]))
        });
        Self {
            settled: settled.flat_map(|chunk| &chunk.entries).collect(),
            things: things.collect(),
        }
    }
}
