//! `--sample`: reads all rows, those again of which not all is known, and chooses those that show the most.

use std::sync::Arc;

use super::duplicate_index::{DuplicateIndex, DuplicateStatus};
use super::duplicate_issues::{describe_row, invalid_replacement, keyless, uninsertable};
use super::error::ImportError;
use super::group_features::{GoOn, GroupJob, look_at, shown_by_written};
use super::map_rows::show_all;
use super::mapped_rows::{MappedBatch, MappedRow};
use super::opened_source::OpenedSource;
use super::wanted_rows::WantedRows;
use crate::event::{Event, Listener};
use crate::issue::Issue;
use crate::plan::{ImportMode, RowRef, WritePolicies};
use crate::report::sample_sentence;
use crate::sample::{Candidates, Choice, Feature, FeatureKind, RowEnd, RowFeatures, Sample, feature_of};

/// What a sample is chosen from, and how many rows it may have.
pub(super) struct SampleJob<'a> {
    pub at_most: u64,
    /// The keys; a second one finds the same duplicates again.
    pub index: DuplicateIndex<'a>,
    /// What an update may overwrite.
    pub policies: &'a WritePolicies,
    pub listener: &'a dyn Listener,
}

/// Reads all rows, and chooses those of the sample. Leaves the sources as they were before the first row.
pub(super) fn choose_rows(
    opened: &mut [OpenedSource],
    job: SampleJob<'_>,
    mut go_on: impl FnMut() -> Result<(), ImportError>,
) -> Result<(WantedRows, Sample), ImportError> {
    let SampleJob { at_most, index, policies, listener } = job;
    listener.hear(&Event::Note("Choosing the rows of the sample: reading all rows first.".to_owned()));
    opened.iter_mut().for_each(|source| source.source.keep());
    let files: Vec<String> = opened.iter().map(|source| source.file.clone()).collect();
    let sources = files.iter().map(|file| Arc::from(file.as_str())).collect();
    let mut gathering =
        Gathering { index, policies, files, sources, candidates: Candidates::default(), rows: 0 };
    show_all(opened, &WantedRows::All, |mapped| {
        go_on()?;
        let bytes = mapped.bytes;
        gathering.add(mapped)?;
        listener.hear(&Event::Read { rows: gathering.rows, bytes });
        Ok(())
    })?;
    opened.iter_mut().try_for_each(OpenedSource::reopen)?;
    let Gathering { candidates, sources, index, .. } = gathering;
    let job = GroupJob { index: &index, policies, sources: &sources };
    let choice = choose(opened, &job, candidates, at_most, &mut go_on)?;
    listener.hear(&Event::Note(format!("{}.", sample_sentence(&choice.sample))));
    Ok((WantedRows::Chosen(choice.rows), choice.sample))
}

/// How often the chosen rows are read again: with all that they show, others may be the better choice.
const CHOICES: usize = 4;

/// Chooses rows, until all that they show is known, or the rounds are over.
fn choose(
    opened: &mut [OpenedSource],
    job: &GroupJob<'_>,
    mut candidates: Candidates,
    at_most: u64,
    go_on: GoOn<'_>,
) -> Result<Choice, ImportError> {
    let files: Vec<String> = job.sources.iter().map(ToString::to_string).collect();
    // A single source is not named.
    let here = if files.len() > 1 { u16::MAX } else { 0 };
    let mut unknown = candidates.groups(at_most);
    let mut choice = Choice::default();
    for _ in 0..CHOICES {
        if !unknown.is_empty() {
            look_at(opened, job, &unknown, &mut candidates, go_on)?;
        }
        let fresh = candidates.clone();
        choice = fresh.choose(at_most, files.len() as u64, |row| describe_row(&files, here, row));
        unknown = candidates.unknown(&choice.rows);
        if unknown.is_empty() {
            break;
        }
    }
    Ok(choice)
}

struct Gathering<'a> {
    index: DuplicateIndex<'a>,
    policies: &'a WritePolicies,
    files: Vec<String>,
    sources: Vec<Arc<str>>,
    candidates: Candidates,
    rows: u64,
}

