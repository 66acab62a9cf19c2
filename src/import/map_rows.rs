//! Sources opened and bound, and their rows mapped on all cores, in order.

use std::io::Write as _;
use std::ops::Range;
use std::sync::Arc;

use crate::customer::{CustomFieldDefinitions, Customer};
use crate::event::{Event, Listener};
use crate::issue::{Code, Issue};
use crate::journal::InputFile;
use crate::mapping::{BoundMapping, Mapping, MatchKey};
use crate::plan::KeyHash;
use crate::profile::{ProfileBatch, ReadingProfile};
use crate::record::Record;
use crate::source::{self, ReadOptions, ReadRow, Source, SourceError};
use crate::suggest::is_column_name;

use super::parallel::ordered;
use super::scan_columns::{ScannedSource, scan_columns};
use super::source_profiler::SourceProfiler;
use crate::run::{ImportError, folder_of_rejects};

/// A source that was opened, with the mapping bound to its header.
pub(crate) struct OpenedSource {
    pub file: String,
    pub sheet: Option<String>,
    pub header: Vec<String>,
    bound: BoundMapping,
    source: Source,
    surveyed: ScannedSource,
}

/// Rows that were mapped, with their payloads in one buffer.
pub(super) struct MappedBatch {
    pub source: u16,
    pub rows: Vec<MappedRow>,
    pub json: Vec<u8>,
    pub glance: ProfileBatch,
    /// Bytes of the file read so far.
    pub bytes: u64,
}

/// The alternative of a key, and its hash.
pub(super) type HashedKey = (usize, KeyHash);

/// One row, mapped.
pub(super) struct MappedRow {
    pub record: Record,
    pub issues: Vec<Issue>,
    /// Of `MappedBatch::json`; empty where the row has an error.
    pub payload: Range<usize>,
    /// The row's own key; `None` where it is empty or the row has an error.
    pub own: Option<HashedKey>,
    /// Its other keys.
    pub others: Vec<HashedKey>,
    /// Why a rule of the mapping leaves it out.
    pub skip: Option<String>,
    /// What the journal keeps; empty where there is none.
    pub spooled: JournalFields,
}

/// The parts of a row that only the journal needs.
#[derive(Default)]
pub(super) struct JournalFields {
    /// The cells as a JSON array.
    pub cells: String,
    /// The row's keys, its own first.
    pub keys: Vec<MatchKey>,
}

impl OpenedSource {
    /// The columns whose values are never shown.
    pub(super) fn secret_columns(&self) -> Vec<usize> {
        self.bound.secret_columns()
    }
}

impl MappedRow {
    pub(super) fn is_rejected(&self) -> bool {
        self.issues.iter().any(Issue::is_error)
    }
}

/// Rows handed on at once.
const BATCH: usize = 256;

/// Opens every source and finds the mapping's columns in it, before any row is read.
pub(super) fn open_all(
    sources: &[String],
    mapping: &Arc<Mapping>,
    options: &ReadOptions,
    listener: &dyn Listener,
) -> Result<Vec<OpenedSource>, ImportError> {
    let options = &ReadOptions { known: mapping.known_columns(is_column_name), ..options.clone() };
    let mut opened = Vec::with_capacity(sources.len());
    for (file, (source, mut bound)) in sources.iter().zip(bind_all(sources, mapping, options)?) {
        let (source, surveyed) = scan_columns(&mut bound, source)?;
        listener.hear(&Event::Opened {
            file: file.clone(),
            read_as: surveyed.with(source.read_as()),
            bytes: source.progress().total(),
        });
        opened.push(OpenedSource {
            file: file.clone(),
            sheet: source.origin().sheet.clone(),
            header: source.header().names().to_vec(),
            bound,
            source,
            surveyed,
        });
    }
    Ok(opened)
}

