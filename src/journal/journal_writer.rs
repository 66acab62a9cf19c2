//! Writes what phase two records: intents, and what became of them.

use crate::database::{Connection, params};
use serde_json::{Map, Value};

use super::error::JournalError;
use super::outcome::Outcome;
use super::row_state::{AttemptStatus, RowOutcome};
use super::unwritten_fields::{self, Unwritten};
use super::{optional_tables, protected_fields};
use crate::failpoint;
use crate::plan::ProtectedValue;

/// An entry of the journal.
#[derive(Debug)]
pub(crate) enum JournalEntry {
    /// Attempts that may be sent from now on: rows and attempt numbers from 1, ordered by row.
    Intents { attempts: Vec<(u64, u32)>, at: i64 },
    /// The last intent of a row was not sent.
    Withdrawal { row: u64, at: i64 },
    /// The last attempt may have arrived. The row stays pending until that is resolved.
    Doubt { row: u64, at: i64, cause: String },
    /// An attempt in doubt arrived, under this id.
    Adoption { row: u64, id: String },
    /// No attempt in doubt of a row arrived. The row is pending as if never sent.
    Absence { row: u64 },
    /// Fields of a row that were filled after the plan was made, and that their policy leaves as they are.
    Protected { row: u64, fields: Vec<ProtectedValue> },
    /// Planned fields of a row that its customer had as wanted before the write.
    Same { row: u64, fields: Map<String, Value> },
    /// The outcome of a row.
    Outcome { row: u64, at: i64, outcome: Outcome },
    /// Creates the index for [`JournalReader::owner`](super::JournalReader::owner). A run without inserts in doubt
    /// does not need it, and the index slows down every outcome.
    IdIndex,
}

impl JournalEntry {
    /// The row that was written, and the server's id of its customer.
    pub(super) fn written(&self) -> Option<(u64, &str)> {
        match self {
            Self::Adoption { row, id } | Self::Outcome { row, outcome: Outcome::Written { id }, .. } => {
                Some((*row, id))
            }
            _ => None,
        }
    }

    /// The fail points before and after the commit, if the entry has any.
    pub(super) fn points(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::IdIndex | Self::Protected { .. } | Self::Same { .. } => return None,
            Self::Intents { .. } => ("intent-written", "intent-committed"),
            Self::Doubt { .. } => ("doubt-written", "doubt-committed"),
            Self::Adoption { .. } => ("adoption-written", "adoption-committed"),
            Self::Absence { .. } => ("absence-written", "absence-committed"),
            Self::Outcome { .. } | Self::Withdrawal { .. } => ("outcome-written", "outcome-committed"),
        })
    }
}

/// The database connection of phase two.
#[derive(Debug)]
pub(super) struct JournalWriter {
    connection: Connection,
    /// Whether any row has an attempt in the table `again`. If not, that table is not searched.
    again: bool,
}

impl JournalWriter {
    /// Ends open attempts as unknown at the time `at`: the process that made them is dead.
    pub(super) fn take_over(connection: Connection, at: i64) -> Result<Self, JournalError> {
        let cause = "the process ended before the answer came";
        connection.group(&mut || {
            optional_tables::create(&connection, optional_tables::PROTECTED)?;
            optional_tables::create(&connection, optional_tables::UNWRITTEN)?;
            let sql = "UPDATE again SET ended = ?, status = 'unknown', cause = ? WHERE ended IS NULL";
            connection.execute(sql, params![at, cause])?;
            let sql = "INSERT INTO again SELECT row, number, intended, ?, 'unknown', ? FROM attempt t \
                   WHERE ended IS NULL AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.row = t.row)";
            connection.execute(sql, params![at, cause])?;
            Ok::<_, JournalError>(())
        })?;
        let again =
            connection.query_row("SELECT EXISTS (SELECT 1 FROM again)", params![], |row| row.get(0))?;
        Ok(Self { connection, again })
    }

    /// Commits a group of entries in one transaction.
    pub(super) fn commit<'a>(
        &mut self,
        group: impl Iterator<Item = &'a JournalEntry> + Clone,
    ) -> Result<(), JournalError> {
        let Self { connection, again } = self;
        let mut entries = EntryWriter { connection, again };
        connection.group(&mut || {
            group.clone().try_for_each(|entry| {
                entries.write(entry)?;
                entry.points().into_iter().for_each(|(written, _)| failpoint::pass(written));
                Ok::<_, JournalError>(())
            })
        })?;
        group.filter_map(JournalEntry::points).for_each(|(_, committed)| failpoint::pass(committed));
        Ok(())
    }
}

/// Writes the entries of one group.
struct EntryWriter<'w> {
    connection: &'w Connection,
    again: &'w mut bool,
}

