//! The fields that a policy protects: found while planning, or late, by the read before a write.
//!
//! Journals of earlier versions lack the table: a reader takes it as empty, a writer creates it.

use crate::database::{Connection, Row, params};

use super::error::JournalError;
use super::planned_write::SearchKey;
use crate::customer::WritePolicy;
use crate::plan::ProtectedValue;

/// A protected field of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct ProtectedField {
    /// The row, from 1 in the order of reading.
    pub id: u64,
    /// The source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The id of the customer.
    pub server_id: Option<String>,
    /// The field, its policy and both values. Those of a secret field are hidden.
    pub value: ProtectedValue,
    /// True if the field was filled after the plan was made.
    pub late: bool,
    /// True if the row inserts a customer, which does not get the field: it is never written.
    pub is_new: bool,
    /// The values of the row's own match key; empty if it has none.
    pub key: Vec<String>,
}

impl ProtectedField {
    /// True if there is nothing to protect: a new customer, or an existing one without a value.
    pub fn is_left_out(&self) -> bool {
        self.is_new || self.value.is_left_out()
    }
}

/// Adds protected fields of a row.
pub(super) fn add(
    connection: &Connection,
    row: u64,
    fields: &[ProtectedValue],
    late: bool,
) -> Result<(), JournalError> {
    let sql = "INSERT INTO protected (row, field, policy, wanted, current, late) VALUES (?, ?, ?, ?, ?, ?) \
               ON CONFLICT (row, field) DO UPDATE SET policy = excluded.policy, wanted = excluded.wanted, \
               current = excluded.current, late = excluded.late";
    for ProtectedValue { field, policy, wanted, current } in fields {
        let (wanted, current) = (wanted.to_string(), current.to_string());
        let values = params![row, field, policy.name(), wanted, current, late];
        connection.prepare_cached(sql)?.send(values)?;
    }
    Ok(())
}

/// Removes the protected fields of a row that is decided again.
pub(super) fn remove(connection: &Connection, row: u64) -> Result<(), JournalError> {
    connection.prepare_cached("DELETE FROM protected WHERE row = ?")?.send(params![row])?;
    Ok(())
}

/// True if the journal has protected fields.
pub(super) fn are_there(connection: &Connection) -> Result<bool, JournalError> {
    let known = connection.has_table("protected")?;
    Ok(known
        && connection.query_row("SELECT EXISTS (SELECT 1 FROM protected)", params![], |row| row.get(0))?)
}

/// Which protected fields are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Those of the plan.
    Planning,
    /// Those that the read before the write has found.
    Late,
    /// All.
    Ever,
}

/// Reads the protected fields of single rows.
pub(super) struct ProtectedOf<'a> {
    /// `None` if the journal has none.
    connection: Option<&'a Connection>,
    found: Found,
}

impl<'a> ProtectedOf<'a> {
    pub(super) fn of(connection: &'a Connection, found: Found) -> Result<Self, JournalError> {
        Ok(Self { connection: are_there(connection)?.then_some(connection), found })
    }

    /// The protected fields of a row, in the order of their names.
    pub(super) fn row(&self, row: u64) -> Result<Vec<ProtectedValue>, JournalError> {
        let Some(connection) = self.connection else { return Ok(Vec::new()) };
        let sql = match self.found {
            Found::Planning => {
                "SELECT field, policy, wanted, current FROM protected WHERE row = ? AND late = 0 ORDER BY field"
            }
            Found::Late => {
                "SELECT field, policy, wanted, current FROM protected WHERE row = ? AND late = 1 ORDER BY field"
            }
            Found::Ever => {
                "SELECT field, policy, wanted, current FROM protected WHERE row = ? ORDER BY field"
            }
        };
        let mut select = connection.prepare_cached(sql)?;
        let mut rows = select.query(params![row])?;
        let mut fields = Vec::new();
        while let Some(row) = rows.next()? {
            fields.push(value(row, 0)?);
        }
        Ok(fields)
    }
}

/// The value in four columns: field, policy, wanted, current.
fn value(row: Row<'_>, first: usize) -> Result<ProtectedValue, JournalError> {
    let json = |at| -> Result<serde_json::Value, JournalError> {
        Ok(serde_json::from_str(&row.get::<String>(at)?)?)
    };
    let policy: String = row.get(first + 1)?;
    let policy: WritePolicy = policy
        .parse()
        .map_err(|_| JournalError::Damaged(format!("{policy:?} is not a policy of writing")))?;
    Ok(ProtectedValue { field: row.get(first)?, policy, wanted: json(first + 2)?, current: json(first + 3)? })
}

/// The values of the first key of a row.
fn own_values(search: Option<String>) -> Result<Vec<String>, JournalError> {
    let keys: Vec<SearchKey> = search.map_or_else(|| Ok(Vec::new()), |keys| serde_json::from_str(&keys))?;
    Ok(keys.into_iter().next().map_or_else(Vec::new, |own| own.values))
}

/// A row of [`ProtectedField`] in eleven columns.
pub(super) fn protected_field(row: Row<'_>) -> Result<ProtectedField, JournalError> {
    Ok(ProtectedField {
        id: row.get(0)?,
        source: row.get(1)?,
        row: row.get(2)?,
        server_id: row.get(3)?,
        value: value(row, 4)?,
        late: row.get(8)?,
        is_new: row.get(9)?,
        key: own_values(row.get(10)?)?,
    })
}
