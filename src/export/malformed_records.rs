//! Chosen records that are malformed: they are exported anyway, and reported.

use serde::Serialize;

use super::error::ExportError;
use super::pass_store::{NO_ID, PassStore};
use crate::wording::counted;

/// How many records are listed; all of them are counted.
const KEPT: usize = 100;
/// How many records a message names.
const NAMED: usize = 5;

/// Records of the help desk that are not valid JSON, or have no id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MalformedRecords {
    /// The number of all of them.
    pub count: u64,
    /// The first hundred.
    pub records: Vec<MalformedRecord>,
}

/// A malformed record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MalformedRecord {
    /// Its id; `null` without one.
    pub id: Option<String>,
    /// Which member is wrong, and how. It contains no value.
    pub fault: String,
}

impl MalformedRecords {
    /// What the user should know; `None` without such records.
    pub fn text(&self) -> Option<String> {
        let named = self.records.iter().take(NAMED).map(|record| match &record.id {
            Some(id) => format!("{id} ({})", record.fault),
            None if record.fault == NO_ID => "one without an id".to_owned(),
            None => format!("one without an id ({})", record.fault),
        });
        let named = named.collect::<Vec<_>>().join(", ");
        let more = if self.count > NAMED as u64 { ", …" } else { "" };
        let customers =
            counted(self.count, "customer has an invalid record", "customers have invalid records");
        let (they, them) = if self.count == 1 { ("It is", "it") } else { ("They are", "them") };
        (self.count > 0).then(|| {
            format!(
                "{customers} in the help desk: {named}{more}. {they} included anyway: JSON Lines keeps the \
             bytes as received, and other formats show what can be read. Correct {them} in the help desk."
            )
        })
    }
}

impl PassStore {
    /// The malformed ones of the chosen records.
    pub(super) fn malformed(&self) -> Result<MalformedRecords, ExportError> {
        let of = "FROM chosen h JOIN customer c USING (no) WHERE c.fault IS NOT NULL";
        let count = self.index.query_row(&format!("SELECT count(*) {of}"), [], |row| row.get(0))?;
        let sql =
            format!("SELECT CASE WHEN c.named THEN c.id END, c.fault {of} ORDER BY h.turn LIMIT {KEPT}");
        let mut select = self.index.prepare(&sql)?;
        let record = |row: &rusqlite::Row<'_>| Ok(MalformedRecord { id: row.get(0)?, fault: row.get(1)? });
        let records = select.query_map([], record)?.collect::<Result<_, _>>()?;
        Ok(MalformedRecords { count, records })
    }
}
