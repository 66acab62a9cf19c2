//! The fewest rows that show everything, and the most that a number of rows shows: a branch and bound.
//!
//! It ends after a fixed number of steps, not after a time, so the same file gives the same sample on every machine.

use std::collections::BTreeSet;

use super::bound::{Open, UNIT};
use super::matrix::{Matrix, turns, whole};
use super::unit::Unit;
use crate::plan::RowRef;

/// The most steps.
const STEPS: usize = 60_000_000;
/// How often the first prices are improved, and those of each place of the search.
const FIRST_ROUNDS: usize = 300;
const ROUNDS: usize = 24;

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// The fewest rows that show everything, if fewer than these do.
    Fewest { below: i64 },
    /// More than so many features, in at most so many rows.
    Most { above: i64, rows: i64 },
}

/// What was found.
pub(super) struct Found {
    /// Units that reach the goal, the best of all that were found.
    pub units: Option<Vec<usize>>,
    /// True if there are no better ones.
    pub proven: bool,
}

struct Search<'m> {
    units: &'m [Unit],
    matrix: &'m Matrix,
    goal: Goal,
    allowed: i64,
    /// Good units that can be added so that most rows are good: their rows and numbers.
    spare: &'m [(i64, usize)],
    /// The steps that are left, and those to look at all units.
    left: usize,
    size: usize,
    proven: bool,
    best: Option<Vec<usize>>,
    order: Vec<usize>,
    rows: i64,
    rejected: i64,
    good: usize,
    count: i64,
    shown: Vec<u32>,
    blocks: Vec<u32>,
    banned: Vec<bool>,
    /// How many units that are not banned have each block.
    open: Vec<usize>,
}

/// Searches among these units. `allowed` is the number of rejected rows that is never too large.
pub(super) fn search(units: &[Unit], matrix: &Matrix, goal: Goal, allowed: i64) -> Found {
    let mut spare: Vec<(i64, usize)> = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.is_good() && unit.blocks.len() == 1)
        .map(|(at, unit)| (whole(unit.rows()), at))
        .collect();
    spare.sort_unstable();
    let mut search = Search {
        units,
        matrix,
        goal,
        allowed,
        spare: &spare,
        left: STEPS,
        size: matrix.columns.iter().map(|column| column.shows.len() + column.blocks.len() + 1).sum(),
        proven: true,
        best: None,
        order: Vec::new(),
        rows: 0,
        rejected: 0,
        good: 0,
        count: 0,
        shown: vec![0; matrix.ways.len()],
        blocks: vec![0; matrix.rows.len()],
        banned: vec![false; matrix.columns.len()],
        open: matrix.having.iter().map(Vec::len).collect(),
    };
    search.go_on(vec![UNIT / 4; matrix.ways.len()], FIRST_ROUNDS);
    Found { units: search.best, proven: search.proven }
}

