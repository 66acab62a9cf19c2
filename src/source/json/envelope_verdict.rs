//! The result of classifying a JSON object: a customer, or an API response with customers in it.

/// Where the customers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EnvelopeVerdict {
    /// The objects themselves.
    Objects,
    /// The elements of the array at this path.
    Inside(Vec<String>),
    /// Unclear; the lists that may be meant.
    Unsure(Vec<Vec<String>>),
    /// Several lists of objects, and no member that a customer has.
    Several(Vec<Vec<String>>),
    /// No customers: what the object is instead.
    NoRecords(String),
    /// The columns of a table, each with its values by row.
    Columns,
    /// Records by id; some of the ids.
    ById(Vec<String>),
}