impl EntryWriter<'_> {
    fn write(&mut self, entry: &JournalEntry) -> Result<(), JournalError> {
        match entry {
            JournalEntry::Intents { attempts, at } => self.intend(attempts, *at),
            JournalEntry::Withdrawal { row, at } => {
                self.end_attempt(*row, *at, AttemptStatus::Withdrawn, None)
            }
            JournalEntry::Doubt { row, at, cause } => {
                self.end_attempt(*row, *at, AttemptStatus::Unknown, Some(cause))
            }
            JournalEntry::Adoption { row, id } => {
                self.note(*row, RowOutcome::Written, Some(id), None, None)?;
                self.end_attempts(*row, AttemptStatus::Found)
            }
            JournalEntry::Absence { row } => self.end_attempts(*row, AttemptStatus::Absent),
            JournalEntry::Protected { row, fields } => {
                protected_fields::add(self.connection, *row, fields, true)
            }
            JournalEntry::Same { row, fields } => {
                unwritten_fields::add(self.connection, *row, Unwritten::Same, fields)
            }
            JournalEntry::Outcome { row, at, outcome } => self.commit_outcome(*row, *at, outcome),
            JournalEntry::IdIndex => {
                let sql = "CREATE INDEX IF NOT EXISTS outcome_server ON outcome (server_id)";
                Ok(self.connection.execute_batch(sql)?)
            }
        }
    }

    fn intend(&mut self, attempts: &[(u64, u32)], at: i64) -> Result<(), JournalError> {
        let follows = |a: &(u64, u32), b: &(u64, u32)| a.1 == 1 && b.1 == 1 && a.0 + 1 == b.0;
        for range in attempts.chunk_by(follows) {
            let ((first, number), (last, _)) = (range[0], range[range.len() - 1]);
            if number > 1 {
                self.intend_again(first, number, at)?;
                continue;
            }
            let sql = "INSERT INTO intent (last, first, at) VALUES (?, ?, ?)";
            self.connection.prepare_cached(sql)?.send(params![last, first, at])?;
        }
        Ok(())
    }

    /// Each attempt of a row with several attempts gets its own record.
    fn intend_again(&mut self, row: u64, number: u32, at: i64) -> Result<(), JournalError> {
        *self.again = true;
        let first = "INSERT INTO again (row, number, intended) SELECT ?1, 1, at FROM intent \
                     WHERE last >= ?1 AND first <= ?1 ORDER BY last LIMIT 1 ON CONFLICT DO NOTHING";
        self.connection.prepare_cached(first)?.send(params![row])?;
        let sql = "INSERT INTO again (row, number, intended) VALUES (?, ?, ?)";
        self.connection.prepare_cached(sql)?.send(params![row, number, at])?;
        Ok(())
    }

    fn commit_outcome(&self, row: u64, at: i64, outcome: &Outcome) -> Result<(), JournalError> {
        let failure = outcome.failure();
        if *self.again {
            self.end_again(row, at, outcome.of_attempt(), failure.map(|issue| issue.message.as_str()))?;
        }
        self.note(
            row,
            outcome.of_row(),
            outcome.id(),
            failure.map(serde_json::to_string).transpose()?,
            Some(at),
        )
    }

    /// Records the outcome of a row.
    fn note(
        &self,
        row: u64,
        outcome: RowOutcome,
        id: Option<&str>,
        failure: Option<String>,
        ended: Option<i64>,
    ) -> Result<(), JournalError> {
        let sql = "INSERT INTO outcome (row, outcome, server_id, failure, ended) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (row) DO UPDATE SET outcome = excluded.outcome, server_id = excluded.server_id, \
             failure = excluded.failure, ended = excluded.ended";
        self.connection.prepare_cached(sql)?.send(params![row, outcome, id, failure, ended])?;
        Ok(())
    }

    /// Ends the last attempt of a row that has no outcome.
    fn end_attempt(
        &mut self,
        row: u64,
        at: i64,
        status: AttemptStatus,
        cause: Option<&str>,
    ) -> Result<(), JournalError> {
        *self.again = true;
        if self.end_again(row, at, status, cause)? {
            return Ok(());
        }
        let sql = "INSERT INTO again (row, number, intended, ended, status, cause) SELECT ?1, 1, at, ?2, ?3, ?4 FROM intent \
                   WHERE last >= ?1 AND first <= ?1 ORDER BY last LIMIT 1 ON CONFLICT DO NOTHING";
        self.connection.prepare_cached(sql)?.send(params![row, at, status, cause])?;
        Ok(())
    }

    /// Records what a lookup showed about a row's attempts in doubt.
    fn end_attempts(&self, row: u64, status: AttemptStatus) -> Result<(), JournalError> {
        let sql = "UPDATE again SET status = ? WHERE row = ? AND status = 'unknown'";
        self.connection.prepare_cached(sql)?.send(params![status, row])?;
        Ok(())
    }

    /// Ends the last attempt of a row, if it is open and has its own record. Returns whether it did.
    fn end_again(
        &self,
        row: u64,
        at: i64,
        status: AttemptStatus,
        cause: Option<&str>,
    ) -> Result<bool, JournalError> {
        let sql = "UPDATE again SET ended = ?2, status = ?3, cause = ?4 WHERE row = ?1 AND ended IS NULL \
                   AND number = (SELECT max(number) FROM again WHERE row = ?1)";
        Ok(self.connection.prepare_cached(sql)?.execute(params![row, at, status, cause])? > 0)
    }
}
