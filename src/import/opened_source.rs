//! Opens sources and binds the mapping to their headers.

use std::sync::Arc;

use super::error::ImportError;
use super::scan_columns::{ScannedSource, scan_columns};
use crate::customer::CustomFieldDefinitions;
use crate::event::{Event, Listener};
use crate::journal::InputFile;
use crate::mapping::{BoundMapping, Mapping};
use crate::run::folder_of_rejects;
use crate::source::{self, ReadOptions, Source, SourceError};
use crate::suggest::is_column_name;

/// An open source, with the mapping bound to its header.
pub(super) struct OpenedSource {
    pub file: String,
    pub sheet: Option<String>,
    pub header: Vec<String>,
    pub bound: BoundMapping,
    pub source: Source,
    scanned: ScannedSource,
}

/// Opens every source and finds the columns of the mapping in it, before any row is mapped.
pub(super) fn open_all(
    sources: &[String],
    mapping: &Arc<Mapping>,
    options: &ReadOptions,
    listener: &dyn Listener,
) -> Result<Vec<OpenedSource>, ImportError> {
    let options = &ReadOptions { known: mapping.known_columns(is_column_name), ..options.clone() };
    let mut opened = Vec::with_capacity(sources.len());
    for (file, (source, mut bound)) in sources.iter().zip(bind_all(sources, mapping, options)?) {
        let (source, scanned) = scan_columns(&mut bound, source)?;
        listener.hear(&Event::Opened {
            file: file.clone(),
            read_as: scanned.with(source.read_as()),
            bytes: source.progress().total(),
        });
        opened.push(OpenedSource {
            file: file.clone(),
            sheet: source.origin().sheet.clone(),
            header: source.header().names().to_vec(),
            bound,
            source,
            scanned,
        });
    }
    Ok(opened)
}

/// Opens every source and binds the mapping to it. Refuses a source without rows, unless that is allowed: it may come
/// from a broken export.
fn bind_all(
    sources: &[String],
    mapping: &Arc<Mapping>,
    options: &ReadOptions,
) -> Result<Vec<(Source, BoundMapping)>, ImportError> {
    let mut bound = Vec::with_capacity(sources.len());
    let mut empty = Vec::new();
    for file in sources {
        let mut source = source::open(file, options)?;
        let mut columns = if source.header().is_empty() && options.allow_empty {
            mapping.bind_leniently(source.origin(), source.header())?
        } else {
            mapping.bind(source.origin(), source.header())?
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

impl OpenedSource {
    /// The columns whose values are never shown.
    pub(super) fn secret_columns(&self) -> Vec<usize> {
        self.bound.secret_columns()
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

    /// The source as `run.json` records it, after `rows` rows were read.
    pub(super) fn input(&self, rows: u64) -> Result<InputFile, ImportError> {
        let file = self.file.clone();
        let read_as = self.scanned.with(self.source.read_as());
        let sha256 = self.source.digest();
        self.scanned.check_unchanged(&file, sha256.as_deref())?;
        let decided = self.decided();
        let rejects = self.is_of_rejects();
        Ok(InputFile { read_as, sha256, rows, rejects, decided, ..InputFile::unread(&file) })
    }
}
