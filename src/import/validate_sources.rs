//! Validates sources: checks every row without the network.

use std::path::Path;

use jiff::Timestamp;

use super::assumed_values::SourceAssumptions;
use super::check_custom_fields::check_custom_fields;
use super::duplicate_index::DuplicateIndex;
use super::error::ImportError;
use super::fixes_draft::FixesDraft;
use super::fixes_of_sources::fixes_of;
use super::import_job::match_keys;
use super::map_rows::{MappedFor, map_all};
use super::opened_source::{OpenJob, OpenedSource, open_all};
use super::rejecting_runs::RejectingRuns;
use super::row_watcher::RowWatcher;
use super::run_settings::RunSettings;
use super::sample_rows::{SampleJob, choose_rows};
use super::stated_settings::StatedSettings;
use super::validate_job::{Checked, Outputs, ValidateJob, Validated};
use super::validate_rows::RowValidator;
use super::validate_staged;
use super::wanted_rows::WantedRows;
use crate::customer::CustomFieldDefinitions;
use crate::event::Event;
use crate::file::{is_same_file, path_of};
use crate::fixes::{FixesOutcome, FixesSummary, KeysOf, prune_fixes};
use crate::journal::{MappingCopy, RowCounts, RunCommand, RunFile, RunFolder, RunName};
use crate::mapping::{MatchRules, OnDuplicate};
use crate::plan::{OnMultiple, WritePolicies};
use crate::report::{ReportFacts, left_out, save_report};
use crate::run::{FinishedRun, RunError, WatchedRun, closing, validated, with_refused_fixes};
use crate::wording::counted;

/// Checks every row, and writes `run.json`, `rejects.csv` and the reports.
pub fn validate(job: &ValidateJob) -> Result<FinishedRun, ImportError> {
    refuse_source_as_output(job)?;
    let draft = job.write_fixes.as_deref().map(|path| FixesDraft::create(path, &job.sources));
    let mut draft = draft.transpose()?;
    let mut opened = open(job, if draft.is_some() { KeysOf::EveryRow } else { KeysOf::NoRow }, &|_, _| true)?;
    draft.iter_mut().for_each(|draft| show_columns(draft, &opened));
    let (job, rejected) = &as_rejected(job, &mut opened)?;
    let mut run = run_file(job, rejected)?;
    let (folder, lock) = RunFolder::create(&job.run_dir, &run, |_| Ok(()))?;
    let watcher = draft.as_mut().map(|draft| draft as &mut dyn RowWatcher);
    let outputs = Outputs { folder: Some(&folder), place: folder.path(), watcher };
    let examined = examine(job, &mut opened, outputs, &mut run);
    let examined = examined.and_then(|found| {
        draft.map_or(Ok(()), FixesDraft::finish)?;
        Ok((found, pruned(job, fixes_of(&opened))?))
    });
    let examined = closing(examined, &folder, &mut run);
    let closed = examined.and_then(|(found, fixes)| close(folder.clone(), run, fixes, found));
    lock.end(&folder);
    closed
}

/// Removes the fixes whose row is gone from their file, if that is wanted.
fn pruned(job: &ValidateJob, outcome: Option<FixesOutcome>) -> Result<Option<FixesOutcome>, ImportError> {
    let (Some(mut outcome), Some(fixes)) = (outcome, &job.fixes) else { return Ok(None) };
    if let Some(which) = job.prune_fixes {
        let removed = prune_fixes(fixes, &outcome.gone, which)?;
        outcome.note_pruned(removed);
        let lines = match removed {
            1 => "1 line was removed: its row is".to_owned(),
            _ => format!("{} were removed: their rows are", counted(removed, "line", "lines")),
        };
        let all = "no line was removed: all rows of its fixes are there".to_owned();
        let said = if removed == 0 { all } else { format!("{lines} not in the source any more") };
        job.listener.hear(&Event::Note(format!("{}: {said}.", fixes.file)));
    }
    Ok(Some(outcome))
}

