//! Reads a source once before it is mapped, if a column must be decided from all its values.

use super::error::ImportError;
use crate::convert::DayOrder;
use crate::fixes::{FixedSource, FixesError};
use crate::issue::Issue;
use crate::mapping::{BoundMapping, DecidedOrder};
use crate::profile::{AssumedOrder, ReadingAssumption};
use crate::run::RunError;
use crate::source::ReadRow;

/// Rows per batch.
const BATCH: usize = 1024;

/// What scanning a source found.
#[derive(Debug, Default)]
pub(super) struct ScannedSource {
    /// Sentences about its columns; empty if no scan was needed.
    notes: Vec<String>,
    orders: Vec<DecidedOrder>,
    sha256: Option<String>,
}

impl ScannedSource {
    /// Adds the sentences about the columns to `read_as`.
    pub(super) fn with(&self, read_as: String) -> String {
        [read_as].into_iter().chain(self.notes.iter().cloned()).collect::<Vec<_>>().join("; ")
    }

    /// What is assumed about dates that can be read in several ways, with the rule and the order.
    pub(super) fn orders(&self) -> impl Iterator<Item = (usize, DayOrder, ReadingAssumption)> {
        self.orders.iter().filter_map(|decided| Some((decided.rule, decided.order, assumption(decided)?)))
    }

    /// Notes the hash of the file as it was when a sample was chosen from it, or its rows were looked for.
    pub(super) fn chosen_from(&mut self, file: &str, sha256: Option<String>) -> Result<(), ImportError> {
        self.check_unchanged(file, sha256.as_deref())?;
        self.sha256 = sha256.or(self.sha256.take());
        Ok(())
    }

    /// Fails if the file has changed since it was read before.
    pub(super) fn check_unchanged(&self, file: &str, sha256: Option<&str>) -> Result<(), ImportError> {
        match (self.sha256.as_deref(), sha256) {
            (Some(one), Some(other)) if one != other => Err(RunError::Usage(format!(
                "{file} changed while it was being read, so what was detected may be wrong: run the command again"
            ))
            .into()),
            _ => Ok(()),
        }
    }
}

/// Scans the source if a column of the mapping must be decided from all its values, and returns it as it was before.
/// Standard input is kept for that. Rows with reading errors, and rows that are set aside, decide nothing.
pub(super) fn scan_columns(
    bound: &mut BoundMapping,
    mut source: FixedSource,
    go_on: &dyn Fn(u64, u64) -> bool,
) -> Result<(FixedSource, ScannedSource), ImportError> {
    let Some(mut scan) = bound.column_scan() else { return Ok((source, ScannedSource::default())) };
    source.keep();
    let mut rows = 0;
    while let Some(batch) = source.next_batch(BATCH)? {
        rows += batch.rows.len() as u64;
        if !go_on(rows, source.progress().read()) {
            return Err(FixesError::Stopped.into());
        }
        let is_sound = |row: &&ReadRow| row.set_aside.is_none() && !row.issues.iter().any(Issue::is_error);
        let sound = batch.rows.iter().filter(is_sound);
        sound.for_each(|row| scan.look(bound, &row.record));
    }
    let orders = bound.decided_orders(&scan);
    let scanned = ScannedSource { notes: bound.use_scan(&scan), orders, sha256: source.digest() };
    Ok((source.reopen()?, scanned))
}

fn assumption(decided: &DecidedOrder) -> Option<ReadingAssumption> {
    let first = match decided.order {
        DayOrder::DayFirst => AssumedOrder::Day,
        DayOrder::MonthFirst => AssumedOrder::Month,
        DayOrder::YearFirst => AssumedOrder::Year,
        DayOrder::Unknown | DayOrder::Both => return None,
    };
    let DecidedOrder { field, shown_by, row, .. } = decided.clone();
    Some(ReadingAssumption::DateOrder { field, first, count: 0, shown_by, row })
}
