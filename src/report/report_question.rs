//! A question that someone must answer before a plan is written.

use serde::{Deserialize, Serialize};

use super::summary_tables::group_digits;
use crate::wording::counted;

/// A question to whoever decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportQuestion {
    /// What it is about: the code of an issue, `rejected`, `duplicates`, `phone_region`, `date_order` or `encoding`.
    pub about: String,
    /// The number of rows or values.
    pub count: u64,
    /// The question in one or two sentences, with the number.
    pub question: String,
    /// The answer that the run assumed.
    pub assumed: String,
    /// How to change it.
    pub change: String,
}

/// `1 row has`, `1,200 rows have`.
pub(super) fn counted_rows(count: u64, one: &str, more: &str) -> String {
    counted(count, one, more).replacen(&count.to_string(), &group_digits(count), 1)
}
