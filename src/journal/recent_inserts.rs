//! What this machine has inserted into an account within the last day, including the newest inserts, which the help
//! desk's list may not show yet.
//!
//! A small database in the state folder holds for each key an HMAC under the client id, the server's id and the
//! time. It is optional: if it can't be used, the run continues and says so.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use ring::hmac;
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::{Map, Value};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::locks::{own_dir, stem_of};
use super::recorder::WrittenId;
use super::row_keys::RowKeys;
use super::run_file::RunFile;
use crate::account::HelpDeskAccount;
use crate::customer::KeySpelling;
use crate::failpoint;
use crate::mapping::MatchRules;
use crate::system::SafeOpen as _;

/// Recent inserts can't be stored or looked up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecentError {
    /// The database can't be written or read.
    #[error("{path}: {reason}")]
    Database {
        /// Its file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The journal of the run that has inserted them can't be read.
    #[error("the run {run}: {reason}")]
    Journal {
        /// The run.
        run: String,
        /// Why.
        reason: String,
    },
}

/// The recent inserts of one account.
#[derive(Debug, Clone)]
pub struct RecentInserts {
    path: PathBuf,
    place: String,
    secret: hmac::Key,
    told: Arc<AtomicBool>,
    spelling: KeySpelling,
}

/// Inserts are first written to `fresh`, which has no index and is cheap to write. Before a lookup its rows move to
/// `known`.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS fresh (key BLOB NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS known (key BLOB NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
                                      PRIMARY KEY (key, id)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS known_id ON known (id);";

/// How long inserts are kept, in seconds.
const KEPT: i64 = 24 * 60 * 60;
/// This many keys are kept longer, because a clock set forward makes all of them old at once.
const NEWEST: u64 = 100_000;
/// How long written rows are collected before they are stored together.
const GATHER: Duration = Duration::from_millis(20);
/// The maximum number of rows stored together.
const BATCH: usize = 8192;
/// How long to wait for another process that uses the file.
const PATIENCE: Duration = Duration::from_secs(5);

impl RecentInserts {
    /// The database of an account. Nothing is opened yet.
    pub fn of(account: &HelpDeskAccount, client_id: &str, state_dir: &Path) -> Self {
        Self {
            path: state_dir.join(format!("{}.inserts.db", stem_of(account))),
            place: account.place(),
            secret: hmac::Key::new(hmac::HMAC_SHA256, client_id.as_bytes()),
            told: Arc::default(),
            spelling: KeySpelling::default(),
        }
    }

    /// The same database, in which keys are noted also as the help desk stores them.
    #[must_use]
    pub fn spelled(self, spelling: &KeySpelling) -> Self {
        Self { spelling: spelling.clone(), ..self }
    }

    /// The message for an error; `None` if it was already given.
    pub fn say_once(&self, error: &RecentError) -> Option<String> {
        let (what, remedy) = match error {
            RecentError::Journal { run, reason } => {
                (format!("Can't read what the run {run} has inserted recently ({reason})"), "")
            }
            RecentError::Database { .. } if self.told.swap(true, Ordering::Relaxed) => return None,
            RecentError::Database { .. } => (
                format!("Can't record what this machine has inserted recently ({error})"),
                ". Make the folder writable, or remove the file",
            ),
        };
        let twice = "a customer that the help desk's list does not show yet may be inserted twice";
        Some(format!("{what}: {twice}{remedy}"))
    }

    /// Opens the database for lookups; `None` if it is empty or missing.
    pub fn look(&self) -> Result<Option<KnownInserts>, RecentError> {
        if !self.path.exists() {
            return Ok(None);
        }
        let mut connection = self.open()?;
        let any = fold(&mut connection).and_then(|()| prune(&connection)).and_then(|()| {
            connection.query_row("SELECT EXISTS (SELECT 1 FROM known)", [], |row| row.get::<_, bool>(0))
        });
        let any = any.map_err(|error| self.error(error))?;
        Ok(any.then(|| KnownInserts { of: self.clone(), connection }))
    }

