//! Phase two writes here: intents and outcomes, in groups, by a thread of its own.
//!
//! Whoever waits for the disk waits with others: all that has gathered since the last commit goes into the next one,
//! so that a sync to disk serves as many rows as are in flight.

use std::path::Path;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender};
use rusqlite::{Connection, params};
use tokio::sync::oneshot;

use super::error::JournalError;
use super::store;
use crate::failpoint;
use crate::issue::Issue;

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is on the server, under this id.
    Written {
        /// The server's id.
        id: String,
    },
    /// The customer was as wanted when it was to be written.
    Unchanged,
    /// It was refused, or is stale: nothing was written.
    Rejected(Issue),
    /// It failed for good: nothing was written.
    Failed(Issue),
    /// Nobody knows, and there is no way to find out.
    Unknown(Issue),
}

/// An outcome that has reached the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The row.
    pub row: u64,
    /// What became of it.
    pub outcome: Outcome,
}

enum Entry {
    Intents { attempts: Vec<(u64, u32)>, at: i64 },
    Withdrawal { row: u64, at: i64 },
    Doubt { row: u64, at: i64, cause: String },
    Adoption { row: u64, id: String },
    Absence { row: u64 },
    Outcome { row: u64, at: i64, outcome: Outcome },
    IdIndex,
}

impl Entry {
    /// The fail points, where it has some: written, and committed.
    fn points(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::IdIndex => return None,
            Self::Intents { .. } => ("intent-written", "intent-committed"),
            Self::Doubt { .. } => ("doubt-written", "doubt-committed"),
            Self::Adoption { .. } => ("adoption-written", "adoption-committed"),
            Self::Absence { .. } => ("absence-written", "absence-committed"),
            Self::Outcome { .. } | Self::Withdrawal { .. } => ("outcome-written", "outcome-committed"),
        })
    }
}

type Reply = oneshot::Sender<Result<(), String>>;

/// A handle to the journal's thread; clones share it.
#[derive(Debug, Clone)]
pub struct Recorder {
    sender: Sender<(Entry, Reply)>,
}

/// The most entries in one commit.
const GROUP: usize = 1024;

impl Recorder {
    /// Opens the journal and starts its thread, which ends when the last handle is dropped. What is open by now was
    /// left so by a process that is dead: from `at` on nobody sends it any more.
    pub fn start(path: &Path, at: i64) -> Result<(Self, JoinHandle<()>), JournalError> {
        let connection = store::open(path)?;
        let sql = "UPDATE attempt SET ended = ?, status = 'unknown', cause = ? WHERE ended IS NULL";
        connection.execute(sql, params![at, "the process ended before the answer came"])?;
        let (sender, receiver) = crossbeam_channel::bounded(4 * GROUP);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let thread = thread.spawn(move || serve(&connection, &receiver));
        let thread = thread.map_err(|error| JournalError::file(path, error))?;
        Ok((Self { sender }, thread))
    }

    /// Returns once the intents of these attempts, each a row and its number from 1, are on disk.
    pub async fn intend(&self, attempts: Vec<(u64, u32)>, at: i64) -> Result<(), JournalError> {
        self.record(Entry::Intents { attempts, at }).await
    }

    /// Notes that the last intent of a row was not sent after all.
    pub async fn withdraw(&self, row: u64, at: i64) -> Result<(), JournalError> {
        self.record(Entry::Withdrawal { row, at }).await
    }

    /// Notes that nobody knows whether the last attempt arrived. The row stays pending, to be settled.
    pub async fn doubt(&self, row: u64, at: i64, cause: String) -> Result<(), JournalError> {
        self.record(Entry::Doubt { row, at, cause }).await
    }

    /// Notes that an attempt in doubt did arrive, under this id.
    pub async fn adopt(&self, row: u64, id: String) -> Result<(), JournalError> {
        self.record(Entry::Adoption { row, id }).await
    }

    /// Notes that no attempt in doubt of a row did arrive. The row is pending as if it had never been sent.
    pub async fn absent(&self, row: u64) -> Result<(), JournalError> {
        self.record(Entry::Absence { row }).await
    }

    /// Returns once the outcome is on disk.
    pub async fn settle(&self, row: u64, at: i64, outcome: Outcome) -> Result<(), JournalError> {
        self.record(Entry::Outcome { row, at, outcome }).await
    }

    /// Makes [`Reader::owner`](super::Reader::owner) fast, once and for all. A run in which nothing is ever in doubt
    /// needs it not, and an index would slow every outcome down.
    pub async fn index_ids(&self) -> Result<(), JournalError> {
        self.record(Entry::IdIndex).await
    }

