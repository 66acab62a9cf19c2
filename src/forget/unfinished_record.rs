//! What an interrupted job has done, in one file of the state folder. It holds no values: the selector, ids and addresses
//! are hashes with a random key, which stands in the file, too. The next call with the same values goes on from it, and it
//! is removed at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::error::ForgetError;
use super::run_scrub::{BegunRun, ErasedRun};
use crate::backup::{ForgottenPerson, RewrittenBackup};
use crate::file::{AtomicFile, FileError, name_of, path_of, read_regular, sha256_hex};
use crate::journal::own_dir;
use crate::lookup::Filter;

/// The content of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnfinishedRecord {
    /// The format version; the first one did not write it.
    #[serde(default)]
    version: u64,
    /// The key of the hashes.
    secret: String,
    /// The hash of the selector.
    selector: String,
    /// The hashes of ids and addresses.
    known: BTreeSet<String>,
    /// The hashes of all customers that were taken for her, by account and id.
    #[serde(default)]
    pub(super) customers: BTreeSet<String>,
    /// When the first call began (UTC).
    pub(super) began: String,
    /// Customers that were deleted from the help desk.
    pub(super) deleted: u64,
    /// The hash of the customer whose deletion was begun, and not answered yet.
    #[serde(default)]
    pub(super) deleting: Option<String>,
    /// Backups that were written again, or were about to be.
    pub(super) backups: Vec<RewrittenBackup>,
    /// Runs whose journals may need to be written again.
    #[serde(deserialize_with = "begun_runs")]
    pub(super) begun_runs: BTreeMap<String, BegunRun>,
    /// Runs that are done.
    pub(super) runs: Vec<ErasedRun>,
    /// Recent inserts that were removed.
    pub(super) inserts: u64,
}

/// The first version noted only the ids.
fn begun_runs<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, BegunRun>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Noted {
        Ids(BTreeSet<String>),
        Runs(BTreeMap<String, BegunRun>),
    }
    Ok(match Noted::deserialize(from)? {
        Noted::Ids(ids) => ids.into_iter().map(|id| (id, BegunRun::default())).collect(),
        Noted::Runs(runs) => runs,
    })
}

/// The file of the record.
#[derive(Debug)]
pub(super) struct RecordFile(PathBuf);

impl UnfinishedRecord {
    /// The format version that this build writes, and the highest that it reads.
    const VERSION: u64 = 2;

    /// Begins a record.
    pub(super) fn begin(person: &ForgottenPerson, filter: &Filter, began: String) -> Self {
        let selector = person.tag("selector", &selector(filter));
        let known = person.known().clone();
        Self { version: Self::VERSION, secret: person.secret(), selector, known, began, ..Self::default() }
    }

    /// The person of the record.
    pub(super) fn person(&self) -> Option<ForgottenPerson> {
        ForgottenPerson::known_by(&self.secret, self.known.clone())
    }

    /// Takes what is known of her now: her ids and addresses, and the customers that are taken for her.
    pub(super) fn learn<'a>(
        &mut self,
        person: &ForgottenPerson,
        customers: impl Iterator<Item = &'a (String, String)>,
    ) {
        self.version = Self::VERSION;
        self.known.clone_from(person.known());
        self.customers.extend(customers.map(|customer| customer_tag(person, customer)));
    }

    fn read(path: &Path) -> Result<Self, ForgetError> {
        let shown = || name_of(path);
        let text = read_regular(path).map_err(|error| FileError::reading(&shown(), error))?;
        let damaged = |error: serde_json::Error| ForgetError::DamagedRecord {
            path: shown(),
            reason: error.to_string(),
        };
        let value: Value = serde_json::from_slice(&text).map_err(damaged)?;
        match value.get("version").and_then(Value::as_u64) {
            Some(version) if version > Self::VERSION => {
                Err(ForgetError::NewerRecord { path: shown(), version, known: Self::VERSION })
            }
            _ => serde_json::from_value(value).map_err(damaged),
        }
    }
}

/// The hash of a customer of an account.
pub(super) fn customer_tag(person: &ForgottenPerson, (account, id): &(String, String)) -> String {
    person.tag("customer", &format!("{account}\n{id}"))
}

