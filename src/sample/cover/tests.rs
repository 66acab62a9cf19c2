//! Tests of the choice.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::plan::RowRef;

fn cover(units: &[Unit], room: Room, telling: impl Fn(usize) -> i64) -> Vec<usize> {
    super::cover(units, room, Worth { telling, counts: |_| true }).order
}

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
fn of_rows_that_show_as_many_features_the_one_that_tells_more_is_taken() {
    let units = [unit(2, &[1, 2]), unit(3, &[3, 4]), unit(4, &[1, 2, 3])];
    let one = Room { rows: 1, rejected: 0 };
    assert_eq!(cover(&units, one, |_| 1), [2]);
    assert_eq!(cover(&units[..2], one, |number| if number == 4 { 9 } else { 1 }), [1]);
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

/// What counts of a set of units: the features that it shows, and its rows. `None` if too many have errors, or none is
/// good.
fn counted(units: &[Unit], set: &[usize], allowed: usize) -> Option<(usize, usize)> {
    let taken = || set.iter().map(|at| &units[*at]);
    let rows: usize = blocks_of(taken()).values().sum();
    let rejected: usize = taken().map(|unit| unit.rejected).sum();
    let good = taken().any(Unit::is_good) || !units.iter().any(Unit::is_good);
    let shown: BTreeSet<usize> = taken().flat_map(|unit| unit.shows.clone()).collect();
    (good && (rejected <= allowed || 2 * rejected < rows)).then_some((shown.len(), rows))
}

/// The best of all sets that fit: the most features, in the fewest rows.
fn best(units: &[Unit], room: Room) -> (usize, usize) {
    let sets =
        (0..1_u32 << units.len()).map(|set| (0..units.len()).filter(|at| set & 1 << at != 0).collect());
    let counts = sets.filter_map(|set: Vec<usize>| counted(units, &set, room.rejected));
    let fit = counts.filter(|(_, rows)| *rows <= room.rows);
    fit.max_by_key(|(shown, rows)| (*shown, std::cmp::Reverse(*rows))).unwrap_or_default()
}

/// Single rows, some with errors, and some that need the same rows.
fn some_units() -> impl Strategy<Value = Vec<Unit>> {
    let shows = prop::collection::btree_set(0_usize..12, 1..6);
    let one = (shows, 0_usize..5, 0_usize..6);
    prop::collection::vec(one, 1..11).prop_map(|drawn| {
        let units = (2..).zip(drawn).map(|(row, (shows, error, needs))| {
            let mut one = Unit { shows, ..unit(row, &[]) };
            (one.rejected, one.written) = if error == 0 { (1, false) } else { (0, true) };
            if needs < 2 {
                one.blocks.insert(RowRef { source: 1, row: u32::from(needs == 0) }, 1 + needs);
            }
            one
        });
        units.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// Tried against all sets of units there are.
    #[test]
    fn what_is_proven_is_true(units in some_units(), rows in 1_usize..12) {
        let room = Room { rows, rejected: rows / 4 };
        let counts = |_| true;
        let Cover { order, proven } = super::cover(&units, room, Worth { telling: |_| 1, counts });
        let (most, fewest) = best(&units, room);
        let own = counted(&units, &order, room.rejected).unwrap_or_default();
        prop_assert!(own.0 <= most && own.1 <= rows, "{own:?}");
        let all = units.iter().flat_map(|unit| &unit.shows).collect::<BTreeSet<_>>().len();
        if proven {
            prop_assert_eq!(own.0, most);
            prop_assert!(own.0 < all || own.1 == fewest, "{own:?} {fewest}");
        }
    }

    /// Without errors, each small choice is proven, in whatever order the rows are.
    #[test]
    fn a_small_choice_is_proven_and_does_not_depend_on_the_order(
        units in some_units().prop_map(|units| {
            units.into_iter().map(|unit| Unit { rejected: 0, written: true, ..unit }).collect::<Vec<_>>()
        }).prop_shuffle(),
        rows in 1_usize..12,
    ) {
        let chosen = |units: &[Unit]| {
            let room = Room { rows, rejected: 0 };
            let Cover { order, proven } = super::cover(units, room, Worth { telling: |_| 1, counts: |_| true });
            let shown: BTreeSet<usize> = order.iter().flat_map(|at| units[*at].shows.clone()).collect();
            let all = units.iter().flat_map(|unit| &unit.shows).collect::<BTreeSet<_>>().len() == shown.len();
            let rows: usize = blocks_of(order.iter().map(|at| &units[*at])).values().sum();
            (proven, shown.len(), all.then_some(rows))
        };
        let one = chosen(&units);
        prop_assert!(one.0 || units.iter().all(|unit| unit.rows() > rows), "{one:?}");
        let back: Vec<Unit> = units.iter().rev().cloned().collect();
        prop_assert_eq!(one, chosen(&back));
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
