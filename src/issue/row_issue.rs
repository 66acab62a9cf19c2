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
    /// The values that were probably meant, as the cell could have them (`CH`).
    pub suggested: Vec<String>,
}

impl Complaint {
    /// A complaint with its message and hint.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), suggested: Vec::new() }
    }

    /// The same with the values that were probably meant.
    #[must_use]
    pub fn suggesting(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { suggested: values.into_iter().map(Into::into).collect(), ..self }
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

/// A text without NUL, which a journal in PostgreSQL could not store, or not read back.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
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
    /// The values that were probably meant, as the cell could have them. Reports do not have them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggested: Vec<String>,
}

impl Issue {
    /// The length limit of a value, in characters.
    pub const VALUE_LIMIT: usize = 120;

    /// An error of a whole row.
    pub fn error(complaint: Complaint) -> Self {
        let Complaint { code, message, hint, suggested } = complaint;
        let (message, hint) = (without_nul(message), without_nul(hint));
        let severity = Severity::Error;
        Self { code, severity, field: None, column: None, value: None, message, hint, suggested }
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
        let end =
            if value.len() > Self::VALUE_LIMIT { value.char_indices().nth(Self::VALUE_LIMIT) } else { None };
        self.value = Some(match end.and_then(|(at, _)| value.get(..at)) {
            Some(cut) => format!("{cut}…"),
            None => value.to_owned(),
        });
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
    fn no_message_has_a_nul() {
        let issue = Issue::warning(Complaint::new(Code::Email, "a\0b\0", "\0c").suggesting(["d"]));
        assert_eq!((issue.message.as_str(), issue.hint.as_str()), ("ab", "c"));
    }

    #[test]
    fn a_long_value_is_cut() {
        let issue = Issue::error(Complaint::new(Code::Email, "m", "h")).with_value(&"é".repeat(500));
        assert_eq!(issue.value.unwrap().chars().count(), Issue::VALUE_LIMIT + 1);
    }
}
