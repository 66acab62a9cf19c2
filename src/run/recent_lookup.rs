//! Finds customers that this machine inserted recently and the list does not show yet, by their ids.

use std::cell::Cell;
use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use crossbeam_channel::Sender;
use tokio::time::Instant;

use super::error::RunError;
use super::write_job::WriteJob;
use crate::api::Client;
use crate::event::{Event, Listener};
use crate::journal::{
    Following, KnownInserts, PlanWriter, RecentError, RecentInserts, RunFile, RunFolder, SearchKey, WrittenId,
};
use crate::lookup::{CustomerIndex, CustomerLookup, id_of};
use crate::plan::MatchedCustomer;

/// Looks up the recent inserts of an account.
pub(crate) struct RecentLookup<'a> {
    known: KnownInserts,
    of: &'a RecentInserts,
    client: &'a Client,
    listener: &'a dyn Listener,
    /// When every insert is older than `--settle-for`. Counted from opening the recent inserts, because the wall
    /// clock can jump.
    old_enough: Instant,
    noted: Cell<bool>,
}

/// The wait before a missing customer is read again; each further wait is twice as long.
const FIRST_REST: Duration = Duration::from_millis(250);
const LONGEST_REST: Duration = Duration::from_secs(4);

impl WriteJob {
    /// Opens the recent inserts; `None` if there are none or they can't be used.
    pub(crate) fn recent_inserts(&self) -> Option<RecentLookup<'_>> {
        let of = self.recent.as_ref()?;
        let known = tokio::task::block_in_place(|| of.look());
        let known = known.unwrap_or_else(|error| {
            self.note_recent_error(&error);
            None
        })?;
        Some(RecentLookup {
            known,
            of,
            client: &self.client,
            listener: &*self.listener,
            old_enough: Instant::now() + Duration::from_millis(self.settings.settle_millis),
            noted: Cell::new(false),
        })
    }

    /// Starts recording the inserts of a run as recent inserts.
    pub(crate) fn follow(&self, journal: &Path, run: &RunFile) -> Option<(Sender<WrittenId>, Following)> {
        // Without a thread, the run continues and records nothing.
        self.recent.as_ref()?.follow(journal, run).ok()
    }

    pub(crate) fn end_following(&self, following: Option<Following>) {
        let ended = following.map(|thread| tokio::task::block_in_place(|| thread.join()));
        if let Some(Ok(Err(error))) = ended {
            self.note_recent_error(&error);
        }
    }

    /// Records the inserts of a run whose process died.
    pub(crate) fn record_recent(&self, folder: &RunFolder, run: &RunFile) {
        let Some(recent) = &self.recent else { return };
        if let Err(error) = tokio::task::block_in_place(|| recent.take_in(&folder.journal(), run)) {
            self.note_recent_error(&error);
        }
    }

    fn note_recent_error(&self, error: &RecentError) {
        note_once(self.recent.as_ref(), error, &*self.listener);
    }
}

fn note_once(of: Option<&RecentInserts>, error: &RecentError, listener: &dyn Listener) {
    let text = of.and_then(|of| of.say_once(error));
    text.into_iter().for_each(|text| listener.hear(&Event::Note(text)));
}

impl RecentLookup<'_> {
    /// The customers that were inserted with this key and still have it.
    pub(crate) async fn find(
        &self,
        lookup: &CustomerLookup,
        key: &SearchKey,
    ) -> Result<Vec<MatchedCustomer>, RunError> {
        let mut found = Vec::new();
        for id in self.inserted(lookup, key) {
            found.extend(self.read(lookup, key, id).await?);
        }
        Ok(found)
    }

    /// Adds to `listed` the recent inserts that have a key of an open row and were not listed.
    pub(crate) async fn complete(
        &self,
        lookup: &CustomerLookup,
        plan_writer: &PlanWriter,
        listed: &mut CustomerIndex,
    ) -> Result<(), RunError> {
        let mut after = 0;
        let mut done = HashSet::new();
        loop {
            let open = plan_writer.open_rows(after, 512)?;
            let Some(last) = open.last() else { return Ok(()) };
            after = last.id;
            for key in open.into_iter().flat_map(|row| row.keys) {
                if done.contains(&key.key) {
                    continue;
                }
                for id in self.inserted(lookup, &key) {
                    done.insert(key.key.clone());
                    if listed.get(&id)?.is_some() {
                        continue;
                    }
                    if let Some(found) = self.read(lookup, &key, id).await? {
                        listed.add(&lookup.matching, &found.record)?;
                    }
                }
            }
        }
    }

    fn inserted(&self, lookup: &CustomerLookup, key: &SearchKey) -> Vec<String> {
        let mut ids = Vec::new();
        for form in lookup.forms_of(key) {
            match self.known.find(&lookup.matching, &form.canonical) {
                Ok(found) => ids.extend(found),
                Err(error) => note_once(Some(self.of), &error, self.listener),
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Reads a recent insert. A missing customer was deleted, or its detail is not visible yet, so it is read again
    /// until the insert is older than `--settle-for`.
    async fn read(
        &self,
        lookup: &CustomerLookup,
        key: &SearchKey,
        id: String,
    ) -> Result<Option<MatchedCustomer>, RunError> {
        let mut rest = FIRST_REST;
        loop {
            if let Some(record) = self.client.detail(&id).await? {
                let same = id_of(&record).as_ref() == Some(&id) && lookup.has_key(&record, key);
                return Ok(same.then(|| MatchedCustomer { id, record: record.into_object() }));
            }
            let left = self.old_enough.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.known
                    .forget(&id)
                    .unwrap_or_else(|error| note_once(Some(self.of), &error, self.listener));
                return Ok(None);
            }
            self.note_waiting(left);
            tokio::time::sleep(rest.min(left)).await;
            rest = (rest * 2).min(LONGEST_REST);
        }
    }

    fn note_waiting(&self, left: Duration) {
        if !self.noted.replace(true) {
            let seconds = left.as_secs() + 1;
            self.listener.hear(&Event::Note(format!(
                "A customer that was just inserted can't be found: it was deleted, or is not listed yet. \
                 Looking again for up to {seconds} s (--settle-for), then inserting it again."
            )));
        }
    }
}
