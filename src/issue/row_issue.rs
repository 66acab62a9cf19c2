//! An issue of a row, and a complaint about a value before its field is known.

use serde::{Deserialize, Serialize};

use super::code::Code;
use crate::customer::is_secret;

/// Whether a row with the issue is still written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The row is written.
    Warning,
    /// The row is rejected.
    Error,
}

/// What is wrong with a value, without its field and column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The stable code.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop; it does not repeat the value.
    pub message: String,
    /// What to do, as an instruction ("write the country as a two-letter code").
    pub hint: String,
}

impl Complaint {
    /// A complaint with its message and hint.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }

    /// The hint with the name of a field in place of the placeholder `FIELD = {`.
    pub fn hint_for(&self, field: &str) -> String {
        filled_in(&self.hint, field)
    }
}

fn filled_in(hint: &str, field: &str) -> String {
    let key = field.strip_prefix("customFields.").unwrap_or(field);
    hint.replace("FIELD = {", &format!("{key} = {{"))
}

/// An issue of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The stable code.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// The field of the customer, as the mapping names it (`customFields.segment`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The column of the source; joined columns are separated by ` + `.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The value as the source has it, cut to [`Issue::VALUE_LIMIT`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Issue {
    /// The length limit of a value, in characters.
    pub const VALUE_LIMIT: usize = 120;

    /// An error of a whole row.
    pub fn error(complaint: Complaint) -> Self {
        let Complaint { code, message, hint } = complaint;
        Self { code, severity: Severity::Error, field: None, column: None, value: None, message, hint }
    }

    /// A warning of a whole row.
    pub fn warning(complaint: Complaint) -> Self {
        Self { severity: Severity::Warning, ..Self::error(complaint) }
    }

    /// Sets the field.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        let field = field.into();
        if self.hint.contains("FIELD = {") {
            self.hint = filled_in(&self.hint, &field);
        }
        self.field = Some(field);
        self
    }

    /// Sets the column.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// Sets the value that caused it, cut to [`Issue::VALUE_LIMIT`]; a value of a secret field is dropped.
    #[must_use]
    pub fn with_value(mut self, value: &str) -> Self {
        if self.field.as_deref().is_some_and(is_secret) {
            return self;
        }
        let mut cut: String = value.chars().take(Self::VALUE_LIMIT).collect();
        if cut.len() < value.len() {
            cut.push('…');
        }
        self.value = Some(cut);
        self
    }

    /// True when the row must be rejected.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut() {
        let issue = Issue::error(Complaint::new(Code::Email, "m", "h")).with_value(&"é".repeat(500));
        assert_eq!(issue.value.unwrap().chars().count(), Issue::VALUE_LIMIT + 1);
    }
}
