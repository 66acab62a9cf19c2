//! `[[tests]]`: sample rows in a mapping file, with their expected result.

use std::fmt;
use std::sync::Arc;

use super::apply::MappedRowDraft;
use super::mapping_file::Mapping;
use super::spec::{TestSpec, toml_text};
use super::template::current_value;
use super::toml_customer::customer_of_toml;
use crate::customer::FieldValue;
use crate::issue::Issue;
use crate::record::{CellKind, Header, Record, SourceOrigin};

/// The object with the custom fields.
const CUSTOM: &str = "customFields";

/// A failed test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFailure {
    /// The mapping's file, as the user named it.
    pub file: String,
    /// The line of the test, from 1.
    pub line: usize,
    /// Its number among the tests, from 1.
    pub number: usize,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The differences, at least one.
    pub differences: Vec<TestDifference>,
}

/// A difference between the result and the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestDifference {
    /// A field as the API names it (`email`, `customFields.segment`), `issues` or `skip`.
    pub what: String,
    /// The expected value, as written in a mapping.
    pub expected: String,
    /// The actual value, in the same form.
    pub came: String,
    /// For `issues` only: the actual errors and warnings, a sentence each.
    pub remarks: Vec<String>,
}

impl TestDifference {
    fn new(what: &str, expected: impl Into<String>, came: impl Into<String>) -> Self {
        Self { what: what.to_owned(), expected: expected.into(), came: came.into(), remarks: Vec::new() }
    }
}

impl fmt::Display for TestFailure {
    /// One line with the position, then three lines for each difference.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_ref().map_or_else(String::new, |name| format!(" ({name:?})"));
        write!(f, "{}:{}: test {}{name} failed", self.file, self.line, self.number)?;
        for TestDifference { what, expected, came, remarks } in &self.differences {
            write!(f, "\n  {what}\n    expected  {expected}\n    got       {came}")?;
            remarks.iter().try_for_each(|remark| write!(f, "\n    {remark}"))?;
        }
        Ok(())
    }
}

impl Mapping {
    /// Runs `[[tests]]` without files or network, and returns the failed ones. Columns missing from a test's row
    /// are empty.
    pub fn run_tests(self: &Arc<Self>) -> Vec<TestFailure> {
        let numbered = (1..).zip(&self.tests);
        let failed = numbered.filter_map(|(number, test)| {
            let differences = self.run_test(test.get_ref());
            (!differences.is_empty()).then(|| TestFailure {
                file: self.file.clone(),
                line: self.text.get(..test.span().start).unwrap_or_default().matches('\n').count() + 1,
                number,
                name: test.get_ref().name.clone(),
                differences,
            })
        });
        failed.collect()
    }

    fn run_test(self: &Arc<Self>, test: &TestSpec) -> Vec<TestDifference> {
        let header = match Header::new(test.row.keys().cloned().collect()) {
            Ok(header) => Arc::new(header),
            Err(error) => return vec![TestDifference::new("row", "columns", error.to_string())],
        };
        let mut record = Record::new(2, 0);
        for value in test.row.values() {
            record.push_kind(&toml_text(value.get_ref()), cell_kind(value.get_ref()));
        }
        let origin = SourceOrigin { file: self.file.clone(), sheet: None, rejects: false };
        match self.bind_all(&origin, &header, true) {
            Ok(bound) => {
                let current = test.current.as_ref().map(|current| customer_of_toml(current.get_ref()));
                let view = current_value(current.as_ref());
                differences(test, &bound.tested(&record, current.as_ref(), &view))
            }
            Err(problem) => vec![TestDifference::new("row", "columns of the mapping", problem.message)],
        }
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

fn differences(test: &TestSpec, draft: &MappedRowDraft<'_>) -> Vec<TestDifference> {
    match (&draft.skip, test.skip) {
        (Some(note), false) => return vec![TestDifference::new("skip", "false", format!("true: {note}"))],
        (None, true) => return vec![TestDifference::new("skip", "true", "false")],
        _ => {}
    }
    let mut found = Vec::new();
    for (name, want) in &test.expect {
        match (name.get_ref().as_str(), want.get_ref()) {
            (CUSTOM, toml::Value::Table(inner)) => {
                found.extend(
                    inner
                        .iter()
                        .filter_map(|(name, want)| of_field(&format!("{CUSTOM}.{name}"), want, draft)),
                );
            }
            (field, want) => found.extend(of_field(field, want, draft)),
        }
    }
    found.extend(of_issues(test, draft));
    found
}

fn of_issues(test: &TestSpec, draft: &MappedRowDraft<'_>) -> Option<TestDifference> {
    let mut want: Vec<String> = test.issues.iter().map(|code| code.to_uppercase()).collect();
    let mut came: Vec<String> = draft.issues.iter().map(|issue| issue.code.to_string()).collect();
    want.sort_unstable();
    came.sort_unstable();
    let listed = |codes: &[String]| if codes.is_empty() { "none".to_owned() } else { codes.join(", ") };
    (want != came).then(|| TestDifference {
        remarks: draft.issues.iter().map(described).collect(),
        ..TestDifference::new("issues", listed(&want), listed(&came))
    })
}

fn described(issue: &Issue) -> String {
    let field = issue.field.as_deref().unwrap_or("row");
    format!("{} {field}: {}", issue.code, issue.message)
}

fn of_field(field: &str, want: &toml::Value, draft: &MappedRowDraft<'_>) -> Option<TestDifference> {
    // `""` means no value, and a field to be cleared. TOML has no null.
    let value = draft.customer.get(field).filter(|value| **value != FieldValue::Clear);
    let have = value.map(as_toml);
    let want = Some(want).filter(|want| want.as_str() != Some(""));
    if have.as_ref() == want || same_text(value, want) {
        return None;
    }
    let came = match (value, want) {
        (Some(FieldValue::Date(date)), want) if !matches!(want, Some(toml::Value::Integer(_))) => date.iso(),
        _ => shown(have.as_ref()),
    };
    Some(TestDifference::new(field, shown(want), came))
}

/// Shows a value on one line.
fn shown(value: Option<&toml::Value>) -> String {
    match value {
        None => "no value".to_owned(),
        Some(toml::Value::String(text)) => format!("{text:?}"),
        Some(toml::Value::Array(items)) => {
            format!("[{}]", items.iter().map(|item| shown(Some(item))).collect::<Vec<_>>().join(", "))
        }
        Some(other) => other.to_string(),
    }
}

/// A test may give a value as its text, and a date as a TOML date instead of milliseconds.
fn same_text(have: Option<&FieldValue<'_>>, want: Option<&toml::Value>) -> bool {
    match (have, want) {
        (Some(FieldValue::Date(date)), Some(toml::Value::Datetime(want))) => date.iso() == want.to_string(),
        (Some(have), Some(toml::Value::String(want))) => have.text() == *want,
        _ => false,
    }
}

fn as_toml(value: &FieldValue<'_>) -> toml::Value {
    match value {
        FieldValue::Bool(value) => toml::Value::Boolean(*value),
        FieldValue::Date(date) => toml::Value::Integer(date.millis()),
        FieldValue::Json(text) => text.parse().map_or_else(|_| text.to_string().into(), toml::Value::Integer),
        FieldValue::Tags(tags) => toml::Value::Array(tags.iter().map(|tag| tag.to_string().into()).collect()),
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
