//! Compares passes in the database: which customers they share, which appeared or disappeared, and their order.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::error::ExportError;
use super::pass_store::{LAST, PassStore, place_in};

/// How many ids are kept; all are counted.
const KEPT: usize = 100;

/// A number of customers, with the first ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdSample {
    /// The number of all of them.
    pub count: u64,
    /// The first hundred ids.
    pub ids: Vec<String>,
}

impl IdSample {
    /// True if the customer is one of them, or may be because not all ids are kept.
    pub(crate) fn may_have(&self, id: Option<&str>) -> bool {
        self.count > self.ids.len() as u64 || id.is_some_and(|id| self.ids.iter().any(|known| known == id))
    }

    /// The union with others.
    pub(crate) fn and(mut self, others: Self) -> Self {
        let unnamed = others.count.saturating_sub(others.ids.len() as u64);
        others.ids.into_iter().for_each(|id| self.add(id));
        self.count += unnamed;
        self
    }

    /// Adds a customer.
    pub(super) fn add(&mut self, id: String) {
        self.count += 1;
        if self.ids.len() < KEPT {
            self.ids.push(id);
        }
    }
}

impl PassStore {
    /// The number of customers that both passes saw.
    pub(super) fn both(&self, one: u32, other: u32) -> Result<u64, ExportError> {
        let (one, other) = (place_in(one), place_in(other));
        let sql = format!("SELECT count(*) FROM customer c WHERE {one} IS NOT NULL AND {other} IS NOT NULL");
        Ok(self.index.query_row(&sql, [], |row| row.get(0))?)
    }

    /// True if both passes show their common customers in the same order.
    pub(super) fn is_one_order(&self, one: u32, other: u32) -> Result<bool, ExportError> {
        let sql = format!(
            "SELECT b FROM (SELECT {} AS a, {} AS b FROM customer c)
             WHERE a IS NOT NULL AND b IS NOT NULL ORDER BY a",
            place_in(one),
            place_in(other)
        );
        let mut select = self.index.prepare(&sql)?;
        let mut rows = select.query([])?;
        let mut last = 0;
        while let Some(row) = rows.next()? {
            let place: u64 = row.get(0)?;
            if place < last {
                return Ok(false);
            }
            last = place;
        }
        Ok(true)
    }

    /// True if the customers that a pass saw for the first time come after all known ones.
    pub(super) fn are_newcomers_last(&self, pass: u32) -> Result<bool, ExportError> {
        let sql = format!(
            "SELECT max(place) FILTER (WHERE first < ?1), min(place) FILTER (WHERE first = ?1)
             FROM (SELECT c.first AS first, {} AS place FROM customer c)",
            place_in(pass)
        );
        let places = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (known, new): (Option<u64>, Option<u64>) = self.index.query_row(&sql, [pass], places)?;
        Ok(known.zip(new).is_none_or(|(known, new)| known < new))
    }

    /// At most `limit` customers that were seen before a pass but not in it.
    pub(super) fn missing(&self, pass: u32, limit: usize) -> Result<Vec<String>, ExportError> {
        let sql = format!("SELECT id FROM customer c WHERE named AND {LAST} < ? LIMIT ?");
        let mut select = self.index.prepare_cached(&sql)?;
        let ids = select.query_map(params![pass, limit], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Customers that the first pass did not see.
    pub(super) fn came(&self) -> Result<IdSample, ExportError> {
        self.sample("first > 1", 0)
    }

    /// Customers that the last pass did not see.
    pub(super) fn went(&self, last: u32) -> Result<IdSample, ExportError> {
        if last <= 1 {
            return Ok(IdSample::default());
        }
        self.sample(&format!("{LAST} < ?1"), last)
    }

    /// Customers that were read with different contents.
    pub(super) fn changed(&self) -> Result<IdSample, ExportError> {
        self.sample("changed", 0)
    }

    fn sample(&self, which: &str, pass: u32) -> Result<IdSample, ExportError> {
        // The condition is always true; it uses the parameter in all three queries.
        let which = format!("FROM customer c WHERE ?1 = ?1 AND {which}");
        let count = self.index.query_row(&format!("SELECT count(*) {which}"), [pass], |row| row.get(0))?;
        let mut select = self.index.prepare(&format!("SELECT id {which} ORDER BY no LIMIT {KEPT}"))?;
        let ids = select.query_map([pass], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(IdSample { count, ids })
    }
}