/// Checks every row as [`validate`] does, and shows the rows with issues to `watcher` instead of writing files. `place` is
/// a folder for temporary files.
///
/// # Errors
/// Those of a validation, and what `watcher` ends the check with.
pub fn check(job: &ValidateJob, place: &Path, watcher: &mut dyn RowWatcher) -> Result<Checked, ImportError> {
    let mut opened = open(job, KeysOf::SoFar, &|rows, bytes| watcher.reads(rows, bytes))?;
    show_columns(watcher, &opened);
    let (job, later) = &as_rejected(job, &mut opened)?;
    let mapping = MappingCopy::of(&job.mapping);
    let mut run = RunFile::begin(RunCommand::Validate, "check".to_owned(), Timestamp::now(), mapping);
    run.write_policies = later.policies.clone();
    run.mode = job.mode;
    run.custom_fields = job.custom_fields.given();
    let outputs = Outputs { folder: None, place, watcher: Some(watcher) };
    let found = examine(job, &mut opened, outputs, &mut run)?;
    let twins = opened.iter().flat_map(|one| one.source.twins()).collect();
    Ok(Checked { counts: found.counts, fixes: fixes_of(&opened), twins })
}

fn show_columns(watcher: &mut dyn RowWatcher, opened: &[OpenedSource]) {
    (0..).zip(opened).for_each(|(source, one)| watcher.opened(source, one.labels()));
}

fn open(
    job: &ValidateJob,
    keys: KeysOf,
    go_on: &dyn Fn(u64, u64) -> bool,
) -> Result<Vec<OpenedSource>, ImportError> {
    let opening = OpenJob {
        sources: &job.sources,
        mapping: &job.mapping,
        read: &job.read,
        fixes: job.fixes.as_ref(),
        keys,
        run_dir: &job.run_dir,
        go_on,
    };
    open_all(opening, &*job.listener)
}

fn refuse_source_as_output(job: &ValidateJob) -> Result<(), RunError> {
    let Some(output) = &job.output else { return Ok(()) };
    let same = |source: &&String| is_same_file(&path_of(source), output);
    match job.sources.iter().find(same) {
        Some(source) => {
            Err(RunError::Usage(format!("-o {source} would overwrite the source; name another file")))
        }
        None => Ok(()),
    }
}

/// The settings of the later import that a validation only records.
struct LaterImport {
    on_multiple: OnMultiple,
    policies: WritePolicies,
}

/// The job with the settings of the run whose rejects these are.
fn as_rejected(
    job: &ValidateJob,
    opened: &mut [OpenedSource],
) -> Result<(ValidateJob, LaterImport), ImportError> {
    let stated = StatedSettings { mode: job.stated_mode, ..StatedSettings::default() };
    let runs = RejectingRuns::of(opened, &job.run_dir)?;
    let settings = runs.settings(&job.mapping, &stated, &*job.listener)?;
    let settings = settings.unwrap_or_else(|| RunSettings { mode: job.mode, ..RunSettings::default() });
    let policies = runs.policies(&job.mapping, &settings)?;
    let later = LaterImport { on_multiple: settings.on_multiple, policies };
    Ok((ValidateJob { mode: settings.mode, ..job.clone() }, later))
}

fn run_file(job: &ValidateJob, later: &LaterImport) -> Result<RunFile, ImportError> {
    let first = job.sources.first().map_or("-", String::as_str);
    let named = RunName::new(&job.run_dir, first)?;
    named.warning().into_iter().for_each(|text| job.listener.hear(&Event::Note(text)));
    let mut run = RunFile::begin(RunCommand::Validate, named.id, named.now, MappingCopy::of(&job.mapping));
    run.on_multiple = later.on_multiple;
    run.write_policies = later.policies.clone();
    if !run.write_policies.are_always() {
        job.listener.hear(&Event::Note(format!(
            "What an update may overwrite ({}) is decided when the import is planned.",
            run.write_policies.in_words()
        )));
    }
    run.mode = job.mode;
    run.match_keys = match_keys(&job.mapping);
    run.settings = job.settings.clone();
    run.custom_fields = job.custom_fields.given();
    run.fixes = job.fixes.as_deref().map(FixesSummary::unread);
    Ok(run)
}

