//! Takes a person out of the folder of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ForgetError;
use super::json_scrub::{hide, hide_examples};
use super::known_texts::KnownTexts;
use super::owners::FileOwners;
use super::run_document::hide_in_run;
use super::run_files::{files_of, is_document, name_below};
use super::run_search::{ConcernedRun, is_removed};
use crate::failpoint;
use crate::file::{sha256_hex, sha256_of};
use crate::journal::{JournalError, RunFile, RunFolder, RunLock, erase_rows};
use crate::run::report_again;

/// A run that she was taken out of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErasedRun {
    /// The run.
    pub run: String,
    /// Rows of its journal that were emptied.
    pub rows: u64,
    /// Its folder was removed.
    pub removed: bool,
    /// The files that changed, with the SHA-256 before and after; none for a file that is not there.
    pub files: BTreeMap<String, (Option<String>, Option<String>)>,
}

/// A run as it was before the first change: enough for the certificate, if the next call must end it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BegunRun {
    /// The rows that are emptied.
    rows: BTreeSet<u64>,
    /// The SHA-256 of each file.
    before: BTreeMap<String, String>,
}

impl BegunRun {
    /// Looks at a run before it is changed.
    pub(super) fn begin(run: &ConcernedRun, known: &KnownTexts) -> Result<Self, ForgetError> {
        Ok(Self { rows: run.rows.clone(), before: hashes(run.folder.path(), known)? })
    }

    /// A later call has found these rows: the earlier one was interrupted before it emptied them, or has more.
    pub(super) fn with_rows(mut self, rows: &BTreeSet<u64>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// What was done, by the files that are there now.
    pub(super) fn end(self, folder: &RunFolder, known: &KnownTexts) -> Result<ErasedRun, ForgetError> {
        let Self { rows, before } = self;
        let after = hashes(folder.path(), known)?;
        let removed = !folder.path().is_dir();
        let mut files = BTreeMap::new();
        // An earlier deskferry did not note the files before.
        let names = before.keys().chain(after.keys()).filter(|_| !before.is_empty());
        for name in names.filter(|name| before.get(*name) != after.get(*name)) {
            files.insert(name.clone(), (before.get(name).cloned(), after.get(name).cloned()));
        }
        Ok(ErasedRun { run: known.shown(&folder.id()), rows: rows.len() as u64, removed, files })
    }
}

/// Takes her out of a run. The caller holds its lock.
pub(super) fn scrub_run(run: &ConcernedRun, lock: &RunLock, known: &KnownTexts) -> Result<(), ForgetError> {
    let folder = &run.folder;
    let own = (!run.has_ids).then(|| known.without_ids());
    let known = own.as_ref().unwrap_or(known);
    if run.is_removed && folder.has_journal() && RunFile::load(folder).is_ok_and(|file| !is_removed(&file)) {
        // It was still planning when it was searched.
        return Err(ForgetError::RunChanged { run: folder.id() });
    }
    if run.is_removed {
        folder.remove(lock)?;
    } else {
        scrub(run, known)?;
    }
    failpoint::pass("forget-run-done");
    Ok(())
}

/// The journal comes after the documents: until then, it shows whose they are.
fn scrub(run: &ConcernedRun, known: &KnownTexts) -> Result<(), ForgetError> {
    let folder = &run.folder;
    let owners = FileOwners::of(folder.path())?;
    for path in files_of(folder.path())?.iter().filter(|path| is_document(folder, path)) {
        scrub_document(folder, path, known)?;
    }
    run.copies.iter().try_for_each(|path| remove(path))?;
    write_again(folder, &run.rows)?;
    owners.give_back()
}

/// Empties rows, and writes the journal and what is made from it again. Without rows, this ends an interrupted call.
pub(super) fn write_again(folder: &RunFolder, rows: &BTreeSet<u64>) -> Result<(), ForgetError> {
    if !folder.has_journal() {
        return Ok(());
    }
    erase_rows(&folder.journal(), rows)?;
    let files = ["report.json", "results.csv", "rejects.csv"];
    if files.iter().any(|name| folder.file(name).is_file()) {
        let run = folder.id();
        report_again(folder).map_err(|source| ForgetError::Reports { run, source: Box::new(source) })?;
    }
    Ok(folder.sweep()?)
}

fn scrub_document(folder: &RunFolder, path: &Path, known: &KnownTexts) -> Result<(), ForgetError> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_lines = name.ends_with(".jsonl");
    let text = std::fs::read(path).map_err(|error| JournalError::file(path, error))?;
    if is_lines {
        let about = |line: &&[u8]| known.is_about_her(&String::from_utf8_lossy(line));
        let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        if lines.iter().any(about) {
            let kept: Vec<&[u8]> = lines.into_iter().filter(|line| !about(line)).collect();
            folder.write_file(name, &kept.concat())?;
        }
        return Ok(());
    }
    let Ok(mut document) = serde_json::from_slice::<Value>(&text) else { return Ok(()) };
    let hidden = match name {
        "run.json" => hide_in_run(&mut document, known),
        "survey.json" => hide(&mut document, known) + hide_examples(&mut document, known),
        _ => hide(&mut document, known),
    };
    if hidden == 0 {
        return Ok(());
    }
    if name == "watch.json" {
        // The next process does without it.
        return remove(path);
    }
    if name == "run.json" && serde_json::from_value::<RunFile>(document.clone()).is_err() {
        // The file stays as it is: if it has an address or an id, the certificate names it.
        return Ok(());
    }
    let mut text = serde_json::to_vec_pretty(&document)?;
    text.push(b'\n');
    Ok(folder.write_file(name, &text)?)
}

fn remove(path: &Path) -> Result<(), ForgetError> {
    std::fs::remove_file(path).map_err(|error| JournalError::file(path, error).into())
}

/// The SHA-256 of each file, by names without values. A file that can't be read has none: the search names it.
fn hashes(folder: &Path, known: &KnownTexts) -> Result<BTreeMap<String, String>, ForgetError> {
    let mut found = BTreeMap::new();
    for path in files_of(folder)? {
        let name = name_below(folder, &path);
        if name == "lock" || name == "journal.db-shm" {
            continue;
        }
        let is_empty = path.metadata().is_ok_and(|found| found.len() == 0);
        let hash = if is_empty { Ok(sha256_hex(&[])) } else { sha256_of(&path) };
        if let Ok(hash) = hash {
            found.insert(known.shown(&name), hash);
        }
    }
    Ok(found)
}
