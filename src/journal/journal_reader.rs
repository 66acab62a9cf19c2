//! Reads a journal: what is to be written, and what became of each row.

use crate::database::{Connection, Row, params};
use serde_json::{Map, Value};
use std::path::Path;

use super::changed_values::{ChangedValue, changed_values, wanted_and_base};
use super::error::JournalError;
use super::mended_cells::MendedCells;
use super::planned_write::{Planned, planned_row};
use super::protected_fields::{Found, ProtectedOf};
use super::result_sql::spelled;
use super::row_counts::{RowCounts, counts};
use super::row_state::{RowAction, RowOutcome};
use super::unwritten_fields::LeftAloneOf;
use super::{database, merged_outcome};
use crate::customer::{FieldEffect, WritePolicies};
use crate::issue::Issue;
use crate::plan::ProtectedValue;

type Object = Map<String, Value>;

/// A connection for reading.
#[derive(Debug)]
pub struct JournalReader {
    pub(super) connection: Connection,
    /// By which the run was planned, if the caller has said so.
    pub(super) policies: WritePolicies,
}

/// A source and its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// Counted from 0.
    pub id: u16,
    /// The path as the user gave it.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The names of its columns.
    pub header: Vec<String>,
}

/// A row of a source and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    /// The source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The line of a text file, or 0.
    pub line: u64,
    /// The cells, in the order of the source's columns.
    pub cells: Vec<String>,
    /// What was planned.
    pub kind: RowAction,
    /// What became of it; `None` while pending.
    pub outcome: Option<RowOutcome>,
    /// The server's id, if there is one.
    pub id: Option<String>,
    /// Why it was skipped.
    pub note: Option<String>,
    /// The issues found before writing, then the issue of the failed write.
    pub issues: Vec<Issue>,
    /// The fields that differ and that their policies did not write.
    pub protected: Vec<ProtectedValue>,
    /// What the update of an existing customer has done to its fields, or will do.
    pub effects: Vec<(String, FieldEffect)>,
    /// The columns whose cells were mended before (`--fixes`).
    pub mended: Vec<String>,
}

