//! What is seen of the sources while they are read, for the report.

use std::borrow::Cow;

use super::map_rows::{MappedBatch, OpenedSource};
use crate::customer::HIDDEN;
use crate::profile::{ProfileBatch, ProfiledRow, ReadingProfile};
use crate::record::Record;

/// What was seen so far.
pub(super) struct SourceProfiler {
    names: Vec<(String, Vec<String>)>,
    /// Of each source, the columns whose values are never shown.
    secret: Vec<Vec<usize>>,
    glances: Vec<ProfileBatch>,
    rows: u64,
    samples: Vec<ProfiledRow>,
}

impl SourceProfiler {
    pub(super) fn new(opened: &[OpenedSource]) -> Self {
        let names = opened.iter().map(|source| (source.file.clone(), source.header.clone())).collect();
        let glances = opened.iter().map(|source| ProfileBatch::new(source.header.len())).collect();
        let secret = opened.iter().map(OpenedSource::secret_columns).collect();
        Self { names, secret, glances, rows: 0, samples: Vec::new() }
    }

    pub(super) fn take_in(&mut self, mapped: &mut MappedBatch) {
        let source = usize::from(mapped.source);
        self.glances[source].merge(std::mem::replace(&mut mapped.glance, ProfileBatch::new(0)));
        for row in &mapped.rows {
            self.rows += 1;
            if ReadingProfile::wants_row(self.rows) {
                let (file, header) = &self.names[source];
                let codes = row.issues.iter().map(|issue| issue.code.to_string()).collect();
                let payload = &mapped.json[row.payload.clone()];
                let record = hidden(&row.record, &self.secret[source]);
                self.samples.push(ProfiledRow::new(file, header, &record, payload, codes));
            }
        }
    }

    /// Rows of each source.
    pub(super) fn rows(&self) -> Vec<u64> {
        self.glances.iter().map(|glance| glance.columns.rows()).collect()
    }

    pub(super) fn survey(self, opened: &[OpenedSource]) -> ReadingProfile {
        let mut survey = ReadingProfile { rows: self.samples, ..ReadingProfile::default() };
        for ((source, glance), secret) in opened.iter().zip(self.glances).zip(&self.secret) {
            survey.add_source(&source.file, source.sheet.as_deref(), &source.header, glance);
            let columns = survey.sources.last_mut().map(|seen| seen.columns.iter_mut()).into_iter().flatten();
            let hide = columns.enumerate().filter(|(at, _)| secret.contains(at));
            hide.for_each(|(_, column)| column.examples.clear());
        }
        survey
    }
}

/// The row with a word in place of what is not to be shown.
fn hidden<'r>(record: &'r Record, secret: &[usize]) -> Cow<'r, Record> {
    if secret.is_empty() {
        return Cow::Borrowed(record);
    }
    let mut shown = Record::new(record.row, record.line);
    for (at, cell) in record.iter().enumerate() {
        let hide = secret.contains(&at) && !cell.text.trim().is_empty();
        shown.push_kind(if hide { HIDDEN } else { cell.text }, cell.kind);
    }
    Cow::Owned(shown)
}
