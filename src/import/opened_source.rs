//! Opens sources and binds the mapping to their headers.

use std::path::Path;
use std::sync::Arc;

use super::earlier_runs::earlier_words;
use super::error::ImportError;
use super::original_cells::OriginalCells;
use super::scan_columns::{ScannedSource, scan_columns};
use super::strict_columns::UnusedValues;
use crate::convert::DayOrder;
use crate::customer::{CustomFieldDefinitions, WritePolicies};
use crate::event::{Event, Listener};
use crate::fixes::{FixedSource, Fixes, KeysOf};
use crate::journal::{InputFile, quoted};
use crate::mapping::{BoundMapping, Mapping, MappingError};
use crate::profile::ReadingAssumption;
use crate::run::folder_of_rejects;
use crate::source::{self, Provenance, ReadOptions, SourceError};
use crate::suggest::{is_column_name, is_sensitive_column, recognized};

/// An open source, with the mapping bound to its header.
pub(super) struct OpenedSource {
    pub file: String,
    pub sheet: Option<String>,
    pub header: Vec<String>,
    pub bound: BoundMapping,
    pub source: FixedSource,
    /// The cells of rejected rows as their runs wrote them.
    pub originals: Option<OriginalCells>,
    scanned: ScannedSource,
}

/// What is opened, and how.
#[derive(Clone, Copy)]
pub(super) struct OpenJob<'a> {
    pub sources: &'a [String],
    pub mapping: &'a Arc<Mapping>,
    pub read: &'a ReadOptions,
    pub fixes: Option<&'a Arc<Fixes>>,
    pub keys: KeysOf,
    /// The folder of all runs.
    pub run_dir: &'a Path,
    /// Asked while rows are read before any is mapped, with the rows and bytes so far of this reading.
    pub go_on: &'a dyn Fn(u64, u64) -> bool,
}

/// Opens every source and finds the columns of the mapping in it, before any row is mapped.
pub(super) fn open_all(job: OpenJob<'_>, listener: &dyn Listener) -> Result<Vec<OpenedSource>, ImportError> {
    let OpenJob { sources, mapping, read, run_dir, .. } = job;
    let options = &ReadOptions {
        known: mapping.known_columns(is_column_name),
        earlier_words: Some(earlier_words(run_dir)),
        ..read.clone()
    };
    let alternatives = mapping.matching().map_or(&[][..], |matching| &matching.alternatives);
    let keys: Vec<String> = alternatives.iter().flat_map(|key| key.fields.clone()).collect();
    let mut opened = Vec::with_capacity(sources.len());
    let mut unused = UnusedValues::default();
    for (file, (source, mut bound)) in sources.iter().zip(bind_all(job, options)?) {
        let source = if options.strict_columns { unused.look(&bound, source)? } else { source };
        let (source, mut scanned) = scan_columns(&mut bound, source, job.go_on)?;
        scanned.chosen_from(file, source.surveyed().map(str::to_owned))?;
        listener.hear(&Event::Opened {
            file: file.clone(),
            read_as: scanned.with(source.read_as()),
            bytes: source.progress().total(),
        });
        let header = source.header().names().to_vec();
        let originals = source
            .origin()
            .rejects
            .then(|| OriginalCells::new(file, run_dir, &header, bound.secret_columns()))
            .map(|originals| originals.with_keys(bound.columns_filling(&keys)));
        opened.push(OpenedSource {
            file: file.clone(),
            sheet: source.origin().sheet.clone(),
            header,
            originals,
            bound,
            source,
            scanned,
        });
    }
    unused.refuse(mapping)?;
    Ok(opened)
}

/// Opens every source and binds the mapping to it. Refuses a source without rows, unless that is allowed: it may come
/// from a broken export.
fn bind_all(
    job: OpenJob<'_>,
    options: &ReadOptions,
) -> Result<Vec<(FixedSource, BoundMapping)>, ImportError> {
    let OpenJob { sources, mapping, fixes, keys, .. } = job;
    let mut bound = Vec::with_capacity(sources.len());
    let mut empty = Vec::new();
    for file in sources {
        let source = source::open(file, options)?;
        let mut source = FixedSource::new(source, fixes, sources, keys, job.go_on)?;
        let mut columns = if source.header().is_empty() && options.allow_empty {
            mapping.bind_leniently(source.origin(), source.header())?
        } else {
            let bound = mapping.bind(source.origin(), source.header());
            bound.map_err(|error| of_program(error, mapping, file, source.header().names()))?
        };
        if !options.allow_empty && source.is_empty()? {
            empty.push(file.clone());
        }
        let beside = source.origin().rejects && columns.has_photos_next_to_source();
        if let Some(folder) = beside.then(|| folder_of_rejects(file)).flatten() {
            columns = columns.with_photos_in(folder);
        }
        bound.push((source, columns));
    }
    if empty.is_empty() { Ok(bound) } else { Err(SourceError::NoRows { files: empty }.into()) }
}