impl Gathering<'_> {
    fn add(&mut self, mapped: MappedBatch) -> Result<(), ImportError> {
        let MappedBatch { source, rows, json, .. } = mapped;
        for row in rows {
            let payload = json.get(row.payload.clone()).unwrap_or_default();
            self.add_row(source, row, payload)?;
        }
        Ok(())
    }

    fn add_row(&mut self, source: u16, mut row: MappedRow, payload: &[u8]) -> Result<(), ImportError> {
        self.rows += 1;
        let place = RowRef { source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) };
        let shows = std::mem::take(&mut row.shows);
        let none: Arc<str> = Arc::from("");
        if let Some(note) = &row.skip {
            let skipped = Feature::with(FeatureKind::Skipped, &none, note);
            self.skip(place, &row.issues, skipped, None);
            return Ok(());
        }
        if row.is_rejected() {
            self.reject(place, &row.issues, None);
            return Ok(());
        }
        let matching = self.index.matching;
        match self.index.add(source, &row, payload)? {
            DuplicateStatus::New => self.write(place, shows, row.issues, payload, RowEnd::Written)?,
            DuplicateStatus::Replaces(earlier) => {
                let mut shows = shows;
                shows.features.push(Feature::new(FeatureKind::Replaces, &none));
                self.write(place, shows, row.issues, payload, RowEnd::Replaces { earlier, rejected: false })?;
            }
            DuplicateStatus::Joins(heads) => {
                let head = heads.iter().min().copied().unwrap_or(place);
                self.index.groups.unite(head, heads.iter().copied());
                self.candidates.merge(place, &heads, &self.shared_key(&row));
                self.add_written(place, shows, &row.issues, RowEnd::Written);
            }
            DuplicateStatus::Second { earlier, rejected: false, .. } => {
                self.skip(place, &row.issues, Feature::new(FeatureKind::PassedOver, &none), Some(earlier));
            }
            DuplicateStatus::Second { earlier, alternative, .. } => {
                let words = describe_row(&self.files, source, earlier);
                row.issues.extend(self.index.doubled(source, &words, alternative));
                self.reject(place, &row.issues, Some(earlier));
            }
            DuplicateStatus::InvalidReplacement { earlier, alternative, fault } => {
                let words = describe_row(&self.files, source, earlier);
                let issue =
                    matching.map(|matching| invalid_replacement(&fault, &words, matching, alternative));
                row.issues.extend(issue);
                self.reject(place, &row.issues, Some(earlier));
            }
            DuplicateStatus::Keyless => {
                row.issues.extend(matching.map(|matching| keyless(matching, self.index.mode)));
                self.reject(place, &row.issues, None);
            }
        }
        Ok(())
    }

    /// Adds a row that can be written, unless it can't be inserted: whether its customer exists is not known.
    fn write(
        &mut self,
        place: RowRef,
        shows: RowFeatures,
        issues: Vec<Issue>,
        payload: &[u8],
        end: RowEnd,
    ) -> Result<(), ImportError> {
        let fault = match self.index.mode {
            ImportMode::Update => None,
            _ => uninsertable(payload, self.index.definitions)?,
        };
        match fault {
            Some(fault) => self.reject_alone(place, shows, &issues, &fault, end),
            None => self.add_written(place, shows, &issues, end),
        }
        Ok(())
    }

    fn add_written(&mut self, place: RowRef, shows: RowFeatures, issues: &[Issue], end: RowEnd) {
        let shows = shown_by_written(shows, issues, place, self.policies, &self.sources);
        self.candidates.add(place, shows, end);
    }

    fn reject(&mut self, place: RowRef, issues: &[Issue], earlier: Option<RowRef>) {
        let shows = RowFeatures::of_left_out(issues);
        self.candidates.add(place, shows, RowEnd::LeftOut { rejected: true, earlier });
    }

    /// Rejects a row that can't be inserted. It may still be a part of a merged customer, or replace others like it.
    fn reject_alone(
        &mut self,
        place: RowRef,
        alone: RowFeatures,
        issues: &[Issue],
        fault: &Issue,
        end: RowEnd,
    ) {
        let mut shows = RowFeatures::of_left_out(issues);
        shows.features.push(Feature { kind: FeatureKind::WholeError, ..feature_of(fault) });
        shows.features.extend(alone.features.into_iter().filter(|one| one.kind == FeatureKind::Replaces));
        let end = match end {
            RowEnd::Replaces { earlier, .. } => RowEnd::Replaces { earlier, rejected: true },
            _ => RowEnd::LeftOut { rejected: true, earlier: None },
        };
        self.candidates.add(place, shows, end);
    }

    fn skip(&mut self, place: RowRef, issues: &[Issue], why: Feature, earlier: Option<RowRef>) {
        let mut shows = RowFeatures::of_left_out(issues);
        shows.features.push(why);
        self.candidates.add(place, shows, RowEnd::LeftOut { rejected: false, earlier });
    }

    /// The fields of the first key of a row that other rows may share.
    fn shared_key(&self, row: &MappedRow) -> String {
        let alternative = row.own.map_or(0, |own| own.alternative);
        let key = self.index.matching.and_then(|matching| matching.alternatives.get(alternative));
        key.map_or_else(String::new, |key| key.fields.join(" + "))
    }
}
