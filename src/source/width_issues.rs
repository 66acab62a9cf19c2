//! What is said of rows whose number of cells is another one than that of the rows around them.

use crate::issue::{Code, Complaint, Issue};
use crate::record::Record;
use crate::wording::counted;

/// The row and the one beside it may be one, torn by a line break.
pub(super) fn torn(beside: &Record) -> Issue {
    let row = beside.row;
    let line = beside.line;
    let message = format!(
        "this row and row {row} (line {line}) together have all the cells of a row, so they may be one \
         row split by a line break"
    );
    let hint = format!(
        "if they are one row, put the value with the line break in double quotes; if not, correct or delete \
         row {row}"
    );
    Issue::warning(Complaint::new(Code::PartOfRow, message, hint))
}

/// What to do with a row that lacks cells, and that a row beside it may complete: `hint` is for all others.
pub(super) fn torn_hint(first: u64, hint: &str) -> String {
    let next = first + 1;
    format!(
        "check rows {first} and {next}: if a line break inside a value split one row, join them and put the \
         value in double quotes; if not, {hint}"
    )
}

/// The row has more or fewer cells than the row before it, and those beyond the header are empty.
pub(super) fn shifted(width: u64, before: u64) -> Issue {
    let message = format!(
        "the row has {}, and the row before it has {before}, including empty ones at the end: a delimiter \
         inside a value may have moved the values",
        counted(width, "cell", "cells")
    );
    let hint =
        "check that each value is in its column; put a value that contains the delimiter in double quotes";
    Issue::warning(Complaint::new(Code::ShiftedRow, message, hint))
}
