//! A validation: every row checked, without the network.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::dedup::{DuplicateIndex, DuplicateStatus, duplicate, in_words, keyless, outdone, uninsertable};
use super::import_job::match_keys;
use super::map_rows::{MappedBatch, MappedRow, OpenedSource, map_all, open_all};
use super::validate_merged;
use crate::customer::CustomFieldDefinitions;
use crate::event::{Event, Listener};
use crate::file::{is_same_file, path_of};
use crate::journal::{
    MappingCopy, RowCounts, RunCommand, RunFile, RunFileSettings, RunFolder, RunName, SourceRow,
};
use crate::mapping::{Mapping, OnDuplicate};
use crate::plan::{ImportMode, RowRef};
use crate::profile::ReadingProfile;
use crate::report::{IssueStats, MergedHeader, ReportFacts, ResultFiles, RowPlace, save_report};
use crate::run::{CustomFields, FinishedRun, ImportError, closing, custom_fields, validated};
use crate::sink::JsonLines;
use crate::source::ReadOptions;

/// Everything that a validation needs to know.
pub struct ValidateJob {
    /// Paths; `-` is standard input.
    pub sources: Vec<String>,
    /// How to read them.
    pub read: ReadOptions,
    /// From columns to fields.
    pub mapping: Arc<Mapping>,
    /// Decides whether a row without a name passes.
    pub mode: ImportMode,
    /// What custom fields may hold, where a file says so.
    pub custom_fields: CustomFields,
    /// Only so many rows.
    pub limit: Option<u64>,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// Where the mapped customers go, as JSON Lines.
    pub output: Option<PathBuf>,
    /// For `run.json`.
    pub settings: RunFileSettings,
    /// Hears what happens.
    pub listener: Arc<dyn Listener>,
}

/// Checks every row, and leaves `run.json`, `rejects.csv` and the reports.
pub fn validate(job: &ValidateJob) -> Result<FinishedRun, ImportError> {
    if let Some(output) = &job.output {
        let same = |source: &&String| is_same_file(&path_of(source), output);
        if let Some(source) = job.sources.iter().find(same) {
            return Err(ImportError::Usage(format!(
                "-o {source} would overwrite the source; name another file"
            )));
        }
    }
    let mut opened = open_all(&job.sources, &job.mapping, &job.read, &*job.listener)?;
    let first = job.sources.first().map_or("-", String::as_str);
    let named = RunName::new(&job.run_dir, first)?;
    named.warning().into_iter().for_each(|text| job.listener.hear(&Event::Note(text)));
    let mut run = RunFile::begin(RunCommand::Validate, named.id, named.now, MappingCopy::of(&job.mapping));
    (run.mode, run.match_keys, run.settings) = (job.mode, match_keys(&job.mapping), job.settings.clone());
    run.custom_fields = job.custom_fields.given();
    let (folder, lock) = RunFolder::create(&job.run_dir, &run, |_| Ok(()))?;
    let checked = check(job, &mut opened, folder.clone(), run);
    lock.end(&folder);
    checked
}

fn check(
    job: &ValidateJob,
    opened: &mut [OpenedSource],
    folder: RunFolder,
    mut run: RunFile,
) -> Result<FinishedRun, ImportError> {
    let given = run.custom_fields.as_ref();
    let definitions = given.and_then(|given| custom_fields::save_in_run(opened, given, &*job.listener));
    let definitions = definitions.as_deref();
    let mut check = closing(Check::new(job, &folder, opened, definitions), &folder, &mut run)?;
    if job.mapping.matching().is_some_and(|matching| matching.on_duplicate == OnDuplicate::Merge) {
        let output = check.output.take();
        let checked = validate_merged::check(job, opened, &folder, (definitions, output), &mut run);
        let (counts, issues, survey) = closing(checked, &folder, &mut run)?;
        return close(folder, run, (counts, issues, survey));
    }
    let inputs = map_all(opened, job.limit, false, |mapped| check.add(mapped));
    let (inputs, survey) = closing(inputs, &folder, &mut run)?;
    run.inputs = inputs;
    check.finish(folder, run, survey)
}

struct Check<'a> {
    job: &'a ValidateJob,
    definitions: Option<&'a CustomFieldDefinitions>,
    census: DuplicateIndex<'a>,
    files: Vec<String>,
    shelf: MergedHeader,
    rejects: ResultFiles,
    output: Option<JsonLines>,
    issues: IssueStats,
    counts: RowCounts,
    lines: u64,
    /// Lines of the output by row, and whether the row has warnings; only where a later row can take an earlier one's place.
    places: Option<HashMap<RowRef, (u64, bool)>>,
    dropped: BTreeSet<u64>,
}

impl<'a> Check<'a> {
    fn new(
        job: &'a ValidateJob,
        folder: &RunFolder,
        opened: &[OpenedSource],
        definitions: Option<&'a CustomFieldDefinitions>,
    ) -> Result<Self, ImportError> {
        let sources = (0..).zip(opened).map(|(id, source)| SourceRow {
            id,
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            header: source.header.clone(),
        });
        let shelf = MergedHeader::new(sources.collect());
        let last = |matching: &crate::mapping::MatchRules| {
            (matching.on_duplicate == OnDuplicate::Last).then(HashMap::new)
        };
        let places = job.mapping.matching().and_then(last);
        let output = job.output.as_deref().map(|path| JsonLines::create(path, places.is_some()));
        Ok(Self {
            job,
            definitions,
            census: DuplicateIndex::new(job.mapping.matching(), job.mode, definitions, opened),
            files: opened.iter().map(|source| source.file.clone()).collect(),
            rejects: ResultFiles::new(folder.path(), shelf.clone()),
            shelf,
            output: output.transpose()?,
            issues: IssueStats::default(),
            counts: RowCounts::default(),
            lines: 0,
            places,
            dropped: BTreeSet::new(),
        })
    }