fn examine(
    job: &ValidateJob,
    opened: &mut [OpenedSource],
    outputs: Outputs<'_>,
    run: &mut RunFile,
) -> Result<Validated, ImportError> {
    let given = run.custom_fields.as_ref();
    opened.iter_mut().for_each(|source| source.write_under(&run.write_policies));
    let definitions = given.map(|given| check_custom_fields(opened, given, &*job.listener)).transpose()?;
    let definitions = definitions.flatten();
    let definitions = definitions.as_deref();
    let wanted = wanted_rows(job, opened, definitions, run)?;
    // Whether a row is written is known only after the last row if later ones can change it.
    let later =
        |matching: &MatchRules| matches!(matching.on_duplicate, OnDuplicate::Merge | OnDuplicate::Last);
    if job.mapping.matching().is_some_and(later) {
        return validate_staged::check(job, opened, &wanted, outputs, definitions, run);
    }
    let policies = run.write_policies.clone();
    let mut rows = RowValidator::new(job, outputs, opened, definitions, &policies)?;
    let mapped = map_all(opened, &wanted, MappedFor::Check, &*job.listener, |mapped| rows.add(mapped));
    let (inputs, profile) = mapped?;
    run.inputs = inputs;
    let assumptions = SourceAssumptions::of(opened, &profile);
    rows.finish(profile, &assumptions)
}

/// The rows to validate. Notes in `run` if they are a sample.
fn wanted_rows(
    job: &ValidateJob,
    opened: &mut [OpenedSource],
    definitions: Option<&CustomFieldDefinitions>,
    run: &mut RunFile,
) -> Result<WantedRows, ImportError> {
    let Some(at_most) = job.settings.sample else { return Ok(WantedRows::first(job.settings.limit)) };
    let index = DuplicateIndex::new(job.mapping.matching(), job.mode, definitions, opened);
    let policies = &run.write_policies;
    let chosen = SampleJob { at_most, index, policies, listener: &*job.listener };
    let (wanted, sample) = choose_rows(opened, chosen, || Ok(()))?;
    run.sample = Some(sample);
    Ok(wanted)
}

/// The calls for watching an import of the valid rows; `None` if nothing can be inserted. The list is not known.
fn expected_watching(run: &RunFile, counts: &RowCounts) -> Option<u64> {
    let inserts = counts.pending;
    let watched =
        WatchedRun { inserts, updates: 0, rate: run.settings.rate, list: None, hidden: 0, page: None };
    (inserts > 0).then(|| watched.calls())
}

fn close(
    folder: RunFolder,
    mut run: RunFile,
    fixes: Option<FixesOutcome>,
    found: Validated,
) -> Result<FinishedRun, ImportError> {
    let Validated { counts, mut issues, warnings, mut profile, corrected } = found;
    profile.refused_fixes = fixes.as_ref().and_then(FixesOutcome::refused);
    run.fixes = fixes.map(|fixes| fixes.summary).or(run.fixes);
    profile.refused_fixes.iter().for_each(|refused| issues.add_refused_fixes(refused));
    issues.language = run.settings.language.unwrap_or_default();
    run.corrected = corrected.finish(&folder, &run);
    let (exit, reason) = with_refused_fixes(validated(&counts), &run);
    run.counts = Some(counts);
    run.watching = expected_watching(&run, &counts);
    run.close(exit, reason);
    let left_out = left_out(&run, &profile, Some(&warnings));
    let facts = ReportFacts { survey: Some(profile), warnings: Some(warnings), ..ReportFacts::default() };
    save_report(&folder, &run, counts, &issues, facts)?;
    folder.save(&run)?;
    Ok(FinishedRun { folder, run, counts, issues, left_out })
}
