//! The order of modes that two sides have ordered.

use super::three_way;

/// Things in the order that both sides make of it, each given as numbers of things; of these only what
/// is `kept`. What one side has beyond the other stands behind what it stands behind there.
/// `None` when both have ordered anew.
pub(super) fn merged(
    base: Option<&[usize]>,
    source: &[usize],
    production: &[usize],
    kept: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let shared = |list: &[usize], others: [&[usize]; 2]| -> Vec<usize> {
        let is_shared = |thing: &usize| others.iter().all(|other| other.contains(thing));
        list.iter().copied().filter(is_shared).collect()
    };
    let agree = shared(source, [production, production]) == shared(production, [source, source]);
    let take_production = agree || {
        let base = base?;
        let source_order = shared(source, [base, production]);
        let production_order = shared(production, [base, source]);
        let merged = three_way(
            Some(shared(base, [source, production])),
            source_order,
            production_order.clone(),
        )?;
        merged == production_order
    };
    Some(if take_production {
        woven(production, source, kept)
    } else {
        woven(source, production, kept)
    })
}

/// The things of the first list in their order, with those of the second behind what they stand behind
/// there.
pub(super) fn woven(first: &[usize], second: &[usize], kept: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut woven: Vec<usize> = first.iter().copied().filter(|&thing| kept(thing)).collect();
    let mut place = 0;
    for &thing in second.iter().filter(|&&thing| kept(thing)) {
        let there = woven.iter().position(|&other| other == thing);
        let there = there.unwrap_or_else(|| {
            woven.insert(place, thing);
            place
        });
        place = there + 1;
    }
    woven
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(base: &[usize], source: &[usize], production: &[usize]) -> Option<Vec<usize>> {
        let gone = |thing| {
            base.contains(&thing) && !(source.contains(&thing) && production.contains(&thing))
        };
        merged(Some(base), source, production, |thing| !gone(thing))
    }

    #[test]
    fn one_side_may_order_while_the_other_adds_and_removes() {
        assert_eq!(
            shown(&[1, 2, 3], &[3, 2, 1], &[1, 2, 3]),
            Some(vec![3, 2, 1])
        );
        assert_eq!(
            shown(&[1, 2, 3], &[3, 2, 1], &[1, 4, 2, 3]),
            Some(vec![3, 2, 1, 4])
        );
        assert_eq!(shown(&[1, 2, 3], &[3, 2, 1], &[1, 3]), Some(vec![3, 1]));
        assert_eq!(
            shown(&[1, 2], &[1, 5, 2], &[1, 4, 2]),
            Some(vec![1, 5, 4, 2])
        );
        assert_eq!(shown(&[1, 2], &[7, 1, 2], &[2, 1]), Some(vec![7, 2, 1]));
        assert_eq!(
            shown(&[1, 2, 3], &[3, 2, 1], &[3, 2, 1]),
            Some(vec![3, 2, 1])
        );
    }

    #[test]
    fn two_new_orders_are_a_conflict() {
        assert_eq!(shown(&[1, 2, 3], &[3, 2, 1], &[2, 1, 3]), None);
        assert_eq!(merged(None, &[1, 2], &[2, 1], |_| true), None);
    }
}
