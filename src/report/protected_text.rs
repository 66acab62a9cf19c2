//! What the policies of a run protect, for the terminal and for results.csv.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::summary_tables::group_digits;
use super::terminal_text::{filled, wrap};
use crate::customer::WritePolicy;
use crate::journal::{JournalError, JournalReader, ProtectedField, SourceRow};
use crate::plan::ProtectedValue;
use crate::profile::{display_pair, whole_fields};
use crate::wording::counted;

/// The values that are shown.
const SHOWN: usize = 5;
/// The fields that are listed.
const FIELDS: usize = 10;
/// The width of a field's name.
const NAME: usize = 40;

/// How often each field is protected, or left out, and the first values on both sides; empty if there is none.
pub fn protected_text(reader: &JournalReader) -> Result<String, JournalError> {
    let sources = reader.sources()?;
    let mut protected = UnwrittenValues::default();
    let mut left_out = UnwrittenValues::default();
    reader.each_protected(|value| {
        let kind = if value.is_left_out() { &mut left_out } else { &mut protected };
        kind.add(&value, &sources);
        Ok::<_, JournalError>(())
    })?;
    let mut out = protected.text("Protected values") + &left_out.text("Values left out");
    if protected.count.max(left_out.count) > SHOWN as u64 {
        out.push_str("results.csv has all of them, in the column _note.\n");
    }
    Ok(out)
}

/// Values that are not written.
#[derive(Default)]
struct UnwrittenValues {
    fields: BTreeMap<(String, WritePolicy), u64>,
    count: u64,
    late: u64,
    first: String,
}

impl UnwrittenValues {
    fn add(&mut self, value: &ProtectedField, sources: &[SourceRow]) {
        let ProtectedValue { field, policy, .. } = &value.value;
        *self.fields.entry((field.clone(), *policy)).or_default() += 1;
        self.late += u64::from(value.late);
        self.count += 1;
        if self.count <= SHOWN as u64 {
            self.first.push_str(&both(value, sources));
        }
    }

    fn text(&self, title: &str) -> String {
        if self.count == 0 {
            return String::new();
        }
        let shown = if self.count > SHOWN as u64 {
            format!("the first {SHOWN} of {}", group_digits(self.count))
        } else {
            "not written".to_owned()
        };
        let mut out = format!("{title} ({shown})\n") + &by_field(&self.fields) + &self.first;
        if self.late > 0 {
            let were = counted(self.late, "value was", "values were");
            out.push_str(&wrap("  ", 4, &format!("{were} filled in the help desk after the plan was made.")));
            out.push('\n');
        }
        out
    }
}

/// A line for each field, with its policy and how often it is protected, the most frequent first.
fn by_field(fields: &BTreeMap<(String, WritePolicy), u64>) -> String {
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let line = |((field, policy), count): &(&(String, WritePolicy), &u64)| {
        format!("  {}{:<12}{:>10}\n", filled(field, NAME), policy.name(), group_digits(**count))
    };
    let mut lines: String = fields.iter().take(FIELDS).map(line).collect();
    if let Some(more) = fields.len().checked_sub(FIELDS).filter(|more| *more > 0) {
        lines.push_str(&format!("  and {}: see report.html\n", counted(more, "more field", "more fields")));
    }
    lines
}

fn both(protected: &ProtectedField, sources: &[SourceRow]) -> String {
    let source = sources.get(usize::from(protected.source));
    let file = source.map_or("", |source| source.file.as_str());
    let sheet = source.and_then(|source| source.sheet.as_ref());
    let sheet = sheet.map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
    let place = format!("{file}{sheet}, row {}, field {}", protected.row, protected.value.field);
    let (current, wanted) = in_words(&protected.value);
    let current = if protected.is_new { "nothing (a new customer)".to_owned() } else { current };
    let lines = [
        wrap("  ", 4, &place),
        wrap("    help desk has: ", 6, &current),
        wrap("    file has:      ", 6, &wanted),
    ];
    lines.join("\n") + "\n"
}

/// `memo is not written (never: file has "new")`, for each field that is left out.
pub(super) fn left_out_note(left_out: &[&ProtectedValue]) -> String {
    let each = left_out.iter().map(|value| {
        let ProtectedValue { field, policy, .. } = value;
        format!("{field} is not written ({policy}: file has {})", in_words(value).1)
    });
    each.collect::<Vec<_>>().join("; ")
}

/// `memo stays (if_empty: help desk has "old", file has "new")`, for each field; empty without any.
pub(super) fn protected_note(protected: &[&ProtectedValue]) -> String {
    let each = protected.iter().map(|value| {
        let (current, wanted) = in_words(value);
        let ProtectedValue { field, policy, .. } = value;
        format!("{field} stays ({policy}: help desk has {current}, file has {wanted})")
    });
    each.collect::<Vec<_>>().join("; ")
}

/// Both values in quotes, shortened so that the difference shows.
fn in_words(value: &ProtectedValue) -> (String, String) {
    let text = |of: &Value| whole_text(&value.field, of);
    let (current, wanted) = display_pair(&text(&value.current), &text(&value.wanted));
    (quoted(&current), quoted(&wanted))
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("{text:?}") }
}

fn whole_text(field: &str, value: &Value) -> String {
    let (name, value) = match field.strip_prefix("customFields.") {
        Some(custom) => ("customFields", Value::Object(Map::from_iter([(custom.to_owned(), value.clone())]))),
        None => (field, value.clone()),
    };
    let texts = whole_fields(&Map::from_iter([(name.to_owned(), value)]));
    texts.into_iter().next().map_or_else(String::new, |(_, text)| text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_note_has_both_values_and_no_secret() {
        let value = |field: &str, wanted: Value, current: Value| {
            ProtectedValue::new(field.to_owned(), WritePolicy::IfEmpty, wanted, current)
        };
        let protected = [
            value("memo", json!("new\nline"), json!("old")),
            value("customFields.segment", json!(null), json!("Gold")),
            value("account", json!({"password": "p"}), json!({"password": "q"})),
        ];
        assert_eq!(
            protected_note(&protected.each_ref()),
            "memo stays (if_empty: help desk has \"old\", file has \"new\\nline\"); \
             customFields.segment stays (if_empty: help desk has \"Gold\", file has nothing); \
             account stays (if_empty: help desk has \"(hidden)\", file has \"(hidden)\")"
        );
        assert_eq!(protected_note(&[]), "");
    }
}
