//! Validates rows as they are read, if no later row can replace or join them.

use super::assumed_values::SourceAssumptions;
use super::duplicate_index::{DuplicateIndex, DuplicateStatus};
use super::duplicate_issues::{describe_row, keyless, uninsertable};
use super::error::ImportError;
use super::mapped_rows::{MappedBatch, MappedRow};
use super::opened_source::OpenedSource;
use super::row_watcher::{CheckedRow, RowWatcher};
use super::run_settings::RunSettings;
use super::validate_job::{Outputs, ValidateJob, Validated};
use crate::customer::{CustomFieldDefinitions, WritePolicies};
use crate::event::Event;
use crate::journal::{RowCounts, SourceRow};
use crate::plan::{ImportMode, SkipReason};
use crate::profile::{AssumedValues, ReadingProfile};
use crate::record::EarlierCells;
use crate::report::{
    CorrectedRow, CorrectedRows, IssueStats, MergedHeader, RejectsOrigin, ResultFiles, RowPlace,
    WrittenWarnings,
};
use crate::sink::JsonLines;
use crate::validate;

/// Checks rows and writes rejects and mapped customers.
pub(super) struct RowValidator<'a, 'w> {
    job: &'a ValidateJob,
    definitions: Option<&'a CustomFieldDefinitions>,
    index: DuplicateIndex<'a>,
    files: Vec<String>,
    header: MergedHeader,
    rejects: Option<ResultFiles>,
    /// Whoever looks on.
    watcher: Option<&'w mut dyn RowWatcher>,
    /// By source: whether it is a rejects file.
    of_rejects: Vec<bool>,
    corrected: CorrectedRows,
    output: Option<JsonLines>,
    issues: IssueStats,
    policies: &'a WritePolicies,
    warnings: WrittenWarnings,
    assumed: AssumedValues,
    counts: RowCounts,
}

impl<'a, 'w> RowValidator<'a, 'w> {
    pub(super) fn new(
        job: &'a ValidateJob,
        outputs: Outputs<'w>,
        opened: &[OpenedSource],
        definitions: Option<&'a CustomFieldDefinitions>,
        policies: &'a WritePolicies,
    ) -> Result<Self, ImportError> {
        let sources = (0..).zip(opened).map(|(id, source)| SourceRow {
            id,
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            header: source.header.clone(),
        });
        let header = MergedHeader::new(sources.collect());
        let settings = RunSettings::of_validation(job.mode);
        let decided = opened.iter().map(|source| settings.after(&source.decided())).collect();
        let rejects = outputs.folder.map(|folder| {
            let origin = RejectsOrigin { run: folder.id(), decided };
            ResultFiles::new(folder.path(), header.clone(), origin)
        });
        let output = job.output.as_deref().map(JsonLines::create);
        Ok(Self {
            job,
            definitions,
            index: DuplicateIndex::new(job.mapping.matching(), job.mode, definitions, opened),
            files: opened.iter().map(|source| source.file.clone()).collect(),
            rejects,
            watcher: outputs.watcher,
            of_rejects: opened.iter().map(OpenedSource::is_of_rejects).collect(),
            corrected: CorrectedRows::default(),
            header,
            output: output.transpose()?,
            issues: IssueStats::default(),
            policies,
            warnings: WrittenWarnings::default(),
            assumed: AssumedValues::default(),
            counts: RowCounts::default(),
        })
    }

    pub(super) fn add(&mut self, mapped: &mut MappedBatch) -> Result<(), ImportError> {
        let MappedBatch { source, rows, json, bytes, .. } = mapped;
        for row in rows {
            let payload = &json[row.payload.clone()];
            self.add_row(*source, row, payload)?;
        }
        self.job.listener.hear(&Event::Read { rows: self.counts.rows, bytes: *bytes });
        self.watcher.as_mut().map_or(Ok(()), |watcher| watcher.go_on())
    }

