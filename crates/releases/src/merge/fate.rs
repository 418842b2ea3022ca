//! What becomes of things that have names of which no two may be equal.

use std::collections::BTreeMap;
use std::hash::Hash;

use rustc_hash::FxHashMap;

/// What becomes of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate<N> {
    /// It is gone.
    Gone,
    /// It stays, under this name.
    Named(N),
    /// It becomes what it is on one side: whether it is there, and its name.
    Open,
}

/// A thing, and its name on the sides that have it: source, production.
#[derive(Clone, Debug)]
pub(super) struct Candidate<N> {
    pub(super) fate: Fate<N>,
    pub(super) names: [Option<N>; 2],
}

/// Things that have to be settled together, because two would have one name: then each is as on one
/// side, where no two have. Whatever each group of these and each other open thing becomes, no two
/// names are equal. Groups and their members in ascending order.
pub(super) fn collisions<N: Hash + Eq + Clone>(candidates: &[Candidate<N>]) -> Vec<Vec<usize>> {
    let mut parents: Vec<usize> = (0..candidates.len()).collect();
    let mut opened = vec![false; candidates.len()];
    let mut holders: FxHashMap<&N, usize> = FxHashMap::default();
    let mut claims = Vec::new();
    for (number, candidate) in candidates.iter().enumerate() {
        match &candidate.fate {
            Fate::Gone => {}
            Fate::Named(name) => claims.push((number, name)),
            Fate::Open => {
                opened[number] = true;
                claims.extend(candidate.names.iter().flatten().map(|name| (number, name)));
            }
        }
    }
    while let Some((number, name)) = claims.pop() {
        let holder = *holders.entry(name).or_insert(number);
        if holder == number {
            continue;
        }
        let (a, b) = (root(&mut parents, holder), root(&mut parents, number));
        parents[a] = b;
        // Each may have to be what it is on one side.
        for member in [holder, number] {
            if !opened[member] {
                opened[member] = true;
                let names = candidates[member].names.iter().flatten();
                claims.extend(names.map(|name| (member, name)));
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in 0..candidates.len() {
        let root = root(&mut parents, number);
        groups.entry(root).or_default().push(number);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().filter(|g| g.len() > 1).collect();
    groups.sort_unstable();
    groups
}

fn root(parents: &mut [usize], mut number: usize) -> usize {
    while parents[number] != number {
        parents[number] = parents[parents[number]];
        number = parents[number];
    }
    number
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn candidates() -> impl Strategy<Value = Vec<Candidate<u8>>> {
        let name = || prop::option::of(0..8_u8);
        prop::collection::vec((name(), name(), 0..4_u8), 0..8).prop_map(|items| {
            let mut seen = [HashSet::new(), HashSet::new()];
            let unique =
                |seen: &mut HashSet<u8>, name: Option<u8>| name.filter(|n| seen.insert(*n));
            let items = items.into_iter().map(|(source, production, fate)| {
                let names = [
                    unique(&mut seen[0], source),
                    unique(&mut seen[1], production),
                ];
                let fate = match (fate, names) {
                    (0, _) => Fate::Open,
                    (1, [Some(name), _]) | (2, [_, Some(name)]) => Fate::Named(name),
                    _ => Fate::Gone,
                };
                Candidate { fate, names }
            });
            items.collect()
        })
    }

    proptest! {
        #[test]
        fn whatever_is_taken_no_two_names_are_equal(
            candidates in candidates(),
            takes in prop::collection::vec(0..2_usize, 8),
        ) {
            let groups = collisions(&candidates);
            let mut names = Vec::new();
            for (number, candidate) in candidates.iter().enumerate() {
                let group = groups.iter().find(|group| group.contains(&number));
                match (&candidate.fate, group) {
                    (_, Some(group)) => names.extend(candidate.names[takes[group[0]]]),
                    (Fate::Open, None) => names.extend(candidate.names[takes[number]]),
                    (Fate::Named(name), None) => names.push(*name),
                    (Fate::Gone, None) => {}
                }
            }
            let count = names.len();
            let unique: HashSet<u8> = names.into_iter().collect();
            prop_assert_eq!(unique.len(), count);
        }
    }
}
