//! Reading the journal back: what is to be written, and what became of every row.

use std::path::Path;

use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde_json::{Map, Value};

use super::database;
use super::error::JournalError;
use super::merged_rows;
use super::plan_writer::SearchKey;
use crate::issue::Issue;

/// Whether the first attempt of a row was intended. No two intents overlap, so only the first that ends late enough counts.
const INTENDED: &str = "(SELECT i.first <= a.id FROM intent i WHERE i.last >= a.id ORDER BY i.last LIMIT 1)";

/// When an attempt in doubt of a row without an outcome ended; -1 where it is open, NULL where none is in doubt.
const DOUBT: &str = "CASE WHEN EXISTS (SELECT 1 FROM again t WHERE t.row = a.id) \
                     THEN (SELECT coalesce(t.ended, -1) FROM again t WHERE t.row = a.id \
                     AND (t.ended IS NULL OR t.status = 'unknown') ORDER BY t.number DESC LIMIT 1) \
                     WHEN INTENDED THEN -1 END";

/// How many attempts a row had.
const ATTEMPTS: &str = "coalesce((SELECT max(number) FROM again WHERE row = a.id), INTENDED, 0)";

/// The outcome, where a pending insert in doubt counts as unknown. Whatever else is in doubt can be repeated.
const OUTCOME: &str = "CASE WHEN a.outcome IS NULL AND a.kind = 'insert' AND (DOUBT) IS NOT NULL \
                       THEN 'unknown' ELSE a.outcome END";

/// SQL in which the names of the parts above stand for them; `a` is the action or its result.
pub(super) fn spelled(sql: &str) -> String {
    let parts = [("OUTCOME", OUTCOME), ("DOUBT", DOUBT), ("ATTEMPTS", ATTEMPTS), ("INTENDED", INTENDED)];
    parts.iter().fold(sql.to_owned(), |sql, (name, part)| sql.replace(name, part))
}

/// A connection that reads.
#[derive(Debug)]
pub struct JournalReader {
    pub(super) connection: Connection,
}

/// A write that is pending.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The row.
    pub row: u64,
    /// Insert, update or delete.
    pub kind: PlannedKind,
    /// The key by which an insert can be settled.
    pub key: Option<PlannedKey>,
    /// An attempt may have arrived already.
    pub doubt: Option<InDoubtSince>,
    /// How many attempts there were.
    pub attempts: u32,
}

/// The match key of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedKey {
    /// In its canonical form.
    pub canonical: String,
    /// Its values as they are sent in a search.
    pub values: Vec<String>,
}

/// Since when it is in doubt whether an attempt arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InDoubtSince {
    /// The process died between intent and outcome.
    Open,
    /// The attempt ended at this time, in epoch milliseconds.
    Since(i64),
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum PlannedKind {
    /// The whole customer, as JSON.
    Insert {
        /// One JSON object; fields to be emptied stand as `null`.
        payload: String,
    },
    /// Some fields of a customer.
    Update {
        /// The server's id.
        id: String,
        /// The fields as they are to be; one that only `base` has is to be absent.
        patch: Map<String, Value>,
        /// The same fields as they were when planned; one that only `patch` has was absent.
        base: Map<String, Value>,
    },
    /// A customer goes.
    Delete {
        /// The server's id.
        id: String,
        /// Some fields as they must be for it to be deleted.
        base: Map<String, Value>,
    },
}

/// A source, with the names of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// From 0.
    pub id: u16,
    /// The path as the user gave it.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The names of its columns.
    pub header: Vec<String>,
}

/// A source row and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    /// The source, from 0.
    pub source: u16,
    /// As a spreadsheet numbers it.
    pub row: u64,
    /// Of a text file, or 0.
    pub line: u64,
    /// The texts, in the order of the source's columns.
    pub cells: Vec<String>,
    /// `insert`, `update`, `unchanged`, `skip`, `merge` or `reject`.
    pub kind: String,
    /// `written`, `unchanged`, `skipped`, `merged`, `rejected`, `failed`, `unknown`; `None` while pending.
    pub outcome: Option<String>,
    /// The server's id, where there is one.
    pub id: Option<String>,
    /// Why it was skipped.
    pub note: Option<String>,
    /// Everything found before writing, and the fault of the write last.
    pub issues: Vec<Issue>,
}

/// How many rows ended where. All but the last four add up to `rows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
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