    /// Stores a customer that was inserted outside a run, by its email address.
    pub fn note(&self, customer: &Map<String, Value>, id: &str) -> Result<(), RecentError> {
        let keys = MatchRules::by_keys(&[vec!["email".to_owned()]]);
        let named = keys.remote_keys(customer).into_iter().filter_map(|key| keys.named(&key.canonical()));
        let named: Vec<_> = named.map(|key| (key, id.to_owned(), now())).collect();
        if named.is_empty() {
            return Ok(());
        }
        self.write(&mut self.open()?, named.into_iter(), &[])
    }

    /// Removes a deleted customer.
    pub fn forget(&self, id: &str) -> Result<(), RecentError> {
        if !self.path.exists() {
            return Ok(());
        }
        self.write(&mut self.open()?, std::iter::empty(), &[id.to_owned()])
    }

    /// Stores what a run inserts, on a thread that ends when the sender is dropped.
    pub fn follow(&self, journal: &Path, run: &RunFile) -> std::io::Result<(Sender<WrittenId>, Following)> {
        let (sender, receiver) = crossbeam_channel::bounded(8 * BATCH);
        let follower = Follower {
            recent: self.clone(),
            journal: journal.to_owned(),
            run: run.id.clone(),
            keys: RowKeys::of(run, &self.spelling),
        };
        let thread = std::thread::Builder::new().name("inserts".to_owned());
        Ok((sender, thread.spawn(move || follower.serve(&receiver))?))
    }

    /// Stores what an interrupted run has inserted, because it may not have stored all of it.
    pub fn take_in(&self, journal: &Path, run: &RunFile) -> Result<(), RecentError> {
        let fault = |error: JournalError| of_journal(&run.id, &error);
        let keys = RowKeys::of(run, &self.spelling);
        let oldest = (now() - KEPT) * 1000;
        let reader = JournalReader::look(journal).map_err(fault)?;
        let mut after = 0;
        let mut opened = None;
        loop {
            let page = reader.written_since(oldest, NEWEST, after, BATCH).map_err(fault)?;
            let Some((last, ..)) = page.last() else { return Ok(()) };
            after = *last;
            let mut noted = Vec::new();
            for (row, id, ended) in page {
                let at = ended.map_or_else(now, |ended| ended / 1000);
                let named = keys.read(&reader, row).map_err(fault)?.unwrap_or_default();
                noted.extend(named.into_iter().map(|key| (key, id.clone(), at)));
            }
            let connection = match &mut opened {
                Some(connection) => connection,
                None => opened.insert(self.open()?),
            };
            self.write(connection, noted.into_iter(), &[])?;
        }
    }

    fn open(&self) -> Result<Connection, RecentError> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        own_dir(dir).map_err(|error| self.error(error))?;
        let mut options = OpenOptions::new();
        let made = options.read(true).write(true).create(true).truncate(false).private().open(&self.path);
        drop(made.map_err(|error| self.error(error))?);
        self.set_up().map_err(|error| self.error(error))
    }

    /// Writes are not synced: after a power failure the newest ones may be missing.
    fn set_up(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open(&self.path)?;
        connection.busy_timeout(PATIENCE)?;
        // Fails if another process is about to do the same.
        drop(connection.pragma_update(None, "journal_mode", "wal"));
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} COMMIT"))?;
        Ok(connection)
    }

    fn write(
        &self,
        connection: &mut Connection,
        inserted: impl Iterator<Item = (String, String, i64)>,
        deleted: &[String],
    ) -> Result<(), RecentError> {
        if !deleted.is_empty() {
            fold(connection).map_err(|error| self.error(error))?;
        }
        let written = connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|all| {
            for (key, id, at) in inserted {
                let sql = "INSERT INTO fresh VALUES (?, ?, ?)";
                all.prepare_cached(sql)?.execute(params![self.hash(&key).as_ref(), id, at])?;
            }
            for id in deleted {
                all.prepare_cached("DELETE FROM known WHERE id = ?")?.execute([id])?;
            }
            all.commit()
        });
        written.map_err(|error| self.error(error))
    }

    fn hash(&self, named: &str) -> hmac::Tag {
        hmac::sign(&self.secret, format!("{}\n{named}", self.place).as_bytes())
    }

    fn error(&self, error: impl std::fmt::Display) -> RecentError {
        RecentError::Database { path: self.path.clone(), reason: error.to_string() }
    }
}

