//! The rows that show the most, and the fewest that show everything.

use std::collections::BTreeSet;

use super::fewest::take_fewest;
use super::taken::{Room, Taken};
use super::unit::Unit;

/// Takes the fewest units that show all. If they are too many, or too many of them have errors: those that fit and show
/// the most. Returns their indexes, the most telling first, and a good one before all others, if there is one. `weight`
/// says how much a feature counts.
pub(super) fn cover(units: &[Unit], room: Room, weight: impl Fn(usize) -> i64) -> Vec<usize> {
    let mut taken = Taken::none_of(units, room, weight);
    taken.room = NO_LIMIT;
    refill(&mut taken);
    take_fewest(&mut taken);
    if taken.fits_in(room) && taken.is_mostly_good() && !taken.lacks_good() {
        return in_order(taken);
    }
    taken.take_only(&[]);
    taken.room = room;
    if let Some(first) = taken.best(|at| units[at].is_good()) {
        taken.take(first);
    }
    refill(&mut taken);
    exchange(&mut taken, 1);
    exchange(&mut taken, 2);
    // Room that is left goes to further errors, as long as most rows are good.
    taken.room.rejected = room.rejected.max(taken.good_rows().saturating_sub(1));
    taken.fill(|_| true);
    in_order(taken)
}

const NO_LIMIT: Room = Room { rows: usize::MAX, rejected: usize::MAX };

/// Takes what fits. A unit whose features all came again with later ones leaves its room to others.
fn refill(taken: &mut Taken<'_>) {
    taken.fill(|_| true);
    while drop_superfluous(taken) {
        taken.fill(|_| true);
    }
}

/// Drops the first unit that shows nothing of its own. True if there was one. The only good one stays.
fn drop_superfluous(taken: &mut Taken<'_>) -> bool {
    let good = taken.order.iter().filter(|at| taken.unit(**at).is_good()).count();
    let again = |at: &usize| taken.is_superfluous(*at) && !(taken.unit(*at).is_good() && good == 1);
    let found = taken.order.iter().copied().find(again);
    found.into_iter().for_each(|at| taken.give_back(at));
    found.is_some()
}

/// The most exchanges that are tried, and the most units that all of them together look at.
const EXCHANGES: usize = 400;
const LOOKED_AT: usize = 2_000_000;

/// Gives so many units back and takes others instead, as long as this shows more.
fn exchange(taken: &mut Taken<'_>, number: usize) {
    // Each exchange looks at all units, so there are fewer exchanges of many units.
    let mut tries = EXCHANGES.min(LOOKED_AT / taken.costs.len().max(1));
    while !taken.shows_all() {
        let before = (taken.order.clone(), taken.worth);
        let better = groups_of(&before.0, number).take(tries).any(|out| {
            tries -= 1;
            out.iter().for_each(|at| taken.give_back(*at));
            taken.fill(|at| !out.contains(&at));
            refill(taken);
            let is_better = taken.worth > before.1 && taken.is_mostly_good() && !taken.lacks_good();
            if !is_better {
                taken.take_only(&before.0);
            }
            is_better
        });
        if !better {
            return;
        }
    }
}

/// Each one, or each two of them.
fn groups_of(order: &[usize], number: usize) -> Box<dyn Iterator<Item = Vec<usize>> + '_> {
    if number == 1 {
        return Box::new(order.iter().map(|at| vec![*at]));
    }
    let pairs = order.iter().enumerate();
    Box::new(pairs.flat_map(|(at, one)| order[at + 1..].iter().map(move |other| vec![*one, *other])))
}

