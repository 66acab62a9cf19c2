//! What is said of rows whose number of cells is another one than that of the rows around them.

use crate::issue::{Code, Complaint, Issue};
use crate::record::Record;

/// The row and the one beside it may be one, torn by a line break.
pub(super) fn torn(beside: &Record) -> Issue {
    let (row, line) = (beside.row, beside.line);
    let message = format!(
        "together with row {row} (line {line}) beside it the row would have all its cells, so the two may be one row that a \
         line break has torn"
    );
    let hint = format!(
        "if they are one row, put the value with the line break in double quotes; if not, correct or delete row {row}"
    );
    Issue::warning(Complaint::new(Code::PartOfRow, message, hint))
}

/// What to do with a row that lacks cells, and that a row beside it may complete: `hint` is for all others.
pub(super) fn torn_hint(first: u64, hint: &str) -> String {
    let next = first + 1;
    format!(
        "look at rows {first} and {next}: if a line break inside of a value has torn one row in two, join them and put the value in \
         double quotes; if not, {hint}"
    )
}

/// The row has more or fewer cells than the row before it, and those beyond the header are empty.
pub(super) fn shifted(width: u64, before: u64) -> Issue {
    let message = format!(
        "the row has {}, and the row before it has {before}, counting the empty ones at the end: a delimiter inside of a \
         value may have shifted the values",
        cells(width)
    );
    let hint =
        "look whether each value stands in its column; put a value that holds the delimiter in double quotes";
    Issue::warning(Complaint::new(Code::ShiftedRow, message, hint))
}

fn cells(count: u64) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}
