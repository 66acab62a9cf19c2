//! Maps the rows of all sources on all cores, in order.

use std::io::Write as _;
use std::sync::Arc;

use crossbeam_channel::{Receiver, never, unbounded};

use super::error::ImportError;
use super::mapped_rows::{HashedKey, JournalFields, MappedBatch, MappedRow};
use super::opened_source::OpenedSource;
use super::original_cells::SavedFile;
use super::parallel::ordered;
use super::row_assumptions::RowAssumptions;
use super::source_profiler::SourceProfiler;
use super::wanted_rows::WantedRows;
use crate::customer::Customer;
use crate::event::{Event, Listener};
use crate::issue::{Code, Issue};
use crate::journal::InputFile;
use crate::mapping::{BoundMapping, MatchKey};
use crate::plan::KeyHash;
use crate::profile::{ProfileBatch, ReadingProfile};
use crate::record::Record;
use crate::sample::{RowFeatures, row_features};
use crate::source::{Detection, ReadRow, SourceFormat};
use crate::validate;
use crate::wording::counted;

/// Rows per batch.
const BATCH: usize = 512;

/// What mapped rows are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MappedFor {
    /// A validation, which keeps no rows.
    Check,
    /// A journal, which also needs cells and keys.
    Journal,
    /// The choice of a sample, which needs what each row shows.
    Sample,
}

/// Maps the wanted rows and hands them to `each` in order. Returns what was read of each source, and its profile.
pub(super) fn map_all(
    opened: &mut [OpenedSource],
    wanted: &WantedRows,
    purpose: MappedFor,
    listener: &dyn Listener,
    mut each: impl FnMut(&mut MappedBatch) -> Result<(), ImportError>,
) -> Result<(Vec<InputFile>, ReadingProfile), ImportError> {
    let bounds: Vec<BoundMapping> = opened.iter().map(|source| source.bound.clone()).collect();
    let assumptions: Vec<RowAssumptions> = opened.iter().map(RowAssumptions::of).collect();
    let mut profiler = SourceProfiler::new(opened);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let (give_back, used) = unbounded();
    let batches = Batches { opened, at: 0, left: wanted.most(), wanted, used };
    let work = |batch: UnmappedBatch| {
        let source = usize::from(batch.source);
        map_batch(&bounds[source], Some(&assumptions[source]), purpose, batch)
    };
    ordered(workers, batches, work, |mut mapped: MappedBatch| {
        profiler.add(&mut mapped);
        each(&mut mapped)?;
        // Once everything is read, nobody takes them.
        drop(give_back.send(mapped.rows.into_iter().map(|row| row.record).collect()));
        Ok(true)
    })?;
    opened
        .iter()
        .filter_map(|source| source.originals.as_ref())
        .for_each(|originals| originals.say_unknown(listener));
    let inputs = opened.iter().zip(profiler.rows()).map(|(source, rows)| source.input(rows));
    let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
    inputs.iter().for_each(|input| say_blank_rows(input, listener));
    Ok((inputs, profiler.profile(opened)))
}

/// Says how many rows were skipped because they are blank.
fn say_blank_rows(input: &InputFile, listener: &dyn Listener) {
    if input.blank_rows > 0 {
        let (rows, were) = (counted(input.blank_rows, "blank row", "blank rows"), was(input.blank_rows));
        listener.hear(&Event::Note(format!("{rows} of {} {were} skipped.", shown_file(&input.file))));
    }
}

fn was(count: u64) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

fn shown_file(file: &str) -> &str {
    if file == "-" { "standard input" } else { file }
}

/// Maps the wanted rows and hands them to `each` in order, with what each row shows.
pub(super) fn show_all(
    opened: &mut [OpenedSource],
    wanted: &WantedRows,
    mut each: impl FnMut(MappedBatch) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let bounds: Vec<BoundMapping> = opened.iter().map(|source| source.bound.clone()).collect();
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let batches = Batches { opened, at: 0, left: wanted.most(), wanted, used: never() };
    let work =
        |batch: UnmappedBatch| map_batch(&bounds[usize::from(batch.source)], None, MappedFor::Sample, batch);
    ordered(workers, batches, work, |mapped: MappedBatch| each(mapped).map(|()| true))
}

