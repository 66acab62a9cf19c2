//! How much a search can still gain at most: a Lagrangian bound in whole numbers, so it is the same on every machine.
//!
//! Each feature has a price. Whatever the prices are, the bound holds; better prices make it tighter.

use std::cmp::Ordering;

/// A row costs this, and so does a feature.
pub(super) const UNIT: i64 = 1 << 16;

/// What is open at a place of the search: features that are not shown yet, and blocks that may be taken.
pub(super) struct Open {
    /// The number of each feature in the matrix.
    pub features: Vec<usize>,
    /// The rows of each block, and the features that it shows, by their place in `features`.
    pub blocks: Vec<(i64, Vec<usize>)>,
}

impl Open {
    /// The steps of one round.
    pub(super) fn work(&self) -> usize {
        self.features.len() + self.blocks.iter().map(|(_, shows)| shows.len() + 8).sum::<usize>()
    }

    /// True if no open block shows one of the features.
    pub(super) fn is_stuck(&self) -> bool {
        let mut shown = vec![false; self.features.len()];
        self.blocks.iter().flat_map(|(_, shows)| shows).for_each(|feature| shown[*feature] = true);
        shown.contains(&false)
    }

    /// True if it takes at least `need` more rows to show all; and the number of rounds. Improves the prices.
    pub(super) fn takes_rows(&self, prices: &mut [i64], need: i64, rounds: usize) -> (bool, usize) {
        let mut pace = Pace::new();
        for round in 1..=rounds {
            let mut bound: i64 = prices.iter().sum();
            let mut lack = vec![1_i64; self.features.len()];
            for (rows, shows) in &self.blocks {
                let reduced = rows * UNIT - shows.iter().map(|feature| prices[*feature]).sum::<i64>();
                if reduced < 0 {
                    bound += reduced;
                    shows.iter().for_each(|feature| lack[*feature] -= 1);
                }
            }
            if bound > (need - 1) * UNIT {
                return (true, round);
            }
            if !pace.go(need * UNIT - bound, prices, &lack, i64::MAX) {
                return (false, round);
            }
        }
        (false, rounds)
    }

    /// True if this number of rows can't show `need` more features; and the number of rounds. Improves the prices.
    pub(super) fn shows_less(
        &self,
        prices: &mut [i64],
        need: i64,
        rows: i64,
        rounds: usize,
    ) -> (bool, usize) {
        let mut pace = Pace::new();
        for round in 1..=rounds {
            let mut bound: i64 = prices.iter().map(|price| UNIT - price).sum();
            let mut worth: Vec<(i64, usize)> = Vec::with_capacity(self.blocks.len());
            for (at, (_, shows)) in self.blocks.iter().enumerate() {
                worth.push((shows.iter().map(|feature| prices[*feature]).sum(), at));
            }
            worth.sort_unstable_by(|one, other| self.compare(*one, *other));
            let mut lack = vec![1_i64; self.features.len()];
            bound += self.knapsack(&worth, rows, &mut lack);
            if bound < need * UNIT {
                return (true, round);
            }
            if !pace.go(bound - need * UNIT + 1, prices, &lack, UNIT) {
                return (false, round);
            }
        }
        (false, rounds)
    }

    /// The block with more worth for its rows comes first, and one without rows before all others.
    fn compare(&self, one: (i64, usize), other: (i64, usize)) -> Ordering {
        let rows = |at: usize| self.blocks[at].0;
        let free = (rows(one.1) > 0).cmp(&(rows(other.1) > 0));
        let ratio = || (other.0 * rows(one.1)).cmp(&(one.0 * rows(other.1)));
        free.then_with(ratio).then(one.1.cmp(&other.1))
    }

    /// The most that blocks with this number of rows are worth, if the last one may be cut. `worth` is in order.
    fn knapsack(&self, worth: &[(i64, usize)], rows: i64, lack: &mut [i64]) -> i64 {
        let (mut left, mut sum) = (rows, 0);
        for (worth, at) in worth {
            let (cost, shows) = &self.blocks[*at];
            if *cost > left {
                return sum + worth * left / cost + 1;
            }
            left -= cost;
            sum += worth;
            shows.iter().for_each(|feature| lack[*feature] -= 1);
        }
        sum
    }
}

/// How far prices move.
struct Pace {
    part: i64,
    least: i64,
    waited: u32,
}

impl Pace {
    const WHOLE: i64 = 1024;

    fn new() -> Self {
        Self { part: Self::WHOLE, least: i64::MAX, waited: 0 }
    }

    /// Raises the prices of features that nothing shows, and lowers those of features that several show.
    fn go(&mut self, gap: i64, prices: &mut [i64], lack: &[i64], most: i64) -> bool {
        if gap < self.least {
            (self.least, self.waited) = (gap, 0);
        } else {
            self.waited += 1;
        }
        if self.waited >= 8 {
            (self.part, self.waited) = (self.part / 2, 0);
        }
        let moves = |price: i64, lack: i64| (lack > 0 && price < most) || (lack < 0 && price > 0);
        let norm: i64 = prices
            .iter()
            .zip(lack)
            .filter(|(price, lack)| moves(**price, **lack))
            .map(|(_, lack)| lack * lack)
            .sum();
        let step = gap.min(1 << 40).saturating_mul(self.part) / (norm.max(1) * Self::WHOLE);
        if norm == 0 || step == 0 {
            return false;
        }
        for (price, lack) in prices.iter_mut().zip(lack) {
            *price = price.saturating_add(step.saturating_mul(*lack)).clamp(0, most.min(1 << 40));
        }
        true
    }
}
