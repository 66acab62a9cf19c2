//! `[[tests]]`: rows that a mapping file brings along, and what must become of them.

use std::fmt;
use std::sync::Arc;

use toml::Spanned;

use super::compile::toml_text;
use super::error::{Fault, MappingError};
use super::spec::TestSpec;
use super::{Draft, Mapping};
use crate::customer::Value;
use crate::record::{CellKind, Header, Origin, Record};

/// A test of a mapping that did not hold.
#[derive(Debug)]
pub struct TestFailure {
    /// The test's name, or its number from 1.
    pub test: String,
    /// What was expected and what came, with the place in the file.
    pub error: MappingError,
}

impl fmt::Display for TestFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "test {}: {}", self.test, self.error)
    }
}

impl Mapping {
    /// The number of `[[tests]]` in the file.
    pub fn test_count(&self) -> usize {
        self.tests.len()
    }

    /// Runs `[[tests]]`; columns that a test's row does not name are empty.
    pub fn run_tests(self: &Arc<Self>) -> Vec<TestFailure> {
        let numbered = self.tests.iter().enumerate();
        numbered.filter_map(|(at, test)| self.run_test(at + 1, test).err()).collect()
    }

    fn run_test(self: &Arc<Self>, number: usize, test: &Spanned<TestSpec>) -> Result<(), TestFailure> {
        let name = test.get_ref().name.clone().unwrap_or_else(|| number.to_string());
        self.hold_test(test).map_err(|message| {
            let fault = Fault::new(test.span(), message);
            TestFailure { test: name, error: MappingError::new(&self.file, &self.text, &fault) }
        })
    }

    fn hold_test(self: &Arc<Self>, test: &Spanned<TestSpec>) -> Result<(), String> {
        let spec = test.get_ref();
        let names: Vec<String> = spec.row.keys().cloned().collect();
        let header = Arc::new(Header::new(names).map_err(|error| error.to_string())?);
        let mut record = Record::new(2, 0);
        for value in spec.row.values() {
            record.push_kind(&toml_text(value), cell_kind(value));
        }
        let origin = Origin { file: self.file.clone(), sheet: None, rejects: false };
        let bound = self.bind_all(&origin, &header, true).map_err(|fault| fault.message)?;
        let draft = bound.apply(&record);
        match (&draft.skip, spec.skip) {
            (Some(note), false) => return Err(format!("the row is skipped: {note}")),
            (None, true) => return Err("the row should be skipped, and is not".to_owned()),
            _ => {}
        }
        hold_issues(spec, &draft)?;
        spec.expect.iter().try_for_each(|(field, want)| hold_field(field, want, &draft))
    }
}

fn cell_kind(value: &toml::Value) -> CellKind {
    match value {
        toml::Value::Integer(_) | toml::Value::Float(_) => CellKind::Number,
        toml::Value::Boolean(_) => CellKind::Bool,
        toml::Value::Datetime(_) => CellKind::Date,
        _ => CellKind::Text,
    }
}

fn hold_issues(spec: &TestSpec, draft: &Draft<'_>) -> Result<(), String> {
    let mut want: Vec<String> = spec.issues.iter().map(|code| code.to_uppercase()).collect();
    let mut have: Vec<String> = draft.issues.iter().map(|issue| issue.code.to_string()).collect();
    want.sort_unstable();
    have.sort_unstable();
    if want == have {
        return Ok(());
    }
    let said: Vec<String> = draft.issues.iter().map(describe).collect();
    Err(format!("expected the issues [{}], and got [{}]", want.join(", "), said.join("; ")))
}

fn describe(issue: &crate::issue::Issue) -> String {
    let field = issue.field.as_deref().unwrap_or("row");
    format!("{} {field}: {}", issue.code, issue.message)
}

fn hold_field(field: &str, want: &toml::Value, draft: &Draft<'_>) -> Result<(), String> {
    if let (toml::Value::Table(inner), "customFields") = (want, field) {
        return inner
            .iter()
            .try_for_each(|(name, want)| hold_field(&format!("customFields.{name}"), want, draft));
    }
    // `""` stands for no value, and for a field that is to be emptied: TOML has no word for either.
    let value = draft.customer.get(field).filter(|value| **value != Value::Clear);
    let have = value.map(as_toml);
    let want = Some(want.clone()).filter(|want| want.as_str() != Some(""));
    if have == want || same_text(value, want.as_ref()) {
        return Ok(());
    }
    let show =
        |value: Option<toml::Value>| value.map_or_else(|| "no value".to_owned(), |value| value.to_string());
    Err(format!("`{field}` should be {}, and is {}", show(want), show(have)))
}

/// A value may be expected as its text, and a date as one (`1984-02-29`) instead of as milliseconds.
fn same_text(have: Option<&Value<'_>>, want: Option<&toml::Value>) -> bool {
    match (have, want) {
        (Some(Value::Date(date)), Some(toml::Value::Datetime(want))) => date.iso() == want.to_string(),
        (Some(have), Some(toml::Value::String(want))) => have.text() == *want,
        _ => false,
    }
}

fn as_toml(value: &Value<'_>) -> toml::Value {
    match value {
        Value::Bool(value) => toml::Value::Boolean(*value),
        Value::Date(date) => toml::Value::Integer(date.millis()),
        Value::Json(text) => text.parse().map_or_else(|_| text.to_string().into(), toml::Value::Integer),
        Value::Tags(tags) => toml::Value::Array(tags.iter().map(|tag| tag.to_string().into()).collect()),
        other => toml::Value::String(other.text().into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(rule: &str, cell: &str, expect: &str) -> usize {
        let text = format!(
            "version = 1\n[custom_fields]\nx = {{ from = \"X\", {rule} }}\n\
             [[tests]]\nrow = {{ X = \"{cell}\" }}\nexpect = {{ customFields = {{ x = {expect} }} }}\n"
        );
        Arc::new(Mapping::parse("test.toml", &text).unwrap()).run_tests().len()
    }

    #[test]
    fn a_day_can_be_expected_as_date_text_or_milliseconds() {
        for same in ["1984-02-29", "\"1984-02-29\"", "446860800000"] {
            assert_eq!(failures("as = \"date\"", "1984-02-29", same), 0, "{same}");
        }
        for other in ["1984-02-28", "\"29/02/1984\"", "446860800001", "\"\""] {
            assert_eq!(failures("as = \"date\"", "1984-02-29", other), 1, "{other}");
        }
    }

    #[test]
    fn a_custom_field_can_be_expected_as_the_text_that_is_sent() {
        for same in ["\"true\"", "true"] {
            assert_eq!(failures("as = \"bool\"", "yes", same), 0, "{same}");
        }
        assert_eq!(failures("as = \"bool\"", "no", "\"true\""), 1);
        assert_eq!(failures("as = \"tags\"", "a; b", "\"a, b\""), 0);
    }

    #[test]
    fn a_field_to_be_emptied_is_expected_as_empty() {
        assert_eq!(failures("on_empty = \"clear\"", " ", "\"\""), 0);
        assert_eq!(failures("on_empty = \"clear\"", " ", "\"x\""), 1);
        assert_eq!(failures("on_empty = \"clear\"", "x", "\"\""), 1);
    }
}
