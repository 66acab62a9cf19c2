//! `--strict-columns`: refuses values in columns that no rule uses, before any row is mapped.

use super::error::ImportError;
use super::unused_columns_error::{UnusedColumnsError, UnusedOfSource};
use crate::fixes::FixedSource;
use crate::mapping::{BoundMapping, Mapping, UnusedColumn};
use crate::record::Record;

/// Rows per batch.
const BATCH: usize = 1024;

/// The columns with values that no rule uses, of all sources so far.
#[derive(Debug, Default)]
pub(super) struct UnusedValues {
    sources: Vec<UnusedOfSource>,
}

impl UnusedValues {
    /// Reads a source to its end if it has columns that no rule uses, and returns it as it was before. Standard input
    /// is kept for that. Rows with reading errors count too, as in the list of what is left out: when they are corrected,
    /// their values may be lost. Rows that are set aside don't.
    pub(super) fn look(
        &mut self,
        bound: &BoundMapping,
        mut source: FixedSource,
    ) -> Result<FixedSource, ImportError> {
        let mut free: Vec<UnusedColumn> =
            bound.unused().into_iter().filter(|column| !column.on_purpose).collect();
        if free.is_empty() {
            return Ok(source);
        }
        let file = source.origin().file.clone();
        let mut columns = Vec::new();
        source.keep();
        while let Some(batch) = source.next_batch(BATCH)? {
            for row in batch.rows.iter().filter(|row| row.set_aside.is_none()) {
                columns.extend(free.extract_if(.., |column| is_filled(&row.record, column.at)));
            }
        }
        if !columns.is_empty() {
            columns.sort_by_key(|column| column.at);
            let columns = columns.into_iter().map(|column| column.name.trim().to_owned()).collect();
            self.sources.push(UnusedOfSource { file, columns });
        }
        Ok(source.reopen()?)
    }

    /// The error that names all of them, if there are any.
    pub(super) fn refuse(self, mapping: &Mapping) -> Result<(), UnusedColumnsError> {
        if self.sources.is_empty() {
            return Ok(());
        }
        Err(UnusedColumnsError {
            sources: self.sources,
            leave_out: mapping.leave_out().to_vec(),
            mapping: mapping.file().to_owned(),
            built_in: mapping.built_in(),
        })
    }
}

fn is_filled(record: &Record, column: usize) -> bool {
    record.get(column).is_some_and(|cell| !cell.text.trim().is_empty())
}
