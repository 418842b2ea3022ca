//! What is the same thing in two or three snapshots.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use tokencraft_tokens::graph::Key;

/// One thing: its place on each side that has it.
pub(crate) type Thing<const N: usize> = [Option<usize>; N];

/// Matches what stands on each side: by identity first, then by name where an identity is missing on a
/// side and the name stands on both once. A thing is at most once on each side, and everything that
/// stands on a side belongs to one thing. In the order of the first side, then of the others.
pub(crate) fn align<T, Name: Hash + Eq, const N: usize>(
    sides: [&[T]; N],
    key: impl Fn(&T) -> Key,
    name: impl Fn(&T) -> Name,
) -> Vec<Thing<N>> {
    let mut things: Vec<Thing<N>> = Vec::new();
    let mut of_key: FxHashMap<Key, usize> = FxHashMap::default();
    for (side, items) in sides.iter().enumerate() {
        for (place, item) in items.iter().enumerate() {
            let number = *of_key.entry(key(item)).or_insert_with(|| {
                things.push([None; N]);
                things.len() - 1
            });
            things[number][side] = Some(place);
        }
    }
    for first in 0..N {
        for second in first + 1..N {
            // By name, the things that one side has and the other has not; `None` = the name stands
            // there more than once.
            let lonely = |own: usize, other: usize, things: &[Thing<N>]| {
                let mut lonely: FxHashMap<Name, Option<usize>> = FxHashMap::default();
                for (number, thing) in things.iter().enumerate() {
                    if let (Some(place), None) = (thing[own], thing[other]) {
                        lonely
                            .entry(name(&sides[own][place]))
                            .and_modify(|first| *first = None)
                            .or_insert(Some(number));
                    }
                }
                lonely
            };
            let others = lonely(second, first, &things);
            if others.is_empty() {
                continue;
            }
            for (name, number) in lonely(first, second, &things) {
                let other = others.get(&name).copied().flatten();
                if let (Some(number), Some(other)) = (number, other)
                    && let Some(joined) = join(things[number], things[other])
                {
                    things[number] = joined;
                    things[other] = [None; N];
                }
            }
            things.retain(|thing| thing.iter().any(Option::is_some));
        }
    }
    things
}

/// Two things as one, when no side has both.
fn join<const N: usize>(a: Thing<N>, b: Thing<N>) -> Option<Thing<N>> {
    let mut joined = a;
    for (own, other) in joined.iter_mut().zip(b) {
        match (&own, other) {
            (Some(_), Some(_)) => return None,
            (None, Some(_)) => *own = other,
            (_, None) => {}
        }
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One letter after another: identity, name.
    fn shown<const N: usize>(sides: [&str; N]) -> String {
        let items = sides.map(|side| side.split_whitespace().collect::<Vec<_>>());
        let key = |item: &&str| Key(u128::from(item.as_bytes()[0]));
        let slices = std::array::from_fn(|side| items[side].as_slice());
        let things = align::<_, _, N>(slices, key, |item| item[1..].to_owned());
        let text = things.into_iter().map(|thing| {
            let sides = thing.iter().zip(&items);
            let sides = sides.map(|(place, items)| place.map_or("-", |place| items[place]));
            sides.collect::<Vec<_>>().join(" ")
        });
        text.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn identity_goes_before_name() {
        assert_eq!(shown(["1a 2b", "2a 3b"]), "1a -, 2b 2a, - 3b");
        assert_eq!(shown(["1a 2b", "1b 2a"]), "1a 1b, 2b 2a");
        assert_eq!(shown(["1a", "2a"]), "1a 2a");
        assert_eq!(shown(["1a 2a", "3a"]), "1a -, 2a -, - 3a");
        assert_eq!(shown(["1a", "2a 3a"]), "1a -, - 2a, - 3a");
    }

    #[test]
    fn three_sides_are_matched_through_each_other() {
        assert_eq!(shown(["1a", "9a", "9c"]), "1a 9a 9c");
        assert_eq!(shown(["1a", "2a", "3a"]), "1a 2a 3a");
        assert_eq!(shown(["", "2a", "3a"]), "- 2a 3a");
        assert_eq!(shown(["1a", "1b 2a", "3a"]), "1a 1b 3a, - 2a -");
    }

    fn side() -> impl Strategy<Value = Vec<(u8, u8)>> {
        prop::collection::btree_map(0..6_u8, 0..6_u8, 0..6).prop_map(|items| {
            let mut names = std::collections::HashSet::new();
            items
                .into_iter()
                .filter(|(_, name)| names.insert(*name))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn everything_belongs_to_one_thing(a in side(), b in side(), c in side()) {
            let sides = [a.as_slice(), &b, &c];
            let things = align(sides, |item| Key(item.0.into()), |item| item.1);
            for (side, items) in sides.iter().enumerate() {
                let mut places: Vec<usize> = things.iter().filter_map(|thing| thing[side]).collect();
                places.sort_unstable();
                prop_assert_eq!(places, (0..items.len()).collect::<Vec<_>>());
            }
            for thing in things {
                prop_assert!(thing.iter().any(Option::is_some));
            }
        }
    }
}