impl JournalReader {
    /// Opens a journal by path.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { connection: database::open(path)?, policies: WritePolicies::default() })
    }

    /// Opens a journal read-only, possibly while another process writes it. Call it only if the plan is complete;
    /// before that the database may be incomplete.
    pub fn look(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { connection: database::open_to_look(path)?, policies: WritePolicies::default() })
    }

    /// The same reader, which knows by which policies the run was planned: a text that `append` adds replaces nothing,
    /// whatever it is added with.
    #[must_use]
    pub fn under(self, policies: &WritePolicies) -> Self {
        Self { policies: policies.clone(), ..self }
    }

    /// What an update does to its fields. `base` has their values before.
    pub fn changed_values<'a>(&self, wanted: &'a Object, base: &'a Object) -> Vec<ChangedValue<'a>> {
        changed_values(wanted, base, &self.policies)
    }

    /// The pending writes after a row, in order; at most `limit`.
    pub fn pending(&self, after: u64, limit: usize) -> Result<Vec<Planned>, JournalError> {
        let sql = spelled(
            "SELECT id, kind, payload, base, server_id, key, search, DOUBT, ATTEMPTS FROM result a \
             WHERE id > ? AND outcome IS NULL AND kind IN ('insert', 'update', 'delete') ORDER BY id LIMIT ?",
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![after, limit])?;
        let mut planned = Vec::new();
        while let Some(row) = rows.next()? {
            planned.push(planned_row(row)?);
        }
        Ok(planned)
    }

    /// How many writes are pending.
    pub fn pending_count(&self) -> Result<u64, JournalError> {
        let sql =
            "SELECT count(*) FROM result WHERE outcome IS NULL AND kind IN ('insert', 'update', 'delete')";
        Ok(self.connection.query_row(sql, params![], |row| row.get(0))?)
    }

    /// Calls `each` with every server id of a row, and whether the row was matched with that customer.
    pub fn each_id(&self, mut each: impl FnMut(&str, bool)) -> Result<(), JournalError> {
        let sql = "SELECT server_id, 1 FROM action WHERE server_id IS NOT NULL \
                   UNION ALL SELECT o.server_id, 0 FROM outcome o JOIN action a ON a.id = o.row \
                   WHERE o.server_id IS NOT NULL AND a.server_id IS NULL";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query(params![])?;
        while let Some(row) = rows.next()? {
            each(row.str(0)?, row.get(1)?);
        }
        Ok(())
    }

    /// All sources, in order.
    pub fn sources(&self) -> Result<Vec<SourceRow>, JournalError> {
        let mut select = self.connection.prepare("SELECT id, file, sheet, header FROM source ORDER BY id")?;
        let mut rows = select.query(params![])?;
        let mut sources = Vec::new();
        while let Some(row) = rows.next()? {
            let header: String = row.get(3)?;
            let id = row.get(0)?;
            let file = row.get(1)?;
            let sheet = row.get(2)?;
            sources.push(SourceRow { id, file, sheet, header: serde_json::from_str(&header)? });
        }
        Ok(sources)
    }

    /// Calls `each` with every row, in the order of the sources.
    pub fn each_result<E: From<JournalError>>(
        &self,
        mut each: impl FnMut(ResultRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let (carrier, join) = merged_outcome::columns(&self.connection).map_err(E::from)?;
        let sql = format!(
            "SELECT r.source, r.row, r.line, r.cells, a.kind, OUTCOME, a.server_id, a.note, r.issues, a.failure, \
             {carrier}, r.id, a.payload, a.base FROM row r JOIN result a ON a.id = r.id {join} ORDER BY r.id"
        );
        let sql = spelled(&sql);
        let protected = ProtectedOf::of(&self.connection, Found::Ever)?;
        let left_alone = LeftAloneOf::of(&self.connection)?;
        let mended = MendedCells::of(&self.connection)?;
        let mut select = self.connection.prepare(&sql).map_err(JournalError::from)?;
        let mut rows = select.query(params![]).map_err(JournalError::from)?;
        while let Some(row) = rows.next().map_err(JournalError::from)? {
            let mut result = result_row(row)?;
            let id = row.get(12).map_err(JournalError::from)?;
            result.protected = protected.row(id)?;
            result.mended = mended.row(id)?;
            result.effects = self.effects(&result, row, || left_alone.row(id))?;
            each(result)?;
        }
        Ok(())
    }

    /// What an update that was written, or still will be, does to its fields.
    fn effects(
        &self,
        result: &ResultRow,
        row: Row<'_>,
        left_alone: impl FnOnce() -> Result<Vec<String>, JournalError>,
    ) -> Result<Vec<(String, FieldEffect)>, JournalError> {
        if result.kind != RowAction::Update || !matches!(result.outcome, None | Some(RowOutcome::Written)) {
            return Ok(Vec::new());
        }
        let text = |at| row.get::<Option<String>>(at);
        let (patch, base) = (text(13)?, text(14)?);
        let none = || "{}".to_owned();
        let (wanted, base) =
            wanted_and_base(&patch.unwrap_or_else(none), &base.unwrap_or_else(none), &left_alone()?)?;
        let values = self.changed_values(&wanted, &base);
        Ok(values.into_iter().map(|value| (value.field, value.effect)).collect())
    }

    /// Counts the rows by outcome.
    pub fn counts(&self) -> Result<RowCounts, JournalError> {
        counts(&self.connection)
    }
}

fn result_row(row: Row<'_>) -> Result<ResultRow, JournalError> {
    let (cells, issues, failure): (String, Option<String>, Option<String>) =
        (row.get(3)?, row.get(8)?, row.get(9)?);
    let mut issues: Vec<Issue> = issues.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text))?;
    if let Some(failure) = failure {
        issues.push(serde_json::from_str(&failure)?);
    }
    let kind = row.get(4)?;
    let mut outcome = row.get(5)?;
    let mut id = row.get(6)?;
    let note: Option<String> = row.get(7)?;
    if kind == RowAction::Merge {
        let ended = merged_outcome::outcome_with(row.get(10)?);
        issues.extend(merged_outcome::fault(ended, note.as_deref()));
        (outcome, id) = (Some(ended), row.get(11)?);
    }
    Ok(ResultRow {
        source: row.get(0)?,
        row: row.get(1)?,
        line: row.get(2)?,
        cells: serde_json::from_str(&cells)?,
        kind,
        outcome,
        id,
        note,
        issues,
        protected: Vec::new(),
        effects: Vec::new(),
        mended: Vec::new(),
    })
}
