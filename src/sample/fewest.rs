//! The fewest rows that show everything: a search that ends early if there are too many ways.

use super::taken::Taken;

/// The most sets of units that are looked at.
const LOOKED_AT: usize = 5_000;
/// The most units that are compared with each other.
const COMPARED: usize = 1_000;
/// A sample with more units stays as it is.
const UNITS: usize = 60;

/// The search for a set with fewer rows.
struct Search {
    /// The features, those that the fewest units show first.
    rare_first: Vec<usize>,
    /// The units that may be taken for each feature.
    ways: Vec<Vec<usize>>,
    left: usize,
    rows: i64,
    best: Option<Vec<usize>>,
    /// The round in which each unit was last counted, for [`Search::at_least`].
    counted: Vec<usize>,
    round: usize,
}

/// Everything is shown. Takes fewer rows that show all of it, if there are any.
pub(super) fn take_fewest(taken: &mut Taken<'_>) {
    if taken.order.len() > UNITS || !taken.shows_all() {
        return;
    }
    let before = taken.order.clone();
    let mut search = Search::new(taken);
    taken.take_only(&[]);
    search.go_on(taken);
    taken.take_only(&search.best.unwrap_or(before));
}

impl Search {
    fn new(taken: &Taken<'_>) -> Self {
        let units = taken.costs.len();
        let useful: Vec<bool> = (0..units)
            .map(|at| units > COMPARED || !(0..units).any(|other| beats(taken, other, at)))
            .collect();
        let ways = taken.showing.iter();
        let ways: Vec<Vec<usize>> =
            ways.map(|own| own.iter().copied().filter(|at| useful[*at]).collect()).collect();
        let mut rare_first: Vec<usize> = (0..ways.len()).collect();
        rare_first.sort_by_key(|feature| ways[*feature].len());
        let counted = vec![0; units];
        Self { rare_first, ways, left: LOOKED_AT, rows: taken.rows, best: None, counted, round: 0 }
    }

    /// Takes each of the units that show the rarest feature that is not shown yet, and goes on from there.
    fn go_on(&mut self, taken: &mut Taken<'_>) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        let next = self.rare_first.iter().copied().find(|feature| taken.shown[*feature] == 0);
        let Some(feature) = next else { return self.found(taken) };
        if taken.rows + self.at_least(taken) >= self.rows {
            return;
        }
        for at in self.ways[feature].clone() {
            if taken.rows + taken.costs[at] < self.rows {
                taken.take(at);
                self.go_on(taken);
                taken.give_back(at);
            }
        }
    }

    fn found(&mut self, taken: &Taken<'_>) {
        if taken.rows < self.rows && taken.is_mostly_good() && !taken.lacks_good() {
            self.rows = taken.rows;
            self.best = Some(taken.order.clone());
        }
    }

    /// So many rows are needed at least: no unit shows two of the features that are counted.
    fn at_least(&mut self, taken: &Taken<'_>) -> i64 {
        self.round += 1;
        let mut rows = 0;
        for feature in self.rare_first.iter().filter(|feature| taken.shown[**feature] == 0) {
            let ways = &self.ways[*feature];
            if ways.iter().all(|at| self.counted[*at] != self.round && taken.stands_alone(*at)) {
                rows += ways.iter().map(|at| taken.costs[*at]).min().unwrap_or_default();
                ways.iter().for_each(|at| self.counted[*at] = self.round);
            }
        }
        rows
    }
}

/// True if the first unit can stand for the second. Of two that are alike, the first one stays.
fn beats(taken: &Taken<'_>, one: usize, other: usize) -> bool {
    one != other && taken.is_no_better(other, one) && (one < other || !taken.is_no_better(one, other))
}