impl Search<'_> {
    /// Takes the next unit and goes on from there; then the same without it.
    fn go_on(&mut self, mut prices: Vec<i64>, mut rounds: usize) {
        self.found();
        let mut banned = Vec::new();
        while !self.is_beaten(&mut prices, rounds) {
            rounds = ROUNDS;
            let Some((next, forced)) = self.next(&prices) else { break };
            self.take(next, true);
            self.go_on(prices.clone(), ROUNDS);
            self.take(next, false);
            if forced {
                break;
            }
            self.ban(next, true);
            banned.push(next);
        }
        banned.into_iter().for_each(|at| self.ban(at, false));
    }

    /// True if nothing better can follow, or if the steps are over.
    fn is_beaten(&mut self, prices: &mut [i64], rounds: usize) -> bool {
        let Some(left) = self.left.checked_sub(self.size) else {
            (self.left, self.proven) = (0, false);
            return true;
        };
        let open = self.whats_open();
        let mut own: Vec<i64> = open.features.iter().map(|feature| prices[*feature]).collect();
        let (beaten, rounds) = match self.goal {
            Goal::Fewest { below } if self.rows >= below || open.is_stuck() => (true, 1),
            Goal::Fewest { below } => open.takes_rows(&mut own, below - self.rows, rounds),
            Goal::Most { above, rows } => {
                open.shows_less(&mut own, above + 1 - self.count, rows - self.rows, rounds)
            }
        };
        self.left = left.saturating_sub(open.work() * rounds);
        open.features.iter().zip(own).for_each(|(feature, price)| prices[*feature] = price);
        beaten
    }

    fn whats_open(&self) -> Open {
        let features: Vec<usize> =
            (0..self.shown.len()).filter(|feature| self.shown[*feature] == 0).collect();
        let mut places = vec![usize::MAX; self.shown.len()];
        features.iter().enumerate().for_each(|(place, feature)| places[*feature] = place);
        let mut blocks = Vec::new();
        for (block, shows) in self.matrix.parts.iter().enumerate().filter(|(block, _)| self.open[*block] > 0)
        {
            let shows: Vec<usize> =
                shows.iter().map(|feature| places[*feature]).filter(|place| *place != usize::MAX).collect();
            let rows = if self.blocks[block] > 0 { 0 } else { self.matrix.rows[block] };
            if !shows.is_empty() && self.fits(rows) {
                blocks.push((rows, shows));
            }
        }
        Open { features, blocks }
    }

    fn fits(&self, rows: i64) -> bool {
        match self.goal {
            Goal::Fewest { below } => self.rows + rows < below,
            Goal::Most { rows: most, .. } => self.rows + rows <= most,
        }
    }

    /// The unit to take next, and whether there is no other way.
    fn next(&self, prices: &[i64]) -> Option<(usize, bool)> {
        let open = |at: &usize| !self.banned[*at] && self.fits(self.cost(*at));
        if matches!(self.goal, Goal::Most { .. }) {
            let all = (0..self.banned.len()).filter(open);
            let gains = all.filter(|at| self.adds(*at)).map(|at| (self.value(at, prices), at));
            let best = gains.max_by_key(|(value, at)| (*value, std::cmp::Reverse(*at)));
            return best.map(|(_, at)| (at, false));
        }
        let features = (0..self.shown.len()).filter(|feature| self.shown[*feature] == 0);
        let number = |feature: usize| self.matrix.ways[feature].iter().filter(|at| open(at)).count();
        let (ways, feature) = features.map(|feature| (number(feature), feature)).min()?;
        let own = self.matrix.ways[feature].iter().copied().filter(open);
        let best = own.max_by_key(|at| (self.value(*at, prices), std::cmp::Reverse(*at)))?;
        Some((best, ways == 1))
    }

    /// The number of rows that a unit would add.
    fn cost(&self, at: usize) -> i64 {
        let new = self.matrix.columns[at].blocks.iter().filter(|block| self.blocks[**block] == 0);
        new.map(|block| self.matrix.rows[*block]).sum()
    }

    fn adds(&self, at: usize) -> bool {
        self.matrix.columns[at].shows.iter().any(|feature| self.shown[*feature] == 0)
    }

    /// What a unit adds for each of its rows, in prices. A feature without a price counts a little, too.
    fn value(&self, at: usize, prices: &[i64]) -> i64 {
        let new = self.matrix.columns[at].shows.iter().filter(|feature| self.shown[**feature] == 0);
        let worth: i64 = new.map(|feature| prices[*feature] * 64 + 1).sum();
        worth / self.cost(at).max(1)
    }

    fn take(&mut self, at: usize, added: bool) {
        let sign = if added { 1 } else { -1 };
        let column = &self.matrix.columns[at];
        if added {
            self.order.push(at);
        } else {
            self.order.pop();
        }
        self.rejected += sign * column.rejected;
        match (added, column.good) {
            (_, false) => {}
            (true, true) => self.good += 1,
            (false, true) => self.good -= 1,
        }
        for feature in &column.shows {
            self.count += sign * i64::from(turns(&mut self.shown[*feature], added));
        }
        for block in &column.blocks {
            self.rows += sign * self.matrix.rows[*block] * i64::from(turns(&mut self.blocks[*block], added));
        }
    }

    fn ban(&mut self, at: usize, banned: bool) {
        self.banned[at] = banned;
        for block in &self.matrix.columns[at].blocks {
            self.open[*block] = if banned { self.open[*block] - 1 } else { self.open[*block] + 1 };
        }
    }

    /// Keeps what is taken if it is the best so far.
    fn found(&mut self) {
        let better = match self.goal {
            Goal::Fewest { below } => self.rows < below && self.count == whole(self.shown.len()),
            Goal::Most { above, rows } => self.count > above && self.rows <= rows,
        };
        if !better {
            return;
        }
        let Some((rows, units)) = self.with_good() else { return };
        match &mut self.goal {
            Goal::Fewest { below } if rows < *below => *below = rows,
            Goal::Most { above, rows: most } if rows <= *most => *above = self.count,
            _ => return,
        }
        self.best = Some(units);
    }

    /// What is taken, with further good units if most rows would have errors otherwise; and the number of rows.
    fn with_good(&mut self) -> Option<(i64, Vec<usize>)> {
        let mut units: Vec<usize> = self.order.iter().map(|at| self.matrix.columns[*at].at).collect();
        let (mut rows, mut has_good) = (self.rows, self.good > 0 || !self.units.iter().any(Unit::is_good));
        let taken: BTreeSet<RowRef> =
            units.iter().flat_map(|at| self.units[*at].blocks.keys()).copied().collect();
        let is_taken = |at: usize| self.units[at].blocks.keys().all(|block| taken.contains(block));
        if let Some((_, at)) = self.spare.iter().find(|(_, at)| !has_good && is_taken(*at)) {
            units.push(*at);
            has_good = true;
        }
        let mut spare = self.spare.iter().filter(|(_, at)| !is_taken(*at));
        while !has_good || (self.rejected > self.allowed && 2 * self.rejected >= rows) {
            let Some((more, at)) = spare.next() else {
                self.proven = false;
                return None;
            };
            // Whether other units would do with fewer rows is not searched.
            self.proven &= *more == 1;
            units.push(*at);
            rows += more;
            has_good = true;
        }
        Some((rows, units))
    }
}