impl JournalReader {
    /// Opens a journal by path.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { connection: database::open(path)? })
    }

    /// Opens a journal to look at it, also while another process writes it. Only for a plan that is whole: before
    /// that the file may be half of a database.
    pub fn look(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { connection: database::open_to_look(path)? })
    }

    /// The pending writes after a row, in order, at most `limit`.
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
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Hands over every id of the server that belongs to a row, and whether the row was matched with it.
    pub fn each_id(&self, mut each: impl FnMut(&str, bool)) -> Result<(), JournalError> {
        let sql = "SELECT server_id, 1 FROM action WHERE server_id IS NOT NULL \
                   UNION ALL SELECT o.server_id, 0 FROM outcome o JOIN action a ON a.id = o.row \
                   WHERE o.server_id IS NOT NULL AND a.server_id IS NULL";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?, row.get(1)?);
        }
        Ok(())
    }

    /// All sources, in order.
    pub fn sources(&self) -> Result<Vec<SourceRow>, JournalError> {
        let mut select = self.connection.prepare("SELECT id, file, sheet, header FROM source ORDER BY id")?;
        let mut rows = select.query([])?;
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

    /// Hands every row to `each`, in the order of reading.
    pub fn each_result<E: From<JournalError>>(
        &self,
        mut each: impl FnMut(ResultRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let (carrier, join) = merged_rows::columns(&self.connection).map_err(E::from)?;
        let sql = format!(
            "SELECT r.source, r.row, r.line, r.cells, a.kind, OUTCOME, a.server_id, a.note, r.issues, a.failure, \
             {carrier} FROM row r JOIN result a ON a.id = r.id {join} ORDER BY r.id"
        );
        let sql = spelled(&sql);
        let mut select = self.connection.prepare(&sql).map_err(JournalError::from)?;
        let mut rows = select.query([]).map_err(JournalError::from)?;
        while let Some(row) = rows.next().map_err(JournalError::from)? {
            each(result_row(row)?)?;
        }
        Ok(())
    }

    /// How many rows ended where.
    pub fn counts(&self) -> Result<RowCounts, JournalError> {
        counts(&self.connection)
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
        let kind: String = row.get(0)?;
        let outcome: Option<String> = row.get(1)?;
        add(&mut counts, &kind, outcome.as_deref(), row.get(2)?);
    }
    for (outcome, rows) in merged_rows::counted(connection)? {
        add(&mut counts, "merge", Some(&outcome), rows);
    }
    let rows = "SELECT (SELECT count(*) FROM row), (SELECT count(*) FROM row r JOIN action a ON a.id = r.id \
                WHERE r.issues IS NOT NULL AND a.kind != 'reject'), \
                (SELECT count(*) FROM row WHERE issues LIKE '%\"W507\"%')";
    (counts.rows, counts.warned, counts.doubled) =
        connection.query_row(rows, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(counts)
}

fn add(counts: &mut RowCounts, kind: &str, outcome: Option<&str>, rows: u64) {
    let place = match (outcome, kind) {
        (Some("written"), "update") => &mut counts.updated,
        (Some("written"), "delete") => &mut counts.deleted,
        (Some("written"), _) => &mut counts.inserted,
        (Some("unchanged"), _) => &mut counts.unchanged,
        (Some("skipped"), _) => &mut counts.skipped,
        (Some("merged"), _) => &mut counts.merged,
        (Some("rejected"), _) => &mut counts.rejected,
        (Some("failed"), _) => &mut counts.failed,
        (Some(_), _) => &mut counts.unknown,
        (None, _) => &mut counts.pending,
    };
    *place += rows;
    match kind {
        "insert" => counts.planned_inserts += rows,
        "update" => counts.planned_updates += rows,
        _ => {}
    }
}

fn planned_row(row: &Row<'_>) -> Result<Planned, JournalError> {
    let kind = planned_kind(row)?;
    let doubt = row.get::<_, Option<i64>>(7)?.map(|ended| match ended {
        -1 => InDoubtSince::Open,
        ended => InDoubtSince::Since(ended),
    });
    let key = planned_key(row.get(5)?, row.get(6)?)?;
    let attempts = row.get(8)?;
    Ok(Planned { row: row.get(0)?, kind, key, doubt, attempts })
}

/// What is, or was, to be written; of the columns kind, payload, base and id of the server, from the second on.
pub(super) fn planned_kind(row: &Row<'_>) -> Result<PlannedKind, JournalError> {
    let kind: String = row.get(1)?;
    let payload = row.get::<_, Option<String>>(2)?.unwrap_or_default();
    let object = |text: &str| serde_json::from_str::<Map<String, Value>>(text);
    Ok(match kind.as_str() {
        "insert" => PlannedKind::Insert { payload },
        "delete" => PlannedKind::Delete { id: row.get(4)?, base: object(&row.get::<_, String>(3)?)? },
        _ => PlannedKind::Update {
            id: row.get(4)?,
            patch: object(&payload)?,
            base: object(&row.get::<_, String>(3)?)?,
        },
    })
}

pub(super) fn planned_key(
    key: Option<String>,
    search: Option<String>,
) -> Result<Option<PlannedKey>, JournalError> {
    let (Some(canonical), Some(search)) = (key, search) else { return Ok(None) };
    let keys: Vec<SearchKey> = serde_json::from_str(&search)?;
    Ok(keys.into_iter().next().map(|own| PlannedKey { canonical, values: own.values }))
}

fn result_row(row: &Row<'_>) -> Result<ResultRow, JournalError> {
    let (cells, issues, failure): (String, Option<String>, Option<String>) =
        (row.get(3)?, row.get(8)?, row.get(9)?);
    let mut issues: Vec<Issue> = issues.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text))?;
    if let Some(failure) = failure {
        issues.push(serde_json::from_str(&failure)?);
    }
    let kind: String = row.get(4)?;
    let mut outcome: _ = row.get(5)?;
    let mut id: _ = row.get(6)?;
    let note: Option<String> = row.get(7)?;
    if kind == "merge" {
        let ended = merged_rows::outcome_with(row.get(10)?);
        issues.extend(merged_rows::fault(&ended, note.as_deref()));
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
    })
}
