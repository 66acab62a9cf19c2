//! Whether a customer with the key of an insert in doubt is that insert.

use super::in_doubt_insert::InDoubtInsert;
use crate::customer::{ACCOUNT, changed_fields, differences};
use crate::journal::PlannedKind;
use crate::lookup::{CustomerLookup, LookupError};
use crate::writer::abort_reason::AbortReason;
use crate::writer::insert::as_sent;
use crate::writer::run_writer::Writer;

/// Fields that are sent and never read back.
const WRITE_ONLY: [&str; 1] = ["profilePhotoBlob"];

impl Writer {
    /// True if the customer found by the key of a row is as the row was sent. A marker alone is proof. Without one,
    /// someone else may have inserted a customer with the same key. If this process made the attempt, a customer that
    /// existed before is not its insert.
    pub(super) async fn is_as_sent(
        &self,
        lookup: &CustomerLookup,
        insert: &InDoubtInsert,
        id: &str,
    ) -> Result<bool, AbortReason> {
        let PlannedKind::Insert { payload } = &insert.planned.kind else { return Ok(true) };
        if insert.own && self.ids.was_there(id) {
            return Ok(false);
        }
        if self.settings.marker.is_some() {
            return Ok(true);
        }
        let mut sent = as_sent(payload, None)?;
        for field in WRITE_ONLY {
            sent.remove(field);
        }
        let found = lookup.client.detail(id).await.map_err(LookupError::from)?;
        Ok(found.is_some_and(|found| match self.settings.stored.get() {
            Some(stored) => stored.differences_of_insert(&sent, &found).is_empty(),
            // What the help desk changes is not known yet: differences in case, blanks or signs are ignored.
            None => {
                changed_fields(&sent, &found).iter().all(|field| field.changes.is_some())
                    && !differences(&sent, &found).contains_key(ACCOUNT.name)
            }
        }))
    }
}
