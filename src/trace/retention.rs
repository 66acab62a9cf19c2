//! Decides which traces are removed, and removes them.

use std::io;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::found_trace::{FoundTrace, TraceState};
use super::trace_file::TraceKind;
use super::trace_lock::TraceLock;
use crate::journal::{JournalError, PruneDecision, RunFolder, RunPrunePolicy, TRACE_FILE, traces_dir};

/// A younger folder without `trace.json` may still be in the making, or another process is removing it.
const YOUNG: Duration = Duration::from_mins(1);

/// Keeps this many traces of a kind and removes the older ones, and what killed processes have left. A job that works
/// keeps its trace.
pub fn keep_newest(run_dir: &Path, kind: TraceKind, keep: usize) -> Result<(), JournalError> {
    let folders = RunFolder::all(&traces_dir(run_dir))?;
    for left in folders.iter().filter(|folder| is_left(folder)) {
        remove(left)?;
    }
    let of_kind = |folder: &&RunFolder| !folder.is_left() && TraceKind::of_id(&folder.id()) == Some(kind);
    let whole = |folder: &&RunFolder| folder.file(TRACE_FILE).is_file();
    for old in folders.iter().rev().filter(of_kind).filter(whole).skip(keep) {
        remove(old)?;
    }
    Ok(())
}

/// True for a folder that was being removed, or was never filled.
fn is_left(folder: &RunFolder) -> bool {
    let is_named = TraceKind::of_id(&folder.id()).is_some();
    let is_old = || {
        let made = folder.path().metadata().and_then(|found| found.modified()).ok();
        made.and_then(|time| time.elapsed().ok()).is_some_and(|age| age > YOUNG)
    };
    is_named && (folder.is_left() || !folder.file(TRACE_FILE).exists()) && is_old()
}

/// Removes a trace, unless its job works; false then. Another process may have removed it already.
pub fn remove_trace(found: &FoundTrace) -> Result<bool, JournalError> {
    remove(&found.folder)
}

fn remove(folder: &RunFolder) -> Result<bool, JournalError> {
    // Another process may remove it at the same time; what is left then is removed by a later job.
    let is_gone = |error: &io::Error| {
        matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty)
    };
    let lock = match TraceLock::take(folder) {
        Ok(Some(lock)) => lock,
        Ok(None) => return Ok(false),
        Err(error) if is_gone(&error) => return Ok(true),
        Err(error) => return Err(JournalError::file(folder.path(), error)),
    };
    let removed = folder.take_away();
    drop(lock);
    match removed {
        Err(error) if !is_gone(&error) => Err(JournalError::file(folder.path(), error)),
        _ => Ok(true),
    }
}

/// Decides for each trace. The newest ones are counted by kind, so that many checks push out no backup.
pub fn sort_out_traces(traces: &[FoundTrace], policy: &RunPrunePolicy, now: Timestamp) -> Vec<PruneDecision> {
    let mut newer = [0; TraceKind::ALL.len()];
    let mut decide = |found: &FoundTrace| {
        let at = TraceKind::ALL.iter().position(|kind| Some(*kind) == found.kind());
        let count = at.map_or(0, |at| newer[at]);
        at.into_iter().for_each(|at| newer[at] += 1);
        spared(found, count, policy, now).map_or(PruneDecision::Remove, PruneDecision::Keep)
    };
    let mut verdicts: Vec<_> = traces.iter().rev().map(&mut decide).collect();
    verdicts.reverse();
    verdicts
}

/// The reason to keep a trace, if there is one. `newer` counts the newer ones of its kind.
fn spared(found: &FoundTrace, newer: usize, policy: &RunPrunePolicy, now: Timestamp) -> Option<String> {
    match &found.state {
        TraceState::Running => return Some("its job works".to_owned()),
        TraceState::Broken(reason) => return Some(format!("can't be read as a trace: {reason}")),
        _ => {}
    }
    if let Some(keep) = policy.keep.filter(|keep| newer < *keep) {
        return Some(format!("one of the {keep} newest of its kind"));
    }
    let is_old = |age: SignedDuration| found.time().is_some_and(|time| now.duration_since(time) >= age);
    policy.older_than.filter(|age| !is_old(*age)).map(|_| "not old enough".to_owned())
}