/// Opens every source and binds the mapping to it. One without rows is refused, unless that is allowed: it may come of an
/// export that broke.
fn bind_all(
    sources: &[String],
    mapping: &Arc<Mapping>,
    options: &ReadOptions,
) -> Result<Vec<(Source, BoundMapping)>, ImportError> {
    let mut bound = Vec::with_capacity(sources.len());
    let mut empty = Vec::new();
    for file in sources {
        let mut source = source::open(file, options)?;
        let mut columns = match source.header().is_empty() && options.allow_empty {
            true => mapping.bind_leniently(source.origin(), source.header()),
            false => mapping.bind(source.origin(), source.header()),
        }?;
        if !options.allow_empty && source.is_empty()? {
            empty.push(file.clone());
        }
        let beside = source.origin().rejects && columns.has_photos_beside();
        if let Some(folder) = beside.then(|| folder_of_rejects(file)).flatten() {
            columns = columns.with_photos_in(folder);
        }
        bound.push((source, columns));
    }
    if empty.is_empty() { Ok(bound) } else { Err(SourceError::NoRows { files: empty }.into()) }
}

/// Maps all rows and hands them to `each` in order, at most `limit`; with their cells as JSON where they are to be
/// spooled. Tells what was read of each source, and what was seen in it.
pub(super) fn map_all(
    opened: &mut [OpenedSource],
    limit: Option<u64>,
    spooled: bool,
    each: impl FnMut(MappedBatch) -> Result<(), ImportError>,
) -> Result<(Vec<InputFile>, ReadingProfile), ImportError> {
    let mut each = each;
    let bounds: Vec<BoundMapping> = opened.iter().map(|source| source.bound.clone()).collect();
    let mut seen = SourceProfiler::new(opened);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let batches = Batches { opened, at: 0, left: limit.unwrap_or(u64::MAX) };
    let work = |batch: UnmappedBatch| map_batch(&bounds[usize::from(batch.source)], spooled, batch);
    ordered(workers, batches, work, |mut mapped: MappedBatch| {
        seen.take_in(&mut mapped);
        each(mapped).map(|()| true)
    })?;
    let inputs =
        opened.iter().zip(seen.rows()).map(|(source, rows)| source.input(rows)).collect::<Result<_, _>>()?;
    Ok((inputs, seen.survey(opened)))
}

impl OpenedSource {
    /// The custom fields that its rows can get.
    pub(crate) fn custom_fields(&self) -> impl Iterator<Item = &str> {
        self.bound.custom_fields()
    }

    /// From now on custom fields are held against their definitions.
    pub(crate) fn hold(&mut self, definitions: &Arc<CustomFieldDefinitions>) {
        self.bound = self.bound.clone().within(Some(Arc::clone(definitions)));
    }

    fn input(&self, rows: u64) -> Result<InputFile, ImportError> {
        let file = self.file.clone();
        let read_as = self.surveyed.with(self.source.read_as());
        let sha256 = self.source.digest();
        self.surveyed.hold(&file, sha256.as_deref())?;
        Ok(InputFile { read_as, sha256, rows, ..InputFile::unread(&file) })
    }
}

/// Rows as read.
struct UnmappedBatch {
    source: u16,
    rows: Vec<ReadRow>,
    bytes: u64,
}

struct Batches<'a> {
    opened: &'a mut [OpenedSource],
    at: usize,
    left: u64,
}

impl Iterator for Batches<'_> {
    type Item = Result<UnmappedBatch, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.left > 0 {
            let source = &mut self.opened.get_mut(self.at)?.source;
            let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(BATCH);
            match source.next_batch(most) {
                Err(error) => return Some(Err(error.into())),
                Ok(None) => self.at += 1,
                Ok(Some(batch)) => {
                    self.left -= batch.rows.len() as u64;
                    let bytes = source.progress().read();
                    let source = u16::try_from(self.at).unwrap_or(u16::MAX);
                    return Some(Ok(UnmappedBatch { source, rows: batch.rows, bytes }));
                }
            }
        }
        None
    }
}

