//! What is seen of the sources while they are read, for the report.

use super::reading::{Mapped, Opened};
use crate::report::{Glance, SampleRow, Survey};

/// What was seen so far.
pub(super) struct Seen {
    names: Vec<(String, Vec<String>)>,
    glances: Vec<Glance>,
    rows: u64,
    samples: Vec<SampleRow>,
}

impl Seen {
    pub(super) fn new(opened: &[Opened]) -> Self {
        let names = opened.iter().map(|source| (source.file.clone(), source.header.clone())).collect();
        let glances = opened.iter().map(|source| Glance::new(source.header.len())).collect();
        Self { names, glances, rows: 0, samples: Vec::new() }
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
                self.samples.push(SampleRow::of(file, header, &row.record, payload, codes));
            }
        }
    }

    /// Rows of each source.
    pub(super) fn rows(&self) -> Vec<u64> {
        self.glances.iter().map(|glance| glance.columns.rows()).collect()
    }

    pub(super) fn survey(self, opened: &[Opened]) -> Survey {
        let mut survey = Survey { rows: self.samples, ..Survey::default() };
        for (source, glance) in opened.iter().zip(self.glances) {
            survey.add_source(&source.file, source.sheet.as_deref(), &source.header, glance);
        }
        survey
    }
}
