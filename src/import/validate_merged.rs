//! A validation of rows that are merged: a customer is whole only after the last row, so they wait in a journal that is
//! gone again afterwards.

use crate::customer::CustomFieldDefinitions;
use crate::issue::Issue;
use crate::journal::{
    InputFile, JournalError, JournalReader, PlanWriter, PlannedKind, ResultRow, RowCounts, RunFile,
    RunFolder, SourceRow,
};
use crate::plan::{Action, ImportMode};
use crate::profile::ReadingProfile;
use crate::report::{IssueStats, MergedHeader, ResultFiles, RowPlace};
use crate::sink::JsonLines;

use super::dedup::{DuplicateIndex, RowStager, uninsertable};
use super::map_rows::{OpenedSource, map_all};
use super::validate_job::ValidateJob;
use crate::run::ImportError;

/// Customers at once.
const CHUNK: usize = 512;

/// Checks every row and every customer, and leaves the rejects and the mapped customers.
pub(super) fn check(
    job: &ValidateJob,
    opened: &mut [OpenedSource],
    folder: &RunFolder,
    (definitions, output): (Option<&CustomFieldDefinitions>, Option<JsonLines>),
    run: &mut RunFile,
) -> Result<(RowCounts, IssueStats, ReadingProfile), ImportError> {
    let place =
        tempfile::tempdir_in(folder.path()).map_err(|error| JournalError::file(folder.path(), error))?;
    let path = place.path().join("journal.db");
    PlanWriter::prepare(&path)?;
    let spool = PlanWriter::open(&path)?;
    let (inputs, survey) = fill(job, opened, &spool, definitions)?;
    run.inputs = inputs;
    decide_all(&spool, job.mode, definitions)?;
    spool.finish(&run.id)?;
    let reader = JournalReader::open(&path)?;
    let issues = rejects(folder, &reader)?;
    customers(output, &reader)?;
    Ok((reader.counts()?, issues, survey))
}

fn fill(
    job: &ValidateJob,
    opened: &mut [OpenedSource],
    spool: &PlanWriter,
    definitions: Option<&CustomFieldDefinitions>,
) -> Result<(Vec<InputFile>, ReadingProfile), ImportError> {
    let census = DuplicateIndex::new(job.mapping.matching(), job.mode, definitions, opened);
    let mut spooler = RowStager::new(spool, census, opened, &*job.listener)?;
    let (inputs, mut survey) = map_all(opened, job.limit, true, |mapped| spooler.add(mapped))?;
    survey.duplicates = spooler.finish()?;
    Ok((inputs, survey))
}

/// Without the help desk every customer may be a new one, unless the mode has none.
fn decide_all(
    spool: &PlanWriter,
    mode: ImportMode,
    definitions: Option<&CustomFieldDefinitions>,
) -> Result<(), ImportError> {
    let mut after = 0;
    loop {
        let open = spool.open_rows(after, CHUNK)?;
        let Some(last) = open.last() else { return Ok(()) };
        after = last.id;
        for row in &open {
            let fault = match mode {
                ImportMode::Update => None,
                _ => uninsertable(row.payload.as_bytes(), definitions)?,
            };
            spool.decide(row.id, &fault.map_or(Action::Insert, Action::Reject))?;
        }
        spool.commit()?;
    }
}

fn rejects(folder: &RunFolder, reader: &JournalReader) -> Result<IssueStats, ImportError> {
    let sources = reader.sources()?;
    let mut issues = IssueStats::default();
    let mut files = ResultFiles::new(folder.path(), MergedHeader::new(sources.clone()));
    reader.each_result(|row| {
        note(&sources, &row, &mut issues);
        if row.issues.iter().any(Issue::is_error) {
            files.reject(row.source, row.row, row.cells.iter().map(String::as_str), &row.issues)?;
        }
        Ok::<_, ImportError>(())
    })?;
    issues.formulas = files.finish()?.formulas;
    Ok(issues)
}

fn note(sources: &[SourceRow], row: &ResultRow, issues: &mut IssueStats) {
    issues.add(RowPlace::in_journal(sources, row), &row.issues);
}

fn customers(output: Option<JsonLines>, reader: &JournalReader) -> Result<(), ImportError> {
    let Some(mut output) = output else { return Ok(()) };
    let mut after = 0;
    loop {
        let planned = reader.pending(after, CHUNK)?;
        let Some(last) = planned.last() else { break };
        after = last.row;
        for planned in planned {
            if let PlannedKind::Insert { payload } = planned.kind {
                output.write(payload.as_bytes())?;
            }
        }
    }
    Ok(output.finish(&Default::default())?)
}
