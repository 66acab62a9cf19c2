//! How much memory a row takes.

use crate::source::row_reader::ReadRow;

/// Rows are sent on once they have this many bytes together.
pub(super) const PARCEL_BYTES: usize = 1024 * 1024;

/// The bytes of a cell in addition to its text.
pub(super) const CELL_BYTES: usize = 16;

/// The approximate size of a row in memory, in bytes.
pub(super) fn weigh(row: &ReadRow) -> usize {
    let texts: usize = row.record.iter().map(|cell| cell.text.len()).sum();
    texts + row.record.len() * CELL_BYTES
}
