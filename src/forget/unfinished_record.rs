//! What an interrupted job has done, in one file of the state folder. It holds no values: the selector, ids and addresses
//! are keyed hashes. The next call with the same values goes on from it, and it is removed at the end.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::ForgetError;
use super::run_scrub::ErasedRun;
use crate::backup::{ForgottenPerson, RewrittenBackup};
use crate::file::{AtomicFile, FileError, name_of, read_regular, sha256_hex};
use crate::journal::own_dir;
use crate::lookup::Filter;

/// The content of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnfinishedRecord {
    /// The key of the hashes.
    secret: String,
    /// The hash of the selector.
    selector: String,
    /// The hashes of ids and addresses.
    known: BTreeSet<String>,
    /// When the first call began (UTC).
    pub(super) began: String,
    /// Customers that were deleted from the help desk.
    pub(super) deleted: u64,
    /// Backups that were written again, or were about to be.
    pub(super) backups: Vec<RewrittenBackup>,
    /// Runs whose journals may need to be written again.
    pub(super) begun_runs: BTreeSet<String>,
    /// Runs that are done.
    pub(super) runs: Vec<ErasedRun>,
    /// Recent inserts that were removed.
    pub(super) inserts: u64,
}

/// The file of the record.
#[derive(Debug)]
pub(super) struct RecordFile(PathBuf);

impl UnfinishedRecord {
    /// Begins a record.
    pub(super) fn begin(person: &ForgottenPerson, filter: &Filter, began: String) -> Self {
        let selector = person.tag("selector", &selector(filter));
        Self { secret: person.secret(), selector, known: person.known().clone(), began, ..Self::default() }
    }

    /// The person of the record.
    pub(super) fn person(&self) -> Option<ForgottenPerson> {
        ForgottenPerson::known_by(&self.secret, self.known.clone())
    }

    /// Takes what is known of her now.
    pub(super) fn learn(&mut self, person: &ForgottenPerson) {
        self.known.clone_from(person.known());
    }
}

/// The fields and values in one order and spelling.
fn selector(filter: &Filter) -> String {
    let fold =
        |(field, value): &(String, String)| format!("{field}={}", crate::record::fold_case(value.trim()));
    let pairs: BTreeSet<String> = filter.pairs().iter().map(fold).collect();
    pairs.into_iter().collect::<Vec<_>>().join("\n")
}

impl RecordFile {
    /// The record of an interrupted call with the same values for the same target, or the place for a new one.
    pub(super) fn find(state_dir: &Path, target: &str, filter: &Filter) -> (Self, Option<UnfinishedRecord>) {
        let start = format!("forget-{}-", &sha256_hex(target.as_bytes())[..16]);
        let entries = std::fs::read_dir(state_dir).into_iter().flatten().flatten();
        let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&start));
        let mut taken = 0;
        for path in ours.map(|entry| entry.path()) {
            taken += 1;
            let record = read_regular(&path).ok().and_then(|text| serde_json::from_slice(&text).ok());
            let Some(record): Option<UnfinishedRecord> = record else { continue };
            let is_same =
                |person: ForgottenPerson| person.tag("selector", &selector(filter)) == record.selector;
            if record.person().is_some_and(is_same) {
                return (Self(path), Some(record));
            }
        }
        let free = (taken..).map(|number| state_dir.join(format!("{start}{number}.json")));
        let path = free.into_iter().find(|path| !path.exists()).unwrap_or_default();
        (Self(path), None)
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
