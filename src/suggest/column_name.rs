//! Recognizes common column names.

use super::{column_role, known_headers, sensitive_columns};

/// True for a common column name: one that people use, that a known program writes, or that marks sensitive data.
pub fn is_column_name(name: &str) -> bool {
    column_role::role(name).is_some()
        || known_headers::is_written(name)
        || sensitive_columns::by_name(name).is_some()
}

/// True for a column that, by its name, has passwords, card numbers or personal numbers. Its values are not shown if no
/// rule uses it.
pub(crate) fn is_sensitive_column(name: &str) -> bool {
    sensitive_columns::by_name(name).is_some()
}

/// The same by the form of a value.
pub(crate) fn is_sensitive_value(text: &str) -> bool {
    sensitive_columns::by_value(text).is_some()
}
