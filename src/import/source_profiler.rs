//! Profiles the sources while they are read, for the report.

use std::borrow::Cow;

use super::mapped_rows::MappedBatch;
use super::opened_source::OpenedSource;
use crate::customer::HIDDEN;
use crate::profile::{ProfileBatch, ProfiledRow, ReadingProfile, SourceProfile};
use crate::record::Record;
use crate::source::SourceFormat;
use crate::suggest::is_sensitive_value;

/// The profiles of the sources so far.
pub(super) struct SourceProfiler {
    /// The file of each source, and the names of its columns, which differ.
    names: Vec<(String, Vec<String>)>,
    /// The secret columns of each source.
    secret: Vec<Vec<usize>>,
    /// The columns of each source that no rule uses.
    unused: Vec<Vec<usize>>,
    batches: Vec<ProfileBatch>,
    rows: u64,
    samples: Vec<ProfiledRow>,
}

impl SourceProfiler {
    pub(super) fn new(opened: &[OpenedSource]) -> Self {
        let names = opened.iter().map(|source| (source.file.clone(), source.labels())).collect();
        let batches = opened.iter().map(|source| ProfileBatch::new(source.header.len())).collect();
        let secret = opened.iter().map(OpenedSource::secret_columns).collect();
        let at = |source: &OpenedSource| source.bound.unused().into_iter().map(|column| column.at).collect();
        let unused = opened.iter().map(at).collect();
        Self { names, secret, unused, batches, rows: 0, samples: Vec::new() }
    }

    pub(super) fn add(&mut self, mapped: &mut MappedBatch) {
        let source = usize::from(mapped.source);
        self.batches[source].merge(std::mem::replace(&mut mapped.profile, ProfileBatch::new(0)));
        for row in &mapped.rows {
            self.rows += 1;
            if ReadingProfile::wants_row(self.rows) {
                let (file, header) = &self.names[source];
                let codes = row.issues.iter().map(|issue| issue.code.to_string()).collect();
                let payload = &mapped.json[row.payload.clone()];
                let record = hidden(&row.record, &self.secret[source], &self.unused[source]);
                self.samples.push(ProfiledRow::new(file, header, &record, payload, codes));
            }
        }
    }

    /// The number of rows of each source.
    pub(super) fn rows(&self) -> Vec<u64> {
        self.batches.iter().map(|batch| batch.columns.rows()).collect()
    }

    pub(super) fn profile(self, opened: &[OpenedSource]) -> ReadingProfile {
        let mut profile = ReadingProfile { rows: self.samples, ..ReadingProfile::default() };
        for ((source, batch), secret) in opened.iter().zip(self.batches).zip(&self.secret) {
            let rules = source.bound.header_use();
            profile.add_source(&source.file, source.sheet.as_deref(), &source.header, rules, batch);
            if let Some(seen) = profile.sources.last_mut() {
                hide_examples(seen, secret);
                if *source.source.detection().format.get() == SourceFormat::Vcard {
                    without_empty_columns(seen);
                }
            }
        }
        profile
    }
}

/// A vCard file has no columns of its own, so nobody has to decide about an empty one.
fn without_empty_columns(source: &mut SourceProfile) {
    let SourceProfile { columns, rules, .. } = source;
    let is_filled = |at: usize| columns.get(at).is_some_and(|column| column.filled > 0);
    rules.iter_mut().for_each(|rules| rules.unused.retain(|column| is_filled(column.at)));
}

/// Removes the examples of secret columns, and those of unused columns that look like passwords or card numbers.
fn hide_examples(source: &mut SourceProfile, secret: &[usize]) {
    let SourceProfile { columns, rules, .. } = source;
    for column in secret {
        columns.get_mut(*column).into_iter().for_each(|column| column.examples.clear());
    }
    for unused in rules.iter().flat_map(|rules| &rules.unused) {
        let column = columns.get_mut(unused.at).into_iter();
        column.for_each(|column| column.examples.retain(|example| !is_sensitive_value(example)));
    }
}

/// The row with secret values replaced by a word: those of secret columns, and in columns that no rule uses those that
/// look like passwords or card numbers.
fn hidden<'r>(record: &'r Record, secret: &[usize], unused: &[usize]) -> Cow<'r, Record> {
    let looks = |at: &usize| record.get(*at).is_some_and(|cell| is_sensitive_value(cell.text));
    let found: Vec<usize> = unused.iter().copied().filter(looks).collect();
    if secret.is_empty() && found.is_empty() {
        return Cow::Borrowed(record);
    }
    let mut shown = Record::new(record.row, record.line);
    for (at, cell) in record.iter().enumerate() {
        let hide = (secret.contains(&at) || found.contains(&at)) && !cell.text.trim().is_empty();
        shown.push_kind(if hide { HIDDEN } else { cell.text }, cell.kind);
    }
    Cow::Owned(shown)
}
