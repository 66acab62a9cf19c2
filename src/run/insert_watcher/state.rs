//! What a watch knows of the list, and what of that a later process needs to go on with the run.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::file::{AtomicFile, read_regular};
use crate::journal::JournalError;
use crate::lookup::ListEnd;
use crate::writer::WriteProgress;

/// The file in the run's folder.
pub(super) const FILE: &str = "watch.json";

/// What is known of the list. It is kept in the run's folder, so that a process that goes on with the run knows who has
/// come since the last look of the process before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct List {
    /// The end of the list at the last look.
    pub(super) mark: Option<ListEnd>,
    /// The end of the list before the run inserted anybody.
    pub(super) first: Option<ListEnd>,
    /// The inserts that the mark has in it, or that were counted as missing.
    pub(super) counted: u64,
    /// Our own that the list did not show yet, less those that it showed before they were counted.
    pub(super) missing: i64,
    /// The ids of those who have come: some may be our own inserts, which got no answer.
    pub(super) unclaimed: Vec<String>,
    /// Everybody who has come since the plan is known.
    pub(super) complete: bool,
    /// Some of our own were not compared with what was sent.
    pub(super) unread: bool,
}

impl List {
    /// What is known from the plan, or from the last look-up of a run that goes on.
    pub(super) fn since(mark: Option<ListEnd>, continues: bool, inserted: u64) -> Self {
        let first = mark.clone().filter(|_| !continues);
        Self { complete: first.is_some(), first, mark, counted: inserted, ..Self::default() }
    }

    /// What an earlier process has kept; `None` where there is nothing, or nothing that can be used.
    pub(super) fn load(path: &Path) -> Option<Self> {
        let list: Self = serde_json::from_slice(&read_regular(path).ok()?).ok()?;
        list.mark.is_some().then_some(list)
    }

    pub(super) fn save(&self, path: &Path) -> Result<(), JournalError> {
        let mut file = AtomicFile::create(path)?;
        file.write_all(&serde_json::to_vec(self)?).map_err(|error| JournalError::file(path, error))?;
        Ok(file.finish()?)
    }

    /// How many inserts of `now` the list has not been seen with; those that came with no answer have been counted.
    pub(super) fn expected(&mut self, now: u64, progress: &WriteProgress) -> i64 {
        let known = self.unclaimed.iter().filter(|id| progress.has_inserted(id)).count() as i64;
        self.unclaimed.retain(|id| !progress.is_ours(id));
        now as i64 - self.counted as i64 + self.missing - known
    }
}

pub(super) struct State {
    pub(super) list: List,
    /// The inserts of earlier processes.
    pub(super) before: u64,
    /// What is known of the list is that of an earlier process, which knew it before those that are in doubt were sent.
    pub(super) goes_on: bool,
    /// Others have come of whom nobody knows who they are.
    pub(super) strangers: bool,
    /// For a while the list did not tell who came.
    pub(super) gap: bool,
    /// Since when every insert that is still to be sent is known not to be there.
    pub(super) fresh: Instant,
    pub(super) begun: Instant,
    /// Rows written when the whole list was read last.
    pub(super) reread_at: u64,
    /// How many inserts there were at the last look, and when that was.
    pub(super) looked: Option<(u64, Instant)>,
    /// The last row at the look before the last one, and at the last one.
    pub(super) last_rows: [u64; 2],
}

impl State {
    pub(super) fn new(list: List, goes_on: bool, before: u64, first_row: u64) -> Self {
        let now = Instant::now();
        let last_row = first_row.saturating_sub(1);
        Self {
            list,
            before,
            goes_on,
            strangers: false,
            gap: false,
            fresh: now,
            begun: now,
            reread_at: 0,
            looked: None,
            last_rows: [last_row; 2],
        }
    }

    /// All inserts of the run that are there for certain.
    pub(super) fn inserted(&self, progress: &WriteProgress) -> u64 {
        self.before + progress.inserted() + self.found(progress)
    }

    /// Inserts that may be there, beside those.
    pub(super) fn in_doubt(&self, progress: &WriteProgress) -> u64 {
        progress.in_doubt().saturating_sub(self.found(progress))
    }

    fn found(&self, progress: &WriteProgress) -> u64 {
        if self.goes_on { progress.found() } else { 0 }
    }
}
