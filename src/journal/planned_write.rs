//! A write as planned: what is sent, and the keys by which its customer is found.

use crate::database::Row;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::JournalError;
use super::row_state::RowAction;
use crate::customer::remove_field;
use crate::mapping::MatchKey;

/// A pending write.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The row.
    pub row: u64,
    /// Insert, update or delete.
    pub kind: PlannedKind,
    /// The key by which an insert in doubt can be looked up.
    pub key: Option<PlannedKey>,
    /// Set if an attempt may have arrived already.
    pub doubt: Option<InDoubtSince>,
    /// The number of attempts so far.
    pub attempts: u32,
}

/// The match key of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedKey {
    /// The canonical form.
    pub canonical: String,
    /// The values, as sent in a search.
    pub values: Vec<String>,
}

/// Since when an attempt is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InDoubtSince {
    /// The process died between intent and outcome.
    Open,
    /// The attempt ended at this time, in epoch milliseconds.
    Since(i64),
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum PlannedKind {
    /// The whole customer, as JSON.
    Insert {
        /// One JSON object; `null` empties a field.
        payload: String,
    },
    /// Changes some fields of a customer.
    Update {
        /// The server's id.
        id: String,
        /// The wanted fields; a field that only `base` has is to be absent.
        patch: Map<String, Value>,
        /// The base values of these fields; a field that only `patch` has was absent.
        base: Map<String, Value>,
    },
    /// Deletes a customer.
    Delete {
        /// The server's id.
        id: String,
        /// The fields that must have these values for the customer to be deleted.
        base: Map<String, Value>,
    },
}

impl PlannedKind {
    /// An update that leaves one of its fields as it is.
    pub(super) fn without(mut self, field: &str) -> Self {
        let Self::Update { patch, base, .. } = &mut self else { return self };
        for object in [patch, base] {
            remove_field(object, field);
        }
        self
    }
}

/// A match key of a row, as stored in the column `search`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchKey {
    /// The canonical form.
    pub key: String,
    /// The values, as sent in a search.
    pub values: Vec<String>,
}

impl From<&MatchKey> for SearchKey {
    fn from(key: &MatchKey) -> Self {
        Self { key: key.canonical(), values: key.values.clone() }
    }
}

pub(super) fn planned_row(row: Row<'_>) -> Result<Planned, JournalError> {
    let kind = planned_kind(row)?;
    let doubt = row.get::<Option<i64>>(7)?.map(|ended| match ended {
        -1 => InDoubtSince::Open,
        ended => InDoubtSince::Since(ended),
    });
    let key = planned_key(row.get(5)?, row.get(6)?)?;
    let attempts = row.get(8)?;
    Ok(Planned { row: row.get(0)?, kind, key, doubt, attempts })
}

/// Reads what is, or was, to be written from the columns kind, payload, base and server id, which follow the first
/// column.
pub(super) fn planned_kind(row: Row<'_>) -> Result<PlannedKind, JournalError> {
    let payload = row.get::<Option<String>>(2)?.unwrap_or_default();
    let object = |text: &str| serde_json::from_str::<Map<String, Value>>(text);
    Ok(match row.get(1)? {
        RowAction::Insert => PlannedKind::Insert { payload },
        RowAction::Delete => PlannedKind::Delete { id: row.get(4)?, base: object(&row.get::<String>(3)?)? },
        _ => PlannedKind::Update {
            id: row.get(4)?,
            patch: object(&payload)?,
            base: object(&row.get::<String>(3)?)?,
        },
    })
}

pub(super) fn planned_key(
    key: Option<String>,
    search: Option<String>,
) -> Result<Option<PlannedKey>, JournalError> {
    let (Some(canonical), Some(search)) = (key, search) else { return Ok(None) };
    let keys: Vec<SearchKey> = serde_json::from_str(&search)?;
    Ok(keys.into_iter().next().map(|own| PlannedKey { canonical, values: own.values }))
}
