//! Rows that are one customer: the first carries the action, the others get its outcome.

use crate::database::{DatabaseError, Row, params};

use super::error::JournalError;
use super::plan_writer::PlanWriter;
use super::planned_write::SearchKey;
use crate::issue::Issue;

/// A row and its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeCarrier {
    /// The row.
    pub id: u64,
    /// Its source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u32,
    /// Its customer as JSON.
    pub payload: String,
}

impl PlanWriter {
    /// The last row with this number in a source. Requires [`PlanWriter::index_places`].
    pub fn row_at(&self, source: u16, row: u32) -> Result<Option<u64>, JournalError> {
        let sql = "SELECT max(id) FROM row WHERE source = ? AND row = ?";
        let mut select = self.connection.prepare_cached(sql)?;
        Ok(select.query_row(params![source, row], |row| row.get(0))?)
    }

    /// The rows after `id` that carry others and are still to be matched, in order.
    pub fn carriers(&self, after: u64, limit: usize) -> Result<Vec<MergeCarrier>, JournalError> {
        let sql = "SELECT a.id, r.source, r.row, a.payload FROM action a JOIN row r ON r.id = a.id \
                   WHERE a.id > ? AND a.kind = 'match' AND EXISTS (SELECT 1 FROM merged m WHERE m.carrier = a.id) \
                   ORDER BY a.id LIMIT ?";
        let mut select = self.connection.prepare_cached(sql)?;
        Ok(select.query_all(params![after, limit], carrier_of)?)
    }

    /// The sources and row numbers that a row carries, in the order of reading.
    pub fn carried(&self, carrier: u64) -> Result<Vec<(u16, u32)>, JournalError> {
        let sql = "SELECT r.source, r.row FROM merged m JOIN row r ON r.id = m.row WHERE m.carrier = ? ORDER BY r.id";
        let mut select = self.connection.prepare_cached(sql)?;
        Ok(select.query_all(params![carrier], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Replaces the customer of a carrier.
    pub fn carry(&self, carrier: u64, keys: &[SearchKey], payload: &str) -> Result<(), JournalError> {
        let sql = "UPDATE action SET key = ?, search = ?, payload = ? WHERE id = ?";
        let key = keys.first().map(|own| &own.key);
        let search = serde_json::to_string(keys)?;
        self.connection.prepare_cached(sql)?.send(params![key, search, payload, carrier])?;
        Ok(())
    }

    /// Adds the action of a merged row. Its customer is kept until all rows are merged.
    pub fn add_merged(&self, id: u64, carrier: u64, payload: &str) -> Result<(), JournalError> {
        let sql = "INSERT INTO action (id, kind, payload, outcome) VALUES (?, 'merge', ?, 'merged')";
        self.connection.prepare_cached(sql)?.send(params![id, payload])?;
        self.point(id, carrier)
    }

    /// Merges a carrier into another carrier. The rows that it carries follow with [`PlanWriter::hand_over`].
    pub fn join_carrier(&self, id: u64, carrier: u64) -> Result<(), JournalError> {
        let sql =
            "UPDATE action SET kind = 'merge', outcome = 'merged', key = NULL, search = NULL WHERE id = ?";
        self.connection.prepare_cached(sql)?.send(params![id])?;
        self.point(id, carrier)
    }

    /// Moves all rows of one carrier to another.
    pub fn hand_over(&self, from: u64, carrier: u64) -> Result<(), JournalError> {
        let sql = "UPDATE merged SET carrier = ? WHERE carrier = ?";
        self.connection.prepare_cached(sql)?.send(params![carrier, from])?;
        Ok(())
    }

    /// The rows after `id` that a row carries, in the order of reading.
    pub fn carried_rows(
        &self,
        carrier: u64,
        after: u64,
        limit: usize,
    ) -> Result<Vec<MergeCarrier>, JournalError> {
        let sql = "SELECT m.row, r.source, r.row, a.payload FROM merged m JOIN row r ON r.id = m.row \
                   JOIN action a ON a.id = m.row WHERE m.carrier = ? AND m.row > ? ORDER BY m.row LIMIT ?";
        let mut select = self.connection.prepare_cached(sql)?;
        Ok(select.query_all(params![carrier, after, limit], carrier_of)?)
    }

    /// Records that the customer of a row was merged into its carrier's.
    pub fn commit_merged(&self, id: u64, note: &str, issues: &[Issue]) -> Result<(), JournalError> {
        let sql = "UPDATE action SET note = ?, payload = NULL WHERE id = ?";
        self.connection.prepare_cached(sql)?.send(params![note, id])?;
        if issues.is_empty() { Ok(()) } else { self.add_issues(id, issues) }
    }

    /// Removes the issues of a carrier and its merged rows for which `keep` returns false.
    pub fn sift_issues(
        &self,
        carrier: u64,
        mut keep: impl FnMut(&Issue) -> bool,
    ) -> Result<(), JournalError> {
        let own = "SELECT issues FROM row WHERE id = ?";
        let own: Option<String> =
            self.connection.prepare_cached(own)?.query_row(params![carrier], |row| row.get(0))?;
        own.map_or(Ok(()), |text| self.sift_row(carrier, &text, &mut keep))?;
        let sql = "SELECT r.id, r.issues FROM merged m JOIN row r ON r.id = m.row \
                   WHERE m.carrier = ? AND m.row > ? AND r.issues IS NOT NULL ORDER BY m.row LIMIT 512";
        let mut after = 0_u64;
        loop {
            let mut select = self.connection.prepare_cached(sql)?;
            let rows: Vec<(u64, String)> =
                select.query_all(params![carrier, after], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = *last;
            for (id, text) in rows {
                self.sift_row(id, &text, &mut keep)?;
            }
        }
    }

    fn sift_row(
        &self,
        id: u64,
        text: &str,
        keep: &mut impl FnMut(&Issue) -> bool,
    ) -> Result<(), JournalError> {
        let known: Vec<Issue> = serde_json::from_str(text)?;
        let kept: Vec<&Issue> = known.iter().filter(|issue| keep(issue)).collect();
        if kept.len() == known.len() {
            return Ok(());
        }
        let text = (!kept.is_empty()).then(|| serde_json::to_string(&kept)).transpose()?;
        let mut update = self.connection.prepare_cached("UPDATE row SET issues = ? WHERE id = ?")?;
        update.send(params![text, id])?;
        Ok(())
    }

    pub(super) fn point(&self, id: u64, carrier: u64) -> Result<(), JournalError> {
        let sql = "INSERT INTO merged (row, carrier) VALUES (?, ?)";
        self.connection.prepare_cached(sql)?.send(params![id, carrier])?;
        Ok(())
    }
}

fn carrier_of(row: Row<'_>) -> Result<MergeCarrier, DatabaseError> {
    Ok(MergeCarrier { id: row.get(0)?, source: row.get(1)?, row: row.get(2)?, payload: row.get(3)? })
}