    fn add_row(&mut self, source: u16, row: &mut MappedRow, payload: &[u8]) -> Result<(), ImportError> {
        self.counts.rows += 1;
        let mut skipped = row.skip.is_some();
        if !row.is_rejected() && !skipped {
            skipped = self.check_duplicate(source, row, payload)?;
        }
        if !row.is_rejected() && !skipped {
            // The help desk is not asked, so every row may become an insert, except in mode `update`.
            row.issues.extend(match self.job.mode {
                ImportMode::Update => None,
                _ => uninsertable(payload, self.definitions)?,
            });
        }
        validate::only_of_accepted(&mut row.issues);
        self.show(source, row)?;
        let became = if row.is_rejected() {
            self.reject(source, row)?;
            CorrectedRow::Rejected
        } else if skipped {
            self.skip(row.skip.as_deref().map_or(SkipReason::Duplicate, SkipReason::of_note));
            CorrectedRow::Skipped
        } else {
            self.pass(source, row, payload)?;
            CorrectedRow::In
        };
        if self.of_rejects.get(usize::from(source)).is_some_and(|of_rejects| *of_rejects) {
            let columns = self.header.source(source).map_or(0, |source| source.header.len());
            let cell = |at| row.record.get(columns + at).map(|cell| cell.text);
            self.corrected.add(EarlierCells::after(0, cell), became);
        }
        let source = self.header.source(source);
        let place = RowPlace { source, row: row.record.row, line: row.record.line };
        self.issues.add(place, &row.issues);
        Ok(())
    }

    /// Compares the keys of the row with those of earlier rows. True if the row is skipped.
    fn check_duplicate(
        &mut self,
        source: u16,
        row: &mut MappedRow,
        payload: &[u8],
    ) -> Result<bool, ImportError> {
        Ok(match self.index.add(source, row, payload)? {
            DuplicateStatus::New => false,
            DuplicateStatus::Keyless => {
                row.issues
                    .extend(self.job.mapping.matching().map(|matching| keyless(matching, self.job.mode)));
                false
            }
            DuplicateStatus::Second { rejected: false, .. } => true,
            DuplicateStatus::Second { earlier, alternative, .. } => {
                let earlier = describe_row(&self.files, source, earlier);
                row.issues.extend(self.index.doubled(source, &earlier, alternative));
                false
            }
            // Such rows are validated by `validate_staged`.
            DuplicateStatus::Joins(_)
            | DuplicateStatus::Replaces(_)
            | DuplicateStatus::InvalidReplacement { .. } => false,
        })
    }

    fn skip(&mut self, reason: SkipReason) {
        self.counts.skipped += 1;
        self.counts.skipped_because.add(reason);
    }

    fn reject(&mut self, source: u16, row: &MappedRow) -> Result<(), ImportError> {
        self.counts.rejected += 1;
        let cells = row.record.iter().map(|cell| cell.text);
        let Some(files) = &mut self.rejects else { return Ok(()) };
        Ok(files.reject(source, row.record.row, cells, &row.issues)?)
    }

    /// Shows a row with issues to whoever looks on.
    fn show(&mut self, source: u16, row: &MappedRow) -> Result<(), ImportError> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        if row.issues.is_empty() {
            return Ok(());
        }
        let columns = self.header.source(source).map_or(0, |source| source.header.len());
        let cells = row.record.iter().take(columns).map(|cell| cell.text).collect();
        let (row_number, issues) = (row.record.row, row.issues.as_slice());
        watcher.see(&CheckedRow { source, row: row_number, key: row.key, cells, issues })
    }

    fn pass(&mut self, source: u16, row: &MappedRow, payload: &[u8]) -> Result<(), ImportError> {
        self.counts.planned_inserts += 1;
        self.counts.warned += u64::from(!row.issues.is_empty());
        self.warnings.add_valid(&row.issues, self.policies);
        row.assumed.iter().for_each(|number| self.assumed.add(source, *number));
        let written = self.output.as_mut().map(|output| output.write(payload)).transpose();
        Ok(written.map(|_| ())?)
    }

    /// Finishes the output, and adds the duplicate groups and the assumptions to `profile`.
    pub(super) fn finish(
        mut self,
        mut profile: ReadingProfile,
        assumptions: &SourceAssumptions,
    ) -> Result<Validated, ImportError> {
        if let Some(output) = self.output.take() {
            output.finish()?;
        }
        if let Some(files) = self.rejects {
            let written = files.finish()?;
            self.issues.formulas = written.formulas;
            self.issues.not_in_workbook = written.not_in_workbook;
        }
        profile.duplicates = self.index.duplicates;
        assumptions.note_valid(&mut profile, &self.assumed, self.policies);
        self.counts.pending = self.counts.planned_inserts;
        let Self { counts, issues, warnings, corrected, .. } = self;
        Ok(Validated { counts, issues, warnings, profile, corrected })
    }
}
