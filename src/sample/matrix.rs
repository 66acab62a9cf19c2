//! The units for a search: features, blocks and rows by number, without units that others can stand for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::unit::Unit;
use crate::plan::RowRef;

/// A unit. Features and blocks are numbered from 0.
pub(super) struct Column {
    /// Its number among the units.
    pub at: usize,
    pub shows: Vec<usize>,
    pub blocks: Vec<usize>,
    pub rejected: i64,
    pub good: bool,
}

/// The units for a search.
pub(super) struct Matrix {
    pub columns: Vec<Column>,
    /// The columns that show each feature, and those that have each block.
    pub ways: Vec<Vec<usize>>,
    pub having: Vec<Vec<usize>>,
    /// The rows of each block.
    pub rows: Vec<i64>,
    /// What each block shows if nothing that it needs is asked for: no set of units shows more than its blocks.
    pub parts: Vec<Vec<usize>>,
}

impl Matrix {
    /// These units, with the features that count.
    pub(super) fn new(units: &[Unit], kept: &[usize], counts: impl Fn(usize) -> bool) -> Self {
        let mut features: BTreeMap<usize, usize> = BTreeMap::new();
        let mut blocks: HashMap<RowRef, usize> = HashMap::new();
        let mut rows = Vec::new();
        let columns = kept.iter().map(|at| {
            let unit = &units[*at];
            let numbers = unit.shows.iter().filter(|number| counts(**number)).map(|number| {
                let next = features.len();
                *features.entry(*number).or_insert(next)
            });
            let shows = numbers.collect();
            let blocks = unit.blocks.iter().map(|(first, size)| {
                let next = blocks.len();
                *blocks.entry(*first).or_insert_with(|| {
                    rows.push(whole(*size));
                    next
                })
            });
            let blocks = blocks.collect();
            Column { at: *at, shows, blocks, rejected: whole(unit.rejected), good: unit.is_good() }
        });
        let columns: Vec<Column> = columns.collect();
        Self::of(columns, features.len(), &rows)
    }

    fn of(mut columns: Vec<Column>, features: usize, sizes: &[i64]) -> Self {
        let mut ways = vec![Vec::new(); features];
        let mut users = vec![Vec::new(); sizes.len()];
        for (at, column) in columns.iter().enumerate() {
            column.shows.iter().for_each(|feature| ways[*feature].push(at));
            column.blocks.iter().for_each(|block| users[*block].push(at));
        }
        // Blocks that are always taken together are one.
        let mut numbers: BTreeMap<&[usize], usize> = BTreeMap::new();
        let (mut having, mut rows, mut joined) = (Vec::new(), Vec::new(), Vec::new());
        for (users, size) in users.iter().zip(sizes) {
            let number = *numbers.entry(users).or_insert(rows.len());
            if number == rows.len() {
                rows.push(0);
                having.push(users.clone());
            }
            rows[number] += size;
            joined.push(number);
        }
        for column in &mut columns {
            column.blocks = column.blocks.iter().map(|block| joined[*block]).collect();
            column.blocks.sort_unstable();
            column.blocks.dedup();
        }
        let parts = parts(&columns, &having);
        Self { columns, ways, having, rows, parts }
    }
}

pub(super) fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Counts one more or one less. True if a thing becomes new, or is gone.
pub(super) fn turns(times: &mut u32, added: bool) -> bool {
    if added {
        *times += 1;
        *times == 1
    } else {
        *times = times.saturating_sub(1);
        *times == 0
    }
}

/// What each block shows: that of its own unit, and what a unit shows beyond those goes to its rarest block.
fn parts(columns: &[Column], having: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); having.len()];
    let (single, several): (Vec<&Column>, Vec<&Column>) =
        columns.iter().partition(|column| column.blocks.len() == 1);
    for column in single {
        column.blocks.iter().for_each(|block| parts[*block].extend(&column.shows));
    }
    for column in several {
        let Some(rarest) = column.blocks.iter().copied().min_by_key(|block| having[*block].len()) else {
            continue;
        };
        let known = |feature: &&usize| !column.blocks.iter().any(|block| parts[*block].contains(feature));
        let more: Vec<usize> = column.shows.iter().filter(known).copied().collect();
        parts[rarest].extend(more);
    }
    for part in &mut parts {
        part.sort_unstable();
        part.dedup();
    }
    parts
}

/// The most comparisons of two units.
const COMPARED: usize = 1_000_000;

/// The units that no other can stand for: each one that shows no more, for as many rows, is left out. Of equal ones, the
/// first stays.
pub(super) fn undominated(units: &[Unit]) -> Vec<usize> {
    let mut showing: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut having: HashMap<RowRef, Vec<usize>> = HashMap::new();
    for (at, unit) in units.iter().enumerate() {
        unit.shows.iter().for_each(|number| showing.entry(*number).or_default().push(at));
        unit.blocks.keys().for_each(|block| having.entry(*block).or_default().push(at));
    }
    // Those that show the most can stand for the most others.
    showing.values_mut().for_each(|ways| ways.sort_by_key(|at| Reverse(units[*at].shows.len())));
    let mut seen = HashSet::new();
    let mut left = COMPARED;
    let is_kept = |at: &usize| {
        let unit = &units[*at];
        let rarest = unit.shows.iter().filter_map(|number| showing.get(number)).min_by_key(|ways| ways.len());
        let Some(ways) = rarest.filter(|_| is_apart(units, unit, &having)) else { return true };
        if !seen.insert((&unit.shows, unit.rows(), unit.rejected, unit.written)) {
            return false;
        }
        let richer = ways.iter().take_while(|other| units[**other].shows.len() >= unit.shows.len());
        !richer.copied().any(|other| {
            left = left.saturating_sub(1);
            left > 0 && beats(units, other, *at)
        })
    };
    (0..units.len()).filter(is_kept).collect()
}

/// True if each unit that has a block of this one has all of its blocks, or none beyond them: never both are taken.
fn is_apart(units: &[Unit], unit: &Unit, having: &HashMap<RowRef, Vec<usize>>) -> bool {
    let contains = |one: &Unit, other: &Unit| {
        other.blocks.keys().all(|block| one.blocks.contains_key(block)) && other.shows.is_subset(&one.shows)
    };
    let sharing = unit.blocks.keys().filter_map(|block| having.get(block)).flatten().map(|at| &units[*at]);
    sharing.into_iter().all(|other| contains(other, unit) || contains(unit, other))
}

/// True if the first unit can stand for the second. Of two that are alike, the first one stays.
fn beats(units: &[Unit], one: usize, other: usize) -> bool {
    let no_worse = |one: &Unit, other: &Unit| {
        one.shows.len() >= other.shows.len()
            && one.rows() <= other.rows()
            && one.rejected <= other.rejected
            && (one.is_good() || !other.is_good())
            && other.shows.is_subset(&one.shows)
    };
    one != other
        && no_worse(&units[one], &units[other])
        && (one < other || !no_worse(&units[other], &units[one]))
}