    async fn record(&self, entry: Entry) -> Result<(), JournalError> {
        if cfg!(feature = "bench-no-journal") {
            return Ok(());
        }
        let gone = || JournalError::Stopped("its thread has ended".to_owned());
        let (reply, done) = oneshot::channel();
        // The channel holds more than can be in flight, so this does not block the runtime.
        self.sender.send((entry, reply)).map_err(|_| gone())?;
        done.await.map_err(|_| gone())?.map_err(JournalError::Stopped)
    }
}

fn serve(connection: &Connection, entries: &Receiver<(Entry, Reply)>) {
    while let Ok(first) = entries.recv() {
        let mut group = vec![first];
        group.extend(entries.try_iter().take(GROUP - 1));
        let done = commit(connection, &group).map_err(|error| error.to_string());
        for (_, reply) in group {
            // A receiver that is gone no longer cares.
            drop(reply.send(done.clone()));
        }
    }
}

fn commit(connection: &Connection, group: &[(Entry, Reply)]) -> Result<(), JournalError> {
    let transaction = connection.unchecked_transaction()?;
    for (entry, _) in group {
        write(connection, entry)?;
        if let Some((written, _)) = entry.points() {
            failpoint::pass(written);
        }
    }
    transaction.commit()?;
    let points = group.iter().filter_map(|(entry, _)| entry.points());
    points.for_each(|(_, committed)| failpoint::pass(committed));
    Ok(())
}

fn write(connection: &Connection, entry: &Entry) -> Result<(), JournalError> {
    match entry {
        Entry::Intents { attempts, at } => {
            let sql = "INSERT INTO attempt (row, number, intended) VALUES (?, ?, ?)";
            let mut insert = connection.prepare_cached(sql)?;
            attempts
                .iter()
                .try_for_each(|(row, number)| insert.execute(params![row, number, at]).map(drop))?;
        }
        Entry::Withdrawal { row, at } => end_attempt(connection, *row, *at, "withdrawn", None)?,
        Entry::Doubt { row, at, cause } => end_attempt(connection, *row, *at, "unknown", Some(cause))?,
        Entry::Adoption { row, id } => {
            note(connection, *row, "written", Some(id), None)?;
            settle_attempts(connection, *row, "found")?;
        }
        Entry::Absence { row } => settle_attempts(connection, *row, "absent")?,
        Entry::Outcome { row, at, outcome } => {
            let (word, id, failure) = columns(outcome);
            let cause = failure.map(|issue| issue.message.as_str());
            end_attempt(connection, *row, *at, word, cause)?;
            note(connection, *row, word, id, failure.map(serde_json::to_string).transpose()?)?;
        }
        Entry::IdIndex => {
            connection.execute_batch("CREATE INDEX IF NOT EXISTS outcome_server ON outcome (server_id)")?;
        }
    }
    Ok(())
}

/// What became of a row.
fn note(
    connection: &Connection,
    row: u64,
    outcome: &str,
    id: Option<&str>,
    failure: Option<String>,
) -> Result<(), JournalError> {
    let sql = "INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![row, outcome, id, failure])?;
    Ok(())
}

/// Ends the open attempt of a row; nothing where none is open.
fn end_attempt(
    connection: &Connection,
    row: u64,
    at: i64,
    status: &str,
    cause: Option<&str>,
) -> Result<(), JournalError> {
    let sql = "UPDATE attempt SET ended = ?, status = ?, cause = ? WHERE row = ? AND ended IS NULL";
    connection.prepare_cached(sql)?.execute(params![at, status, cause, row])?;
    Ok(())
}

/// What a look-up has shown of the attempts in doubt of a row.
fn settle_attempts(connection: &Connection, row: u64, status: &str) -> Result<(), JournalError> {
    let sql = "UPDATE attempt SET status = ? WHERE row = ? AND status = 'unknown'";
    connection.prepare_cached(sql)?.execute(params![status, row])?;
    Ok(())
}

fn columns(outcome: &Outcome) -> (&'static str, Option<&str>, Option<&Issue>) {
    match outcome {
        Outcome::Written { id } => ("written", Some(id), None),
        Outcome::Unchanged => ("unchanged", None, None),
        Outcome::Rejected(issue) => ("rejected", None, Some(issue)),
        Outcome::Failed(issue) => ("failed", None, Some(issue)),
        Outcome::Unknown(issue) => ("unknown", None, Some(issue)),
    }
}
