//! Validates rows that later rows can replace or join. How they end is known only after the last row, so rows are staged
//! in a temporary journal, as an import does it.

use super::assumed_values::SourceAssumptions;
use super::duplicate_index::DuplicateIndex;
use super::duplicate_issues::uninsertable;
use super::error::ImportError;
use super::map_rows::{MappedFor, map_all};
use super::opened_source::OpenedSource;
use super::row_stager::RowStager;
use super::row_watcher::{CheckedRow, RowWatcher};
use super::run_settings::RunSettings;
use super::validate_job::{Outputs, ValidateJob, Validated};
use super::wanted_rows::WantedRows;
use crate::customer::CustomFieldDefinitions;
use crate::issue::Issue;
use crate::journal::{
    InputFile, JournalError, JournalReader, PlanWriter, PlannedKind, ResultRow, RunFile, RunFolder, SourceRow,
};
use crate::plan::{Action, ImportMode};
use crate::profile::ReadingProfile;
use crate::record::{EarlierCells, RowKey};
use crate::report::{
    CorrectedRow, CorrectedRows, IssueStats, MergedHeader, RejectsOrigin, ResultFiles, RowPlace,
    WrittenWarnings,
};
use crate::sink::JsonLines;

/// Customers read from the journal at once.
const CHUNK: usize = 512;

/// Checks every row and every customer, and writes the rejects and the mapped customers.
pub(super) fn check(
    job: &ValidateJob,
    opened: &mut [OpenedSource],
    wanted: &WantedRows,
    mut outputs: Outputs<'_>,
    definitions: Option<&CustomFieldDefinitions>,
    run: &mut RunFile,
) -> Result<Validated, ImportError> {
    let output = job.output.as_deref().map(JsonLines::create).transpose()?;
    let place =
        tempfile::tempdir_in(outputs.place).map_err(|error| JournalError::file(outputs.place, error))?;
    let path = place.path().join("journal.db");
    PlanWriter::prepare(&path)?;
    let plan_writer = PlanWriter::open(&path)?;
    let filling = Filling { plan_writer: &plan_writer, definitions, outputs: &mut outputs };
    let (inputs, mut profile, keys) = fill(job, opened, wanted, filling)?;
    run.inputs = inputs;
    decide_all(&plan_writer, job.mode, definitions)?;
    let assumptions = SourceAssumptions::of(opened, &profile);
    assumptions.note_planned(&mut profile, &plan_writer, &run.write_policies)?;
    plan_writer.finish(&run.id)?;
    let reader = JournalReader::open(&path)?;
    let found = outputs.folder.map(|folder| rejects(folder, &reader, run)).transpose()?;
    let (issues, corrected) = found.unwrap_or_default();
    outputs.watcher.map_or(Ok(()), |watcher| show(watcher, &reader, &keys))?;
    customers(output, &reader)?;
    let warnings = WrittenWarnings::from_journal(&reader, &run.write_policies)?;
    Ok(Validated { counts: reader.counts()?, issues, warnings, profile, corrected })
}

/// What is filled, and who looks on.
struct Filling<'a, 'o> {
    plan_writer: &'a PlanWriter,
    definitions: Option<&'a CustomFieldDefinitions>,
    outputs: &'a mut Outputs<'o>,
}

/// Fills the journal. Also returns the key of each row, if they are known.
fn fill(
    job: &ValidateJob,
    opened: &mut [OpenedSource],
    wanted: &WantedRows,
    filling: Filling<'_, '_>,
) -> Result<(Vec<InputFile>, ReadingProfile, Vec<RowKey>), ImportError> {
    let Filling { plan_writer, definitions, outputs } = filling;
    let mut keys = Vec::new();
    let index = DuplicateIndex::new(job.mapping.matching(), job.mode, definitions, opened);
    let mut stager = RowStager::new(plan_writer, index, opened, &*job.listener)?;
    let listener = &*job.listener;
    let (inputs, mut profile) = map_all(opened, wanted, MappedFor::Journal, listener, |mapped| {
        outputs.go_on()?;
        keys.extend(mapped.rows.iter().filter_map(|row| row.key));
        stager.add(mapped)
    })?;
    profile.duplicates = stager.finish()?;
    Ok((inputs, profile, keys))
}

/// Decides every customer as an insert, because the help desk is not asked. In mode `update` no customer is inserted.
fn decide_all(
    plan_writer: &PlanWriter,
    mode: ImportMode,
    definitions: Option<&CustomFieldDefinitions>,
) -> Result<(), ImportError> {
    let mut after = 0;
    loop {
        let open = plan_writer.open_rows(after, CHUNK)?;
        let Some(last) = open.last() else { return Ok(()) };
        after = last.id;
        for row in &open {
            let fault = match mode {
                ImportMode::Update => None,
                _ => uninsertable(row.payload.as_bytes(), definitions)?,
            };
            plan_writer.decide(row.id, &fault.map_or(Action::Insert, Action::Reject))?;
        }
        plan_writer.commit()?;
    }
}

/// Shows the rows with issues. The journal has them in the order of the sources, as the keys.
fn show(watcher: &mut dyn RowWatcher, reader: &JournalReader, keys: &[RowKey]) -> Result<(), ImportError> {
    let sources = reader.sources()?;
    let mut keys = keys.iter();
    reader.each_result(|row| {
        let key = keys.next().copied();
        if row.issues.is_empty() {
            return Ok(());
        }
        let columns = sources.get(usize::from(row.source)).map_or(0, |source| source.header.len());
        let cells = row.cells.iter().take(columns).map(String::as_str).collect();
        watcher.see(&CheckedRow { source: row.source, row: row.row, key, cells, issues: &row.issues })
    })
}

fn rejects(
    folder: &RunFolder,
    reader: &JournalReader,
    run: &RunFile,
) -> Result<(IssueStats, CorrectedRows), ImportError> {
    let sources = reader.sources()?;
    let mut issues = IssueStats::default();
    let mut corrected = CorrectedRows::default();
    let header = MergedHeader::new(sources.clone());
    let settings = RunSettings::of_validation(run.mode);
    let mut origin = RejectsOrigin::of(run);
    origin.decided.iter_mut().for_each(|decided| *decided = settings.after(decided));
    let mut files = ResultFiles::new(folder.path(), header, origin);
    reader.each_result(|row| {
        note(&sources, &row, &mut issues);
        if run.is_of_rejects(row.source) {
            let columns = sources.get(usize::from(row.source)).map_or(0, |source| source.header.len());
            let cell = |at: usize| row.cells.get(at).map(String::as_str);
            let became = CorrectedRow::of(row.outcome, row.note.as_deref(), true);
            corrected.add(EarlierCells::after(columns, cell), became);
        }
        if row.issues.iter().any(Issue::is_error) {
            files.reject(row.source, row.row, row.cells.iter().map(String::as_str), &row.issues)?;
        }
        Ok::<_, ImportError>(())
    })?;
    let written = files.finish()?;
    issues.formulas = written.formulas;
    issues.not_in_workbook = written.not_in_workbook;
    Ok((issues, corrected))
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
    Ok(output.finish()?)
}
