//! Records the protected fields of a plan, and reads those of a run.

use serde_json::{Map, Value};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::plan_writer::PlanWriter;
use super::protected_fields::{ProtectedField, add, are_there, protected_field};
use super::unwritten_fields::{self, Unwritten};
use crate::plan::ProtectedValue;

impl PlanWriter {
    /// Records the protected fields of a row.
    pub fn protect(&self, id: u64, fields: &[ProtectedValue]) -> Result<(), JournalError> {
        add(&self.connection, id, fields, false)
    }

    /// Records the fields that an insert leaves out because they are never written. If a rematch finds the customer, it
    /// takes them into account again.
    pub fn leave_out(&self, id: u64, fields: &Map<String, Value>) -> Result<(), JournalError> {
        unwritten_fields::add(&self.connection, id, Unwritten::Never, fields)
    }
}

impl JournalReader {
    /// Calls `each` with every protected field, in the order of the rows.
    pub fn each_protected<E: From<JournalError>>(
        &self,
        mut each: impl FnMut(ProtectedField) -> Result<(), E>,
    ) -> Result<(), E> {
        if !are_there(&self.connection)? {
            return Ok(());
        }
        let sql = "SELECT p.row, r.source, r.row, a.server_id, p.field, p.policy, p.wanted, p.current, p.late \
                   FROM protected p JOIN row r ON r.id = p.row JOIN action a ON a.id = p.row \
                   ORDER BY p.row, p.field";
        let mut select = self.connection.prepare(sql).map_err(JournalError::from)?;
        let mut rows = select.query([]).map_err(JournalError::from)?;
        while let Some(row) = rows.next().map_err(JournalError::from)? {
            each(protected_field(row)?)?;
        }
        Ok(())
    }
}
