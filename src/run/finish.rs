//! The end of a run: its results and reports, and its end in `run.json`.

use super::error::{EndsRun, RunError};
use super::exit_status::{describe_counts, exit_status, with_refused_fixes};
use crate::failpoint;
use crate::journal::{JournalError, JournalReader, RowCounts, RunFile, RunFolder};
use crate::profile::LeftOut;
use crate::report::{IssueStats, ReportFacts, WrittenResults, save_report, write_id_map, write_results};
use crate::writer::WriteEnd;

/// A run that has ended.
#[derive(Debug)]
pub struct FinishedRun {
    /// The run folder.
    pub folder: RunFolder,
    /// `run.json` as it was saved.
    pub run: RunFile,
    /// How many rows have each outcome.
    pub counts: RowCounts,
    /// The issues of its rows.
    pub issues: IssueStats,
    /// What a validation leaves out. An import says it with its plan.
    pub left_out: Option<LeftOut>,
}

/// Records an error in `run.json` as the end of the run, unless another folder has taken the place of the run folder.
pub(crate) fn closing<T, E: EndsRun>(
    result: Result<T, E>,
    folder: &RunFolder,
    run: &mut RunFile,
) -> Result<T, E> {
    result.inspect_err(|error| {
        if matches!(error.as_run_error(), Some(RunError::Journal(JournalError::Gone { .. }))) {
            return;
        }
        run.close(error.exit_status(), error.to_string());
        // The caller reports the error itself; a failure to record it adds nothing.
        drop(folder.save(run));
    })
}

/// Writes results and reports from the journal, and closes `run.json`.
pub(crate) fn finish(
    folder: RunFolder,
    mut run: RunFile,
    ending: &WriteEnd,
) -> Result<FinishedRun, RunError> {
    failpoint::pass("all-written");
    let reader = JournalReader::open(&folder.journal())?.under(&run.write_policies);
    let counts = reader.counts()?;
    let (exit, reason) = with_refused_fixes(exit_status(ending, &counts, run.dry_run), &run);
    run.counts = Some(counts);
    run.close(exit, reason.clone());
    let reported = match report(&folder, &mut run, &reader, counts) {
        Err(source) if !run.dry_run => Err(unreported(&folder, &run, reason, source)),
        reported => reported,
    };
    let issues = closing(reported, &folder, &mut run)?;
    Ok(FinishedRun { folder, run, counts, issues, left_out: None })
}

/// Writes results and reports of an ended run again, because its journal has changed.
pub fn report_again(folder: &RunFolder) -> Result<(), RunError> {
    let mut run = RunFile::load(folder)?;
    let reader = JournalReader::open(&folder.journal())?.under(&run.write_policies);
    let counts = reader.counts()?;
    run.counts = Some(counts);
    report(folder, &mut run, &reader, counts).map(drop)
}

fn report(
    folder: &RunFolder,
    run: &mut RunFile,
    reader: &JournalReader,
    counts: RowCounts,
) -> Result<IssueStats, RunError> {
    let WrittenResults { mut issues, corrected } = write_results(folder, reader, run)?;
    issues.language = run.settings.language.unwrap_or_default();
    run.corrected = corrected;
    if run.restores.is_some() && !run.dry_run {
        write_id_map(folder.path(), reader)?;
    }
    failpoint::pass("results-named");
    let facts = ReportFacts::collect(folder, reader, run)?;
    save_report(folder, run, counts, &issues, facts)?;
    failpoint::pass("report-named");
    folder.save(run)?;
    failpoint::pass("run-closed");
    Ok(issues)
}

/// An error that also says what was written: the journal has all of it.
fn unreported(folder: &RunFolder, run: &RunFile, ended: String, source: RunError) -> RunError {
    let written = run.counts.as_ref().map(describe_counts).unwrap_or_default();
    let resume = folder.command_line("resume", &run.settings);
    let folder = folder.path().to_owned();
    RunError::Reports { ended, written, folder, resume, source: Box::new(source) }
}
