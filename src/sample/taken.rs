//! What is taken of the rows that can be taken, and what each of them would add.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

use super::matrix::{turns, whole};
use super::unit::Unit;
use crate::plan::RowRef;

/// How much may be taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) rows: usize,
    pub(super) rejected: usize,
}

/// What is taken, and what each unit would add to it. Features and blocks are numbered from 0.
pub(super) struct Taken<'u> {
    units: &'u [Unit],
    pub(super) room: Room,
    /// So many rejected rows are no reason to look at the others.
    allowed: i64,
    /// The units that are taken.
    pub(super) order: Vec<usize>,
    pub(super) rows: i64,
    rejected: i64,
    /// The weight of all that is shown.
    pub(super) worth: i64,
    /// How many of the taken units show each feature, and have each block.
    shown: Vec<u32>,
    blocks: Vec<u32>,
    /// The features and the blocks of each unit.
    shows: Vec<Vec<usize>>,
    has: Vec<Vec<(usize, i64)>>,
    /// The units that show each feature, and have each block.
    showing: Vec<Vec<usize>>,
    having: Vec<Vec<usize>>,
    weights: Vec<i64>,
    /// The weight of what each unit would add, and the number of its rows.
    gains: Vec<i64>,
    costs: Vec<i64>,
    /// How many units were looked at so far.
    pub(super) looked_at: Cell<usize>,
}

impl<'u> Taken<'u> {
    /// Nothing is taken. `weight` says how much a feature counts.
    pub(super) fn none_of(units: &'u [Unit], room: Room, weight: impl Fn(usize) -> i64) -> Self {
        let mut features: BTreeMap<usize, usize> = BTreeMap::new();
        let mut places: HashMap<RowRef, usize> = HashMap::new();
        for unit in units {
            features.extend(unit.shows.iter().map(|number| (*number, 0)));
            for block in unit.blocks.keys() {
                let next = places.len();
                places.entry(*block).or_insert(next);
            }
        }
        features.values_mut().enumerate().for_each(|(at, own)| *own = at);
        let weights: Vec<i64> = features.keys().map(|number| weight(*number)).collect();
        let shows = units.iter().map(|unit| unit.shows.iter().map(|number| features[number]).collect());
        let shows: Vec<Vec<usize>> = shows.collect();
        let has = units.iter().map(|unit| unit.blocks.iter().map(|(row, rows)| (places[row], whole(*rows))));
        let has: Vec<Vec<(usize, i64)>> = has.map(Iterator::collect).collect();
        let (mut showing, mut having) = (vec![Vec::new(); weights.len()], vec![Vec::new(); places.len()]);
        for at in 0..units.len() {
            shows[at].iter().for_each(|feature| showing[*feature].push(at));
            has[at].iter().for_each(|(block, _)| having[*block].push(at));
        }
        Self {
            units,
            room,
            allowed: whole(room.rejected),
            order: Vec::new(),
            rows: 0,
            rejected: 0,
            worth: 0,
            shown: vec![0; weights.len()],
            blocks: vec![0; places.len()],
            gains: shows.iter().map(|own| own.iter().map(|feature| weights[*feature]).sum()).collect(),
            costs: units.iter().map(|unit| whole(unit.rows())).collect(),
            shows,
            has,
            showing,
            having,
            weights,
            looked_at: Cell::new(0),
        }
    }

    pub(super) fn unit(&self, at: usize) -> &'u Unit {
        &self.units[at]
    }

    /// True if nothing else is to be shown.
    pub(super) fn shows_all(&self) -> bool {
        self.shown.iter().all(|times| *times > 0)
    }

    /// True if there are no more rows than this.
    pub(super) fn fits_in(&self, room: Room) -> bool {
        self.rows <= whole(room.rows)
    }

    /// True if few rows are rejected, or fewer than are not.
    pub(super) fn is_mostly_good(&self) -> bool {
        self.rejected <= self.allowed || 2 * self.rejected < self.rows
    }

    /// True if some unit is good, but none of these.
    pub(super) fn lacks_good(&self) -> bool {
        !self.order.iter().any(|at| self.units[*at].is_good()) && self.units.iter().any(Unit::is_good)
    }

    /// The number of taken rows without an error.
    pub(super) fn good_rows(&self) -> usize {
        usize::try_from(self.rows - self.rejected).unwrap_or(0)
    }

    /// Takes the best units until nothing fits or adds anything.
    pub(super) fn fill(&mut self, wanted: impl Fn(usize) -> bool) {
        while let Some(at) = self.best(&wanted) {
            self.take(at);
        }
    }

    pub(super) fn take(&mut self, at: usize) {
        self.order.push(at);
        self.count(at, true);
    }

    /// Gives back one of the taken units.
    pub(super) fn give_back(&mut self, at: usize) {
        self.order.retain(|other| *other != at);
        self.count(at, false);
    }

    /// Takes exactly these units.
    pub(super) fn take_only(&mut self, order: &[usize]) {
        for at in std::mem::take(&mut self.order) {
            self.count(at, false);
        }
        order.iter().for_each(|at| self.take(*at));
    }

    /// The unit with the most weight for its rows, of those that fit and add something.
    pub(super) fn best(&self, wanted: impl Fn(usize) -> bool) -> Option<usize> {
        self.looked_at.set(self.looked_at.get() + self.units.len());
        let mut best: Option<(i64, i64, usize)> = None;
        let room = (whole(self.room.rows) - self.rows, whole(self.room.rejected) - self.rejected);
        for (at, unit) in self.units.iter().enumerate() {
            let (gain, more) = (self.gains[at], self.costs[at]);
            let cost = more.max(1);
            let better = gain > 0 && best.is_none_or(|(most, least, _)| gain * least > most * cost);
            let fits = more <= room.0 && whole(unit.rejected) <= room.1;
            if better && fits && wanted(at) {
                best = Some((gain, cost, at));
            }
        }
        best.map(|(_, _, at)| at)
    }

    /// True if all that a unit shows is shown by others that are taken.
    pub(super) fn is_superfluous(&self, at: usize) -> bool {
        self.shows[at].iter().all(|feature| self.shown[*feature] > 1)
    }

    /// Counts what a unit adds; or no longer counts it.
    fn count(&mut self, at: usize, added: bool) {
        let sign = if added { 1 } else { -1 };
        self.rejected += sign * whole(self.units[at].rejected);
        for feature in &self.shows[at] {
            if turns(&mut self.shown[*feature], added) {
                let weight = sign * self.weights[*feature];
                self.worth += weight;
                self.looked_at.set(self.looked_at.get() + self.showing[*feature].len());
                self.showing[*feature].iter().for_each(|other| self.gains[*other] -= weight);
            }
        }
        for (block, rows) in &self.has[at] {
            if turns(&mut self.blocks[*block], added) {
                let rows = sign * rows;
                self.rows += rows;
                self.having[*block].iter().for_each(|other| self.costs[*other] -= rows);
            }
        }
    }
}
