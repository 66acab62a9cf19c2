//! Recognizes common column names.

use super::{column_role, known_headers, sensitive_columns};

/// True for a common column name: one that people use, that a known program writes, or that marks sensitive data.
pub fn is_column_name(name: &str) -> bool {
    column_role::role(name).is_some()
        || known_headers::is_written(name)
        || sensitive_columns::by_name(name).is_some()
}
