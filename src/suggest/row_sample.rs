//! Whole rows from the beginning of a file and from places across it, for previews.

use std::sync::Arc;

use crate::record::{Header, Record, SourceOrigin};
use crate::source::{self, ReadOptions, ReadRow, Source, SourceError};

use super::file_sample::{across, has_no_error, is_clean};

/// The number of rows from the beginning, and from each further place.
const FIRST: usize = 1_000;
const THERE: usize = 100;
/// No more rows are kept once their texts have this many bytes.
const MOST: usize = 8 * 1024 * 1024;

/// A row of the sample.
#[derive(Debug)]
pub(crate) struct SampledRow {
    /// The row's cells.
    pub record: Record,
    /// Its number, as a spreadsheet counts; `None` for a row from further down, whose number is not known.
    pub number: Option<u64>,
}

/// Rows that an import would map.
#[derive(Debug)]
pub(crate) struct RowSample {
    pub origin: Arc<SourceOrigin>,
    pub header: Arc<Header>,
    pub rows: Vec<SampledRow>,
    bytes: usize,
}

impl RowSample {
    /// Reads the sample, without the rows that can't be read. `options` are those of an import.
    pub(crate) fn read(path: &str, options: &ReadOptions) -> Result<Self, SourceError> {
        let mut source = source::open(path, options)?;
        let (origin, header) = (Arc::clone(source.origin()), Arc::clone(source.header()));
        let mut sample = Self { origin, header, rows: Vec::new(), bytes: 0 };
        sample.take(&mut source, FIRST, |row| has_no_error(row).then_some(Some(row.record.row)))?;
        let width = sample.header.len();
        // A piece that can't be read is left out.
        across(path, path, width, &source, options, |piece| {
            drop(sample.take(piece, THERE, |row| is_clean(row).then_some(None)));
        });
        Ok(sample)
    }

    /// Adds the rows that `number` accepts.
    fn take(
        &mut self,
        source: &mut Source,
        most: usize,
        number: impl Fn(&ReadRow) -> Option<Option<u64>>,
    ) -> Result<(), SourceError> {
        let mut left = most;
        while left > 0 && self.bytes < MOST {
            let Some(batch) = source.next_batch(left.min(64))? else { break };
            left -= batch.rows.len().min(left);
            for row in batch.rows {
                let Some(number) = number(&row) else { continue };
                self.bytes += row.record.text().len();
                self.rows.push(SampledRow { record: row.record, number });
            }
        }
        Ok(())
    }
}
