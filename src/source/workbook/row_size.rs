//! How much memory a row takes.

use crate::source::row_reader::ReadRow;

/// Rows of so many bytes are not sent together with more.
pub(crate) const PARCEL: usize = 1024 * 1024;

/// What a cell takes beside its text.
pub(super) const CELL: usize = 16;

/// The bytes that a row takes in memory, more or less.
pub(crate) fn weigh(row: &ReadRow) -> usize {
    let texts: usize = row.record.iter().map(|cell| cell.text.len()).sum();
    texts + row.record.len() * CELL
}
