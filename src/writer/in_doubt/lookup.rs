//! Looks up an insert in doubt, by the server's search if it is reliable, else in the complete list.

use super::resolution::{LookupEvidence, WITHOUT_LATER_INSERT};
use crate::journal::{JournalError, JournalReader, LaterInsert, PlannedKey};
use crate::lookup::{CustomerLookup, LookupError, ServerSearch, SinglePass, WantedKinds};
use crate::writer::abort_reason::AbortReason;
use crate::writer::marker::marker_key;
use crate::writer::run_writer::Writer;

/// The inserts that can prove absence: those in the journal, and those sent again, with the times of their intents.
pub(super) struct LaterInsertIndex {
    pub(super) reader: JournalReader,
    pub(super) sent_again: Vec<(i64, LaterInsert)>,
}

impl LaterInsertIndex {
    /// An insert of this run that was intended after a row's attempt had ended, has arrived, and can be looked up. With
    /// markers it needs no key.
    pub(super) fn later_insert(
        &self,
        row: u64,
        ended: i64,
        marked: bool,
    ) -> Result<Option<LaterInsert>, JournalError> {
        let known = |later: &LaterInsert| later.row != row && (marked || later.key.is_some());
        let own = self.sent_again.iter().find(|(intended, later)| *intended > ended && known(later));
        match own {
            Some((_, later)) => Ok(Some(later.clone())),
            None => self.reader.later_confirmed_insert(row, ended, marked),
        }
    }
}

/// What is to be looked up.
pub(super) struct InDoubtQuestion<'a> {
    pub(super) row: u64,
    pub(super) key: &'a PlannedKey,
    /// When its attempt ended, in the journal's time.
    pub(super) ended: i64,
}

/// How customers are looked up.
pub(super) enum LookupMethod {
    Search(ServerSearch),
    /// One pass over the list.
    Drain(SinglePass),
}

impl LookupMethod {
    /// The ids of the customers that have a key.
    async fn ids(&mut self, lookup: &CustomerLookup, key: &PlannedKey) -> Result<Vec<String>, AbortReason> {
        let found = match self {
            Self::Search(search) => search.find(&key.canonical, &key.values).await?,
            Self::Drain(pass) => pass.remote.find(&lookup.matching.forms_of(&key.canonical, &key.values))?,
        };
        Ok(found.into_iter().map(|found| found.id).collect())
    }

    /// True for the complete list, if it did not change during the reading.
    fn is_still(&self) -> bool {
        matches!(self, Self::Drain(pass) if pass.still)
    }
}

impl Writer {
    /// The server's search if it is reliable, else one pass over the list.
    pub(super) async fn lookup_method<'a>(
        &self,
        lookup: &CustomerLookup,
        keys: impl Iterator<Item = &'a PlannedKey>,
    ) -> Result<LookupMethod, AbortReason> {
        if self.settings.marker.is_none() {
            let mut wanted = WantedKinds::default();
            keys.for_each(|key| lookup.want(&mut wanted, &key.canonical, &key.values));
            if let Some(search) = lookup.proven(wanted).await? {
                return Ok(LookupMethod::Search(search));
            }
        }
        self.drained(lookup).await
    }

    /// `None` if a stop is requested meanwhile. Reads change nothing, so they can be dropped.
    pub(super) async fn unless_stopped<T>(
        &self,
        reads: impl Future<Output = Result<T, AbortReason>>,
    ) -> Result<Option<T>, AbortReason> {
        tokio::select! {
            read = reads => read.map(Some),
            () = self.stop.requested() => Ok(None),
        }
    }

    async fn drained(&self, lookup: &CustomerLookup) -> Result<LookupMethod, AbortReason> {
        let first = lookup.client.list(1, &[]).await.map_err(LookupError::from)?;
        Ok(LookupMethod::Drain(lookup.glance(&first).await?))
    }

    /// What a lookup shows of an insert in doubt. If the later insert does not appear for long, the complete list is
    /// read, as a search may lack the newest customers. A later insert that was deleted proves nothing.
    pub(super) async fn evidence(
        &self,
        lookup: &CustomerLookup,
        method: &mut LookupMethod,
        later_inserts: &mut LaterInsertIndex,
        question: InDoubtQuestion<'_>,
    ) -> Result<LookupEvidence, AbortReason> {
        let InDoubtQuestion { row, key, ended } = question;
        let later = later_inserts.later_insert(row, ended, self.settings.marker.is_some())?;
        let mut evidence = self.shown(lookup, method, key, ended, later.as_ref()).await?;
        if evidence.found.is_empty()
            && evidence.later_shown != Some(true)
            && self.has_waited(ended, WITHOUT_LATER_INSERT)
        {
            if !method.is_still() {
                let Some(drained) = self.unless_stopped(self.drained(lookup)).await? else {
                    return Ok(LookupEvidence::nothing());
                };
                *method = drained;
                evidence = self.shown(lookup, method, key, ended, later.as_ref()).await?;
            }
            if let (Some(later), Some(false)) = (&later, evidence.later_shown)
                && lookup.client.detail(&later.id).await.map_err(LookupError::from)?.is_none()
            {
                evidence.later_shown = None;
            }
        }
        let mut own = Vec::with_capacity(evidence.found.len());
        for id in evidence.found {
            if later_inserts.reader.owner(&id, row)?.is_none() {
                own.push(id);
            }
        }
        Ok(LookupEvidence { found: own, ..evidence })
    }

    /// Looks up the later insert first, so that the second answer is at least as new as the first.
    async fn shown(
        &self,
        lookup: &CustomerLookup,
        method: &mut LookupMethod,
        key: &PlannedKey,
        ended: i64,
        later: Option<&LaterInsert>,
    ) -> Result<LookupEvidence, AbortReason> {
        let later_shown = match later {
            None => None,
            Some(_) if !self.has_waited(ended, 1) => Some(false),
            Some(later) => match self.lookup_key(later.row, later.key.as_ref()) {
                None => Some(false),
                Some(key) => Some(method.ids(lookup, &key).await?.contains(&later.id)),
            },
        };
        Ok(LookupEvidence { found: method.ids(lookup, key).await?, later_shown, whole: method.is_still() })
    }

    /// True if this many times `settle_for` have passed since an attempt ended.
    fn has_waited(&self, ended: i64, times: u32) -> bool {
        self.recorder.clock().since(ended) >= self.settings.settle_for * times
    }

    /// The key by which a row is looked up: its marker, else its match key.
    pub(super) fn lookup_key(&self, row: u64, key: Option<&PlannedKey>) -> Option<PlannedKey> {
        match &self.settings.marker {
            Some(marker) => Some(marker_key(&marker.of(row).1)),
            None => key.cloned(),
        }
    }
}
