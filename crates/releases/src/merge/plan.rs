//! What is the same on the three sides, and what references become where tokens have new names.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tokencraft_tokens::TokenName;
use tokencraft_tokens::graph::{At, Graph, Key, Token};
use tokencraft_tokens::order::kebab;
use tokencraft_tokens::rename::{self, NewNames};

use super::conflict::{About, Decisions};
use super::tokens::{Compared, Thing};
use super::{BASE, PRODUCTION, SOURCE, Take, three_way};
use crate::align::{self, align};
use crate::hash::Hash;
use crate::snapshot::{Entry, Mode, Tokenset};

/// A workspace on the three sides.
pub(super) struct Workspace<'s> {
    pub(super) key: Key,
    pub(super) sets: Vec<Set<'s>>,
    /// Tokens whose references follow tokens with another name on a side, per side and place. Each has
    /// a name there that nothing else has: equal references mean the same thing, whatever is chosen.
    compared: [Rewritten; 3],
    /// Likewise, with the names that are chosen.
    taken: [Rewritten; 3],
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

/// Whether source and production have a token, and either gave it a name.
fn is_renamed(thing: &Thing<'_>) -> bool {
    let [base, source, production] = thing.map(|entry| entry.map(|entry| &entry.token.name));
    source.is_some()
        && production.is_some()
        && (source != production || base.is_some() && base != source)
}

/// The name that both sides make of a token's; `None` = each gave it one.
fn three_way_name<'t>(thing: &Thing<'t>) -> Option<&'t TokenName> {
    let [base, source, production] = thing.map(|entry| entry.map(|entry| &entry.token.name));
    three_way(base, source?, production?)
}

/// A token, its references followed.
fn followed<'p>(rewritten: &'p Rewritten, at: Option<At>, entry: &'p Entry) -> &'p Arc<Token> {
    let of_mode = at.and_then(|at| rewritten.get(&at));
    let token = of_mode.and_then(|tokens| tokens.get(&entry.token.key));
    token.unwrap_or(&entry.token)
}

/// A tokenset on the three sides.
pub(super) struct Set<'s> {
    places: align::Thing<3>,
    pub(super) sides: [Option<&'s Tokenset>; 3],
    pub(super) modes: Vec<ModeOn<'s>>,
}

/// A mode on the three sides.
pub(super) struct ModeOn<'s> {
    pub(super) places: align::Thing<3>,
    pub(super) sides: [Option<&'s Mode>; 3],
    /// What to merge, when source and production have the mode.
    pub(super) tokens: Option<Tokens<'s>>,
}

/// The tokens of a mode that source and production have.
pub(super) struct Tokens<'s> {
    /// The same wherever the mode is.
    pub(super) settled: Vec<&'s Entry>,
    /// All others.
    pub(super) things: Vec<Thing<'s>>,
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
            taken: Default::default(),
        };
        plan.compared = rewritten(sides, &plan.unique_names());
        plan.taken = rewritten(sides, &plan.chosen_names(decisions));
        plan
    }

    /// The tokens that a side gave another name, each under a name that nothing else has.
    fn unique_names(&self) -> [NewNames; 3] {
        self.new_names(|set, mode, tokens| {
            let about = self.about(set, Some(mode));
            let unique = |thing: &Thing<'_>| {
                let key = is_renamed(thing).then(|| about.token_key(&[*thing]));
                TokenName::parse(&key?).ok()
            };
            tokens.things.iter().map(unique).collect()
        })
    }

    /// Likewise, each under the name that is chosen, production's while nothing is.
    fn chosen_names(&self, decisions: &Decisions<'_>) -> [NewNames; 3] {
        self.new_names(|set, mode, tokens| {
            let about = self.about(set, Some(mode));
            let choice = |members: &[Thing<'_>]| {
                let chosen = decisions.choice(&about.token_key(members));
                chosen.unwrap_or(Take::Production)
            };
            let compared = Compared::new(self, set, mode, tokens);
            let together = compared.together(tokens, |members, _| choice(members));
            let chosen = |(thing, together): (&Thing<'_>, Option<Take>)| {
                let agreed = three_way_name(thing).filter(|_| together.is_none());
                agreed.cloned().or_else(|| {
                    let take = together.unwrap_or_else(|| choice(&[*thing]));
                    Some(thing[take.side()]?.token.name.clone())
                })
            };
            tokens.things.iter().zip(together).map(chosen).collect()
        })
    }

    /// The tokens of each side that are to have another name: `names` are those of the things of a mode
    /// in which a side gave one.
    fn new_names(
        &self,
        names: impl Fn(&Set<'s>, &ModeOn<'s>, &Tokens<'s>) -> Vec<Option<TokenName>>,
    ) -> [NewNames; 3] {
        let mut all: [NewNames; 3] = Default::default();
        for set in &self.sets {
            for mode in &set.modes {
                let Some(tokens) = &mode.tokens else { continue };
                if !tokens.things.iter().any(is_renamed) {
                    continue;
                }
                let renamed = tokens.things.iter().zip(names(set, mode, tokens));
                for (thing, new) in renamed.filter(|(thing, _)| is_renamed(thing)) {
                    for side in [BASE, SOURCE, PRODUCTION] {
                        if let (Some(entry), Some(new)) = (thing[side], &new)
                            && entry.token.name != *new
                            && let Some(at) = set.at(mode, side)
                        {
                            all[side].insert((at, entry.token.key), new.clone());
                        }
                    }
                }
            }
        }
        all
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
        followed(&self.taken[side], set.at(mode, side), entry)
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
    fn new(places: align::Thing<3>, sides: [&'s [Arc<Tokenset>]; 3]) -> Self {
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
    fn new(places: align::Thing<3>, sides: [&'s [Arc<Mode>]; 3]) -> Self {
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
