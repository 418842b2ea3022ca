//! Which release two others come from.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

/// Where a release comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descent<Id> {
    /// The release.
    pub id: Id,
    /// The active release of its environment when it was published.
    pub parent: Option<Id>,
    /// The release that was merged or copied to make it.
    pub source: Option<Id>,
}

/// The nearest release that both come from, or are; of several that are equally near the one with the
/// greatest id. `None` when they share none. Takes time linear in the number of releases; a release
/// that is not told of comes from nowhere.
pub fn merge_base<Id: Copy + Ord + Hash>(descents: &[Descent<Id>], a: Id, b: Id) -> Option<Id> {
    let of: FxHashMap<Id, &Descent<Id>> = descents.iter().map(|d| (d.id, d)).collect();
    let origins = |id: &Id| {
        let descent = of.get(id);
        descent
            .into_iter()
            .flat_map(|d| [d.parent, d.source])
            .flatten()
    };
    let ancestry = |starts: Vec<Id>| {
        let mut open = starts;
        let mut seen = FxHashSet::default();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(origins(&id));
            }
        }
        seen
    };
    let (of_a, of_b) = (ancestry(vec![a]), ancestry(vec![b]));
    let common: FxHashSet<Id> = of_a.intersection(&of_b).copied().collect();
    // What one of them comes from is further away.
    let further = ancestry(common.iter().flat_map(origins).collect());
    common.difference(&further).max().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `id parent source`, `-` = none.
    fn base(releases: &[&str], a: char, b: char) -> Option<char> {
        let descents = releases.iter().map(|line| {
            let mut ids = line
                .split(' ')
                .map(|id| id.chars().next().filter(|&c| c != '-'));
            Descent {
                id: ids.next().unwrap().unwrap(),
                parent: ids.next().unwrap(),
                source: ids.next().unwrap(),
            }
        });
        let descents: Vec<_> = descents.collect();
        let found = merge_base(&descents, a, b);
        assert_eq!(merge_base(&descents, b, a), found);
        found
    }

    #[test]
    fn two_environments_share_what_was_copied_or_merged() {
        let copied = ["a - -", "b - a", "c b -"];
        assert_eq!(base(&copied, 'c', 'a'), Some('a'));
        assert_eq!(base(&copied, 'a', 'a'), Some('a'));
        // c was merged into production as d; then each went on.
        let merged = [&copied[..], &["d a c", "e d -", "f c -"]].concat();
        assert_eq!(base(&merged, 'f', 'e'), Some('c'));
        assert_eq!(base(&merged, 'f', 'd'), Some('c'));
        // Production was rolled back.
        assert_eq!(base(&merged, 'f', 'a'), Some('a'));
    }

    #[test]
    fn environments_that_never_met_share_nothing() {
        assert_eq!(base(&["a - -", "b - -", "c b -"], 'a', 'c'), None);
        assert_eq!(base(&[], 'a', 'c'), None);
        assert_eq!(base(&[], 'a', 'a'), Some('a'));
    }

    #[test]
    fn of_two_that_are_equally_near_the_later_counts() {
        let crossed = ["a - -", "b - a", "c a b", "d b a"];
        assert_eq!(base(&crossed, 'c', 'd'), Some('b'));
        // One that comes from the other is nearer, whatever its id.
        assert_eq!(
            base(&["z - -", "b z -", "c b -", "d b z"], 'c', 'd'),
            Some('b')
        );
    }

    #[test]
    fn a_hundred_thousand_releases_are_walked_at_once_and_a_loop_ends() {
        let line: Vec<Descent<u32>> = (1..100_000_u32)
            .map(|id| Descent {
                id,
                parent: Some(id - 1),
                source: id.checked_sub(2),
            })
            .collect();
        assert_eq!(merge_base(&line, 99_999, 500), Some(500));
        assert_eq!(base(&["a b -", "b a -", "c a -"], 'c', 'a'), None);
    }
}
