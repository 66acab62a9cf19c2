//! The first rows of a file as they stand in it, with the rows above the header.

use serde::Serialize;

use crate::source::{self, ReadOptions, ReadRow};

use super::reading_problem::ReadingProblem;

/// How many rows are shown, and how many of them above the header.
const SHOWN: usize = 25;
const ABOVE: u64 = 12;
/// Further rows and columns are not sent; longer cells are cut.
const COLUMNS: usize = 120;
const LETTERS: usize = 160;
/// A header further down is not searched for.
const FURTHEST: u64 = 20_000;

/// Some rows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Grid {
    rows: Vec<GridRow>,
    /// The most cells of a row, also of those that are not sent.
    width: usize,
}

#[derive(Debug, Serialize)]
struct GridRow {
    /// From 1, as a spreadsheet counts.
    number: u64,
    cells: Vec<String>,
}

impl Grid {
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn add(&mut self, row: &ReadRow) {
        self.width = self.width.max(row.record.len());
        let cells = row.record.iter().take(COLUMNS).map(|cell| cut(cell.text)).collect();
        self.rows.push(GridRow { number: row.record.row, cells });
    }
}

fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let mut cut: String = letters.by_ref().take(LETTERS).collect();
    if letters.next().is_some() {
        cut.push('…');
    }
    cut
}

/// The rows around the header, read without one. Rows that can't be read end it: the problem is told elsewhere.
pub(crate) fn raw_grid(path: &str, options: &ReadOptions, problem: Option<&ReadingProblem>) -> Grid {
    let header = options.header_row.unwrap_or(1).min(FURTHEST);
    let first = if header > SHOWN as u64 { header - ABOVE } else { 1 };
    let encoding = options.encoding.or_else(|| problem.and_then(ReadingProblem::likely_encoding));
    let sheet = options.sheet.clone().or_else(|| problem.and_then(ReadingProblem::likely_sheet));
    let flags = source::ReadingFlags { no_header: false, ..options.flags };
    let options =
        ReadOptions { no_header: true, header_row: None, encoding, sheet, flags, ..options.clone() };
    let mut grid = Grid::default();
    let Ok(mut source) = source::open(path, &options) else { return grid };
    while grid.rows.len() < SHOWN {
        let Ok(Some(batch)) = source.next_batch(64) else { break };
        let rows = batch.rows.iter().filter(|row| row.record.row >= first);
        rows.take(SHOWN - grid.rows.len()).for_each(|row| grid.add(row));
    }
    grid
}

/// Rows as they were read, below the header if it is the first row.
pub(crate) fn decoded_grid(header: Option<&[String]>, rows: &[ReadRow]) -> Grid {
    let mut grid = Grid::default();
    if let Some(names) = header {
        grid.width = names.len();
        grid.rows
            .push(GridRow { number: 1, cells: names.iter().take(COLUMNS).map(|name| cut(name)).collect() });
    }
    rows.iter().take(SHOWN).for_each(|row| grid.add(row));
    grid
}
