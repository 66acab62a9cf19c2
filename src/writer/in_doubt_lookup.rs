//! Looks an insert in doubt up: by a search where the server's can be relied on, else in the whole list.

use super::in_doubt_resolution::{LookupEvidence, WITHOUT_WITNESS};
use super::marker::marker_key;
use super::{AbortReason, Writer};
use crate::journal::{JournalError, JournalReader, LaterInsert, PlannedKey};
use crate::lookup::{CustomerLookup, LookupError, ServerSearch, SinglePass, WantedKinds};

/// What settlement reads: the journal, and the inserts that it sent again itself, with the times of their intents.
pub(super) struct LaterInsertIndex {
    pub(super) reader: JournalReader,
    pub(super) sent_again: Vec<(i64, LaterInsert)>,
}

impl LaterInsertIndex {
    /// An insert of this run that was intended after a row's attempt had ended, has arrived, and can be looked up: by
    /// its key, or, where there are markers, without one.
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

/// An insert in doubt, as it is looked up.
pub(super) struct InDoubtQuestion<'a> {
    pub(super) row: u64,
    pub(super) key: &'a PlannedKey,
    /// When its attempt ended, by the clock of the journal.
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
    async fn ids(&mut self, key: &PlannedKey) -> Result<Vec<String>, AbortReason> {
        let found = match self {
            Self::Search(search) => search.find(&key.canonical, &key.values).await?,
            Self::Drain(glance) => glance.remote.find(&key.canonical)?,
        };
        Ok(found.into_iter().map(|found| found.id).collect())
    }

    /// The whole list, which did not change while it was read.
    fn is_still(&self) -> bool {
        matches!(self, Self::Drain(glance) if glance.still)
    }
}

impl Writer {
    /// A search where the server's can be relied on, else one reading of the whole list.
    pub(super) async fn way<'a>(
        &self,
        lookup: &CustomerLookup,
        keys: impl Iterator<Item = &'a PlannedKey>,
    ) -> Result<LookupMethod, AbortReason> {
        if self.settings.marker.is_none() {
            let keys = keys.map(|key| (&*key.canonical, &*key.values));
            if let Some(search) = lookup.proven(WantedKinds::of(keys)).await? {
                return Ok(LookupMethod::Search(search));
            }
        }
        self.drained(lookup).await
    }

    /// Nothing where a stop is asked for meanwhile. Reads change nothing, so nobody waits for them.
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

    /// What shows of an insert in doubt. Where the later insert stays away for long, the whole list is read, since a
    /// search may lack the newest; a later insert that is gone by now proves nothing.
    pub(super) async fn look(
        &self,
        lookup: &CustomerLookup,
        way: &mut LookupMethod,
        memory: &mut LaterInsertIndex,
        question: InDoubtQuestion<'_>,
    ) -> Result<LookupEvidence, AbortReason> {
        let InDoubtQuestion { row, key, ended } = question;
        let witness = memory.later_insert(row, ended, self.settings.marker.is_some())?;
        let mut sight = self.seen(way, key, ended, witness.as_ref()).await?;
        if sight.found.is_empty()
            && sight.later_shown != Some(true)
            && self.has_waited(ended, WITHOUT_WITNESS)
        {
            if !way.is_still() {
                let Some(drained) = self.unless_stopped(self.drained(lookup)).await? else {
                    return Ok(LookupEvidence::nothing());
                };
                *way = drained;
                sight = self.seen(way, key, ended, witness.as_ref()).await?;
            }
            if let (Some(later), Some(false)) = (&witness, sight.later_shown)
                && lookup.client.detail(&later.id).await.map_err(LookupError::from)?.is_none()
            {
                sight.later_shown = None;
            }
        }
        let mut own = Vec::with_capacity(sight.found.len());
        for id in sight.found {
            if memory.reader.owner(&id, row)?.is_none() {
                own.push(id);
            }
        }
        Ok(LookupEvidence { found: own, ..sight })
    }

    /// The later insert is looked for first: what is shown after it was asked later, so it can't be older.
    async fn seen(
        &self,
        way: &mut LookupMethod,
        key: &PlannedKey,
        ended: i64,
        witness: Option<&LaterInsert>,
    ) -> Result<LookupEvidence, AbortReason> {
        let later_shown = match witness {
            None => None,
            Some(_) if !self.has_waited(ended, 1) => Some(false),
            Some(later) => match self.key_of(later.row, later.key.as_ref()) {
                None => Some(false),
                Some(key) => Some(way.ids(&key).await?.contains(&later.id)),
            },
        };
        Ok(LookupEvidence { found: way.ids(key).await?, later_shown, whole: way.is_still() })
    }

    /// True where so many times the time of settlement has passed since an attempt ended.
    fn has_waited(&self, ended: i64, times: u32) -> bool {
        self.recorder.clock().since(ended) >= self.settings.settle_for * times
    }

    /// The key by which a row is settled: its marker, else its match key.
    pub(super) fn key_of(&self, row: u64, key: Option<&PlannedKey>) -> Option<PlannedKey> {
        match &self.settings.marker {
            Some(marker) => Some(marker_key(&marker.of(row).1)),
            None => key.cloned(),
        }
    }
}