/// The taken units, the most telling first. A good one comes before all others.
fn in_order(mut taken: Taken<'_>) -> Vec<usize> {
    let chosen: BTreeSet<usize> = taken.order.iter().copied().collect();
    taken.take_only(&[]);
    if let Some(first) = taken.best(|at| chosen.contains(&at) && taken.unit(at).is_good()) {
        taken.take(first);
    }
    taken.room = NO_LIMIT;
    taken.fill(|at| chosen.contains(&at));
    // One that adds nothing in this order may be there because most rows are to be good.
    let rest = chosen.into_iter().filter(|at| !taken.order.contains(at)).collect::<Vec<_>>();
    taken.order.into_iter().chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::plan::RowRef;

    fn unit(row: u32, shows: &[usize]) -> Unit {
        let blocks = [(RowRef { source: 0, row }, 1)].into();
        Unit { blocks, shows: shows.iter().copied().collect(), rejected: 0, written: true }
    }

    #[test]
    fn a_row_that_others_make_superfluous_is_left_out() {
        let units = [unit(2, &[1, 2, 3, 4]), unit(3, &[1, 2, 5]), unit(4, &[3, 4, 6])];
        let all = Room { rows: 9, rejected: 9 };
        assert_eq!(cover(&units, all, |_| 1), [1, 2]);
        assert_eq!(cover(&units, Room { rows: 1, ..all }, |_| 1), [0]);
    }

    #[test]
    fn a_telling_feature_comes_first() {
        let units = [unit(2, &[1, 2, 3]), unit(3, &[4])];
        let one = Room { rows: 1, rejected: 0 };
        assert_eq!(cover(&units, one, |number| if number == 4 { 9 } else { 1 }), [1]);
    }

    #[test]
    fn a_row_that_is_written_comes_before_others_and_stays() {
        let skipped = Unit { written: false, ..unit(2, &[1, 2, 3]) };
        let units = [skipped, unit(3, &[1])];
        assert_eq!(cover(&units, Room { rows: 1, rejected: 0 }, |_| 1), [1]);
        assert_eq!(cover(&units, Room { rows: 9, rejected: 0 }, |_| 1), [1, 0]);
    }

    #[test]
    fn the_rows_of_a_block_are_counted_once() {
        let block = RowRef { source: 0, row: 2 };
        let mut units = [unit(3, &[1]), unit(4, &[2]), unit(5, &[3])];
        units[..2].iter_mut().for_each(|unit| unit.blocks.extend([(block, 5)]));
        assert_eq!(cover(&units, Room { rows: 7, rejected: 0 }, |_| 1), [2, 0]);
        assert_eq!(cover(&units, Room { rows: 8, rejected: 0 }, |_| 1), [2, 0, 1]);
    }

    /// Whoever takes the most telling unit first needs three.
    #[test]
    fn the_fewest_rows_are_found_where_the_most_telling_one_is_a_detour() {
        let units = [
            unit(2, &[1, 2, 3, 4, 5, 6, 7]),
            unit(3, &[8, 9, 10, 11, 12, 13, 14]),
            unit(4, &[1, 2, 3, 4, 8, 9, 10, 11]),
            unit(5, &[5, 6, 12, 13]),
            unit(6, &[7, 14]),
        ];
        for rows in [2, 3, 25] {
            assert_eq!(cover(&units, Room { rows, rejected: 0 }, |_| 1), [0, 1], "{rows}");
        }
    }

    /// The most telling unit is not among the two that show the most.
    #[test]
    fn a_sample_that_can_not_show_all_shows_the_most_that_fits() {
        let units = [
            unit(2, &[1, 2, 3, 4, 5, 6, 7]),
            unit(3, &[8, 9, 10, 11, 12, 13, 14]),
            unit(4, &[1, 2, 3, 4, 8, 9, 10, 11]),
            unit(5, &[15]),
        ];
        assert_eq!(cover(&units, Room { rows: 2, rejected: 0 }, |_| 1), [0, 1]);
    }

    /// The blocks of units, each once.
    fn blocks_of<'u>(units: impl Iterator<Item = &'u Unit>) -> BTreeMap<RowRef, usize> {
        units.flat_map(|unit| unit.blocks.clone()).collect()
    }

    /// The number of rows of the smallest set that shows everything, by trying all of them.
    fn fewest(units: &[Unit]) -> usize {
        let shown = |set: u32| {
            let taken = units.iter().enumerate().filter(move |(at, _)| set & 1 << at != 0);
            taken.map(|(_, unit)| unit).collect::<Vec<_>>()
        };
        let features = |units: &[&Unit]| -> BTreeSet<usize> {
            units.iter().flat_map(|unit| unit.shows.clone()).collect()
        };
        let all = features(&shown(u32::MAX));
        let sets = (0..1_u32 << units.len()).map(shown).filter(|taken| features(taken) == all);
        sets.map(|taken| blocks_of(taken.into_iter()).values().sum()).min().unwrap()
    }

    proptest! {
        #[test]
        fn no_set_with_fewer_rows_shows_everything(
            shows in prop::collection::vec(prop::collection::btree_set(0_usize..9, 1..5), 1..9),
            shared in 0_usize..9,
        ) {
            let block = RowRef { source: 0, row: 99 };
            let mut units: Vec<Unit> =
                (2..).zip(&shows).map(|(row, shows)| Unit { shows: shows.clone(), ..unit(row, &[]) }).collect();
            units.iter_mut().skip(shared).for_each(|unit| unit.blocks.extend([(block, 3)]));
            let chosen = cover(&units, Room { rows: 100, rejected: 100 }, |_| 1);
            let rows: usize = blocks_of(chosen.iter().map(|at| &units[*at])).values().sum();
            prop_assert_eq!(rows, fewest(&units));
        }

        #[test]
        fn all_is_shown_and_no_limit_exceeded(
            shows in prop::collection::vec(prop::collection::btree_set(0_usize..20, 0..8), 1..30),
            rows in 0_usize..12,
        ) {
            let units: Vec<Unit> = (2..).zip(&shows)
                .map(|(row, shows)| Unit { rejected: usize::from(row % 3 == 0), shows: shows.clone(), ..unit(row, &[]) })
                .collect();
            let shown = |order: &[usize]| -> BTreeSet<usize> { order.iter().flat_map(|at| units[*at].shows.clone()).collect() };
            let whole = cover(&units, Room { rows: 100, rejected: 100 }, |_| 1);
            prop_assert_eq!(shown(&whole), shows.iter().flatten().copied().collect());
            let some = cover(&units, Room { rows, rejected: rows / 4 }, |_| 1);
            prop_assert!(some.len() <= rows);
            let rejected = some.iter().map(|at| units[*at].rejected).sum::<usize>();
            prop_assert!(rejected <= rows / 4 || 2 * rejected < some.len());
            prop_assert_eq!(cover(&units, Room { rows, rejected: rows / 4 }, |_| 1), some);
        }
    }
}
