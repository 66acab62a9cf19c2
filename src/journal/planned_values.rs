//! What the rows of a plan write: for questions about values that rest on an assumption, or have a warning.

use std::collections::{HashMap, HashSet};

use rusqlite::{Row, params};
use serde_json::{Map, Value};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::plan_writer::PlanWriter;
use super::row_state::{RowAction, RowOutcome};
use super::{assumed_regions, merged_outcome, phone_fields, protected_fields};
use crate::customer::{WritePolicies, WritePolicy, flat_fields, is_empty_value};
use crate::issue::Issue;

/// The fields that a row writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFields {
    /// Insert or update; any other row writes nothing.
    kind: RowAction,
    fields: HashMap<String, Value>,
    /// The fields that a policy protects.
    protected: HashSet<String>,
    /// The row that carries the customer, if several rows are merged into it.
    merged: Option<u64>,
}

impl PlannedFields {
    fn of(kind: RowAction, payload: Option<&str>) -> Result<Self, JournalError> {
        let none = Self { kind, fields: HashMap::new(), protected: HashSet::new(), merged: None };
        if !matches!(kind, RowAction::Insert | RowAction::Update) {
            return Ok(none);
        }
        let payload: Map<String, Value> = payload.map_or_else(|| Ok(Map::new()), serde_json::from_str)?;
        let fields = flat_fields(&payload).into_iter().map(|(field, value)| (field, value.clone())).collect();
        Ok(Self { fields, ..none })
    }

    /// True if the row inserts or updates a customer.
    pub fn writes_anything(&self) -> bool {
        matches!(self.kind, RowAction::Insert | RowAction::Update)
    }

    /// True if the row inserts a customer.
    pub fn is_insert(&self) -> bool {
        self.kind == RowAction::Insert
    }

    /// True if the row writes the field.
    pub fn writes(&self, field: &str, policies: &WritePolicies) -> bool {
        self.fields.contains_key(field) && policies.of(field) != WritePolicy::Never
    }

    /// The row that carries the customer, if several rows are merged into it.
    pub fn merged(&self) -> Option<u64> {
        self.merged
    }

    /// The value that is written; `None` if the field is not written, or is emptied.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).filter(|value| !is_empty_value(value))
    }

    /// True if a policy keeps the field from being written: it protects the value of the customer, or would do so.
    pub fn keeps(&self, field: &str, policies: &WritePolicies) -> bool {
        match policies.of(field) {
            WritePolicy::Never => true,
            WritePolicy::OnInsert => !self.is_insert(),
            WritePolicy::Always | WritePolicy::IfEmpty | WritePolicy::Append => {
                self.protected.contains(field)
            }
        }
    }
}

impl PlanWriter {
    /// Notes that a value of a row rests on an assumption, which its source knows by a number.
    ///
    /// `value` is the value of a row that may be merged with others, as JSON.
    pub fn assume(
        &self,
        row: u64,
        source: u16,
        assumption: u16,
        value: Option<&Value>,
    ) -> Result<(), JournalError> {
        let sql = "INSERT INTO temp.assumed VALUES (?, ?, ?, ?)";
        let value = value.map(Value::to_string);
        self.connection.prepare_cached(sql)?.execute(params![row, source, assumption, value])?;
        Ok(())
    }

    /// Notes the fields that are read as phone numbers.
    pub fn add_phones(&self, fields: &[String]) -> Result<(), JournalError> {
        phone_fields::add(&self.connection, fields)
    }

    /// Prepares the journal for [`PlanWriter::assume_region`].
    pub fn assume_regions(&self) -> Result<(), JournalError> {
        assumed_regions::ensure(&self.connection)
    }

    /// Notes that the country of a phone number is that of the mapping.
    pub fn assume_region(&self, row: u64, field: &str) -> Result<(), JournalError> {
        assumed_regions::add(&self.connection, row, field)
    }

    /// Calls `each` with the source and the number of every assumption, with the row's own value if it may be merged, and
    /// with what the row writes. A merged row writes what its carrier does.
    pub fn each_assumed(
        &self,
        mut each: impl FnMut(u16, u16, Option<&Value>, &PlannedFields),
    ) -> Result<(), JournalError> {
        let sql = "SELECT s.source, s.assumption, a.kind, a.payload, s.value, \
                   CASE WHEN EXISTS (SELECT 1 FROM merged o WHERE o.carrier = a.id) THEN a.id END \
                   FROM temp.assumed s LEFT JOIN merged m ON m.row = s.row \
                   JOIN action a ON a.id = coalesce(m.carrier, s.row)";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let fields = PlannedFields::of(row.get(2)?, text(row, 3)?)?;
            let fields = PlannedFields { merged: row.get(5)?, ..fields };
            let value: Option<Value> = text(row, 4)?.map(serde_json::from_str).transpose()?;
            each(row.get(0)?, row.get(1)?, value.as_ref(), &fields);
        }
        Ok(())
    }
}

impl JournalReader {
    /// Calls `each` with the issues of every row that has some and was not rejected, and with what it writes.
    pub fn each_with_issues<E: From<JournalError>>(
        &self,
        mut each: impl FnMut(Vec<Issue>, &PlannedFields) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = self.issues_sql()?;
        let mut select = self.connection.prepare(&sql).map_err(JournalError::from)?;
        let mut rows = select.query([]).map_err(JournalError::from)?;
        while let Some(row) = rows.next().map_err(JournalError::from)? {
            if let Some((issues, fields)) = issues_and_fields(row)? {
                each(issues, &fields)?;
            }
        }
        Ok(())
    }

    /// Journals of earlier versions lack merged rows and protected fields.
    fn issues_sql(&self) -> Result<String, JournalError> {
        let (carrier, merged, join) = match merged_outcome::are_there(&self.connection)? {
            true => (
                "coalesce(m.carrier, r.id)",
                "CASE WHEN EXISTS (SELECT 1 FROM merged o WHERE o.carrier = a.id) THEN a.id END",
                "LEFT JOIN merged m ON m.row = r.id",
            ),
            false => ("r.id", "NULL", ""),
        };
        let protected = match protected_fields::are_there(&self.connection)? {
            true => "(SELECT group_concat(p.field, char(31)) FROM protected p WHERE p.row = a.id)",
            false => "NULL",
        };
        Ok(format!(
            "SELECT r.issues, a.kind, a.payload, a.outcome, {protected}, {merged} FROM row r {join} \
             JOIN result a ON a.id = {carrier} WHERE r.issues IS NOT NULL ORDER BY r.id"
        ))
    }
}

/// `None` if the row was rejected.
fn issues_and_fields(row: &Row<'_>) -> Result<Option<(Vec<Issue>, PlannedFields)>, JournalError> {
    if row.get::<_, Option<RowOutcome>>(3)? == Some(RowOutcome::Rejected) {
        return Ok(None);
    }
    let issues = serde_json::from_str(text(row, 0)?.unwrap_or("[]"))?;
    let fields = PlannedFields::of(row.get(1)?, text(row, 2)?)?;
    let protected = text(row, 4)?.into_iter().flat_map(|names| names.split('\u{1f}'));
    let protected = protected.map(str::to_owned).collect();
    Ok(Some((issues, PlannedFields { protected, merged: row.get(5)?, ..fields })))
}

fn text<'r>(row: &'r Row<'_>, at: usize) -> Result<Option<&'r str>, JournalError> {
    Ok(row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from)?)
}
