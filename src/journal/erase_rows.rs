//! Takes the rows of a person out of a journal: nothing of them is left in the file, not in free pages and not in the
//! WAL.

use std::collections::BTreeSet;
use std::path::Path;

use crate::database::{Connection, Row, params};
use serde_json::{Map, Value};

use super::database::{open_to_erase, open_to_look, write_again};
use super::error::JournalError;
use crate::failpoint;

/// What `results.csv` says of an emptied row.
const NOTE: &str = "forgotten";
/// The tables with details of a row, and the column that names it.
const DETAILS: [(&str, &str); 9] = [
    ("outcome", "row"),
    ("again", "row"),
    ("protected", "row"),
    ("unwritten", "row"),
    ("assumed_region", "row"),
    ("cell_kinds", "row"),
    ("mended", "row"),
    ("merged", "row"),
    ("merged", "carrier"),
];

/// A row of a journal, as far as it tells whose it is.
#[derive(Debug, Default)]
pub struct ErasableRow {
    /// Its number.
    pub id: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// The customer that is written.
    pub payload: Map<String, Value>,
    /// The customer's values before.
    pub base: Map<String, Value>,
    /// The ids of the customer.
    pub server_ids: Vec<String>,
    /// It was written, or needed not to be.
    pub is_done: bool,
}

/// Shows every row of a journal, in order.
pub fn each_erasable_row(path: &Path, see: &mut dyn FnMut(ErasableRow)) -> Result<(), JournalError> {
    let connection = open_to_look(path)?;
    let sql = "SELECT r.id, r.cells, a.payload, a.base, a.server_id, o.server_id, \
               coalesce(o.outcome, a.outcome) IN ('written', 'unchanged') FROM row r \
               LEFT JOIN action a ON a.id = r.id LEFT JOIN outcome o ON o.row = r.id ORDER BY r.id";
    let mut select = connection.prepare(sql)?;
    let mut rows = select.query(params![])?;
    while let Some(row) = rows.next()? {
        see(erasable(row)?);
    }
    Ok(())
}

fn erasable(row: Row<'_>) -> Result<ErasableRow, JournalError> {
    let text = |at| row.get::<Option<String>>(at);
    let object =
        |at| text(at).map(|text| text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default());
    Ok(ErasableRow {
        id: row.get(0)?,
        cells: serde_json::from_str(&row.get::<String>(1)?)?,
        payload: object(2)?,
        base: object(3)?,
        server_ids: [text(4)?, text(5)?].into_iter().flatten().collect(),
        is_done: row.get::<Option<bool>>(6)?.unwrap_or_default(),
    })
}

/// Adds the rows that were merged with these: they are the same customer.
pub fn with_merged_rows(path: &Path, rows: &mut BTreeSet<u64>) -> Result<(), JournalError> {
    let connection = open_to_look(path)?;
    let carriers: BTreeSet<u64> = related(&connection, "SELECT carrier FROM merged WHERE row = ?", rows)?;
    rows.extend(carriers);
    let merged: BTreeSet<u64> = related(&connection, "SELECT row FROM merged WHERE carrier = ?", rows)?;
    rows.extend(merged);
    Ok(())
}

fn related(connection: &Connection, sql: &str, rows: &BTreeSet<u64>) -> Result<BTreeSet<u64>, JournalError> {
    let mut found = BTreeSet::new();
    let mut select = connection.prepare(sql)?;
    for row in rows {
        found.extend(select.query_all(params![row], |row| row.get::<u64>(0))?);
    }
    Ok(found)
}

/// Empties rows: they count as skipped. The caller holds the lock of the run. Also without rows, the file is written
/// again, so that a call after an interruption leaves nothing.
pub fn erase_rows(path: &Path, rows: &BTreeSet<u64>) -> Result<(), JournalError> {
    let connection = open_to_erase(path)?;
    let all = connection.transaction_alone()?;
    for row in rows {
        empty(&all, *row)?;
    }
    all.commit()?;
    failpoint::pass("forget-journal");
    write_again(&connection)?;
    Ok(())
}

fn empty(connection: &Connection, row: u64) -> Result<(), JournalError> {
    let cells: String =
        connection.query_row("SELECT cells FROM row WHERE id = ?", params![row], |row| row.get(0))?;
    let cells: Vec<String> = serde_json::from_str(&cells)?;
    let cells = serde_json::to_string(&vec![""; cells.len()])?;
    connection.execute("UPDATE row SET issues = NULL, cells = ? WHERE id = ?", params![cells, row])?;
    connection.execute(
        "UPDATE action SET kind = 'skip', key = NULL, search = NULL, payload = NULL, base = NULL, server_id = NULL, \
         note = ?, outcome = 'skipped' WHERE id = ?",
        params![NOTE, row],
    )?;
    split_intent(connection, row)?;
    for (table, column) in DETAILS {
        if connection.has_table(table)? {
            connection.execute(&format!("DELETE FROM {table} WHERE {column} = ?"), params![row])?;
        }
    }
    Ok(())
}

/// Takes a row out of its group of intents: without an outcome, it would look as if it was sent.
fn split_intent(connection: &Connection, row: u64) -> Result<(), JournalError> {
    let sql = "DELETE FROM intent WHERE last = (SELECT last FROM intent WHERE last >= ?1 ORDER BY last LIMIT 1) \
               AND first <= ?1 RETURNING first, last, at";
    let mut delete = connection.prepare_cached(sql)?;
    let groups: Vec<(u64, u64, i64)> =
        delete.query_all(params![row], |found| Ok((found.get(0)?, found.get(1)?, found.get(2)?)))?;
    for (first, last, at) in groups {
        for (first, last) in [(first, row.saturating_sub(1)), (row + 1, last)] {
            if first <= last {
                let sql = "INSERT INTO intent (first, last, at) VALUES (?, ?, ?)";
                connection.execute(sql, params![first, last, at])?;
            }
        }
    }
    Ok(())
}
