//! One example of each field, and how many rows have a problem with it, from the first rows of a sample.

use std::collections::HashMap;

use serde::Serialize;

use crate::customer::{FieldValue, HIDDEN, is_secret};
use crate::mapping::{BoundMapping, MappedRowDraft};
use crate::record::Record;
use crate::suggest::RowSample;

/// So many rows at most, whatever the time: the same mapping must show the same again.
const ROWS: usize = 100;
/// Longer texts are cut.
const LETTERS: usize = 80;

/// What the first rows show of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FieldExample {
    /// The cells of a row, and the value that they give; one that changes, if there is one.
    example: Option<(String, String)>,
    /// The rows that would be rejected because of this field, of all rows that were looked at.
    faulty: usize,
    looked: usize,
}

/// Maps some rows, and returns what they show of these fields. The cells of `hidden` columns are never shown.
pub(crate) fn field_examples(
    bound: &BoundMapping,
    sample: &RowSample,
    fields: &[String],
    hidden: &[bool],
) -> HashMap<String, FieldExample> {
    let columns: Vec<(&String, Vec<usize>)> =
        fields.iter().filter_map(|field| Some((field, bound.one_field(field)?.columns()))).collect();
    let mut found: HashMap<String, FieldExample> = HashMap::new();
    for row in sample.rows.iter().take(ROWS) {
        let draft = bound.apply(&row.record);
        for (field, columns) in &columns {
            let own = found.entry((*field).clone()).or_default();
            let is_hidden = columns.iter().any(|at| hidden.get(*at) == Some(&true));
            own.look(field, &draft, (!is_hidden).then(|| cells(&row.record, columns)).as_deref());
        }
    }
    found
}

impl FieldExample {
    /// `before` is `None` if it is not to be seen.
    fn look(&mut self, field: &str, draft: &MappedRowDraft<'_>, before: Option<&str>) {
        self.looked += 1;
        let own = |issue: &&crate::issue::Issue| issue.is_error() && issue.field.as_deref() == Some(field);
        self.faulty += usize::from(draft.issues.iter().any(|issue| own(&issue)));
        let value = draft.customer.get(field).filter(|value| **value != FieldValue::Clear);
        let Some(after) = value.map(FieldValue::text) else { return };
        let changes = |(before, after): &(String, String)| before != after;
        let new = match before.filter(|_| !is_secret(field)) {
            Some(before) => (cut(before), cut(&after)),
            None => (HIDDEN.to_owned(), HIDDEN.to_owned()),
        };
        if self.example.as_ref().is_none_or(|known| !changes(known) && changes(&new)) {
            self.example = Some(new);
        }
    }
}

/// The cells of some columns that are not empty.
fn cells(record: &Record, columns: &[usize]) -> String {
    let texts =
        columns.iter().filter_map(|at| Some(record.get(*at)?.text)).filter(|text| !text.trim().is_empty());
    texts.collect::<Vec<_>>().join(" + ")
}

/// The beginning of a text.
pub(crate) fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let mut cut: String = letters.by_ref().take(LETTERS).collect();
    if letters.next().is_some() {
        cut.push('…');
    }
    cut
}