/// Adds what fits the header of this source to the error that a built-in mapping does not.
fn of_program(error: MappingError, mapping: &Mapping, file: &str, names: &[String]) -> MappingError {
    let Some(used) = mapping.built_in() else { return error };
    match recognized(names).filter(|found| found.fits(names)) {
        Some(found) if found.mapping != used => error.advised(&format!(
            "the header fits the built-in mapping `{}`, not `{used}`: use -m {}",
            found.mapping, found.mapping
        )),
        Some(_) => error,
        None => error.advised(&format!(
            "to get a mapping for this file: deskferry mapping suggest {} -o my.toml",
            quoted(file)
        )),
    }
}

impl OpenedSource {
    /// What is assumed about dates that can be read in several ways, with the rule and the order.
    pub(super) fn orders(&self) -> impl Iterator<Item = (usize, DayOrder, ReadingAssumption)> {
        self.scanned.orders()
    }

    /// The encoding of a text file, if it was detected and is not UTF-8. That of rejects is known by the words of their run,
    /// unless it is a guess.
    pub(super) fn assumed_encoding(&self, rows: u64) -> Option<ReadingAssumption> {
        let detection = self.source.detection();
        let rejects = detection.rejects;
        let is_open = |found: &Provenance<_>| !found.is_stated() && (!rejects || found.is_guessed());
        let detected = detection.encoding.filter(is_open);
        let encoding = detected.map(|encoding| encoding.get().to_lowercase());
        let encoding = encoding.filter(|name| name != "utf-8" && !name.starts_with("us-ascii"))?;
        Some(ReadingAssumption::Encoding { file: self.file.clone(), encoding, count: rows })
    }

    /// The columns whose values are never shown: those of secret fields, and sensitive ones that no rule uses.
    pub(super) fn secret_columns(&self) -> Vec<usize> {
        let unused = self.bound.unused().into_iter().filter(|column| is_sensitive_column(&column.name));
        self.bound.secret_columns().into_iter().chain(unused.map(|column| column.at)).collect()
    }

    /// The names of the columns that fill some fields, joined by ` + `; `None` if no column does.
    pub(super) fn columns_filling(&self, fields: &[String]) -> Option<String> {
        let columns = self.bound.columns_filling(fields);
        let names: Vec<&str> =
            columns.iter().filter_map(|at| self.header.get(*at).map(String::as_str)).collect();
        (!names.is_empty()).then(|| names.join(" + "))
    }

    /// The names of its columns, with the number of a column that has none, or that shares its name.
    pub(super) fn labels(&self) -> Vec<String> {
        (0..self.header.len()).map(|at| self.source.header().label(at)).collect()
    }

    /// True for a rejects file.
    pub(super) fn is_of_rejects(&self) -> bool {
        self.source.origin().rejects
    }

    /// What was decided from whole columns.
    pub(super) fn decided(&self) -> String {
        self.bound.decided()
    }

    /// The custom fields of the mapping.
    pub(super) fn custom_fields(&self) -> impl Iterator<Item = &str> {
        self.bound.custom_fields()
    }

    /// Checks custom fields of further rows against their definitions.
    pub(super) fn check_against(&mut self, definitions: &Arc<CustomFieldDefinitions>) {
        self.bound = self.bound.clone().within(Some(Arc::clone(definitions)));
    }

    /// Takes the policies of the run for those of the mapping.
    pub(super) fn write_under(&mut self, policies: &WritePolicies) {
        self.bound = self.bound.clone().under(policies);
    }

    /// Opens the source again, after all its rows were read to choose a sample. `keep` must have been called before.
    pub(super) fn reopen(&mut self) -> Result<(), ImportError> {
        self.scanned.chosen_from(&self.file, self.source.digest())?;
        self.source = self.source.reopen()?;
        Ok(())
    }

    /// The source as `run.json` records it, after `rows` rows were read.
    pub(super) fn input(&self, rows: u64) -> Result<InputFile, ImportError> {
        let file = self.file.clone();
        let read_as = self.scanned.with(self.source.read_as());
        let sha256 = self.source.digest();
        self.scanned.check_unchanged(&file, sha256.as_deref())?;
        let decided = self.decided();
        let rejects = self.is_of_rejects();
        let blank_rows = self.source.blank_rows();
        Ok(InputFile { read_as, sha256, rows, blank_rows, rejects, decided, ..InputFile::unread(&file) })
    }
}
