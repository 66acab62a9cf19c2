//! Which rows a source has, and how often. Fixes are only for rows that are there as often as their keys say.

use std::collections::HashMap;

use crate::record::RowHasher;
use crate::source::Source;

use super::error::FixesError;

/// Rows per batch.
const BATCH: usize = 1024;

/// How often a source has rows with the same cells.
#[derive(Debug, Default)]
pub(super) struct RowsSurvey {
    times: HashMap<u64, u32>,
    /// The SHA-256 of the source.
    pub(super) sha256: Option<String>,
}

impl RowsSurvey {
    /// Reads all rows, and returns the source as it was before. `wants` tells the hashes that matter; `go_on` is asked after
    /// each batch, with the rows and bytes so far.
    pub(super) fn of(
        mut source: Source,
        hasher: &RowHasher,
        wants: impl Fn(u64) -> bool,
        go_on: &dyn Fn(u64, u64) -> bool,
    ) -> Result<(Source, Self), FixesError> {
        source.keep();
        let mut times = HashMap::new();
        let mut rows = 0;
        while let Some(batch) = source.next_batch(BATCH).map_err(FixesError::Rows)? {
            rows += batch.rows.len() as u64;
            if !go_on(rows, source.progress().read()) {
                return Err(FixesError::Stopped);
            }
            let hashes = batch.rows.iter().map(|row| hasher.hash(&row.record));
            hashes.filter(|hash| wants(*hash)).for_each(|hash| *times.entry(hash).or_insert(0) += 1);
        }
        Ok((source.reopen().map_err(FixesError::Rows)?, Self { times, sha256: source.digest() }))
    }

    /// How many rows have this hash.
    pub(super) fn times(&self, hash: u64) -> u32 {
        self.times.get(&hash).copied().unwrap_or_default()
    }
}
