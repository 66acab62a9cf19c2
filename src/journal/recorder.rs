//! Records intents and outcomes in phase two, in groups, on a thread of its own.
//!
//! This is a group commit: all entries that arrive during one commit go into the next, so that one sync serves all
//! rows in flight. Entries are committed in the order in which they arrive.

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender};
use tokio::sync::oneshot;

use super::database;
use super::error::JournalError;
use super::file_identity::IdentityCheck;
use super::journal_writer::{JournalEntry, JournalWriter};
use super::outcome::Outcome;
use super::run_clock::RunClock;

/// A row that was written, and the server's id of its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenId {
    pub(super) row: u64,
    pub(super) id: String,
}

/// Entries that are committed together, and the sender that waits for them.
#[derive(Debug)]
struct EntryBatch {
    entries: Vec<JournalEntry>,
    reply: oneshot::Sender<Result<(), SharedJournalError>>,
}

/// Why a group is not on disk, shared by all that wait for it.
type SharedJournalError = Arc<JournalError>;

/// A copy of the error for one waiting sender.
fn clone_error(fault: &JournalError) -> JournalError {
    match fault {
        JournalError::Damaged(reason) => JournalError::Damaged(reason.clone()),
        JournalError::Gone { path } => JournalError::Gone { path: path.clone() },
        other => JournalError::Stopped(other.to_string()),
    }
}

/// A handle to the journal's thread; clones share it.
#[derive(Debug, Clone)]
pub struct Recorder {
    sender: Sender<EntryBatch>,
    clock: RunClock,
    identity: IdentityCheck,
}

/// The maximum number of batches in one commit.
const GROUP: usize = 1024;

impl Recorder {
    /// Opens the journal and starts its thread, which ends when the last handle is dropped. Attempts that are still
    /// open are ended, because the process that made them is dead. `wall` is the wall clock time.
    pub fn start(path: &Path, wall: i64) -> Result<(Self, JoinHandle<()>), JournalError> {
        Self::start_followed(path, wall, None)
    }

    /// Like [`Recorder::start`]; each written row is sent to `follower` once it is on disk.
    pub fn start_followed(
        path: &Path,
        wall: i64,
        follower: Option<Sender<WrittenId>>,
    ) -> Result<(Self, JoinHandle<()>), JournalError> {
        let connection = database::open_to_write(path)?;
        let clock = RunClock::of(&connection, wall)?;
        let writer = JournalWriter::take_over(connection, clock.now())?;
        let identity = IdentityCheck::of(path)?;
        let worker = RecorderThread { writer, identity: identity.clone(), follower };
        let (sender, receiver) = crossbeam_channel::bounded(4 * GROUP);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let thread = thread.spawn(move || worker.serve(&receiver));
        let thread = thread.map_err(|error| JournalError::file(path, error))?;
        Ok((Self { sender, clock, identity }, thread))
    }

    /// Checks that the path of the journal still leads to the open file.
    pub(crate) fn look(&self) -> Result<(), JournalError> {
        self.identity.look()
    }

    /// The clock that gives all times in the journal.
    pub(crate) fn clock(&self) -> RunClock {
        self.clock
    }

    /// Returns once the intents of these attempts (row and attempt number from 1) are on disk.
    pub(crate) async fn intend(&self, attempts: Vec<(u64, u32)>, at: i64) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Intents { attempts, at }]).await
    }

    /// Records that the last intent of a row was not sent.
    pub(crate) async fn withdraw(&self, row: u64, at: i64) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Withdrawal { row, at }]).await
    }

    /// Records that the last attempt may have arrived. The row stays pending until that is resolved.
    pub(crate) async fn doubt(&self, row: u64, at: i64, cause: String) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Doubt { row, at, cause }]).await
    }

    /// Records that an attempt in doubt arrived, under this id.
    pub(crate) async fn adopt(&self, row: u64, id: String) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Adoption { row, id }]).await
    }

    /// Records that no attempt in doubt of a row arrived. The row is pending as if never sent.
    pub(crate) async fn absent(&self, row: u64) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Absence { row }]).await
    }

    /// Records that no attempt in doubt of a row arrived, together with the intent of the next attempt.
    pub(crate) async fn intend_again(&self, row: u64, number: u32, at: i64) -> Result<(), JournalError> {
        let attempts = vec![(row, number)];
        self.record(vec![JournalEntry::Absence { row }, JournalEntry::Intents { attempts, at }]).await
    }

    /// Returns once the outcome is on disk.
    pub(crate) async fn commit_outcome(
        &self,
        row: u64,
        at: i64,
        outcome: Outcome,
    ) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Outcome { row, at, outcome }]).await
    }

    /// Creates the index for [`JournalReader::owner`](super::JournalReader::owner).
    pub(crate) async fn index_ids(&self) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::IdIndex]).await
    }

    /// Queues entries at once, after all entries queued before. The returned future completes when they are on
    /// disk.
    pub(crate) fn record(
        &self,
        entries: Vec<JournalEntry>,
    ) -> impl Future<Output = Result<(), JournalError>> + Send + use<> {
        let gone = || JournalError::Stopped("its thread has ended".to_owned());
        let none = cfg!(feature = "bench-no-journal") || entries.is_empty();
        let waiting = (!none).then(|| {
            let (reply, done) = oneshot::channel();
            // The channel holds more than can be in flight, so this does not block the runtime.
            self.sender.send(EntryBatch { entries, reply }).map(|()| done)
        });
        async move {
            match waiting {
                None => Ok(()),
                Some(sent) => {
                    sent.map_err(|_| gone())?.await.map_err(|_| gone())?.map_err(|fault| clone_error(&fault))
                }
            }
        }
    }
}

/// The state of the journal's thread.
struct RecorderThread {
    writer: JournalWriter,
    identity: IdentityCheck,
    follower: Option<Sender<WrittenId>>,
}

impl RecorderThread {
    fn serve(mut self, batches: &Receiver<EntryBatch>) {
        while let Ok(first) = batches.recv() {
            let mut group = vec![first];
            group.extend(batches.try_iter().take(GROUP - 1));
            let done = self.commit(&group).map_err(SharedJournalError::new);
            for EntryBatch { reply, .. } in group {
                // A receiver that was dropped does not need the result.
                drop(reply.send(done.clone()));
            }
        }
    }

    fn commit(&mut self, group: &[EntryBatch]) -> Result<(), JournalError> {
        let entries = group.iter().flat_map(|batch| &batch.entries);
        self.identity.check()?;
        self.writer.commit(entries.clone())?;
        let Some(follower) = &self.follower else { return Ok(()) };
        for (row, id) in entries.filter_map(JournalEntry::written) {
            // A follower that has ended has reported its error.
            drop(follower.send(WrittenId { row, id: id.to_owned() }));
        }
        Ok(())
    }
}