fn of_journal(run: &str, error: &JournalError) -> RecentError {
    RecentError::Journal { run: run.to_owned(), reason: error.to_string() }
}

/// Moves the rows of `fresh` to the indexed table.
fn fold(connection: &mut Connection) -> rusqlite::Result<()> {
    let all = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    all.execute("INSERT OR IGNORE INTO known SELECT key, id, at FROM fresh ORDER BY key, id", [])?;
    all.execute("DELETE FROM fresh", [])?;
    all.commit()
}

/// Removes inserts older than a day, except the newest ones. A time far in the future comes from a wrong clock.
fn prune(connection: &Connection) -> rusqlite::Result<()> {
    let oldest = now() - KEPT;
    let newest = now() + KEPT;
    let sql = "DELETE FROM known WHERE at NOT BETWEEN ?1 AND ?2
               AND at < (SELECT at FROM known ORDER BY at DESC LIMIT 1 OFFSET ?3 - 1)";
    connection.execute(sql, params![oldest, newest, NEWEST]).map(drop)
}

fn now() -> i64 {
    failpoint::wall_clock() / 1000
}

/// The thread that notes what a run inserts.
pub type Following = JoinHandle<Result<(), RecentError>>;

struct Follower {
    recent: RecentInserts,
    journal: PathBuf,
    run: String,
    keys: RowKeys,
}

impl Follower {
    /// After an error nothing more is stored, but rows are still received, so that no sender waits.
    fn serve(self, written: &Receiver<WrittenId>) -> Result<(), RecentError> {
        let mut opened = None;
        let mut ended = Ok(());
        while let Ok(first) = written.recv() {
            if ended.is_err() {
                continue;
            }
            std::thread::sleep(GATHER);
            let rows = std::iter::once(first).chain(written.try_iter().take(BATCH - 1)).collect();
            ended = self.note(&mut opened, rows);
        }
        ended
    }

    fn note(
        &self,
        opened: &mut Option<(JournalReader, Connection)>,
        rows: Vec<WrittenId>,
    ) -> Result<(), RecentError> {
        let fault = |error: JournalError| of_journal(&self.run, &error);
        let (reader, connection) = match opened {
            Some(opened) => opened,
            None => {
                let reader = JournalReader::look(&self.journal).map_err(fault)?;
                opened.insert((reader, self.recent.open()?))
            }
        };
        let mut inserted = Vec::new();
        let mut others = Vec::new();
        let at = now();
        for WrittenId { row, id } in rows {
            match self.keys.read(reader, row).map_err(fault)? {
                Some(keys) => inserted.extend(keys.into_iter().map(|key| (key, id.clone(), at))),
                None => others.push((row, id)),
            }
        }
        let deleted = deleted(reader, others).map_err(fault)?;
        self.recent.write(connection, inserted.into_iter(), &deleted)
    }
}

/// The ids of customers that these rows deleted.
fn deleted(reader: &JournalReader, rows: Vec<(u64, String)>) -> Result<Vec<String>, JournalError> {
    let mut deleted = Vec::new();
    for (row, id) in rows {
        if reader.is_delete(row)? {
            deleted.push(id);
        }
    }
    Ok(deleted)
}

/// The database, open for lookups.
pub struct KnownInserts {
    of: RecentInserts,
    connection: Connection,
}

impl KnownInserts {
    /// The ids of customers with a key in this form; `canonical` is so for this matching.
    pub fn find(&self, matching: &MatchRules, canonical: &str) -> Result<Vec<String>, RecentError> {
        let Some(named) = matching.named(canonical) else { return Ok(Vec::new()) };
        let found =
            self.connection.prepare_cached("SELECT id FROM known WHERE key = ?").and_then(|mut select| {
                let hash = self.of.hash(&named);
                select.query_map([hash.as_ref()], |row| row.get(0))?.collect()
            });
        found.map_err(|error| self.of.error(error))
    }

    /// Removes a customer that no longer exists.
    pub fn forget(&self, id: &str) -> Result<(), RecentError> {
        let gone = self.connection.execute("DELETE FROM known WHERE id = ?", [id]);
        gone.map(drop).map_err(|error| self.of.error(error))
    }
}
