//! The history that releases share.
//!
//! Every release knows the one it was published after and the one it was merged or copied from. Those are
//! older, but for clocks that went back, so what two share is looked for newest first.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tokencraft_storage::releases::{self, Lineage};
use tokencraft_storage::{OrganizationId, ReleaseId, Tx};

use crate::app::error::Result;

/// Releases that one query reads: what two releases share is mostly near.
const AT_ONCE: i64 = 64;

const OURS: u8 = 1;
const THEIRS: u8 = 2;

/// The nearest release that two releases both are or descend from. Those that are gone have no
/// ancestors.
pub fn shared(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    ours: ReleaseId,
    theirs: ReleaseId,
) -> Result<Option<ReleaseId>> {
    let mut known: FxHashMap<ReleaseId, Lineage> = FxHashMap::default();
    nearest(ours, theirs, |id| {
        if !known.contains_key(&id) {
            let part = releases::lineage(tx, organization, id, AT_ONCE)?;
            known.extend(part.into_iter().map(|release| (release.id, release)));
        }
        Ok(known.get(&id).copied())
    })
}

fn nearest(
    ours: ReleaseId,
    theirs: ReleaseId,
    mut look_up: impl FnMut(ReleaseId) -> Result<Option<Lineage>>,
) -> Result<Option<ReleaseId>> {
    let mut waiting = BTreeMap::from([(ours, OURS)]);
    *waiting.entry(theirs).or_default() |= THEIRS;
    let mut seen: FxHashMap<ReleaseId, u8> = FxHashMap::default();
    while let Some((id, sides)) = waiting.pop_last() {
        let before = seen.entry(id).or_default();
        let sides = sides | *before;
        let Some(release) = look_up(id)? else {
            continue;
        };
        if sides == OURS | THEIRS {
            return Ok(Some(id));
        }
        if sides == *before {
            continue;
        }
        *before = sides;
        for ancestor in [release.parent_id, release.source_id].into_iter().flatten() {
            *waiting.entry(ancestor).or_default() |= sides;
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> ReleaseId {
        ReleaseId(Uuid::from_u128(number))
    }

    /// `(release, parent, source)`, 0 = none.
    fn base(history: &[(u128, u128, u128)], ours: u128, theirs: u128) -> Option<u128> {
        let found = nearest(id(ours), id(theirs), |wanted| {
            let some = |number: u128| (number > 0).then(|| id(number));
            let found = history.iter().find(|(number, ..)| id(*number) == wanted);
            Ok(found.map(|(number, parent, source)| Lineage {
                id: id(*number),
                parent_id: some(*parent),
                source_id: some(*source),
            }))
        });
        found.unwrap().map(|id| id.0.as_u128())
    }

    #[test]
    fn the_nearest_shared_release_is_the_base() {
        // Staging 1, 2, 5, 6; Production 3 (of 2), 4 (of 2 again, by hand), 7 (of 6).
        let history = [
            (1, 0, 0),
            (2, 1, 0),
            (3, 0, 2),
            (4, 3, 0),
            (5, 2, 0),
            (6, 5, 0),
            (7, 4, 6),
            (8, 6, 0),
        ];
        for (ours, theirs, expected) in [
            (2, 3, Some(2)),
            (5, 4, Some(2)),
            (6, 4, Some(2)),
            (8, 7, Some(6)),
            (7, 8, Some(6)),
            (2, 7, Some(2)),
            (1, 1, Some(1)),
            (3, 1, Some(1)),
        ] {
            assert_eq!(base(&history, ours, theirs), expected, "{ours} {theirs}");
        }
    }

    #[test]
    fn environments_that_share_nothing_have_no_base() {
        let history = [(1, 0, 0), (2, 0, 0), (3, 1, 0), (4, 2, 0)];
        assert_eq!(base(&history, 3, 4), None);
        // What was shared is gone with its environment.
        assert_eq!(base(&[(2, 0, 1), (3, 0, 1)], 2, 3), None);
        assert_eq!(base(&[], 2, 3), None);
    }

    #[test]
    fn a_clock_that_went_back_does_not_hide_what_is_shared() {
        // 9 is the parent of 2.
        let history = [(9, 0, 0), (2, 9, 0), (3, 0, 9)];
        assert_eq!(base(&history, 2, 3), Some(9));
    }
}
