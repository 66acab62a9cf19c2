//! Planned fields that a write leaves out, though no policy protects a value of the help desk: those that the customer
//! already had as wanted before the write, and those of a new customer that are never written.
//!
//! Journals of earlier versions lack the table: a reader takes it as empty, a writer creates it.

use crate::database::{Connection, OptionalRow as _, params};
use serde_json::{Map, Value};

use super::error::JournalError;
use super::protected_fields::{Found, ProtectedOf};
use crate::customer::flat_fields;

type Object = Map<String, Value>;

/// Why fields are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unwritten {
    /// The read before the write found them as wanted. Somebody else wrote them, so an undo leaves them.
    Same,
    /// A new customer does not get them. If it turns out to exist, they are protected.
    Never,
}

impl Unwritten {
    fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Never => "never",
        }
    }
}

/// Records fields of a row, in the form of a customer.
pub(super) fn add(
    connection: &Connection,
    row: u64,
    why: Unwritten,
    fields: &Object,
) -> Result<(), JournalError> {
    let sql = "INSERT INTO unwritten (row, why, fields) VALUES (?, ?, ?) \
               ON CONFLICT (row, why) DO UPDATE SET fields = excluded.fields";
    let fields = serde_json::to_string(fields)?;
    connection.prepare_cached(sql)?.send(params![row, why.name(), fields])?;
    Ok(())
}

/// True if the journal has such fields.
pub(super) fn are_there(connection: &Connection) -> Result<bool, JournalError> {
    let known = connection.has_table("unwritten")?;
    Ok(known
        && connection.query_row("SELECT EXISTS (SELECT 1 FROM unwritten)", params![], |row| row.get(0))?)
}

/// Reads the fields of single rows.
pub(super) struct UnwrittenOf<'a> {
    /// `None` if the journal has none.
    connection: Option<&'a Connection>,
    why: Unwritten,
}

impl<'a> UnwrittenOf<'a> {
    pub(super) fn of(connection: &'a Connection, why: Unwritten) -> Result<Self, JournalError> {
        Ok(Self { connection: are_there(connection)?.then_some(connection), why })
    }

    /// The fields of a row; empty without any.
    pub(super) fn row(&self, row: u64) -> Result<Object, JournalError> {
        let Some(connection) = self.connection else { return Ok(Object::new()) };
        let sql = "SELECT fields FROM unwritten WHERE row = ? AND why = ?";
        let mut select = connection.prepare_cached(sql)?;
        let fields: Option<String> =
            select.query_row(params![row, self.why.name()], |row| row.get(0)).optional()?;
        Ok(fields.map_or_else(|| Ok(Object::new()), |fields| serde_json::from_str(&fields))?)
    }
}

/// Reads the names of the planned fields that were not written: those that were protected in phase two, and those that
/// were as wanted before the write.
pub(super) struct LeftAloneOf<'a> {
    late: ProtectedOf<'a>,
    same: UnwrittenOf<'a>,
}

impl<'a> LeftAloneOf<'a> {
    pub(super) fn of(connection: &'a Connection) -> Result<Self, JournalError> {
        let late = ProtectedOf::of(connection, Found::Late)?;
        Ok(Self { late, same: UnwrittenOf::of(connection, Unwritten::Same)? })
    }

    /// The fields of a row; custom fields are named `customFields.NAME`.
    pub(super) fn row(&self, row: u64) -> Result<Vec<String>, JournalError> {
        let late = self.late.row(row)?.into_iter().map(|late| late.field);
        let same = self.same.row(row)?;
        Ok(late.chain(flat_fields(&same).into_iter().map(|(field, _)| field)).collect())
    }
}
