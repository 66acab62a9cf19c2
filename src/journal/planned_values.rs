//! What the rows of a plan write: for questions about values that rest on an assumption, or have a warning.

use std::collections::HashSet;

use crate::database::{Row, params};
use serde_json::{Map, Value};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::plan_writer::PlanWriter;
use super::row_state::{RowAction, RowOutcome};
use super::{assumed_regions, merged_outcome, optional_tables, phone_fields, protected_fields};
use crate::customer::{WritePolicies, WritePolicy, field_value, is_empty_value, picked_fields};
use crate::issue::Issue;

/// The member of a customer with the custom fields.
const CUSTOM: &str = "customFields";

/// The fields that a row writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFields {
    /// Insert or update; any other row writes nothing.
    kind: RowAction,
    /// As the journal has them.
    customer: Map<String, Value>,
    /// The fields that a policy protects.
    protected: HashSet<String>,
    /// The row that carries the customer, if several rows are merged into it.
    merged: Option<u64>,
}

impl PlannedFields {
    /// `read` reads the fields from the JSON of the customer.
    fn of<'j>(
        kind: RowAction,
        payload: Option<&'j str>,
        read: impl FnOnce(&'j str) -> serde_json::Result<Map<String, Value>>,
    ) -> Result<Self, JournalError> {
        let payload = payload.filter(|_| matches!(kind, RowAction::Insert | RowAction::Update));
        let customer = payload.map_or_else(|| Ok(Map::new()), read)?;
        Ok(Self { kind, customer, protected: HashSet::new(), merged: None })
    }

    /// A field by its name among all fields in one list: custom fields are fields of their own.
    fn get(&self, field: &str) -> Option<&Value> {
        let is_field = |value: &&Value| field != CUSTOM || !value.is_object();
        field_value(&self.customer, field).filter(is_field)
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
        self.get(field).is_some() && policies.of(field) != WritePolicy::Never
    }

    /// The row that carries the customer, if several rows are merged into it.
    pub fn merged(&self) -> Option<u64> {
        self.merged
    }

    /// The value that is written; `None` if the field is not written, or is emptied.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.get(field).filter(|value| !is_empty_value(value))
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
        let sql = "INSERT INTO assumed VALUES (?, ?, ?, ?)";
        let value = value.map(Value::to_string);
        self.connection.prepare_cached(sql)?.send(params![row, source, assumption, value])?;
        Ok(())
    }

    /// True if the plan has an insert or an update.
    pub fn has_writes(&self) -> Result<bool, JournalError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM action WHERE kind = 'insert' OR kind = 'update')";
        Ok(self.connection.query_row(sql, params![], |row| row.get(0))?)
    }

    /// Notes the fields that are read as phone numbers.
    pub fn add_phones(&self, fields: &[String]) -> Result<(), JournalError> {
        phone_fields::add(&self.connection, fields)
    }

    /// Prepares the journal for [`PlanWriter::assume_region`].
    pub fn assume_regions(&self) -> Result<(), JournalError> {
        optional_tables::create(&self.connection, optional_tables::ASSUMED_REGION)
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
                   FROM assumed s LEFT JOIN merged m ON m.row = s.row \
                   JOIN action a ON a.id = coalesce(m.carrier, s.row)";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query(params![])?;
        while let Some(row) = rows.next()? {
            let fields = PlannedFields::of(row.get(2)?, text(row, 3)?, serde_json::from_str)?;
            let fields = PlannedFields { merged: row.get(5)?, ..fields };
            let value: Option<Value> = text(row, 4)?.map(serde_json::from_str).transpose()?;
            each(row.get(0)?, row.get(1)?, value.as_ref(), &fields);
        }
        Ok(())
    }
}

impl JournalReader {
    /// Calls `each` with the issues of every row that has some and was not rejected, and with what it writes to the fields of
    /// these issues.
    pub fn each_with_issues<E: From<JournalError>>(
        &self,
        mut each: impl FnMut(Vec<Issue>, &PlannedFields) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = self.issues_sql()?;
        let mut select = self.connection.prepare(&sql).map_err(JournalError::from)?;
        let mut rows = select.query(params![]).map_err(JournalError::from)?;
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
            true => {
                "(SELECT string_agg(p.field, '\u{1f}' ORDER BY p.field) FROM protected p WHERE p.row = a.id)"
            }
            false => "NULL",
        };
        Ok(format!(
            "SELECT r.issues, a.kind, a.payload, a.outcome, {protected}, {merged} FROM row r {join} \
             JOIN result a ON a.id = {carrier} WHERE r.issues IS NOT NULL ORDER BY r.id"
        ))
    }
}

/// `None` if the row was rejected.
fn issues_and_fields(row: Row<'_>) -> Result<Option<(Vec<Issue>, PlannedFields)>, JournalError> {
    if row.get::<Option<RowOutcome>>(3)? == Some(RowOutcome::Rejected) {
        return Ok(None);
    }
    let issues: Vec<Issue> = serde_json::from_str(text(row, 0)?.unwrap_or("[]"))?;
    let named: Vec<&str> = issues.iter().filter_map(|issue| issue.field.as_deref()).collect();
    let fields = PlannedFields::of(row.get(1)?, text(row, 2)?, |json| picked_fields(json, &named))?;
    let protected = text(row, 4)?.into_iter().flat_map(|names| names.split('\u{1f}'));
    let protected = protected.map(str::to_owned).collect();
    Ok(Some((issues, PlannedFields { protected, merged: row.get(5)?, ..fields })))
}

fn text<'r>(row: Row<'r>, at: usize) -> Result<Option<&'r str>, JournalError> {
    Ok(row.text(at)?)
}
