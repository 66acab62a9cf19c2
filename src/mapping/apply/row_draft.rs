//! What a mapping made of one row.

use crate::customer::Customer;
use crate::issue::Issue;

/// What a mapping made of one row: the customer as far as it goes, and everything that is wrong with the row.
#[derive(Debug, Clone, Default)]
pub struct MappedRowDraft<'a> {
    /// The fields that have a value.
    pub customer: Customer<'a>,
    /// Errors and warnings of single fields.
    pub issues: Vec<Issue>,
    /// Why the row is to be left out, where a rule of the mapping says so; nothing else is known of it then.
    pub skip: Option<String>,
}
