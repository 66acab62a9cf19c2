//! Queries of the reconciliation: which rows were inserted with which keys, and which exist twice in the help desk.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use crate::database::{OptionalRow as _, params};

use super::database;
use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::plan_writer::add_issues;
use super::planned_write::SearchKey;
use crate::issue::{Code, Issue};
use crate::mapping::MatchRules;

/// A row that was inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsertedRow {
    /// The row.
    pub row: u64,
    /// Its match keys, the best first; at least one.
    pub keys: Vec<SearchKey>,
    /// The server's id.
    pub id: String,
}

const INSERTED: &str = "FROM action a JOIN outcome o ON o.row = a.id \
                        WHERE a.kind = 'insert' AND o.outcome = 'written' AND a.search IS NOT NULL";

impl JournalReader {
    /// The rows after `after` that were inserted and have a key, in order; at most `limit`.
    pub fn keyed_inserts(&self, after: u64, limit: usize) -> Result<Vec<InsertedRow>, JournalError> {
        let sql = format!("SELECT a.id, a.search, o.server_id {INSERTED} AND a.id > ? ORDER BY a.id LIMIT ?");
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![after, limit])?;
        let mut inserted = Vec::new();
        while let Some(row) = rows.next()? {
            let keys: Vec<SearchKey> = serde_json::from_str(&row.get::<String>(1)?)?;
            if !keys.is_empty() {
                inserted.push(InsertedRow { row: row.get(0)?, keys, id: row.get(2)? });
            }
        }
        Ok(inserted)
    }

    /// The inserts with one of these canonical keys, in any form: those written, or those planned and without an outcome.
    pub fn inserts_with(
        &self,
        matching: &MatchRules,
        keys: &HashSet<String>,
        written: bool,
    ) -> Result<Vec<u64>, JournalError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let outcome = if written { "= 'written'" } else { "IS NULL" };
        let sql = format!(
            "SELECT a.id, a.search FROM action a LEFT JOIN outcome o ON o.row = a.id \
             WHERE a.kind = 'insert' AND a.search IS NOT NULL AND o.outcome {outcome} ORDER BY a.id"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let own: Vec<SearchKey> = serde_json::from_str(&row.get::<String>(1)?)?;
            let mut forms = own.iter().flat_map(|key| matching.forms_of(&key.key, &key.values));
            if forms.any(|form| keys.contains(&form.canonical)) {
                found.push(row.get(0)?);
            }
        }
        Ok(found)
    }

    /// The row for which a customer was inserted.
    pub fn row_of(&self, id: &str) -> Result<Option<u64>, JournalError> {
        let sql = "SELECT o.row FROM outcome o JOIN action a ON a.id = o.row \
                   WHERE o.server_id = ? AND o.outcome = 'written' AND a.kind = 'insert'";
        Ok(self.connection.prepare_cached(sql)?.query_row(params![id], |row| row.get(0)).optional()?)
    }

    /// Counts the inserted rows that have a key.
    pub fn keyed_insert_count(&self) -> Result<u64, JournalError> {
        Ok(self.connection.query_row(&format!("SELECT count(*) {INSERTED}"), params![], |row| row.get(0))?)
    }
}

/// Takes a customer away from a row, because it was not inserted for it. Nothing that relies on the journal touches
/// that customer then.
pub fn disown(journal: &Path, row: u64, issue: &Issue) -> Result<(), JournalError> {
    let sql = "UPDATE outcome SET outcome = 'rejected', server_id = NULL, failure = ? WHERE row = ?";
    let connection = database::open(journal)?;
    let issue = serde_json::to_string(issue)?;
    Ok(connection.group(&mut || connection.execute(sql, params![issue, row]).map(drop))?)
}

/// Adds an issue to each row that exists twice, unless the row has it already. Returns a line for each new one.
pub fn note_doubles(path: &Path, found: &[(u64, Issue)]) -> Result<Vec<String>, JournalError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let connection = database::open(path)?;
    // By row: the group may be written twice.
    let mut lines = BTreeMap::new();
    connection.group(&mut || {
        for (id, issue) in found {
            let sql = "SELECT row, coalesce(issues, '') FROM row WHERE id = ?";
            let (row, known): (u64, String) =
                connection.query_row(sql, params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if !known.contains(&quoted()) {
                add_issues(&connection, *id, std::slice::from_ref(issue))?;
                let line = format!("Row {row} has a duplicate in the help desk: {}.", issue.message);
                lines.insert(*id, line);
            }
        }
        Ok::<_, JournalError>(())
    })?;
    Ok(lines.into_values().collect())
}

/// Removes the warning from all rows except those that still exist twice.
pub fn clear_doubles(path: &Path, still: &HashSet<u64>) -> Result<(), JournalError> {
    let connection = database::open(path)?;
    connection.group(&mut || {
        let sql = format!("SELECT id, issues FROM row WHERE issues LIKE '%{}%'", quoted());
        let mut select = connection.prepare(&sql)?;
        let mut rows = select.query(params![])?;
        while let Some(row) = rows.next()? {
            let id: u64 = row.get(0)?;
            if still.contains(&id) {
                continue;
            }
            let mut issues: Vec<Issue> = serde_json::from_str(&row.get::<String>(1)?)?;
            issues.retain(|issue| issue.code != Code::Doubled);
            let text = serde_json::to_string(&issues)?;
            connection.execute("UPDATE row SET issues = ? WHERE id = ?", params![text, id])?;
        }
        Ok(())
    })
}

/// The code as it appears in the journal's JSON.
fn quoted() -> String {
    format!("\"{}\"", Code::Doubled.id())
}
