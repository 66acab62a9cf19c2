//! The result of writing a file, with notes on data that it does not keep.

use crate::wording::counted;
use std::fmt;

/// The result of writing a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SinkSummary {
    /// The number of customers in it.
    pub customers: u64,
    /// What the user should know.
    pub notes: Vec<Note>,
}

/// Data that the file does not keep or show.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// Texts were too long for a cell and were cut.
    Cut {
        /// The column.
        column: String,
        /// The number of such texts.
        count: u64,
        /// The ids of the first such customers.
        customers: Vec<String>,
        /// The length of the longest, in UTF-16 code units.
        longest: u64,
        /// The limit of a cell, in UTF-16 code units.
        most: u64,
    },
    /// Cells show only a part of a value.
    Partial {
        /// The column.
        column: String,
        /// The number of such customers.
        count: u64,
    },
    /// An import could not read the header.
    Header {
        /// The reason.
        why: String,
    },
    /// The workbook has more than one sheet.
    Sheets {
        /// The number of sheets.
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
