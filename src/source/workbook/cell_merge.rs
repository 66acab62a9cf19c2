//! A merged range of cells.

/// A merged range; only its first cell has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CellMerge {
    /// Rows and columns count from 0.
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) column: u64,
    /// The last column.
    pub(crate) right: u64,
}
