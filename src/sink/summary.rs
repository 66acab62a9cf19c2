//! What was written, and what of it a reader of the file can't see.

use crate::wording::counted;
use std::fmt;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SinkSummary {
    /// Customers in it.
    pub customers: u64,
    /// What its user has to know.
    pub notes: Vec<Note>,
}

/// Something that the file does not keep, or does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// Texts were cut.
    Cut {
        /// The column.
        column: String,
        /// Texts that were cut.
        count: u64,
        /// The ids of the first customers that have one.
        customers: Vec<String>,
        /// Characters of the longest of them, in UTF-16.
        longest: u64,
        /// Characters that a cell has room for.
        most: u64,
    },
    /// A member held more than a cell says.
    Partial {
        /// The column.
        column: String,
        /// Customers with such a member.
        count: u64,
    },
    /// The header can't be read back.
    Header {
        /// Why.
        why: String,
    },
    /// There is more than one sheet.
    Sheets {
        /// How many.
        count: usize,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { column, count, customers, longest, most } => {
                let texts = counted(*count, "text was", "texts were");
                let more = if *count > customers.len() as u64 { ", …" } else { "" };
                let ids = customers.join(", ");
                write!(
                    f,
                    "{column}: {texts} cut to {most} characters, the limit of a workbook cell (the \
                     longest had {longest}; customers {ids}{more}); JSON Lines and CSV keep the full text"
                )
            }
            Self::Partial { column, count } => {
                let have = if *count == 1 { "customer has" } else { "customers have" };
                write!(
                    f,
                    "{column}: {count} {have} a value that a table can't show (an object, or another type); \
                     JSON Lines keeps it"
                )
            }
            Self::Header { why } => {
                write!(f, "the table can't be imported again: {why}; use JSON Lines for that")
            }
            Self::Sheets { count } => {
                write!(f, "the workbook has {count} sheets; import each of them with --sheet")
            }
        }
    }
}
