//! The chosen records that are not as records should be: kept all the same, and told.

use serde::Serialize;

use super::error::ExportError;
use super::pass_store::{NO_ID, PassStore};
use crate::wording::counted;

/// Records that are told; the count is whole.
const TOLD: usize = 100;
/// Records that a sentence names.
const NAMED: usize = 5;

/// Records of the help desk that are no proper JSON, or have no id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MalformedRecords {
    /// All of them.
    pub count: u64,
    /// The first hundred.
    pub records: Vec<MalformedRecord>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MalformedRecord {
    /// Null where it has none.
    pub id: Option<String>,
    /// Which member, and what kind; no value.
    pub fault: String,
}

impl MalformedRecords {
    /// What the user should know; nothing where there are none.
    pub fn text(&self) -> Option<String> {
        let named = self.records.iter().take(NAMED).map(|record| match &record.id {
            Some(id) => format!("{id} ({})", record.fault),
            None if record.fault == NO_ID => "one without an id".to_owned(),
            None => format!("one without an id ({})", record.fault),
        });
        let named = named.collect::<Vec<_>>().join(", ");
        let more = if self.count > NAMED as u64 { ", …" } else { "" };
        let customers =
            counted(self.count, "customer is not a valid record", "customers are not valid records");
        let they = if self.count == 1 { "It is" } else { "They are" };
        (self.count > 0).then(|| {
            format!(
                "{customers} in the help desk: {named}{more}. {they} exported anyway: JSON Lines keeps the \
             bytes as received, and other formats show what can be read. Correct them in the help desk."
            )
        })
    }
}

impl PassStore {
    /// Those of the chosen ones that are malformed.
    pub(super) fn malformed(&self) -> Result<MalformedRecords, ExportError> {
        let of = "FROM chosen h JOIN customer c USING (no) WHERE c.fault IS NOT NULL";
        let count = self.index.query_row(&format!("SELECT count(*) {of}"), [], |row| row.get(0))?;
        let sql =
            format!("SELECT CASE WHEN c.named THEN c.id END, c.fault {of} ORDER BY h.turn LIMIT {TOLD}");
        let mut select = self.index.prepare(&sql)?;
        let record = |row: &rusqlite::Row<'_>| Ok(MalformedRecord { id: row.get(0)?, fault: row.get(1)? });
        let records = select.query_map([], record)?.collect::<Result<_, _>>()?;
        Ok(MalformedRecords { count, records })
    }
}
