//! Formulas that span several cells and have no stored result. The formula is in the first cell; the others look empty,
//! or hold 0.

use std::collections::BTreeMap;

use super::error::WorkbookError;
use super::limits;

/// The cells of a formula: first and last row, first and last column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) rows: (u64, u64),
    pub(crate) columns: (u64, u64),
}

/// The areas of such formulas that reach into the current row or below.
#[derive(Debug, Default)]
pub(crate) struct Uncomputed {
    /// The first and last row, by column.
    columns: BTreeMap<u64, (u64, u64)>,
    /// Columns and cells counted so far.
    count: u64,
}

impl Uncomputed {
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Adds a formula without a result.
    pub(crate) fn add(&mut self, area: Area) -> Result<(), WorkbookError> {
        let first = area.columns.0;
        let last = area.columns.1.min(limits::COLUMNS);
        self.count((last + 1).saturating_sub(first))?;
        for column in first..=last {
            let rows = self.columns.entry(column).or_insert(area.rows);
            *rows = (area.rows.0.min(rows.0), area.rows.1.max(rows.1));
        }
        Ok(())
    }

    /// True if the cell belongs to such a formula.
    pub(crate) fn covers(&self, row: u64, column: u64) -> bool {
        self.columns.get(&column).is_some_and(|(first, last)| (*first..=*last).contains(&row))
    }

    /// The columns of such formulas in `row` whose cells were not `read`. Areas that end in this row are removed.
    pub(crate) fn missing(&mut self, row: u64, read: &mut [u64]) -> Result<Vec<u64>, WorkbookError> {
        read.sort_unstable();
        let missing: Vec<u64> = self
            .columns
            .iter()
            .filter(|(column, (first, last))| {
                (*first..=*last).contains(&row) && read.binary_search(column).is_err()
            })
            .map(|(column, _)| *column)
            .collect();
        self.columns.retain(|_, (_, last)| *last > row);
        self.count(missing.len() as u64)?;
        Ok(missing)
    }

    fn count(&mut self, more: u64) -> Result<(), WorkbookError> {
        self.count = self.count.saturating_add(more);
        if self.count > limits::REPEATED {
            let what = format!("its formulas without a result cover more than {} cells", limits::REPEATED);
            return Err(WorkbookError::TooMuch(what));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_uncomputed_formulas_are_reported() {
        let mut uncomputed = Uncomputed::default();
        uncomputed.add(Area { rows: (1, 3), columns: (1, 2) }).unwrap();
        assert!(uncomputed.covers(3, 2) && !uncomputed.covers(4, 2) && !uncomputed.covers(1, 0));
        assert_eq!(uncomputed.missing(1, &mut [1, 0]), Ok(vec![2]));
        assert_eq!(uncomputed.missing(3, &mut []), Ok(vec![1, 2]));
        assert!(uncomputed.is_empty());
        let whole = Area { rows: (0, u64::MAX), columns: (0, u64::MAX) };
        assert!((0..1_000).any(|_| uncomputed.add(whole).is_err()), "it ends");
    }
}
