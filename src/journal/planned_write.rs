//! A write as phase one planned it: what is to be sent, and the keys by which its customer is found.

use rusqlite::Row;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::JournalError;
use super::row_state::RowAction;
use crate::mapping::MatchKey;

/// A write that is pending.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The row.
    pub row: u64,
    /// Insert, update or delete.
    pub kind: PlannedKind,
    /// The key by which an insert can be settled.
    pub key: Option<PlannedKey>,
    /// An attempt may have arrived already.
    pub doubt: Option<InDoubtSince>,
    /// How many attempts there were.
    pub attempts: u32,
}

/// The match key of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedKey {
    /// In its canonical form.
    pub canonical: String,
    /// Its values as they are sent in a search.
    pub values: Vec<String>,
}

/// Since when it is in doubt whether an attempt arrived.
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
        /// One JSON object; fields to be emptied stand as `null`.
        payload: String,
    },
    /// Some fields of a customer.
    Update {
        /// The server's id.
        id: String,
        /// The fields as they are to be; one that only `base` has is to be absent.
        patch: Map<String, Value>,
        /// The same fields as they were when planned; one that only `patch` has was absent.
        base: Map<String, Value>,
    },
    /// A customer goes.
    Delete {
        /// The server's id.
        id: String,
        /// Some fields as they must be for it to be deleted.
        base: Map<String, Value>,
    },
}

/// A key of a row, as the journal keeps it in `search`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchKey {
    /// Canonical.
    pub key: String,
    /// Its values as they are sent in a search.
    pub values: Vec<String>,
}

impl From<&MatchKey> for SearchKey {
    fn from(key: &MatchKey) -> Self {
        Self { key: key.canonical(), values: key.values.clone() }
    }
}

pub(super) fn planned_row(row: &Row<'_>) -> Result<Planned, JournalError> {
    let kind = planned_kind(row)?;
    let doubt = row.get::<_, Option<i64>>(7)?.map(|ended| match ended {
        -1 => InDoubtSince::Open,
        ended => InDoubtSince::Since(ended),
    });
    let key = planned_key(row.get(5)?, row.get(6)?)?;
    let attempts = row.get(8)?;
    Ok(Planned { row: row.get(0)?, kind, key, doubt, attempts })
}

/// What is, or was, to be written; of the columns kind, payload, base and id of the server, from the second on.
pub(super) fn planned_kind(row: &Row<'_>) -> Result<PlannedKind, JournalError> {
    let payload = row.get::<_, Option<String>>(2)?.unwrap_or_default();
    let object = |text: &str| serde_json::from_str::<Map<String, Value>>(text);
    Ok(match row.get(1)? {
        RowAction::Insert => PlannedKind::Insert { payload },
        RowAction::Delete => {
            PlannedKind::Delete { id: row.get(4)?, base: object(&row.get::<_, String>(3)?)? }
        }
        _ => PlannedKind::Update {
            id: row.get(4)?,
            patch: object(&payload)?,
            base: object(&row.get::<_, String>(3)?)?,
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
