//! The certificate of a job: what was searched and changed. It names nobody, and has no hash of a value.

use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::error::ForgetError;
use super::run_scrub::ErasedRun;
use crate::backup::RewrittenBackup;
use crate::file::{AtomicFile, FileError, name_of};

/// What no job searches.
pub(super) const OUTSIDE: &[&str] = &[
    "source files",
    "sandbox files",
    "mapping files (`mapping suggest` writes examples from sources into comments)",
    "exports",
    "plan files",
    "files of fixes",
    "copies of reports",
    "snapshots of disks",
    "backups of the backups",
];

/// What was searched and changed.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// The version of the form: 1.
    pub version: u32,
    /// The program.
    pub tool: &'static str,
    /// What the user has given as `--reference`.
    pub reference: Option<String>,
    /// When the first call began (UTC).
    pub began: String,
    /// When all was done (UTC).
    pub ended: String,
    /// True if an earlier call with the same values was interrupted.
    pub continued: bool,
    /// The fields whose values she was searched by.
    pub searched_by: Vec<String>,
    /// How many customers were taken for her.
    pub customers: u64,
    /// The backups.
    pub target: SearchedTarget,
    /// The number of runs that were searched.
    pub runs_searched: u64,
    /// Those that were changed.
    pub runs: Vec<ErasedRun>,
    /// Entries that were removed from the recent inserts.
    pub recent_inserts: u64,
    /// Customers that were deleted from the help desk; `null` if that was not asked for.
    pub deleted_from_help_desk: Option<u64>,
    /// True if a deletion was begun by an interrupted call, and nobody looked whether it was done.
    pub deletion_in_doubt: bool,
    /// Records of other customers that contain one of her addresses, in all backups together. They were not changed.
    pub mentions: u64,
    /// Rows of runs with only an address that is also another customer's. They were not changed.
    pub shared_rows: u64,
    /// Her records and rows that were found by a search after the last change.
    pub found_again: u64,
    /// Files of run folders and of the state folder that contain an address or id of hers still, as free text; plan files
    /// and files of fixes.
    pub still_in: Vec<String>,
    /// What was not searched, because it is in other places.
    pub outside: &'static [&'static str],
}

/// The backups of a target.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchedTarget {
    /// The folder or address.
    pub target: String,
    /// The number of backups that were searched.
    pub searched: u64,
    /// Those that were written again.
    pub changed: Vec<RewrittenBackup>,
    /// Those that could not be searched, and runs and files.
    pub not_searched: Vec<Unsearched>,
    /// True if the bucket keeps old versions, so that the old files are still there.
    pub keeps_versions: bool,
}

/// Something that could not be searched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unsearched {
    /// The name of a backup, a run or a file.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl Certificate {
    /// True if nothing of hers is left where it was searched.
    pub fn is_complete(&self) -> bool {
        let is_left = self.found_again > 0 || !self.still_in.is_empty() || self.deletion_in_doubt;
        self.target.not_searched.is_empty() && !self.target.keeps_versions && !is_left
    }

    /// Writes it as JSON, and as text beside it.
    pub(super) fn save(&self, path: &Path) -> Result<(), ForgetError> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        write(path, &json)?;
        write(&path.with_extension("txt"), self.text().as_bytes())
    }
}

fn write(path: &Path, content: &[u8]) -> Result<(), ForgetError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(content).map_err(|error| FileError::writing(&name_of(path), error))?;
    Ok(file.finish()?)
}
