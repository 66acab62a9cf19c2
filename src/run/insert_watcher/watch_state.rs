//! What a watcher knows about the list, and the part of it that a resumed run needs.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::file::{AtomicFile, read_regular};
use crate::journal::JournalError;
use crate::lookup::ListEnd;
use crate::writer::WriteProgress;

/// The file name of [`ListState`] in the run folder.
pub(super) const FILE: &str = "watch.json";

/// What is known about the list. It is saved in the run folder, so that a resumed run finds the customers that were
/// added since the last check.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ListState {
    /// The end of the list at the last check.
    pub(super) mark: Option<ListEnd>,
    /// The end of the list before the first insert of the run.
    pub(super) first: Option<ListEnd>,
    /// The number of inserts before `mark`, including those that are counted in `missing`.
    pub(super) counted: u64,
    /// The number of own inserts that the list did not show yet, minus those it showed before they were counted.
    pub(super) missing: i64,
    /// The ids of customers that were added. Some may be own inserts without an answer.
    pub(super) unclaimed: Vec<String>,
    /// True if all customers that were added since the plan are known.
    pub(super) complete: bool,
    /// True if some own inserts were not compared with what was sent.
    pub(super) unread: bool,
}

impl ListState {
    /// The state after planning, or after the rematch of a resumed run.
    pub(super) fn since(mark: Option<ListEnd>, continues: bool, inserted: u64) -> Self {
        let first = mark.clone().filter(|_| !continues);
        Self { complete: first.is_some(), first, mark, counted: inserted, ..Self::default() }
    }

    /// The state that an earlier process saved; `None` if there is none or it can't be used.
    pub(super) fn load(path: &Path) -> Option<Self> {
        let list: Self = serde_json::from_slice(&read_regular(path).ok()?).ok()?;
        list.mark.is_some().then_some(list)
    }

    pub(super) fn save(&self, path: &Path) -> Result<(), JournalError> {
        let mut file = AtomicFile::create(path)?;
        file.write_all(&serde_json::to_vec(self)?).map_err(|error| JournalError::file(path, error))?;
        Ok(file.finish()?)
    }

    /// How many of the `now` inserts the list has not shown yet. Inserts without an answer have been counted.
    pub(super) fn expected(&mut self, now: u64, progress: &WriteProgress) -> i64 {
        let known = self.unclaimed.iter().filter(|id| progress.has_inserted(id)).count() as i64;
        self.unclaimed.retain(|id| !progress.is_ours(id));
        now as i64 - self.counted as i64 + self.missing - known
    }
}

/// What a watcher knows.
pub(super) struct WatchState {
    pub(super) list: ListState,
    /// The number of inserts by earlier processes.
    pub(super) before: u64,
    /// True if an earlier process of the run has sent inserts.
    pub(super) continues: bool,
    /// True if `list` is from an earlier process, which saved it before the inserts in doubt were sent.
    pub(super) continued: bool,
    /// True if unknown customers were added.
    pub(super) strangers: bool,
    /// True if the list did not show for a while who was added.
    pub(super) gap: bool,
    /// True if the run has shown a form of match keys that was not known before.
    pub(super) is_respelled: bool,
    /// When it was last known that no pending insert exists in the help desk.
    pub(super) fresh: Instant,
    pub(super) begun: Instant,
    /// The number of written rows when the complete list was last read.
    pub(super) reread_at: u64,
    /// The number of inserts at the last check, and its time.
    pub(super) looked: Option<(u64, Instant)>,
    /// The last row at the last check but one, and at the last check.
    pub(super) last_rows: [u64; 2],
}

impl WatchState {
    pub(super) fn new(list: ListState, continues: bool, before: u64, first_row: u64) -> Self {
        let now = Instant::now();
        let last_row = first_row.saturating_sub(1);
        Self {
            list,
            before,
            continues,
            continued: false,
            strangers: false,
            gap: false,
            is_respelled: false,
            fresh: now,
            begun: now,
            reread_at: 0,
            looked: None,
            last_rows: [last_row; 2],
        }
    }

    /// The number of inserts of the run that certainly exist.
    pub(super) fn inserted(&self, progress: &WriteProgress) -> u64 {
        self.before + progress.inserted() + self.found(progress)
    }

    /// The number of other inserts that may exist.
    pub(super) fn in_doubt(&self, progress: &WriteProgress) -> u64 {
        progress.in_doubt().saturating_sub(self.found(progress))
    }

    fn found(&self, progress: &WriteProgress) -> u64 {
        if self.continued { progress.found() } else { 0 }
    }
}
