//! Queries for reports: the planned updates, and every attempt.

use crate::database::{Row, params};
use serde_json::{Map, Value};

use super::changed_values::wanted_and_base;
use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::row_state::{AttemptStatus, RowOutcome};
use super::{protected_fields, unwritten_fields};
use crate::customer::flat_fields;

type Object = Map<String, Value>;

/// A planned update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeRow<'a> {
    /// The row, from 1 in the order of reading.
    pub number: u64,
    /// The source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// JSON array of match keys ([`SearchKey`](super::SearchKey)), in the order of the mapping.
    pub search: Option<&'a str>,
    /// The server's id.
    pub id: Option<&'a str>,
    /// JSON object: the wanted fields.
    pub patch: &'a str,
    /// JSON object: the base values of these fields.
    pub base: &'a str,
    /// What became of it; `None` while pending, and in a dry run.
    pub outcome: Option<RowOutcome>,
    /// The fields that turned out to be protected in phase two, separated by U+001F.
    late: Option<&'a str>,
    /// JSON object: the fields that the customer had as wanted before the write.
    same: Option<&'a str>,
}

impl ChangeRow<'_> {
    /// What the update wants, and the values before, without the fields that were not written: those that were filled
    /// after the plan was made, and those that were as wanted before the write.
    pub fn wanted_and_base(&self) -> Result<(Object, Object), JournalError> {
        let late = self.late.into_iter().flat_map(|late| late.split(SEPARATOR)).map(ToOwned::to_owned);
        let same: Object = self.same.map_or_else(|| Ok(Object::new()), serde_json::from_str)?;
        let same = flat_fields(&same).into_iter().map(|(field, _)| field);
        wanted_and_base(self.patch, self.base, &late.chain(same).collect::<Vec<_>>())
    }
}

/// Separates the names of fields. No name contains it.
const SEPARATOR: char = '\u{1f}';

/// An attempt to write a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptRow<'a> {
    /// The row.
    pub row: u64,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// Epoch milliseconds.
    pub intended: i64,
    /// Epoch milliseconds; `None` while it is open.
    pub ended: Option<i64>,
    /// How it ended.
    pub status: AttemptStatus,
    /// Why it failed.
    pub cause: Option<&'a str>,
    /// The outcome of its row.
    pub outcome: Option<RowOutcome>,
}

impl JournalReader {
    /// Calls `each` with every planned update, in the order of reading.
    pub fn each_change<E: From<JournalError>>(
        &self,
        mut each: impl FnMut(ChangeRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let late =
            if protected_fields::are_there(&self.connection).map_err(E::from)? { LATE } else { "NULL" };
        let same =
            if unwritten_fields::are_there(&self.connection).map_err(E::from)? { SAME } else { "NULL" };
        let sql = format!(
            "SELECT a.id, r.source, r.row, a.search, a.server_id, a.payload, a.base, a.outcome, {late}, {same} \
             FROM result a JOIN row r ON r.id = a.id WHERE a.kind = 'update' ORDER BY a.id"
        );
        let mut select = self.connection.prepare(&sql).map_err(JournalError::from)?;
        let mut rows = select.query(params![]).map_err(JournalError::from)?;
        while let Some(row) = rows.next().map_err(JournalError::from)? {
            each(change(row)?)?;
        }
        Ok(())
    }

    /// The time of the first and the last write, in epoch milliseconds; `None` if nothing was sent.
    pub fn span(&self) -> Result<Option<(i64, i64)>, JournalError> {
        let sql = "SELECT min(intended), max(coalesce(ended, intended)) FROM attempt";
        let span = |row: Row<'_>| Ok((row.get::<Option<i64>>(0)?, row.get(1)?));
        let (first, last): (Option<i64>, Option<i64>) = self.connection.query_row(sql, params![], span)?;
        Ok(first.zip(last))
    }

    /// Calls `each` with every attempt.
    pub fn each_attempt(&self, mut each: impl FnMut(AttemptRow<'_>)) -> Result<(), JournalError> {
        let sql = "SELECT t.row, t.number, t.intended, t.ended, t.status, t.cause, o.outcome \
                   FROM attempt t LEFT JOIN outcome o ON o.row = t.row ORDER BY t.row, t.number";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query(params![])?;
        while let Some(row) = rows.next()? {
            each(attempt(row)?);
        }
        Ok(())
    }
}

const LATE: &str = "(SELECT string_agg(p.field, '\u{1f}' ORDER BY p.field) FROM protected p WHERE p.row = a.id AND p.late = 1)";

const SAME: &str = "(SELECT u.fields FROM unwritten u WHERE u.row = a.id AND u.why = 'same')";

fn change<'r>(row: Row<'r>) -> Result<ChangeRow<'r>, JournalError> {
    let text = |at| row.text(at);
    Ok(ChangeRow {
        number: row.get(0)?,
        source: row.get(1)?,
        row: row.get(2)?,
        search: text(3)?,
        id: text(4)?,
        patch: text(5)?.unwrap_or("{}"),
        base: text(6)?.unwrap_or("{}"),
        outcome: row.get(7)?,
        late: text(8)?,
        same: text(9)?,
    })
}

fn attempt<'r>(row: Row<'r>) -> Result<AttemptRow<'r>, JournalError> {
    let text = |at| row.text(at);
    Ok(AttemptRow {
        row: row.get(0)?,
        number: row.get(1)?,
        intended: row.get(2)?,
        ended: row.get(3)?,
        status: row.get::<Option<_>>(4)?.unwrap_or(AttemptStatus::Open),
        cause: text(5)?,
        outcome: row.get(6)?,
    })
}
