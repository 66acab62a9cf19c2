//! The result of mapping one row.

use crate::customer::Customer;
use crate::issue::Issue;

/// The result of mapping one row: the customer's fields, and all issues found.
#[derive(Debug, Clone, Default)]
pub struct MappedRowDraft<'a> {
    /// The fields with a value.
    pub customer: Customer<'a>,
    /// Errors and warnings of single fields.
    pub issues: Vec<Issue>,
    /// Why `[[when]]` skips the row. If set, nothing else is filled in.
    pub skip: Option<String>,
}
