//! The fewest rows that show everything: a greedy set cover.

use std::collections::HashMap;

use super::unit::Unit;
use crate::plan::RowRef;

/// How much may be taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub rows: usize,
    pub rejected: usize,
}

/// Takes units until all is shown or nothing fits. Returns their indexes, the most telling first. Takes a good one before
/// all others, if there is one. `weight` says how much a feature counts.
pub(super) fn cover(units: &[Unit], room: Room, weight: impl Fn(usize) -> i64) -> Vec<usize> {
    let mut taken = Taken::new(units, room, weight);
    if let Some(first) = taken.best(Unit::is_good) {
        taken.take(first);
    }
    taken.fill();
    // A unit whose features all came again with later ones leaves its room to others.
    while taken.drop_superfluous() {
        taken.fill();
    }
    // Room that is left goes to further errors, as long as most rows are good.
    let good = usize::try_from(taken.rows - taken.rejected).unwrap_or(0);
    taken.room.rejected = room.rejected.max(good.saturating_sub(1));
    taken.fill();
    taken.order
}

/// What is taken, and what each unit would add to it.
struct Taken<'u, W> {
    units: &'u [Unit],
    room: Room,
    weight: W,
    order: Vec<usize>,
    rows: i64,
    rejected: i64,
    /// How many of the taken units show each feature, and have each block.
    shown: HashMap<usize, i64>,
    blocks: HashMap<RowRef, i64>,
    /// The units that show each feature, and have each block.
    showing: HashMap<usize, Vec<usize>>,
    having: HashMap<RowRef, Vec<usize>>,
    /// The weight of what each unit would add, and the number of its rows.
    gains: Vec<i64>,
    costs: Vec<i64>,
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl<'u, W: Fn(usize) -> i64> Taken<'u, W> {
    fn new(units: &'u [Unit], room: Room, weight: W) -> Self {
        let mut showing: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut having: HashMap<RowRef, Vec<usize>> = HashMap::new();
        for (at, unit) in units.iter().enumerate() {
            unit.shows.iter().for_each(|number| showing.entry(*number).or_default().push(at));
            unit.blocks.keys().for_each(|block| having.entry(*block).or_default().push(at));
        }
        let gains = units.iter().map(|unit| unit.shows.iter().map(|number| weight(*number)).sum()).collect();
        let costs = units.iter().map(|unit| whole(unit.rows())).collect();
        let (order, shown, blocks) = Default::default();
        Self {
            units,
            room,
            weight,
            order,
            rows: 0,
            rejected: 0,
            shown,
            blocks,
            showing,
            having,
            gains,
            costs,
        }
    }

    fn fill(&mut self) {
        while let Some(at) = self.best(|_| true) {
            self.take(at);
        }
    }

    fn take(&mut self, at: usize) {
        self.order.push(at);
        self.count(at, 1);
    }

    /// The unit with the most weight for its rows, of those that fit and add something.
    fn best(&self, wanted: impl Fn(&Unit) -> bool) -> Option<usize> {
        let mut best: Option<(i64, i64, usize)> = None;
        let room = (whole(self.room.rows) - self.rows, whole(self.room.rejected) - self.rejected);
        for (at, unit) in self.units.iter().enumerate() {
            let (gain, more) = (self.gains[at], self.costs[at]);
            let cost = more.max(1);
            let better = gain > 0 && best.is_none_or(|(most, least, _)| gain * least > most * cost);
            let fits = more <= room.0 && whole(unit.rejected) <= room.1;
            if better && fits && wanted(unit) {
                best = Some((gain, cost, at));
            }
        }
        best.map(|(_, _, at)| at)
    }

    /// Counts what a unit adds; or no longer counts it, with the sign -1.
    fn count(&mut self, at: usize, sign: i64) {
        let Some(unit) = self.units.get(at) else { return };
        // The count at which a thing becomes new, or is gone.
        let turn = i64::from(sign > 0);
        self.rejected += sign * whole(unit.rejected);
        for number in &unit.shows {
            let times = self.shown.entry(*number).or_default();
            *times += sign;
            if *times == turn {
                let weight = sign * (self.weight)(*number);
                self.showing.get(number).into_iter().flatten().for_each(|other| self.gains[*other] -= weight);
            }
        }
        for (block, rows) in &unit.blocks {
            let times = self.blocks.entry(*block).or_default();
            *times += sign;
            if *times == turn {
                let rows = sign * whole(*rows);
                self.rows += rows;
                self.having.get(block).into_iter().flatten().for_each(|other| self.costs[*other] -= rows);
            }
        }
    }

    /// Drops the first unit that shows nothing of its own. True if there was one. The only good one stays.
    fn drop_superfluous(&mut self) -> bool {
        let good = self.order.iter().filter(|at| self.units[**at].is_good()).count();
        let again = |at: &usize| {
            let unit = &self.units[*at];
            let shown =
                unit.shows.iter().all(|number| self.shown.get(number).is_some_and(|times| *times > 1));
            shown && !(unit.is_good() && good == 1)
        };
        let Some(found) = self.order.iter().position(again) else { return false };
        let at = self.order.remove(found);
        self.count(at, -1);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

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

    proptest! {
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