fn map_batch(bound: &BoundMapping, spooled: bool, job: UnmappedBatch) -> MappedBatch {
    let mut json = Vec::with_capacity(job.rows.len() * 512);
    let countries = bound.countries();
    let work = Work { bound, spooled, maps_email: bound.mapping().maps("email"), countries: &countries };
    let mut glance = ProfileBatch::new(bound.width());
    let keep = job.rows.first().is_some_and(|row| row.record.row < EXAMPLE_ROWS);
    job.rows.iter().for_each(|row| glance.columns.add(&row.record, keep));
    let rows = job.rows.into_iter().map(|row| work.map_row(row, &mut json, &mut glance)).collect();
    MappedBatch { source: job.source, rows, json, glance, bytes: job.bytes }
}

/// Examples of a column's values are looked for in about so many rows.
const EXAMPLE_ROWS: u64 = 10_000;

struct Work<'a> {
    bound: &'a BoundMapping,
    spooled: bool,
    maps_email: bool,
    /// The columns that are read as countries, and their fields.
    countries: &'a [(usize, String)],
}

impl Work<'_> {
    /// A row that its reader found faulty is not mapped: its values may stand under the wrong columns.
    fn map_row(&self, row: ReadRow, json: &mut Vec<u8>, glance: &mut ProfileBatch) -> MappedRow {
        let ReadRow { record, mut issues } = row;
        // A merged cell matters where a rule reads it.
        issues.retain(|issue| issue.code != Code::MergedCell || self.reads(issue));
        issues.iter_mut().filter(|issue| self.is_secret(issue)).for_each(|issue| issue.value = None);
        let start = json.len();
        let mut own = None;
        let mut others = Vec::new();
        let mut spooled = JournalFields::default();
        let mut skip = None;
        if !issues.iter().any(Issue::is_error) {
            let draft = self.bound.apply(&record);
            issues.extend(draft.issues);
            skip = draft.skip;
            if skip.is_none() {
                self.see_countries(&record, &draft.customer, glance);
                crate::validate::check(&draft.customer, self.maps_email, &mut issues);
            }
            if skip.is_none() && !issues.iter().any(Issue::is_error) {
                draft.customer.write_json(json);
                (own, others) = self.hashes(&draft.customer);
                spooled.keys = self.keys(&draft.customer);
            }
        }
        if self.spooled {
            spooled.cells = cells_json(&record);
        }
        MappedRow { record, issues, payload: start..json.len(), own, others, skip, spooled }
    }

    fn reads(&self, issue: &Issue) -> bool {
        issue.column.as_deref().is_none_or(|column| self.bound.reads_named(column))
    }

    fn is_secret(&self, issue: &Issue) -> bool {
        issue.column.as_deref().is_some_and(|column| self.bound.is_secret_named(column))
    }

    fn see_countries(&self, record: &Record, customer: &Customer<'_>, glance: &mut ProfileBatch) {
        for (column, field) in self.countries {
            let written = record.get(*column).map_or("", |cell| cell.text.trim());
            if !written.is_empty() {
                let read = customer.get(field).map(|value| value.text());
                glance.countries.add(written, read.as_deref());
            }
        }
    }

    fn hashes(&self, customer: &Customer<'_>) -> (Option<HashedKey>, Vec<HashedKey>) {
        let mut own = None;
        let mut others = Vec::new();
        if let Some(matching) = self.bound.mapping().matching() {
            matching.each_key(customer, |alternative, canonical| match own {
                None => own = Some((alternative, KeyHash::of(canonical))),
                Some(_) => others.push((alternative, KeyHash::of(canonical))),
            });
        }
        (own, others)
    }

    fn keys(&self, customer: &Customer<'_>) -> Vec<MatchKey> {
        let matching = self.bound.mapping().matching().filter(|_| self.spooled);
        matching.map_or_else(Vec::new, |matching| matching.keys(customer))
    }
}

/// True when a payload has a name; the name comes first.
pub(super) fn has_name(payload: &[u8]) -> bool {
    payload.starts_with(b"{\"name\":\"")
}

/// The cells of a record as a JSON array.
fn cells_json(record: &Record) -> String {
    let mut out = Vec::with_capacity(256);
    out.push(b'[');
    for (at, cell) in record.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        // Writing a string into memory can't fail.
        drop(serde_json::to_writer(&mut out, cell.text));
    }
    drop(out.write_all(b"]"));
    String::from_utf8(out).unwrap_or_default()
}
