//! One line of a file of fixes.

use std::sync::Arc;

use crate::record::RowKey;

/// In the column `now` of a line that sets its row aside.
pub const SET_ASIDE: &str = "set aside";

/// A fix of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Its line in the file of fixes, or its row if that is a workbook; from 1.
    pub line: u64,
    /// The row of the source.
    pub key: RowKey,
    /// What is changed.
    pub change: Change,
    /// Why; may be empty.
    pub note: String,
    /// The source in which the row was, as the user named it; may be empty.
    pub file: Arc<str>,
    /// The number that the row had, for people; may be empty.
    pub row: String,
}

/// What a fix changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A cell gets another text.
    Cell {
        /// The name of its column.
        column: Arc<str>,
        /// The text in the source.
        was: String,
        /// The text that it gets.
        now: String,
    },
    /// The row is left out.
    SetAside,
}

impl Fix {
    /// The column and the text in the source; `None` for a row that is set aside.
    pub fn cell(&self) -> Option<(&str, &str)> {
        match &self.change {
            Change::Cell { column, was, .. } => Some((column, was)),
            Change::SetAside => None,
        }
    }

    /// Why the row is skipped, as results and reports show it.
    pub(super) fn aside_note(&self) -> String {
        match self.note.trim() {
            "" => SET_ASIDE.to_owned(),
            note => format!("{SET_ASIDE}: {note}"),
        }
    }
}
