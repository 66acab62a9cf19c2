//! What the reader of every format returns: rows, and what is known about them.

use std::sync::Arc;

use crate::file::Compression;
use crate::issue::Issue;
use crate::record::{Header, Record, RowKey, SourceOrigin};

use super::detection::{Detection, Provenance};
use super::error::SourceError;
use super::formula_guard::unguarded;
use super::header::Layout;
use super::read_options::{ReadOptions, SourceFormat};

/// A row and its issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// The cells as far as they can be read. A row with an error may have fewer cells than the header, but they are
    /// never shifted.
    ///
    /// A row of a rejects file has more cells after its columns: see [`crate::record::EarlierCells`].
    pub record: Record,
    /// The issues found while reading. A row with an error among them must be rejected.
    pub issues: Vec<Issue>,
    /// Its key, as far as somebody needs it; a reader does not know it.
    pub key: Option<RowKey>,
    /// Why a person has set the row aside (`--fixes`); a reader does not know it.
    pub set_aside: Option<String>,
    /// The columns whose cells were mended (`--fixes`); a reader does not know them.
    pub mended: Vec<Arc<str>>,
}

impl ReadRow {
    /// A row as it is read.
    pub(super) fn new(record: Record, issues: Vec<Issue>) -> Self {
        Self { record, issues, key: None, set_aside: None, mended: Vec::new() }
    }
}

/// Rows that were read together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Where the rows come from.
    pub origin: Arc<SourceOrigin>,
    /// The header that the rows share.
    pub header: Arc<Header>,
    /// The rows, in the order of the file.
    pub rows: Vec<ReadRow>,
}

/// A reader of one format.
pub(super) trait RowReader: Send {
    /// Adds rows until `rows` has `max`; false at the end.
    fn fill(&mut self, rows: &mut Vec<ReadRow>, max: usize) -> Result<bool, SourceError>;

    /// Takes records whose memory the next rows can use.
    fn reuse(&mut self, _: Vec<Record>) {}

    /// The encoding as far as it is known.
    fn encoding(&self) -> Option<Provenance<&'static str>> {
        None
    }
}

/// Removes the formula guards from the cells of a row.
pub(super) fn without_guards(row: ReadRow) -> ReadRow {
    if row.record.iter().all(|cell| unguarded(cell.text) == cell.text) {
        return row;
    }
    let mut record = Record::new(row.record.row, row.record.line);
    row.record.iter().for_each(|cell| record.push_kind(unguarded(cell.text), cell.kind));
    ReadRow { record, ..row }
}

/// A reader that removes the formula guards from the cells of another one.
pub(super) struct Unguarded<R>(pub(super) R);

impl<R: RowReader> RowReader for Unguarded<R> {
    fn fill(&mut self, rows: &mut Vec<ReadRow>, max: usize) -> Result<bool, SourceError> {
        let before = rows.len();
        let more = self.0.fill(rows, max)?;
        let read = rows.split_off(before);
        rows.extend(read.into_iter().map(without_guards));
        Ok(more)
    }

    fn encoding(&self) -> Option<Provenance<&'static str>> {
        self.0.encoding()
    }
}

/// An opened source of one format.
pub(super) struct OpenedReader {
    pub(super) layout: Layout,
    pub(super) detection: Detection,
    pub(super) rows: Box<dyn RowReader>,
}

/// The rows of an empty file.
struct NoRows;

impl RowReader for NoRows {
    fn fill(&mut self, _: &mut Vec<ReadRow>, _: usize) -> Result<bool, SourceError> {
        Ok(false)
    }
}

impl OpenedReader {
    /// A file without rows and without a header.
    pub(super) fn nothing(options: &ReadOptions) -> Self {
        let detection = Detection {
            format: options.format.map_or(Provenance::Found(SourceFormat::Csv), Provenance::Stated),
            compression: Compression::None,
            encoding: None,
            delimiter: None,
            quote: None,
            escape: None,
            sheet: None,
            header_row: 0,
            title: None,
            records: None,
            no_header: false,
            rejects: false,
        };
        Self { layout: Layout::plain(Vec::new()), detection, rows: Box::new(NoRows) }
    }
}
