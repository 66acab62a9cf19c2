//! The columns that a rejects file adds after the data: where a row came from and what was wrong with it.

use std::sync::Arc;

use crate::issue;
use crate::record::{Cell, CellKind, EarlierCells, NO_RESULT, Record};

use super::header::RejectPlaces;
use super::row_reader::ReadRow;

/// In `_sheet`: an office has given types to the cells of a text.
const TYPED: &str = "rejects";

/// The added cells of one row.
#[derive(Debug, Default)]
pub(super) struct RejectNotes {
    /// The sheet or JSON file of the row. Empty if its cells were text in the original file.
    typed: String,
    codes: String,
    decided: String,
    run: String,
    file: String,
    sheet: String,
    row: String,
    columns: String,
    /// The orders of the cells in which the checksum may have been made.
    orders: Arc<[Vec<usize>]>,
}

impl RejectNotes {
    /// Reads the notes of a row.
    pub(super) fn read(places: &RejectPlaces, cell: impl Fn(usize) -> String) -> Self {
        let note = |name: &str| places.own(name).map_or_else(String::new, &cell);
        let file = note("_file");
        let sheet = note("_sheet");
        let typed = if !sheet.trim().is_empty() {
            sheet.clone()
        } else if is_json(&file) {
            file.clone()
        } else {
            String::new()
        };
        Self {
            typed,
            codes: note("_codes"),
            decided: note("_decided"),
            run: note("_run"),
            file,
            sheet,
            row: note("_row"),
            columns: note("_column"),
            orders: places.orders(),
        }
    }

    fn earlier(&self) -> EarlierCells<'_> {
        EarlierCells {
            typed: &self.typed,
            decided: &self.decided,
            run: self.run.trim(),
            file: &self.file,
            sheet: &self.sheet,
            row: self.row.trim(),
            codes: self.codes.trim(),
            columns: self.columns.trim(),
        }
    }

    /// Applies the notes to a row: adds the errors that nobody has corrected, and restores the types of its cells.
    pub(super) fn apply(&self, mut row: ReadRow) -> ReadRow {
        let known: Vec<_> = row.issues.iter().map(|issue| issue.code).collect();
        let mut codes = self.uncorrected(&row.record);
        codes.retain(|code| !known.contains(code));
        row.issues.extend(codes.into_iter().map(issue::unchanged));
        if !self.typed.is_empty() {
            row.record = self.with_kinds(&row.record);
        }
        if issue::names(&self.codes, issue::Code::MergedCell) || is_json(&self.typed) {
            row.record = with_absent(&row.record);
        }
        let mut earlier = self.earlier();
        if earlier != EarlierCells::default() {
            if earlier.typed.is_empty() && has_types(&row.record) {
                earlier.typed = TYPED;
            }
            earlier.cells().iter().for_each(|text| row.record.push(text));
        }
        row.record.phones_in_doubt = issue::names(&self.codes, issue::Code::PhoneReadings);
        row
    }

    /// The codes of a row that nobody has corrected, wherever its columns are now.
    fn uncorrected(&self, record: &Record) -> Vec<issue::Code> {
        let cells: Vec<&str> = record.iter().map(|cell| cell.text).collect();
        let ordered = |order: &Vec<usize>| {
            issue::marked(&self.codes, order.iter().map(|at| cells.get(*at).copied().unwrap_or_default()))
        };
        self.orders.iter().map(ordered).find(|codes| !codes.is_empty()).unwrap_or_default()
    }

    /// The record with the possible types of its cells.
    fn with_kinds(&self, record: &Record) -> Record {
        let mut typed = Record::new(record.row, record.line);
        record.iter().for_each(|cell| typed.push_kind(cell.text, kind(cell)));
        typed
    }
}

/// True if an office has made numbers or the like of texts.
fn has_types(record: &Record) -> bool {
    record.iter().any(|cell| !matches!(cell.kind, CellKind::Text | CellKind::Covered | CellKind::Absent))
}

/// Marks the empty cells as absent, for a row that had merged cells or came from JSON. Which of them were absent is
/// no longer known, so none of them may change a value.
fn with_absent(record: &Record) -> Record {
    let mut absent = Record::new(record.row, record.line);
    for cell in record.iter() {
        let kind = if cell.text.trim().is_empty() { CellKind::Covered } else { cell.kind };
        absent.push_kind(cell.text, kind);
    }
    absent
}

/// The error values of a spreadsheet formula.
const ERRORS: [&str; 8] = ["#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!"];

/// The likely kind of a text that was a typed cell.
pub(crate) fn likely_kind(text: &str) -> CellKind {
    kind(Cell { text, kind: CellKind::Text })
}

/// The likely original type of a typed cell's text. Dates need no type: they are accepted as ISO text.
fn kind(cell: Cell<'_>) -> CellKind {
    let is_truth = ["true", "false"].iter().any(|word| cell.text.eq_ignore_ascii_case(word));
    match cell.kind {
        CellKind::Text if is_truth => CellKind::Bool,
        CellKind::Text if cell.text.trim() == NO_RESULT => CellKind::NoResult,
        CellKind::Text if ERRORS.contains(&cell.text.trim()) => CellKind::Error,
        CellKind::Text if is_number(cell.text.trim()) => CellKind::MaybeNumber,
        kind => kind,
    }
}

/// True for `-?\d+(\.\d+)?`, the form in which numbers of a workbook are written.
fn is_number(text: &str) -> bool {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole.strip_prefix('-').unwrap_or(whole)) && is_digits(decimals)
}

/// True for JSON files: they have typed values but no sheet.
fn is_json(file: &str) -> bool {
    let name = file.trim().to_ascii_lowercase();
    let bare = [".gz", ".zst"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    [".jsonl", ".ndjson", ".json"].iter().any(|end| bare.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(file: &str, sheet: &str) -> RejectNotes {
        let cells = ["data", file, sheet, "7", "E201", "a", "m"];
        let names = ["data", "_file", "_sheet", "_row", "_codes", "_column", "_message"];
        RejectNotes::read(&RejectPlaces::find(&names).unwrap(), |at| cells[at].to_owned())
    }

    #[test]
    fn the_notes_of_a_row_are_read() {
        assert_eq!(notes("a.xlsx", "S").typed, "S");
        assert_eq!(notes("a.CSV", " ").typed, "");
        assert_eq!(notes("a.jsonl.gz", "").typed, "a.jsonl.gz");
        assert_eq!(notes("a.csv", "").codes, "E201");
    }

    #[test]
    fn texts_of_a_rejects_file_get_their_likely_kind() {
        let kind = |text| super::kind(Cell { text, kind: CellKind::Text });
        for text in ["1", "-1.5", "007", " 1.234 "] {
            assert_eq!(kind(text), CellKind::MaybeNumber, "{text}");
        }
        for text in ["", "-", "1.", ".5", "1,5", "+1", "1.2.3", "1e5", "yes", "True story"] {
            assert_eq!(kind(text), CellKind::Text, "{text}");
        }
        assert_eq!((kind("true"), kind("FALSE")), (CellKind::Bool, CellKind::Bool));
        assert_eq!((kind("#N/A"), kind("N/A")), (CellKind::Error, CellKind::Text));
        assert_eq!(kind("#NO-RESULT!"), CellKind::NoResult);
        assert_eq!(super::kind(Cell { text: "1", kind: CellKind::Number }), CellKind::Number);
    }
}
