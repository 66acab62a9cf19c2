//! Who looks on while rows are checked, instead of files that are written.

use super::error::ImportError;
use crate::issue::Issue;
use crate::record::RowKey;

/// A row with issues.
#[derive(Debug, Clone)]
pub struct CheckedRow<'a> {
    /// The source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// Its key. In a check, it tells only of the rows so far.
    pub key: Option<RowKey>,
    /// The cells, in the order of the columns, with what fixes have mended.
    pub cells: Vec<&'a str>,
    /// What is wrong with it.
    pub issues: &'a [Issue],
}

/// Looks on while the rows of sources are checked.
pub trait RowWatcher {
    /// Rows are read before any is checked, if that is needed: so many rows and bytes so far. False ends that.
    fn reads(&self, rows: u64, bytes: u64) -> bool;

    /// The columns of a source are known.
    fn opened(&mut self, source: u16, columns: Vec<String>);

    /// A row has issues. Rows come in the order of the sources.
    ///
    /// # Errors
    /// It can't be noted.
    fn see(&mut self, row: &CheckedRow<'_>) -> Result<(), ImportError>;

    /// Asked after each batch of rows.
    ///
    /// # Errors
    /// The check is to end.
    fn go_on(&mut self) -> Result<(), ImportError>;
}
