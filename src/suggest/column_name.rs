//! Names that are known to be those of columns.

use super::{column_role, known_headers, sensitive_columns};

/// True for a name that people or programs give to a column.
pub fn is_column_name(name: &str) -> bool {
    column_role::role(name).is_some()
        || known_headers::is_written(name)
        || sensitive_columns::by_name(name).is_some()
}
