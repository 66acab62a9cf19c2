//! What is seen of the sources while they are read, for the report.

use std::borrow::Cow;

use super::reading::{Mapped, Opened};
use crate::customer::HIDDEN;
use crate::record::Record;
use crate::report::{Glance, SampleRow, Survey};

/// What was seen so far.
pub(super) struct Seen {
    names: Vec<(String, Vec<String>)>,
    /// Of each source, the columns whose values are never shown.
    secret: Vec<Vec<usize>>,
    glances: Vec<Glance>,
    rows: u64,
    samples: Vec<SampleRow>,
}

impl Seen {
    pub(super) fn new(opened: &[Opened]) -> Self {
        let names = opened.iter().map(|source| (source.file.clone(), source.header.clone())).collect();
        let glances = opened.iter().map(|source| Glance::new(source.header.len())).collect();
        let secret = opened.iter().map(Opened::secret_columns).collect();
        Self { names, secret, glances, rows: 0, samples: Vec::new() }
    }

    pub(super) fn take_in(&mut self, mapped: &mut Mapped) {
        let source = usize::from(mapped.source);
        self.glances[source].merge(std::mem::replace(&mut mapped.glance, Glance::new(0)));
        for row in &mapped.rows {
            self.rows += 1;
            if Survey::wants_row(self.rows) {
                let (file, header) = &self.names[source];
                let codes = row.issues.iter().map(|issue| issue.code.to_string()).collect();
                let payload = &mapped.json[row.payload.clone()];
                let record = hidden(&row.record, &self.secret[source]);
                self.samples.push(SampleRow::of(file, header, &record, payload, codes));
            }
        }
    }

    /// Rows of each source.
    pub(super) fn rows(&self) -> Vec<u64> {
        self.glances.iter().map(|glance| glance.columns.rows()).collect()
    }

    pub(super) fn survey(self, opened: &[Opened]) -> Survey {
        let mut survey = Survey { rows: self.samples, ..Survey::default() };
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