/// The fields and values in one order and spelling.
fn selector(filter: &Filter) -> String {
    let fold =
        |(field, value): &(String, String)| format!("{field}={}", crate::record::fold_case(value.trim()));
    let pairs: BTreeSet<String> = filter.pairs().iter().map(fold).collect();
    pairs.into_iter().collect::<Vec<_>>().join("\n")
}

impl RecordFile {
    /// The record of an interrupted call with the same values for the same target, or the place for a new one. A record
    /// that can't be read may be of the same values, so it is an error.
    pub(super) fn find(
        state_dir: &Path,
        target: &str,
        filter: &Filter,
    ) -> Result<(Self, Option<UnfinishedRecord>), ForgetError> {
        let start = format!("forget-{}-", place(&one_spelling(target)));
        let mut all = records(state_dir, &start)?;
        let taken = all.len();
        // Earlier versions took the target as it was given.
        all.extend(
            records(state_dir, &format!("forget-{}-", place(target)))?.into_iter().filter(|path| {
                !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start))
            }),
        );
        for path in all {
            let record = UnfinishedRecord::read(&path)?;
            let is_same =
                |person: ForgottenPerson| person.tag("selector", &selector(filter)) == record.selector;
            if record.person().is_some_and(is_same) {
                return Ok((Self(path), Some(record)));
            }
        }
        let free = (taken..).map(|number| state_dir.join(format!("{start}{number}.json")));
        let path = free.into_iter().find(|path| !path.exists()).unwrap_or_default();
        Ok((Self(path), None))
    }

    /// Replaces the file.
    pub(super) fn save(&self, record: &UnfinishedRecord) -> Result<(), ForgetError> {
        let dir = self.0.parent().unwrap_or(Path::new("."));
        own_dir(dir).map_err(|error| FileError::writing(&name_of(dir), error))?;
        let mut file = AtomicFile::create(&self.0)?;
        let text = serde_json::to_vec(record)?;
        file.write_all(&text).map_err(|error| FileError::writing(&name_of(&self.0), error))?;
        Ok(file.finish()?)
    }

    /// Removes the file.
    pub(super) fn remove(&self) -> Result<(), ForgetError> {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(FileError::writing(&name_of(&self.0), error).into())
            }
            _ => Ok(()),
        }
    }
}

/// The target as names of files have it.
fn place(target: &str) -> String {
    sha256_hex(target.as_bytes()).chars().take(16).collect()
}

/// A folder in the same spelling from everywhere; the address of a bucket as it is.
fn one_spelling(target: &str) -> String {
    path_of(target).canonicalize().map_or_else(|_| target.to_owned(), |path| name_of(&path))
}

/// The files of the state folder whose names begin like this.
fn records(state_dir: &Path, start: &str) -> Result<Vec<PathBuf>, ForgetError> {
    let fault = |source| ForgetError::StateFolder { path: name_of(state_dir), source };
    let entries = match std::fs::read_dir(state_dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(fault)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(fault)?;
        let is_one = entry.file_name().to_string_lossy().starts_with(start);
        found.extend(is_one.then(|| entry.path()));
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLIER: &str = r#"{"secret":"00","selector":"ab","known":["cd"],"began":"2026-11-23T20:45:00Z","deleted":1,
        "backups":[],"begunRuns":["20261123T204500Z-a-000001"],"runs":[],"inserts":2}"#;

    fn read(text: &str) -> Result<UnfinishedRecord, ForgetError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("forget-0-0.json");
        std::fs::write(&path, text).unwrap();
        UnfinishedRecord::read(&path)
    }

    #[test]
    fn a_record_of_the_first_version_is_read_and_newer_or_damaged_ones_are_refused() {
        let record = read(EARLIER).unwrap();
        assert_eq!((record.version, record.deleted, record.begun_runs.len()), (0, 1, 1));
        let newer = read(r#"{"version":3,"shape":"of another time"}"#).unwrap_err().to_string();
        assert!(newer.contains("was written by a newer deskferry") && newer.contains("nothing was changed"));
        let torn = read(&EARLIER[..80]).unwrap_err().to_string();
        assert!(torn.contains("is damaged"), "{torn}");
    }
}
