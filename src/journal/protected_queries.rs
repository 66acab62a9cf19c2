//! Records the protected fields of a plan, and reads those of a run.

use serde_json::{Map, Value};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::plan_writer::PlanWriter;
use super::protected_fields::{ProtectedField, add, are_there, protected_field};
use super::result_sql::spelled;
use super::unwritten_fields::{self, Unwritten};
use crate::customer::{WritePolicy, flat_fields, is_empty_value, is_secret, put_field};
use crate::database::params;
use crate::plan::ProtectedValue;

impl PlanWriter {
    /// Records the protected fields of a row.
    pub fn protect(&self, id: u64, fields: &[ProtectedValue]) -> Result<(), JournalError> {
        add(&self.connection, id, fields, false)
    }

    /// Records the fields that an insert leaves out because they are never written, so that they are counted and shown.
    /// If a rematch finds the customer, it takes them into account again.
    pub fn leave_out(&self, id: u64, fields: &Map<String, Value>) -> Result<(), JournalError> {
        let filled = flat_fields(fields).into_iter().filter(|(_, wanted)| !is_empty_value(wanted));
        let never = |(field, wanted): (String, &Value)| {
            ProtectedValue::new(field, WritePolicy::Never, wanted.clone(), Value::Null)
        };
        self.protect(id, &filled.map(never).collect::<Vec<_>>())?;
        unwritten_fields::add(&self.connection, id, Unwritten::Never, fields)
    }

    /// Records the fields that the insert of a saved plan leaves out. A plan has no values of secret fields.
    pub(super) fn leave_out_again(&self, id: u64, protected: &[ProtectedValue]) -> Result<(), JournalError> {
        let shown = protected.iter().filter(|value| !is_secret(&value.field));
        let mut fields = Map::new();
        shown.for_each(|value| put_field(&mut fields, &value.field, value.wanted.clone()));
        unwritten_fields::add(&self.connection, id, Unwritten::Never, &fields)
    }
}

impl JournalReader {
    /// Calls `each` with every protected field, in the order of the rows. A row that was rejected or failed, or of which
    /// nobody knows what became of it, protects nothing.
    pub fn each_protected<E: From<JournalError>>(
        &self,
        mut each: impl FnMut(ProtectedField) -> Result<(), E>,
    ) -> Result<(), E> {
        if !are_there(&self.connection)? {
            return Ok(());
        }
        let sql = spelled(
            "SELECT p.row, r.source, r.row, a.server_id, p.field, p.policy, p.wanted, p.current, p.late, \
             a.kind = 'insert', a.search FROM protected p JOIN row r ON r.id = p.row JOIN result a ON a.id = p.row \
             WHERE coalesce(OUTCOME, '') NOT IN ('rejected', 'failed', 'unknown') ORDER BY p.row, p.field",
        );
        let mut select = self.connection.prepare(&sql).map_err(JournalError::from)?;
        let mut rows = select.query(params![]).map_err(JournalError::from)?;
        while let Some(row) = rows.next().map_err(JournalError::from)? {
            each(protected_field(row)?)?;
        }
        Ok(())
    }
}
