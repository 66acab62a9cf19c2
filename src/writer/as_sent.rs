//! Whether a customer that has the key of an insert in doubt is that insert.

use super::insert::as_sent;
use super::{AbortReason, Writer};
use crate::customer::{ACCOUNT, changed_fields, differences};
use crate::journal::{Planned, PlannedKind};
use crate::lookup::{CustomerLookup, LookupError};

/// Fields that are sent and never read back.
const WRITE_ONLY: [&str; 1] = ["profilePhotoBlob"];

impl Writer {
    /// True when a customer that has the key of a row is what the row was sent as; a marker alone is proof. Somebody else
    /// may have made one with the same key meanwhile; and with `own`, an attempt of this process, whoever was read before is
    /// none of ours.
    pub(super) async fn is_as_sent(
        &self,
        lookup: &CustomerLookup,
        planned: &Planned,
        (id, own): (&str, bool),
    ) -> Result<bool, AbortReason> {
        let PlannedKind::Insert { payload } = &planned.kind else { return Ok(true) };
        if own && self.ids.was_there(id) {
            return Ok(false);
        }
        if self.settings.marker.is_some() {
            return Ok(true);
        }
        let mut sent = as_sent(payload, None)?;
        WRITE_ONLY.iter().for_each(|field| drop(sent.remove(*field)));
        let found = lookup.client.detail(id).await.map_err(LookupError::from)?;
        Ok(found.is_some_and(|found| match self.settings.stored.get() {
            Some(stored) => stored.differences_of_insert(&sent, &found).is_empty(),
            // Not known yet: what only case, blanks or signs tell from what was sent is the same.
            None => {
                changed_fields(&sent, &found).iter().all(|field| field.changes.is_some())
                    && !differences(&sent, &found).contains_key(ACCOUNT.name)
            }
        }))
    }
}
