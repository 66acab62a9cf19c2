//! The rows that show the most, and the fewest that show everything.

use std::collections::BTreeSet;

use super::matrix::{Matrix, undominated, whole};
use super::search::{Found, Goal, search};
use super::taken::{Room, Taken};
use super::unit::Unit;

/// What counts.
#[derive(Clone, Copy)]
pub(super) struct Worth<T, C> {
    /// How much a feature tells.
    pub telling: T,
    /// True for what is counted. The rest decides between sets that show as many of these.
    pub counts: C,
}

/// What was chosen.
pub(super) struct Cover {
    /// The indexes of the units, the most telling first, and a good one before all others, if there is one.
    pub order: Vec<usize>,
    /// True if no fewer rows show as much, or, if not all is shown, no other rows show more.
    pub proven: bool,
}

/// Takes the fewest units that show all. If they are too many, or too many of them have errors: those that fit and show
/// the most.
pub(super) fn cover(
    units: &[Unit],
    room: Room,
    worth: Worth<impl Fn(usize) -> i64, impl Fn(usize) -> bool>,
) -> Cover {
    let Worth { telling, counts } = worth;
    let kept = undominated(units);
    let matrix = Matrix::new(units, &kept, &counts);
    let some: Vec<Unit> = kept.iter().map(|at| units[*at].clone()).collect();
    let mut taken =
        Taken::none_of(&some, room, |number| telling(number) + i64::from(counts(number)) * COUNTED);
    let (chosen, proven) =
        fewest(units, &matrix, &mut taken, room).unwrap_or_else(|| most(units, &matrix, &mut taken, room));
    let chosen = chosen.into_iter().collect();
    Cover { order: in_order(Taken::none_of(units, room, telling), &chosen), proven }
}

/// What is counted is worth more than all that it tells.
const COUNTED: i64 = 1 << 20;
/// A sample with more units is not searched: the search goes as deep.
const SEARCHED: usize = 400;

/// The fewest units that show all, if these have few enough rows and errors; and whether fewer can't.
fn fewest(units: &[Unit], matrix: &Matrix, taken: &mut Taken<'_>, room: Room) -> Option<(Vec<usize>, bool)> {
    taken.room = NO_LIMIT;
    refill(taken);
    let fits = taken.fits_in(room) && taken.is_mostly_good() && !taken.lacks_good();
    let all = matrix.rows.iter().sum::<i64>() + 1;
    let below = if fits { taken.rows } else { all.min(whole(room.rows).saturating_add(1)) };
    let found = searched(units, matrix, taken, Goal::Fewest { below }, room);
    let own = || fits.then(|| taken.order.iter().map(|at| matrix.columns[*at].at).collect());
    Some((found.units.or_else(own)?, found.proven))
}

/// The units that show the most and fit; and whether no others show more.
fn most(units: &[Unit], matrix: &Matrix, taken: &mut Taken<'_>, room: Room) -> (Vec<usize>, bool) {
    taken.take_only(&[]);
    taken.room = room;
    if let Some(first) = taken.best(|at| taken.unit(at).is_good()) {
        taken.take(first);
    }
    refill(taken);
    exchange(taken, 1);
    exchange(taken, 2);
    // Room that is left goes to further errors, as long as most rows are good.
    taken.room.rejected = room.rejected.max(taken.good_rows().saturating_sub(1));
    taken.fill(|_| true);
    let goal = Goal::Most { above: taken.worth / COUNTED, rows: whole(room.rows) };
    let found = searched(units, matrix, taken, goal, room);
    let own = || taken.order.iter().map(|at| matrix.columns[*at].at).collect();
    (found.units.unwrap_or_else(own), found.proven)
}

fn searched(units: &[Unit], matrix: &Matrix, taken: &Taken<'_>, goal: Goal, room: Room) -> Found {
    if taken.order.len() > SEARCHED {
        return Found { units: None, proven: false };
    }
    search(units, matrix, goal, whole(room.rejected))
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

/// The most units that all exchanges together look at.
const LOOKED_AT: usize = 4_000_000;

/// Gives so many units back and takes others instead, as long as this shows more.
fn exchange(taken: &mut Taken<'_>, number: usize) {
    taken.looked_at.set(0);
    while !taken.shows_all() {
        let before = (taken.order.clone(), taken.worth);
        let better = groups_of(&before.0, number).any(|out| {
            if taken.looked_at.get() > LOOKED_AT {
                return false;
            }
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

/// The chosen units, the most telling first. A good one comes before all others.
fn in_order(mut taken: Taken<'_>, chosen: &BTreeSet<usize>) -> Vec<usize> {
    if let Some(first) = taken.best(|at| chosen.contains(&at) && taken.unit(at).is_good()) {
        taken.take(first);
    }
    taken.room = NO_LIMIT;
    taken.fill(|at| chosen.contains(&at));
    // One that adds nothing in this order may be there because most rows are to be good.
    let rest = chosen.iter().copied().filter(|at| !taken.order.contains(at)).collect::<Vec<_>>();
    taken.order.into_iter().chain(rest).collect()
}

#[cfg(test)]
mod tests;
