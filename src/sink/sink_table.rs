//! Customers as rows of a table, and which of their data the table does not keep.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::summary::{Note, SinkSummary};
use crate::api::Object;
use crate::customer::{CustomerColumn, table_cell};
use crate::lookup::id_of;
use crate::record::Header;

/// Customers named in a note.
const NAMED: usize = 5;

/// A table that is being written.
pub(super) struct SinkTable {
    columns: Vec<CustomerColumn>,
    names: Vec<String>,
    count: u64,
    partial: BTreeMap<usize, u64>,
    cut: BTreeMap<usize, Cut>,
}

/// The texts of one column that were cut.
#[derive(Default)]
struct Cut {
    count: u64,
    customers: Vec<String>,
    longest: u64,
}

impl SinkTable {
    pub(super) fn new(columns: Vec<CustomerColumn>) -> Self {
        let names = columns.iter().map(ToString::to_string).collect();
        let partial = BTreeMap::new();
        let cut = BTreeMap::new();
        Self { columns, names, count: 0, partial, cut }
    }

    /// The header.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Counts a customer, and passes each cell to `each` with its column number, from 0.
    pub(super) fn row<'c, E>(
        &mut self,
        customer: &'c Object,
        mut each: impl FnMut(&mut Self, usize, Cow<'c, str>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.count += 1;
        for at in 0..self.columns.len() {
            let column = self.columns.get(at);
            let value = column.and_then(|column| Some(table_cell::written(column, column.value(customer)?)));
            let cell = value.unwrap_or(table_cell::CustomerCell { text: Cow::Borrowed(""), whole: true });
            if !cell.whole {
                *self.partial.entry(at).or_default() += 1;
            }
            each(self, at, cell.text)?;
        }
        Ok(())
    }

    /// Notes that a text was cut; `length` is its original length in UTF-16 code units.
    pub(super) fn note_cut(&mut self, at: usize, customer: &Object, length: usize) {
        let cut = self.cut.entry(at).or_default();
        cut.count += 1;
        cut.longest = cut.longest.max(length as u64);
        if cut.customers.len() < NAMED {
            cut.customers.push(id_of(customer).unwrap_or_else(|| format!("number {}", self.count)));
        }
    }

    /// The summary, with a note for each column that has one.
    pub(super) fn summary(self, most: usize) -> SinkSummary {
        let name = |at: &usize| self.names.get(*at).cloned().unwrap_or_default();
        let mut notes = Vec::new();
        if let Err(fault) = Header::new(self.names.clone()) {
            notes.push(Note::Header { why: fault.to_string() });
        }
        notes
            .extend(self.partial.iter().map(|(at, count)| Note::Partial { column: name(at), count: *count }));
        notes.extend(self.cut.iter().map(|(at, cut)| Note::Cut {
            column: name(at),
            count: cut.count,
            customers: cut.customers.clone(),
            longest: cut.longest,
            most: most as u64,
        }));
        SinkSummary { customers: self.count, notes }
    }
}