    fn add(&mut self, mapped: MappedBatch) -> Result<(), ImportError> {
        let MappedBatch { source, rows, json, bytes, .. } = mapped;
        for mut row in rows {
            let payload = &json[row.payload.clone()];
            self.add_row(source, &mut row, payload)?;
        }
        self.job.listener.hear(&Event::Read { rows: self.counts.rows, bytes });
        Ok(())
    }

    fn add_row(&mut self, source: u16, row: &mut MappedRow, payload: &[u8]) -> Result<(), ImportError> {
        self.counts.rows += 1;
        let mut skipped = row.skip.is_some();
        if !row.is_rejected() && !skipped {
            skipped = self.stand(source, row, payload)?;
        }
        if !row.is_rejected() && !skipped {
            // Without the help desk every row may become an insert, unless the mode has none.
            row.issues.extend(match self.job.mode {
                ImportMode::Update => None,
                _ => uninsertable(payload, self.definitions)?,
            });
        }
        match (row.is_rejected(), skipped) {
            (true, _) => self.reject(source, row)?,
            (false, true) => self.counts.skipped += 1,
            (false, false) => self.pass(source, row, payload)?,
        }
        let source = self.shelf.source(source);
        let place = RowPlace { source, row: row.record.row, line: row.record.line };
        self.issues.add(place, &row.issues);
        Ok(())
    }

    /// Compares the row's key with earlier ones; true when the row is skipped.
    fn stand(&mut self, source: u16, row: &mut MappedRow, payload: &[u8]) -> Result<bool, ImportError> {
        Ok(match self.census.standing(source, row, payload)? {
            DuplicateStatus::New => false,
            DuplicateStatus::Keyless => {
                row.issues
                    .extend(self.job.mapping.matching().map(|matching| keyless(matching, self.job.mode)));
                false
            }
            DuplicateStatus::Second { rejected: false, .. } => true,
            DuplicateStatus::Second { earlier, alternative, .. } => {
                let earlier = in_words(&self.files, source, earlier);
                let matching = self.job.mapping.matching();
                row.issues.extend(matching.map(|matching| duplicate(&earlier, matching, alternative)));
                false
            }
            DuplicateStatus::InvalidReplacement { earlier, alternative, fault } => {
                let earlier = in_words(&self.files, source, earlier);
                let matching = self.job.mapping.matching();
                row.issues.extend(matching.map(|matching| outdone(&fault, &earlier, matching, alternative)));
                false
            }
            // Merged rows are checked apart: see `merged`.
            DuplicateStatus::Joins(_) => false,
            DuplicateStatus::Replaces(earlier) => {
                earlier.into_iter().for_each(|place| self.drop_row(place));
                false
            }
        })
    }

    /// One that is not among the good ones was rejected and stays so, or has given way before.
    fn drop_row(&mut self, place: RowRef) {
        if let Some((line, warned)) = self.places.as_mut().and_then(|places| places.remove(&place)) {
            self.dropped.insert(line);
            self.counts.warned -= u64::from(warned);
            self.counts.planned_inserts -= 1;
            self.counts.skipped += 1;
        }
    }

    fn reject(&mut self, source: u16, row: &MappedRow) -> Result<(), ImportError> {
        self.counts.rejected += 1;
        let cells = row.record.iter().map(|cell| cell.text);
        Ok(self.rejects.reject(source, row.record.row, cells, &row.issues)?)
    }

    fn pass(&mut self, source: u16, row: &MappedRow, payload: &[u8]) -> Result<(), ImportError> {
        self.counts.planned_inserts += 1;
        let warned = !row.issues.is_empty();
        self.counts.warned += u64::from(warned);
        if let Some(places) = &mut self.places {
            let place = RowRef { source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) };
            places.insert(place, (self.lines, warned));
        }
        if let Some(output) = &mut self.output {
            output.write(payload)?;
            self.lines += 1;
        }
        Ok(())
    }

    fn finish(
        mut self,
        folder: RunFolder,
        run: RunFile,
        mut survey: ReadingProfile,
    ) -> Result<FinishedRun, ImportError> {
        if let Some(output) = self.output.take() {
            output.finish(&self.dropped)?;
        }
        self.issues.formulas = self.rejects.finish()?.formulas;
        survey.duplicates = self.census.twins;
        self.counts.pending = self.counts.planned_inserts;
        close(folder, run, (self.counts, self.issues, survey))
    }
}

fn close(
    folder: RunFolder,
    mut run: RunFile,
    (counts, issues, survey): (RowCounts, IssueStats, ReadingProfile),
) -> Result<FinishedRun, ImportError> {
    let (exit, reason) = validated(&counts);
    run.counts = Some(counts);
    run.close(exit, reason);
    let facts = ReportFacts { survey: Some(survey), ..ReportFacts::default() };
    save_report(&folder, &run, counts, &issues, facts)?;
    folder.save(&run)?;
    Ok(FinishedRun { folder, run, counts, issues })
}
