//! `report.json`: the same facts for programs. Version 1.

use std::io::Write;

use serde::Serialize;

use super::issues::{IssueGroup, IssueStats};
use crate::file::AtomicFile;
use crate::journal::{Counts, JournalError, RunFile, RunFolder};

/// The whole report.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    /// Of this file's form: 1.
    pub version: u32,
    /// The run's folder.
    pub run: &'a str,
    /// `import` or `validate`.
    pub command: &'a str,
    /// True when nothing was to be sent.
    pub dry_run: bool,
    /// UTC, RFC 3339.
    pub started: &'a str,
    /// UTC, RFC 3339.
    pub ended: Option<&'a str>,
    /// The exit status.
    pub exit: Option<u8>,
    /// How it ended, in a sentence.
    pub verdict: &'a str,
    /// How many rows ended where.
    pub counts: Counts,
    /// The issues by code, errors first, then by number.
    pub issues: Vec<&'a IssueGroup>,
}

/// Writes `report.json` into the run's folder.
pub fn save_report(
    folder: &RunFolder,
    run: &RunFile,
    counts: Counts,
    stats: &IssueStats,
) -> Result<(), JournalError> {
    let report = Report {
        version: 1,
        run: &run.id,
        command: &run.command,
        dry_run: run.dry_run,
        started: &run.started,
        ended: run.ended.as_deref(),
        exit: run.end.as_ref().map(|end| end.exit),
        verdict: run.end.as_ref().map_or("", |end| end.reason.as_str()),
        counts,
        issues: stats.groups(),
    };
    let path = folder.file("report.json");
    let mut file = AtomicFile::create(&path)?;
    let mut text = serde_json::to_vec_pretty(&report)?;
    text.push(b'\n');
    file.write_all(&text).map_err(|error| JournalError::file(&path, error))?;
    Ok(file.finish()?)
}
