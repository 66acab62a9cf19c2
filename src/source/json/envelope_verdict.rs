//! What a JSON object is: a customer, or an API response with customers in it.

/// Where the customers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EnvelopeVerdict {
    /// The objects themselves.
    Objects,
    /// The elements of the array to which these names lead.
    Inside(Vec<String>),
    /// Nobody can tell; the lists that may be meant.
    Unsure(Vec<Vec<String>>),
    /// Several lists of objects, and nothing else that a customer has.
    Several(Vec<Vec<String>>),
    /// No customers: what it is instead.
    NoRecords(String),
    /// The columns of a table, each with its values by row.
    Columns,
    /// Records under their ids, of which some are given.
    ById(Vec<String>),
}
