//! What is the same on the three sides, and what references become where tokens have new names.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
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
    /// Tokens whose references follow tokens that get another name, per side and place.
    rewritten: [Rewritten; 3],
}

type Rewritten = FxHashMap<At, FxHashMap<Key, Arc<Token>>>;

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
            rewritten: Default::default(),
        };
        let names = plan.new_names(decisions);
        for (side, names) in names.iter().enumerate() {
            if !names.is_empty() {
                let graph = Graph {
                    sets: sides[side].iter().map(|set| Arc::new(set.thaw())).collect(),
                };
                for (at, token) in rename::follow(&graph, names).tokens {
                    let of_mode = plan.rewritten[side].entry(at).or_default();
                    of_mode.insert(token.key, Arc::new(token));
                }
            }
        }
        plan
    }

    /// The tokens of each side that are to have another name.
    fn new_names(&self, decisions: &Decisions<'_>) -> [NewNames; 3] {
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
                    let new = three_way(base, source, production).unwrap_or_else(|| {
                        let key = self.about(set, Some(mode)).token_key(&[*thing]);
                        match decisions.choice(&key) {
                            Some(Take::Source) => source,
                            Some(Take::Production) | None => production,
                        }
                    });
                    for side in [BASE, SOURCE, PRODUCTION] {
                        if let Some(entry) = thing[side]
                            && entry.token.name != *new
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

    /// A token as it is on a side, with references that follow renamed tokens.
    pub(super) fn token<'p>(
        &'p self,
        set: &Set<'_>,
        mode: &ModeOn<'_>,
        side: usize,
        entry: &'p Entry,
    ) -> &'p Arc<Token> {
        if self.rewritten[side].is_empty() {
            return &entry.token;
        }
        let at = set.at(mode, side);
        let of_mode = at.and_then(|at| self.rewritten[side].get(&at));
        let rewritten = of_mode.and_then(|tokens| tokens.get(&entry.token.key));
        rewritten.unwrap_or(&entry.token)
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
