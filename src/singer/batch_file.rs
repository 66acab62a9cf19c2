//! The records of a batch, in a file that an import reads.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::account::HelpDeskAccount;
use crate::file::{AtomicFile, FileError, name_of};
use crate::journal::{FolderLock, JournalError, own_dir, singer_dir, stem_of};

/// When a batch is full.
#[derive(Debug, Clone, Copy)]
pub struct BatchLimits {
    /// At most so many records.
    pub rows: u64,
    /// It is imported so long after its first record.
    pub age: Duration,
    /// At most about so many bytes.
    pub bytes: usize,
}

/// The folder of an account's batches, below the run folder. Only one target uses it at a time.
#[derive(Debug)]
pub struct BatchFolder {
    path: PathBuf,
    made: u64,
    _lock: FolderLock,
}

impl BatchFolder {
    /// Creates the folder if necessary, locks it, and removes the files that a killed target has left: their records
    /// are in the journal of a run, or the tap sends them again.
    pub fn open(run_dir: &Path, account: &HelpDeskAccount) -> Result<Self, JournalError> {
        let path = singer_dir(run_dir).join(stem_of(account));
        let fault = |error| JournalError::file(&path, error);
        std::fs::create_dir_all(run_dir).map_err(fault)?;
        own_dir(&singer_dir(run_dir)).and_then(|()| own_dir(&path)).map_err(fault)?;
        let lock = FolderLock::take(&path)?;
        for entry in std::fs::read_dir(&path).map_err(fault)? {
            let left = entry.map_err(fault)?.path();
            if AtomicFile::is_unfinished(&left) || left.extension().is_some_and(|end| end == "jsonl") {
                std::fs::remove_file(&left).map_err(|error| JournalError::file(&left, error))?;
            }
        }
        Ok(Self { path, made: 0, _lock: lock })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a file; the stream names it, and with it the run. `columns` are those of its schema.
    pub(super) fn begin(&mut self, stream: &str, columns: &[String]) -> Result<BatchFile, FileError> {
        self.made += 1;
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        let stream: String = stream.chars().take(40).map(plain).collect();
        let time = Timestamp::now().strftime("%Y%m%dT%H%M%S%6f");
        let path = self.path.join(format!("{stream}.{time}-{}.jsonl", self.made));
        let writer = AtomicFile::create(&path)?;
        let (rows, bytes, keys, hasher) = (0, 0, HashSet::new(), RandomState::new());
        let columns = columns.into();
        Ok(BatchFile { path, columns, writer, rows, bytes, keys, hasher, began: Instant::now() })
    }
}

/// A batch that is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordBatch {
    /// The file of its records, one object a line.
    pub path: PathBuf,
    /// The columns of its schema. It has them even if no record has a member for them.
    pub columns: Arc<[String]>,
}

/// A batch that is being collected. If it is dropped, its file disappears.
pub(super) struct BatchFile {
    path: PathBuf,
    columns: Arc<[String]>,
    writer: AtomicFile,
    rows: u64,
    bytes: usize,
    /// Hashes of the keys. Two keys of one hash only make a smaller batch.
    keys: HashSet<u64>,
    hasher: RandomState,
    began: Instant,
}

impl BatchFile {
    /// True if the batch has a record with this key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(&self.hasher.hash_one(key))
    }

    /// Adds a record.
    pub(super) fn add(&mut self, record: &str, key: Option<&str>) -> Result<(), FileError> {
        let written = self.writer.write_all(record.as_bytes()).and_then(|()| self.writer.write_all(b"\n"));
        written.map_err(|error| FileError::writing(&name_of(&self.path), error))?;
        self.rows += 1;
        self.note_bytes(record.len());
        self.keys.extend(key.map(|key| self.hasher.hash_one(key)));
        Ok(())
    }

    /// Counts what waits for this batch.
    pub(super) fn note_bytes(&mut self, bytes: usize) {
        self.bytes += bytes;
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn is_full(&self, limits: &BatchLimits) -> bool {
        self.rows >= limits.rows || self.bytes >= limits.bytes || self.left(limits).is_zero()
    }

    /// How long the batch may still wait.
    pub(super) fn left(&self, limits: &BatchLimits) -> Duration {
        limits.age.saturating_sub(self.began.elapsed())
    }

    /// Completes the file.
    pub(super) fn finish(self) -> Result<RecordBatch, FileError> {
        self.writer.finish()?;
        Ok(RecordBatch { path: self.path, columns: self.columns })
    }
}

/// The key of a record; `None` if the stream has none, or the record lacks a part of it.
pub(super) fn key_of(record: &str, properties: &[String]) -> Option<String> {
    if properties.is_empty() {
        return None;
    }
    let members: Map<String, Value> = serde_json::from_str(record).ok()?;
    let part = |name: &String| members.get(name).filter(|value| !value.is_null()).map(ToString::to_string);
    Some(properties.iter().map(part).collect::<Option<Vec<_>>>()?.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_needs_all_its_parts() {
        let key = |record: &str, names: &[&str]| {
            key_of(record, &names.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(key(r#"{"a":1,"b":"1"}"#, &["a", "b"]).as_deref(), Some("1\n\"1\""));
        assert_eq!(key(r#"{"a":1}"#, &["a", "b"]), None);
        assert_eq!(key(r#"{"a":null}"#, &["a"]), None);
        assert_eq!(key(r#"{"a":1}"#, &[]), None);
    }
}
