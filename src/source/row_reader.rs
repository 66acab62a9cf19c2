//! What every format hands over: rows, and what is known of them.

use std::sync::Arc;

use crate::file::Compression;
use crate::issue::Issue;
use crate::record::{Header, Record, SourceOrigin};

use super::detection::{Detection, Provenance};
use super::error::SourceError;
use super::formula_guard::unguarded;
use super::header::Layout;
use super::read_options::{ReadOptions, SourceFormat};

/// A row, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// The cells as far as they can be read; a row with an error may have fewer than the header, never shifted. A row of
    /// a rejects file whose cells had kinds in its first source has one cell more, behind its columns: the name of the
    /// sheet or file that it came from, so that another rejects file can say so again.
    pub record: Record,
    /// The faults that the source found. A row with an error among them is to be rejected.
    pub issues: Vec<Issue>,
}

/// Rows that were read together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Where they come from.
    pub origin: Arc<SourceOrigin>,
    /// The header they share.
    pub header: Arc<Header>,
    /// The rows, in the order of the file.
    pub rows: Vec<ReadRow>,
}

/// A reader of one format.
pub(super) trait RowReader: Send {
    /// Adds rows until there are `max`; false at the end.
    fn fill(&mut self, rows: &mut Vec<ReadRow>, max: usize) -> Result<bool, SourceError>;

    /// The encoding as far as it is known by now.
    fn encoding(&self) -> Option<Provenance<&'static str>> {
        None
    }
}

/// The row as it was before its cells were guarded.
pub(super) fn without_guards(row: ReadRow) -> ReadRow {
    if row.record.iter().all(|cell| unguarded(cell.text) == cell.text) {
        return row;
    }
    let mut record = Record::new(row.record.row, row.record.line);
    row.record.iter().for_each(|cell| record.push_kind(unguarded(cell.text), cell.kind));
    ReadRow { record, ..row }
}

/// The rows of a file whose cells are guarded against formulas, as they were before that.
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
    pub(super) said: Detection,
    pub(super) rows: Box<dyn RowReader>,
}

/// The rows of a file with nothing in it.
struct NoRows;

impl RowReader for NoRows {
    fn fill(&mut self, _: &mut Vec<ReadRow>, _: usize) -> Result<bool, SourceError> {
        Ok(false)
    }
}

impl OpenedReader {
    /// A file with nothing in it, be it a header.
    pub(super) fn nothing(options: &ReadOptions) -> Self {
        let said = Detection {
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
        Self { layout: Layout::plain(Vec::new()), said, rows: Box::new(NoRows) }
    }
}