/// A batch of rows as read.
struct UnmappedBatch {
    source: u16,
    rows: Vec<ReadRow>,
    bytes: u64,
    /// True if the columns take example values from these rows.
    examples: bool,
}

/// How a file was saved, as far as it is read.
fn saved_file(found: &Detection) -> SavedFile {
    use SourceFormat::{Ods, Xls, Xlsb, Xlsx};
    let encoding = found.encoding.as_ref().map(|encoding| encoding.get().to_lowercase());
    SavedFile {
        western: encoding.is_some_and(|name| name == "windows-1252"),
        workbook: matches!(found.format.get(), Xlsx | Xls | Xlsb | Ods),
    }
}

struct Batches<'a> {
    opened: &'a mut [OpenedSource],
    at: usize,
    left: u64,
    wanted: &'a WantedRows,
    /// Records of rows that are done: the reader uses their memory again.
    used: Receiver<Vec<Record>>,
}

impl Iterator for Batches<'_> {
    type Item = Result<UnmappedBatch, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.left > 0 {
            let OpenedSource { source, originals, .. } = self.opened.get_mut(self.at)?;
            self.used.try_iter().for_each(|records| source.reuse(records));
            let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(BATCH);
            match source.next_batch(most) {
                Err(error) => return Some(Err(error.into())),
                Ok(None) => self.at += 1,
                Ok(Some(mut batch)) => {
                    self.left -= batch.rows.len() as u64;
                    let bytes = source.progress().read();
                    let saved = saved_file(source.detection());
                    let source = u16::try_from(self.at).unwrap_or(u16::MAX);
                    self.wanted.retain(source, &mut batch.rows);
                    originals.iter_mut().for_each(|originals| originals.restore(&mut batch.rows, saved));
                    let Some(first) = batch.rows.first() else { continue };
                    let examples = self.wanted.are_few() || first.record.row < EXAMPLE_ROWS;
                    return Some(Ok(UnmappedBatch { source, rows: batch.rows, bytes, examples }));
                }
            }
        }
        None
    }
}

fn map_batch(
    bound: &BoundMapping,
    assumptions: Option<&RowAssumptions>,
    purpose: MappedFor,
    job: UnmappedBatch,
) -> MappedBatch {
    let mut json = Vec::with_capacity(job.rows.len() * 512);
    let countries = bound.countries();
    let targets = match purpose {
        MappedFor::Sample => bound.target_names().into_iter().map(Arc::from).collect(),
        MappedFor::Check | MappedFor::Journal => Vec::new(),
    };
    let maps_email = bound.mapping().maps("email");
    let today = validate::today();
    let work = Work { bound, purpose, maps_email, today, countries: &countries, assumptions, targets };
    let mut profile = ProfileBatch::new(bound.width());
    if purpose != MappedFor::Sample {
        job.rows.iter().for_each(|row| profile.columns.add(&row.record, job.examples));
    }
    let rows = job.rows.into_iter().map(|row| work.map_row(row, &mut json, &mut profile)).collect();
    MappedBatch { source: job.source, rows, json, profile, bytes: job.bytes }
}

/// Example values of columns are taken from about this many rows.
const EXAMPLE_ROWS: u64 = 10_000;

struct Work<'a> {
    bound: &'a BoundMapping,
    purpose: MappedFor,
    maps_email: bool,
    today: i32,
    /// The columns with countries, and their fields.
    countries: &'a [(usize, String)],
    assumptions: Option<&'a RowAssumptions>,
    /// For a sample: the field of each rule.
    targets: Vec<Arc<str>>,
}

