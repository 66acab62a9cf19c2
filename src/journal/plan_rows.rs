//! The plan of a journal row by row, to be saved in a file and loaded from it.

use crate::database::{Connection, DatabaseError, Row, ToValue, params};
use serde_json::{Map, Value};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::mended_cells::MendedCells;
use super::plan_writer::PlanWriter;
use super::protected_fields::{Found, ProtectedOf};
use super::row_state::RowAction;
use crate::issue::Issue;
use crate::plan::ProtectedValue;

/// A source row and what is planned for it. JSON stays text, so that a copy is identical byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// From 1, in the order of reading.
    pub id: u64,
    /// The source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The line of a text file, or 0.
    pub line: u64,
    /// JSON array of texts.
    pub cells: String,
    /// JSON array of issues.
    pub issues: Option<String>,
    /// What is planned.
    pub kind: RowAction,
    /// The row's own match key, canonical.
    pub key: Option<String>,
    /// JSON array of all its keys.
    pub search: Option<String>,
    /// JSON object: the complete customer of an insert, or the changed fields of an update.
    pub payload: Option<String>,
    /// JSON object: the base values of the changed fields.
    pub base: Option<String>,
    /// The id of the matched customer.
    pub server_id: Option<String>,
    /// Why it is skipped.
    pub note: Option<String>,
    /// The row that carries a merged row.
    pub carrier: Option<u64>,
    /// The fields that differ and that their policies do not write.
    pub protected: Vec<ProtectedValue>,
    /// The columns whose cells were mended before (`--fixes`).
    pub mended: Vec<String>,
}

impl JournalReader {
    /// The rows after a row and their plan, in order; at most `limit`.
    pub fn plan_rows(&self, after: u64, limit: usize) -> Result<Vec<PlanRow>, JournalError> {
        read(&self.connection, "r.id > ?2", params![limit, after])
    }

    /// Like [`JournalReader::plan_rows`], but only rows with this action.
    pub fn plan_rows_of(
        &self,
        kind: RowAction,
        after: u64,
        limit: usize,
    ) -> Result<Vec<PlanRow>, JournalError> {
        read(&self.connection, "r.id > ?2 AND a.kind = ?3", params![limit, after, kind])
    }

    /// One row and its plan.
    pub fn plan_row(&self, id: u64) -> Result<Option<PlanRow>, JournalError> {
        Ok(read(&self.connection, "r.id = ?2", params![1, id])?.pop())
    }

    /// Remembers the planned inserts for the lifetime of this reader, in a temporary table.
    pub fn remember_inserts(&self) -> Result<(), JournalError> {
        let sql = "CREATE TEMP TABLE planned_insert AS SELECT id FROM action WHERE kind = 'insert'";
        Ok(self.connection.execute_batch(sql)?)
    }

    /// Counts the remembered inserts that are planned differently now, except those left unchanged.
    pub fn no_longer_inserts(&self) -> Result<u64, JournalError> {
        let sql = format!("SELECT count(*) FROM row r JOIN action a ON a.id = r.id WHERE {NO_LONGER}");
        Ok(self.connection.query_row(&sql, params![], |row| row.get(0))?)
    }

    /// The first of those rows.
    pub fn first_no_longer_inserts(&self, limit: usize) -> Result<Vec<PlanRow>, JournalError> {
        read(&self.connection, NO_LONGER, params![limit])
    }

    /// Counts the inserts without a match key.
    pub fn keyless_inserts(&self) -> Result<u64, JournalError> {
        let sql = "SELECT count(*) FROM action WHERE kind = 'insert' AND key IS NULL";
        Ok(self.connection.query_row(sql, params![], |row| row.get(0))?)
    }
}

const NO_LONGER: &str = "a.id IN (SELECT id FROM planned_insert) AND a.kind NOT IN ('insert', 'unchanged')";

impl PlanWriter {
    /// The rows after a row that are inserted, updated or left unchanged, in order; at most `limit`.
    pub fn decided_rows(&self, after: u64, limit: usize) -> Result<Vec<PlanRow>, JournalError> {
        let which = "r.id > ?2 AND a.kind IN ('insert', 'update', 'unchanged')";
        read(&self.connection, which, params![limit, after])
    }

    /// Replaces the customer of an insert.
    pub fn set_payload(&self, id: u64, payload: &Map<String, Value>) -> Result<(), JournalError> {
        let payload = serde_json::to_string(payload)?;
        let sql = "UPDATE action SET payload = ? WHERE id = ?";
        self.connection.prepare_cached(sql)?.send(params![payload, id])?;
        Ok(())
    }

    /// Adds an issue to a row.
    pub fn add_issue(&self, id: u64, issue: Issue) -> Result<(), JournalError> {
        self.add_issues(id, &[issue])
    }

    /// Adds a row and its plan.
    pub fn add_plan_row(&self, row: &PlanRow) -> Result<(), JournalError> {
        let sql = "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?)";
        let place = params![row.id, row.source, row.row, row.line, row.cells, row.issues];
        self.connection.prepare_cached(sql)?.send(place)?;
        let outcome = row.kind.planned_outcome();
        let sql = "INSERT INTO action VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let PlanRow { id, kind, key, search, payload, base, server_id, note, .. } = row;
        let action = params![id, kind, key, search, payload, base, server_id, note, outcome];
        self.connection.prepare_cached(sql)?.send(action)?;
        self.note_mended(row.id, &row.mended)?;
        self.protect(row.id, &row.protected)?;
        if row.kind == RowAction::Insert && !row.protected.is_empty() {
            self.leave_out_again(row.id, &row.protected)?;
        }
        row.carrier.map_or(Ok(()), |carrier| self.point(row.id, carrier))
    }
}

/// Selects rows; the first parameter of the query is the limit.
fn read(connection: &Connection, which: &str, values: &[&dyn ToValue]) -> Result<Vec<PlanRow>, JournalError> {
    let sql = format!(
        "SELECT r.id, r.source, r.row, r.line, r.cells, r.issues, a.kind, a.key, a.search, a.payload, a.base, \
         a.server_id, a.note, m.carrier FROM row r JOIN action a ON a.id = r.id LEFT JOIN merged m ON m.row = r.id \
         WHERE {which} ORDER BY r.id LIMIT ?1"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows: Vec<PlanRow> = select.query_all(values, plan_row)?;
    let protected = ProtectedOf::of(connection, Found::Planning)?;
    let mended = MendedCells::of(connection)?;
    for row in &mut rows {
        row.protected = protected.row(row.id)?;
        row.mended = mended.row(row.id)?;
    }
    Ok(rows)
}

fn plan_row(row: Row<'_>) -> Result<PlanRow, DatabaseError> {
    Ok(PlanRow {
        id: row.get(0)?,
        source: row.get(1)?,
        row: row.get(2)?,
        line: row.get(3)?,
        cells: row.get(4)?,
        issues: row.get(5)?,
        kind: row.get(6)?,
        key: row.get(7)?,
        search: row.get(8)?,
        payload: row.get(9)?,
        base: row.get(10)?,
        server_id: row.get(11)?,
        note: row.get(12)?,
        carrier: row.get(13)?,
        protected: Vec::new(),
        mended: Vec::new(),
    })
}
