//! Recognizes rows that somebody has corrected in the source itself: they have some of their fixes already.

use std::collections::{HashMap, HashSet};

use crate::record::{RowHasher, RowKey};

use super::fix::{Change, Fix};
use super::fixes_file::Fixes;
use super::rows_survey::RowsSurvey;

/// The most mended cells of a row of which each choice is looked for.
const MOST_CELLS: usize = 8;

/// A row as it is after some of its fixes.
struct CorrectedRow {
    key: RowKey,
    hash: u64,
    /// A bit for each of its mended cells, in the order of the file.
    made: u16,
    /// True if none of its fixes is left.
    is_all: bool,
}

/// The rows with fixes, as they are after some of them.
#[derive(Default)]
pub(super) struct CorrectedRows {
    /// Those of one key stand together.
    rows: Vec<CorrectedRow>,
    hashes: HashSet<u64>,
}

/// A row that has some of its fixes already.
#[derive(Debug, Clone)]
pub(super) struct PartlyMade {
    /// The key of the row before.
    pub(super) key: RowKey,
    /// The fixes that it has, by their number.
    pub(super) made: Vec<usize>,
}

/// What the source has of them.
#[derive(Default)]
pub(super) struct FoundCorrections {
    /// By hash: the rows that have some of their fixes, and need the others.
    pub(super) partly: HashMap<u64, PartlyMade>,
    /// The keys of these rows.
    pub(super) keys: HashSet<RowKey>,
    /// The keys of rows that may have all of their fixes.
    pub(super) all: HashSet<RowKey>,
}

impl CorrectedRows {
    /// For the fixes that are for this source. `labels` has the places of its columns.
    pub(super) fn of(
        fixes: &Fixes,
        labels: &HashMap<String, usize>,
        hasher: &RowHasher,
        is_own: impl Fn(&Fix) -> bool,
    ) -> Self {
        let mut found = Self::default();
        for (at, fix) in fixes.all.iter().enumerate() {
            let own: Vec<(usize, &Fix)> = own_fixes(fixes, fix.key, &is_own).collect();
            if own.first().is_some_and(|(first, _)| *first == at) {
                found.add_row(fix.key, &own, labels, hasher);
            }
        }
        found.hashes = found.rows.iter().map(|row| row.hash).collect();
        found
    }

    fn add_row(
        &mut self,
        key: RowKey,
        own: &[(usize, &Fix)],
        labels: &HashMap<String, usize>,
        hasher: &RowHasher,
    ) {
        let cells: Vec<(usize, &str, &str)> = own.iter().filter_map(|(_, fix)| cell(fix, labels)).collect();
        if cells.is_empty() {
            return;
        }
        let after = |made: u16| {
            let chosen = cells.iter().enumerate().filter(|(at, _)| made & bit(*at) != 0);
            chosen.fold(key.hash, |hash, (_, (column, was, now))| hasher.replaced(hash, *column, was, now))
        };
        if cells.len() > MOST_CELLS {
            let hash = cells
                .iter()
                .fold(key.hash, |hash, (column, was, now)| hasher.replaced(hash, *column, was, now));
            self.rows.push(CorrectedRow { key, hash, made: 0, is_all: true });
            return;
        }
        let every = bit(cells.len()) - 1;
        // Of several rows with the same cells, nobody can say which one was corrected.
        let first = if key.of == 1 { 1 } else { every };
        for made in first..=every {
            let is_all = made == every && cells.len() == own.len();
            self.rows.push(CorrectedRow { key, hash: after(made), made, is_all });
        }
    }

    /// True if a row with this hash may be a corrected one.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.hashes.contains(&hash)
    }

    /// What the source has. A row counts as a partly corrected one only if it is the only one that can be it.
    pub(super) fn find(
        &self,
        fixes: &Fixes,
        survey: &RowsSurvey,
        labels: &HashMap<String, usize>,
        is_own: impl Fn(&Fix) -> bool,
    ) -> FoundCorrections {
        let mut found = FoundCorrections::default();
        let mut claims: HashMap<u64, u32> = HashMap::new();
        for rows in self.rows.chunk_by(|one, other| one.key == other.key) {
            let there: Vec<&CorrectedRow> = rows.iter().filter(|row| survey.times(row.hash) > 0).collect();
            let Some(first) = there.first().filter(|row| survey.times(row.key.hash) == 0) else { continue };
            there.iter().for_each(|row| *claims.entry(row.hash).or_default() += 1);
            match there.as_slice() {
                [row] if !row.is_all && row.key.of == 1 && survey.times(row.hash) == 1 => {
                    let cells =
                        own_fixes(fixes, row.key, &is_own).filter(|(_, fix)| cell(fix, labels).is_some());
                    let made = cells.enumerate().filter(|(at, _)| row.made & bit(*at) != 0);
                    let made = made.map(|(_, (number, _))| number).collect();
                    found.partly.insert(row.hash, PartlyMade { key: row.key, made });
                }
                _ => drop(found.all.insert(first.key)),
            }
        }
        // One row can't be two.
        found.partly.retain(|hash, _| claims.get(hash) == Some(&1));
        found.keys = found.partly.values().map(|row| row.key).collect();
        found
    }
}

/// The fixes of a row for this source, with their numbers.
fn own_fixes(
    fixes: &Fixes,
    key: RowKey,
    is_own: impl Fn(&Fix) -> bool,
) -> impl Iterator<Item = (usize, &Fix)> {
    fixes.of_row(key).filter(move |(_, fix)| is_own(fix))
}

/// The place of a mended cell, and both of its texts.
fn cell<'f>(fix: &'f Fix, labels: &HashMap<String, usize>) -> Option<(usize, &'f str, &'f str)> {
    match &fix.change {
        Change::Cell { column, was, now } => Some((*labels.get(&**column)?, was, now)),
        Change::SetAside => None,
    }
}

fn bit(at: usize) -> u16 {
    1 << at
}
