//! Counts the rows by outcome.

use crate::database::{Connection, params};
use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::merged_outcome;
use super::result_sql::spelled;
use super::row_state::{RowAction, RowOutcome};
use crate::plan::SkipReason;

/// How many rows are skipped, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SkipCounts {
    /// No customer has their key, and mode `update` inserts none.
    pub not_in_help_desk: u64,
    /// A customer has their key, and mode `insert` updates none.
    pub in_help_desk: u64,
    /// Another row with the same key is used instead.
    pub duplicates: u64,
    /// A rule of the mapping leaves them out.
    pub by_rule: u64,
    /// They change nothing but a photo, which can't be undone.
    pub only_photo: u64,
    /// A person has set them aside (`--fixes`).
    #[serde(skip_serializing_if = "is_zero")]
    pub set_aside: u64,
}

impl SkipCounts {
    /// Counts a row.
    pub fn add(&mut self, reason: SkipReason) {
        *match reason {
            SkipReason::NotInHelpDesk => &mut self.not_in_help_desk,
            SkipReason::InHelpDesk => &mut self.in_help_desk,
            SkipReason::Duplicate => &mut self.duplicates,
            SkipReason::Rule => &mut self.by_rule,
            SkipReason::OnlyPhoto => &mut self.only_photo,
            SkipReason::SetAside => &mut self.set_aside,
        } += 1;
    }
}

/// How many rows had which outcome. All fields except the last five add up to `rows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowCounts {
    /// All rows of all sources.
    pub rows: u64,
    /// Written as new customers.
    pub inserted: u64,
    /// Written as changes.
    pub updated: u64,
    /// Deleted customers; an undo deletes what a run inserted.
    #[serde(default)]
    pub deleted: u64,
    /// Customers that were already as wanted.
    pub unchanged: u64,
    /// Not written because of the mapping, the mode or a duplicate.
    pub skipped: u64,
    /// Merged into another row of the same customer.
    #[serde(default)]
    pub merged: u64,
    /// Rejected because of an error, by the server, or because stale.
    pub rejected: u64,
    /// Failed for good; nothing was written.
    pub failed: u64,
    /// Sent, but it is not known whether they arrived.
    pub unknown: u64,
    /// Planned and not written yet; in a dry run, all writes.
    pub pending: u64,
    /// Pending or written rows that were planned as inserts.
    pub planned_inserts: u64,
    /// Pending or written rows that were planned as updates.
    pub planned_updates: u64,
    /// Rows that were neither rejected nor skipped and have at least one warning.
    pub warned: u64,
    /// Inserted rows for which others have added a customer with the same key.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub doubled: u64,
    /// The skipped rows by reason. Counts of earlier versions lack them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub skipped_because: SkipCounts,
}

fn is_none(counts: &SkipCounts) -> bool {
    *counts == SkipCounts::default()
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl RowCounts {
    /// True if every row is counted exactly once.
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
    let mut rows = select.query(params![])?;
    let mut counts = RowCounts::default();
    while let Some(row) = rows.next()? {
        add(&mut counts, row.get(0)?, row.get(1)?, row.get(2)?);
    }
    for (outcome, rows) in merged_outcome::counted(connection)? {
        add(&mut counts, RowAction::Merge, Some(outcome), rows);
    }
    let rows = "SELECT (SELECT count(*) FROM row), (SELECT count(*) FROM row r JOIN action a ON a.id = r.id \
                WHERE r.issues IS NOT NULL AND a.kind NOT IN ('reject', 'skip')), \
                (SELECT count(*) FROM row WHERE issues LIKE '%\"W507\"%')";
    (counts.rows, counts.warned, counts.doubled) =
        connection.query_row(rows, params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    counts.skipped_because = skipped_because(connection)?;
    Ok(counts)
}

fn skipped_because(connection: &Connection) -> Result<SkipCounts, JournalError> {
    let mut select = connection.prepare("SELECT coalesce(note, '') FROM action WHERE kind = 'skip'")?;
    let mut rows = select.query(params![])?;
    let mut counts = SkipCounts::default();
    while let Some(row) = rows.next()? {
        counts.add(SkipReason::of_note(row.str(0)?));
    }
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
        (Some(RowOutcome::Unknown | RowOutcome::Other(_)), _) => &mut counts.unknown,
        (None, _) => &mut counts.pending,
    };
    *place += rows;
    match action {
        RowAction::Insert => counts.planned_inserts += rows,
        RowAction::Update => counts.planned_updates += rows,
        _ => {}
    }
}
