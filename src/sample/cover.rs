//! The fewest rows that show everything: a greedy set cover.

use std::collections::BTreeSet;

use crate::plan::RowRef;

/// Rows that can only be taken together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    /// The rows, in order.
    pub rows: BTreeSet<RowRef>,
    /// What they show, by number.
    pub shows: BTreeSet<usize>,
    /// How many of them have an error.
    pub rejected: usize,
}

/// How much may be taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub rows: usize,
    pub rejected: usize,
}

/// Takes units until all is shown or nothing fits. Returns their indexes, the most telling first. `weight` says how much
/// a feature counts.
pub(super) fn cover(units: &[Unit], room: Room, weight: impl Fn(usize) -> u64) -> Vec<usize> {
    let mut taken = Taken { units, room, order: Vec::new() };
    taken.fill(&weight);
    // A unit whose features all came again with later ones leaves its room to others.
    while taken.drop_superfluous() {
        taken.fill(&weight);
    }
    // Room that is left goes to further errors, as long as most rows are good.
    let rejected: usize = taken.order.iter().map(|at| units[*at].rejected).sum();
    let good = taken.rows().len() - rejected;
    taken.room.rejected = room.rejected.max(good.saturating_sub(1));
    taken.fill(&weight);
    taken.order
}

struct Taken<'u> {
    units: &'u [Unit],
    room: Room,
    order: Vec<usize>,
}

impl Taken<'_> {
    fn rows(&self) -> BTreeSet<RowRef> {
        self.order.iter().flat_map(|at| &self.units[*at].rows).copied().collect()
    }

    fn fill(&mut self, weight: &impl Fn(usize) -> u64) {
        loop {
            let taken = self.order.iter().map(|at| &self.units[*at]);
            let rows = self.rows();
            let shown: BTreeSet<usize> = taken.clone().flat_map(|unit| &unit.shows).copied().collect();
            let rejected: usize = taken.map(|unit| unit.rejected).sum();
            let mut best: Option<(u64, u64, usize)> = None;
            for (at, unit) in self.units.iter().enumerate().filter(|(at, _)| !self.order.contains(at)) {
                let more = unit.rows.difference(&rows).count();
                let fits =
                    rows.len() + more <= self.room.rows && rejected + unit.rejected <= self.room.rejected;
                let gain: u64 = unit.shows.difference(&shown).map(|number| weight(*number)).sum();
                let cost = more.max(1) as u64;
                let better = best.is_none_or(|(most, least, _)| gain * least > most * cost);
                if fits && gain > 0 && better {
                    best = Some((gain, cost, at));
                }
            }
            match best {
                Some((_, _, at)) => self.order.push(at),
                None => return,
            }
        }
    }

    /// Drops the first unit that shows nothing of its own. True if there was one.
    fn drop_superfluous(&mut self) -> bool {
        let alone = |at: &usize| {
            let others = self.order.iter().filter(|other| *other != at);
            let shown: BTreeSet<usize> =
                others.flat_map(|other| &self.units[*other].shows).copied().collect();
            self.units[*at].shows.is_subset(&shown)
        };
        let found = self.order.iter().position(alone);
        found.map(|at| self.order.remove(at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(row: u32, shows: &[usize]) -> Unit {
        Unit { rows: [RowRef { source: 0, row }].into(), shows: shows.iter().copied().collect(), rejected: 0 }
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
