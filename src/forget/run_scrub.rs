//! Takes a person out of the folder of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ForgetError;
use super::json_scrub::{hide, hide_examples};
use super::known_texts::KnownTexts;
use super::owners::FileOwners;
use super::run_search::{ConcernedRun, files_of, is_removed};
use crate::failpoint;
use crate::file::{name_of, sha256_hex, sha256_of};
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

/// Takes her out of a run. The caller holds its lock.
pub(super) fn scrub_run(
    run: &ConcernedRun,
    lock: &RunLock,
    known: &KnownTexts,
) -> Result<ErasedRun, ForgetError> {
    let folder = &run.folder;
    let own = (!run.has_ids).then(|| known.without_ids());
    let known = own.as_ref().unwrap_or(known);
    if run.is_removed
        && folder.journal().is_file()
        && RunFile::load(folder).is_ok_and(|file| !is_removed(&file))
    {
        // It was still planning when it was searched.
        return Err(ForgetError::RunChanged { run: folder.id() });
    }
    let before = hashes(folder.path())?;
    let rows = run.rows.len() as u64;
    if run.is_removed {
        folder.remove(lock)?;
    } else {
        scrub(run, known)?;
    }
    let after = if run.is_removed { BTreeMap::new() } else { hashes(folder.path())? };
    failpoint::pass("forget-run-done");
    let mut files = BTreeMap::new();
    for name in before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)) {
        files.insert(name.clone(), (before.get(name).cloned(), after.get(name).cloned()));
    }
    Ok(ErasedRun { run: folder.id(), rows, removed: run.is_removed, files })
}

/// The journal comes after the documents: until then, it shows whose they are.
fn scrub(run: &ConcernedRun, known: &KnownTexts) -> Result<(), ForgetError> {
    let folder = &run.folder;
    let owners = FileOwners::of(folder.path());
    for path in files_of(folder.path()) {
        scrub_document(folder, &path, known)?;
        // Copies that a user has asked for: they can be made again.
        let is_copy = path.extension().is_some_and(|end| end == "csv" || end == "html");
        if is_copy && !is_own(&path) && std::fs::read(&path).is_ok_and(|bytes| known.is_in(&bytes)) {
            remove(&path)?;
        }
    }
    write_again(folder, &run.rows)?;
    owners.give_back()
}

/// Empties rows, and writes the journal and what is made from it again. Without rows, this ends an interrupted call.
pub(super) fn write_again(folder: &RunFolder, rows: &BTreeSet<u64>) -> Result<(), ForgetError> {
    if !folder.journal().is_file() {
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

/// True for a file that every report writes again.
fn is_own(path: &Path) -> bool {
    const OWN: [&str; 5] = ["results.csv", "rejects.csv", "unknown.csv", "id-map.csv", "report.html"];
    path.file_name().is_some_and(|name| OWN.iter().any(|own| name == *own))
}

fn scrub_document(folder: &RunFolder, path: &Path, known: &KnownTexts) -> Result<(), ForgetError> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_lines = name.ends_with(".jsonl");
    if !is_lines && !name.ends_with(".json") {
        return Ok(());
    }
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
    let mut hidden = hide(&mut document, known);
    if name == "survey.json" {
        hidden += hide_examples(&mut document, known);
    }
    if hidden == 0 {
        return Ok(());
    }
    if name == "watch.json" {
        // The next process does without it.
        return remove(path);
    }
    if name == "run.json" && serde_json::from_value::<RunFile>(document.clone()).is_err() {
        // A word of the file itself is a name of the person: the file stays as it is, and the certificate names it.
        return Ok(());
    }
    let mut text = serde_json::to_vec_pretty(&document)?;
    text.push(b'\n');
    Ok(folder.write_file(name, &text)?)
}

fn remove(path: &Path) -> Result<(), ForgetError> {
    std::fs::remove_file(path).map_err(|error| JournalError::file(path, error).into())
}

/// The SHA-256 of each file.
fn hashes(folder: &Path) -> Result<BTreeMap<String, String>, ForgetError> {
    let mut found = BTreeMap::new();
    for path in files_of(folder) {
        let Some(name) =
            path.file_name().filter(|name| *name != "lock" && *name != "journal.db-shm").map(name_of)
        else {
            continue;
        };
        let is_empty = path.metadata().is_ok_and(|found| found.len() == 0);
        let hash = if is_empty { Ok(sha256_hex(&[])) } else { sha256_of(&path) };
        let hash = hash.map_err(|error| JournalError::file(&path, error))?;
        found.insert(name, hash);
    }
    Ok(found)
}
