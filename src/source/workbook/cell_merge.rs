//! A merged range of cells.

/// Cells that are one; its value stands in the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CellMerge {
    /// Rows and column from 0.
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) column: u64,
    /// Its last column.
    pub(crate) right: u64,
}
