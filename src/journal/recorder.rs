//! Phase two writes here: intents and outcomes, in groups, by a thread of its own.
//!
//! Whoever waits for the disk waits with others: all that has gathered since the last commit goes into the next one,
//! so that a sync to disk serves as many rows as are in flight. What comes first is committed first, or together.

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

/// Entries that are committed together, and who waits for them.
#[derive(Debug)]
struct EntryBatch {
    entries: Vec<JournalEntry>,
    reply: oneshot::Sender<Result<(), SharedJournalError>>,
}

/// Why a group is not on disk, for everybody who waits for it.
type SharedJournalError = Arc<JournalError>;

/// The same for one of them.
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
    stand: IdentityCheck,
}

/// The most bundles in one commit.
const GROUP: usize = 1024;

impl Recorder {
    /// Opens the journal and starts its thread, which ends when the last handle is dropped. What is open by now was
    /// left so by a process that is dead: from now on nobody sends it any more. `wall` is the time by the wall clock.
    pub fn start(path: &Path, wall: i64) -> Result<(Self, JoinHandle<()>), JournalError> {
        Self::start_followed(path, wall, None)
    }

    /// As [`Recorder::start`]; each row that was written is handed to a follower, once that is on disk.
    pub fn start_followed(
        path: &Path,
        wall: i64,
        follower: Option<Sender<WrittenId>>,
    ) -> Result<(Self, JoinHandle<()>), JournalError> {
        let connection = database::open(path)?;
        let clock = RunClock::of(&connection, wall)?;
        let book = JournalWriter::take_over(connection, clock.now())?;
        let stand = IdentityCheck::of(path)?;
        let desk = RecorderThread { book, stand: stand.clone(), follower };
        let (sender, receiver) = crossbeam_channel::bounded(4 * GROUP);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let thread = thread.spawn(move || desk.serve(&receiver));
        let thread = thread.map_err(|error| JournalError::file(path, error))?;
        Ok((Self { sender, clock, stand }, thread))
    }

    /// Looks whether the journal still lies at its path, for whoever opens it there.
    pub(crate) fn look(&self) -> Result<(), JournalError> {
        self.stand.look()
    }

    /// The clock by which all times of the journal are told.
    pub(crate) fn clock(&self) -> RunClock {
        self.clock
    }

    /// Returns once the intents of these attempts, each a row and its number from 1, are on disk.
    pub(crate) async fn intend(&self, attempts: Vec<(u64, u32)>, at: i64) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Intents { attempts, at }]).await
    }

    /// Notes that the last intent of a row was not sent after all.
    pub(crate) async fn withdraw(&self, row: u64, at: i64) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Withdrawal { row, at }]).await
    }

    /// Notes that nobody knows whether the last attempt arrived. The row stays pending, to be settled.
    pub(crate) async fn doubt(&self, row: u64, at: i64, cause: String) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Doubt { row, at, cause }]).await
    }

    /// Notes that an attempt in doubt did arrive, under this id.
    pub(crate) async fn adopt(&self, row: u64, id: String) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Adoption { row, id }]).await
    }

    /// Notes that no attempt in doubt of a row did arrive. The row is pending as if it had never been sent.
    pub(crate) async fn absent(&self, row: u64) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::Absence { row }]).await
    }

    /// Notes that no attempt in doubt of a row did arrive, and the intent of the next one: nobody sees the row between.
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

    /// Makes [`JournalReader::owner`](super::Reader::owner) fast.
    pub(crate) async fn index_ids(&self) -> Result<(), JournalError> {
        self.record(vec![JournalEntry::IdIndex]).await
    }

    /// Hands entries over at once, in order with all that was handed over before; what it returns waits until they
    /// are on disk.
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

/// The journal's thread.
struct RecorderThread {
    book: JournalWriter,
    stand: IdentityCheck,
    follower: Option<Sender<WrittenId>>,
}

impl RecorderThread {
    fn serve(mut self, bundles: &Receiver<EntryBatch>) {
        while let Ok(first) = bundles.recv() {
            let mut group = vec![first];
            group.extend(bundles.try_iter().take(GROUP - 1));
            let done = self.commit(&group).map_err(SharedJournalError::new);
            for EntryBatch { reply, .. } in group {
                // A receiver that is gone no longer cares.
                drop(reply.send(done.clone()));
            }
        }
    }

    fn commit(&mut self, group: &[EntryBatch]) -> Result<(), JournalError> {
        let entries = group.iter().flat_map(|bundle| &bundle.entries);
        self.stand.check()?;
        self.book.commit(entries.clone())?;
        let Some(follower) = &self.follower else { return Ok(()) };
        for (row, id) in entries.filter_map(JournalEntry::written) {
            // One that has ended has told why.
            drop(follower.send(WrittenId { row, id: id.to_owned() }));
        }
        Ok(())
    }
}
