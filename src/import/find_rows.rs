//! Finds rows of a source, with their keys, for a person who wants to mend one or set it aside.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::earlier_runs::earlier_words;
use super::error::ImportError;
use crate::fixes::{FixedSource, Fixes, FixesError, KeysOf};
use crate::mapping::Mapping;
use crate::record::RowKey;
use crate::source::{self, ReadOptions, ReadRow};
use crate::suggest::is_column_name;

/// Rows per batch.
const BATCH: usize = 1024;

/// Where rows are looked for, and how many.
pub struct FindJob<'a> {
    /// The path.
    pub source: &'a str,
    /// How to read it.
    pub read: ReadOptions,
    /// Whose columns are expected.
    pub mapping: &'a Mapping,
    /// The fixes of the rows.
    pub fixes: Option<&'a Arc<Fixes>>,
    /// The folder of all runs.
    pub run_dir: &'a Path,
    /// The most rows that are kept.
    pub most: usize,
    /// Asked while rows are read. False ends that.
    pub go_on: &'a dyn Fn() -> bool,
}

/// A row that was looked for.
#[derive(Debug, Clone)]
pub struct FoundRow {
    /// The row, as a spreadsheet counts.
    pub number: u64,
    /// Its key.
    pub key: RowKey,
    /// The cells, in the order of the columns, with what fixes have mended.
    pub cells: Vec<String>,
}

/// The rows that were found.
#[derive(Debug)]
pub struct FoundRows {
    /// The first of them.
    pub rows: Vec<FoundRow>,
    /// How many there are.
    pub total: u64,
    /// The SHA-256 of the source.
    pub sha256: Option<String>,
    /// How the source was read: format, encoding, delimiter, sheet.
    pub read_as: String,
}

/// Finds the rows that `wants`, with their numbers and cells. Rows that are set aside are none of them. All rows are read,
/// because a key tells how many rows have the same cells.
///
/// # Errors
/// The source can't be read, it is a rejects file, which has no fixes, or somebody has stopped it.
pub fn find_rows(job: &FindJob<'_>, wants: impl Fn(u64, &[&str]) -> bool) -> Result<FoundRows, ImportError> {
    let options = ReadOptions {
        known: job.mapping.known_columns(is_column_name),
        earlier_words: Some(earlier_words(job.run_dir)),
        ..job.read.clone()
    };
    let opened = source::open(job.source, &options)?;
    if opened.origin().rejects {
        return Err(FixesError::Rejects { file: job.source.to_owned() }.into());
    }
    let (all, go_on) = ([job.source.to_owned()], |_, _| (job.go_on)());
    let mut opened = FixedSource::new(opened, job.fixes, &all, KeysOf::SoFar, &go_on)?;
    let mut found = FoundRows { rows: Vec::new(), total: 0, sha256: None, read_as: String::new() };
    while let Some(batch) = opened.next_batch(BATCH)? {
        if !(job.go_on)() {
            return Err(FixesError::Stopped.into());
        }
        let columns = opened.header().len();
        batch.rows.iter().for_each(|row| found.look(row, columns, job.most, &wants));
    }
    let twins: HashMap<u64, u32> = opened.twins().collect();
    for row in &mut found.rows {
        row.key.of = twins.get(&row.key.hash).copied().unwrap_or(1);
    }
    found.sha256 = opened.digest();
    found.read_as = opened.read_as();
    Ok(found)
}

impl FoundRows {
    fn look(&mut self, row: &ReadRow, columns: usize, most: usize, wants: &impl Fn(u64, &[&str]) -> bool) {
        let (Some(key), None) = (row.key, &row.set_aside) else { return };
        let cells: Vec<&str> = row.record.iter().take(columns).map(|cell| cell.text).collect();
        let number = row.record.row;
        if wants(number, &cells) {
            self.total += 1;
            if self.rows.len() < most {
                let cells = cells.into_iter().map(str::to_owned).collect();
                self.rows.push(FoundRow { number, key, cells });
            }
        }
    }
}
