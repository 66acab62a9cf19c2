//! How many rows ended where.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::merged_outcome;
use super::result_sql::spelled;
use super::row_state::{RowAction, RowOutcome};

/// How many rows ended where. All but the last four add up to `rows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowCounts {
    /// All rows of all sources.
    pub rows: u64,
    /// Written as new customers.
    pub inserted: u64,
    /// Written as changes.
    pub updated: u64,
    /// Deleted: an undo takes back inserts so.
    #[serde(default)]
    pub deleted: u64,
    /// Already as wanted.
    pub unchanged: u64,
    /// Not written because of the mode or of a duplicate.
    pub skipped: u64,
    /// Carried by another row, which is the same customer.
    #[serde(default)]
    pub merged: u64,
    /// Rejected by their own faults, refused by the server, or stale.
    pub rejected: u64,
    /// Failed for good; nothing was written.
    pub failed: u64,
    /// Sent, and nobody knows whether they arrived.
    pub unknown: u64,
    /// Planned and not written yet (all writes, in a dry run).
    pub pending: u64,
    /// Of the pending and written: inserts that were planned.
    pub planned_inserts: u64,
    /// Of the pending and written: updates that were planned.
    pub planned_updates: u64,
    /// Rows that passed with at least one warning.
    pub warned: u64,
    /// Of the inserted: somebody else has made a customer with the same key meanwhile.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub doubled: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl RowCounts {
    /// True when every row is in exactly one place.
    pub fn add_up(&self) -> bool {
        let written =
            self.inserted + self.updated + self.deleted + self.unchanged + self.skipped + self.merged;
        self.rows == written + self.rejected + self.failed + self.unknown + self.pending
    }
}

pub(super) fn counts(connection: &Connection) -> Result<RowCounts, JournalError> {
    let sql = spelled(
        "SELECT kind, OUTCOME AS ended, count(*) FROM result a WHERE kind != 'merge' GROUP BY kind, ended",
    );
    let mut select = connection.prepare(&sql)?;
    let mut rows = select.query([])?;
    let mut counts = RowCounts::default();
    while let Some(row) = rows.next()? {
        add(&mut counts, row.get(0)?, row.get(1)?, row.get(2)?);
    }
    for (outcome, rows) in merged_outcome::counted(connection)? {
        add(&mut counts, RowAction::Merge, Some(outcome), rows);
    }
    let rows = "SELECT (SELECT count(*) FROM row), (SELECT count(*) FROM row r JOIN action a ON a.id = r.id \
                WHERE r.issues IS NOT NULL AND a.kind != 'reject'), \
                (SELECT count(*) FROM row WHERE issues LIKE '%\"W507\"%')";
    (counts.rows, counts.warned, counts.doubled) =
        connection.query_row(rows, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(counts)
}

fn add(counts: &mut RowCounts, action: RowAction, outcome: Option<RowOutcome>, rows: u64) {
    let place = match (outcome, action) {
        (Some(RowOutcome::Written), RowAction::Update) => &mut counts.updated,
        (Some(RowOutcome::Written), RowAction::Delete) => &mut counts.deleted,
        (Some(RowOutcome::Written), _) => &mut counts.inserted,
        (Some(RowOutcome::Unchanged), _) => &mut counts.unchanged,
        (Some(RowOutcome::Skipped), _) => &mut counts.skipped,
        (Some(RowOutcome::Merged), _) => &mut counts.merged,
        (Some(RowOutcome::Rejected), _) => &mut counts.rejected,
        (Some(RowOutcome::Failed), _) => &mut counts.failed,
        (Some(RowOutcome::Unknown), _) => &mut counts.unknown,
        (None, _) => &mut counts.pending,
    };
    *place += rows;
    match action {
        RowAction::Insert => counts.planned_inserts += rows,
        RowAction::Update => counts.planned_updates += rows,
        _ => {}
    }
}