impl Work<'_> {
    /// Maps a row. A row with a reading error is not mapped: its values may be in the wrong columns.
    fn map_row(&self, row: ReadRow, json: &mut Vec<u8>, profile: &mut ProfileBatch) -> MappedRow {
        let ReadRow { record, mut issues, key, set_aside, mended } = row;
        // Such a cell matters only if a rule reads it.
        let needs_reader =
            |code| matches!(code, Code::MergedCell | Code::BentCell | Code::ChangedCell | Code::BentFix);
        issues.retain(|issue| !needs_reader(issue.code) || self.reads(issue));
        issues.iter_mut().filter(|issue| self.is_secret(issue)).for_each(|issue| issue.value = None);
        let start = json.len();
        let mut own = None;
        let mut others = Vec::new();
        let mut journal = JournalFields::default();
        let mut skip = set_aside;
        if skip.is_some() {
            issues.clear();
        }
        let mut assumed = Vec::new();
        let mut shows = RowFeatures::default();
        if skip.is_none() && !issues.iter().any(Issue::is_error) {
            let draft = self.bound.apply(&record);
            issues.extend(draft.issues);
            skip = draft.skip;
            if skip.is_none() {
                self.see_countries(&record, &draft.customer, profile);
                validate::check(&draft.customer, self.maps_email, self.today, &mut issues);
            }
            if skip.is_none() && !issues.iter().any(Issue::is_error) {
                draft.customer.write_json(json);
                (own, others) = self.hashes(&draft.customer);
                journal.keys = self.keys(&draft.customer);
                let of_row = |all: &RowAssumptions| all.of_row(self.bound, &record, &draft.customer);
                assumed = self.assumptions.map(of_row).unwrap_or_default();
                if self.purpose == MappedFor::Sample {
                    shows = row_features(self.bound, &self.targets, &record, &draft.customer);
                }
            }
        }
        if self.purpose == MappedFor::Journal {
            (journal.cells, journal.mended) = (cells_json(&record), mended);
        }
        MappedRow {
            record,
            key,
            issues,
            payload: start..json.len(),
            own,
            others,
            skip,
            journal,
            assumed,
            shows,
        }
    }

    fn reads(&self, issue: &Issue) -> bool {
        issue.column.as_deref().is_none_or(|column| self.bound.reads_named(column))
    }

    fn is_secret(&self, issue: &Issue) -> bool {
        issue.column.as_deref().is_some_and(|column| self.bound.is_secret_named(column))
    }

    fn see_countries(&self, record: &Record, customer: &Customer<'_>, profile: &mut ProfileBatch) {
        for (column, field) in self.countries {
            let written = record.get(*column).map_or("", |cell| cell.text.trim());
            if !written.is_empty() {
                let read = customer.get(field).map(|value| value.text());
                profile.countries.add(written, read.as_deref());
            }
        }
    }

    fn hashes(&self, customer: &Customer<'_>) -> (Option<HashedKey>, Vec<HashedKey>) {
        let mut own = None;
        let mut others = Vec::new();
        if let Some(matching) = self.bound.mapping().matching() {
            matching.each_key(customer, |alternative, canonical| {
                let key = HashedKey { alternative, hash: KeyHash::of(canonical) };
                match own {
                    None => own = Some(key),
                    Some(_) => others.push(key),
                }
            });
        }
        (own, others)
    }

    fn keys(&self, customer: &Customer<'_>) -> Vec<MatchKey> {
        let matching = self.bound.mapping().matching().filter(|_| self.purpose == MappedFor::Journal);
        matching.map_or_else(Vec::new, |matching| matching.keys(customer))
    }
}

/// The cells of a record as a JSON array.
fn cells_json(record: &Record) -> String {
    let mut out = Vec::with_capacity(256);
    out.push(b'[');
    for (at, cell) in record.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        // Writing to memory can't fail.
        drop(serde_json::to_writer(&mut out, cell.text));
    }
    drop(out.write_all(b"]"));
    String::from_utf8(out).unwrap_or_default()
}
