//! Sorts the cells of a sheet by row, through a temporary file. Only the positions of rows are in memory.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use crate::record::CellKind;

use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::limits;
use super::sheet::PositionedCell;
use super::sheet_cells::SheetCells;
use super::temporary_file::Temporary;

/// Bytes read at once. In a sheet in random order, each row costs that much reading.
const WINDOW: usize = 8 * 1024;
/// After a backward jump, reading starts this many bytes earlier, because earlier rows often come next.
const BEFORE: u64 = 6 * 1024;

/// Adjacent cells of the same row.
struct SortedRun {
    row: u64,
    row_element: u64,
    at: u64,
    cells: u64,
}

/// Cells ordered by row; within a row, in the order of the file.
pub(crate) struct Sorted {
    content: BufReader<Temporary>,
    /// The read position.
    at: u64,
    /// The range that was buffered at the last backward jump.
    window: (u64, u64),
    runs: std::vec::IntoIter<SortedRun>,
    /// The row of the next cells, and how many are left.
    row: u64,
    row_element: u64,
    left: u64,
}

impl Sorted {
    /// Reads all cells and sorts their rows.
    pub(crate) fn new(mut cells: SheetCells<'_>) -> Result<Self, WorkbookError> {
        let mut out = BufWriter::with_capacity(64 * 1024, Temporary::new()?);
        let mut runs = Vec::<SortedRun>::new();
        let mut at = 0_u64;
        while let Some(PositionedCell { row, column, value }) = cells.next()? {
            let row_element = cells.row_element();
            match runs.last_mut().filter(|run| (run.row, run.row_element) == (row, row_element)) {
                Some(run) => run.cells += 1,
                None => runs.push(SortedRun { row, row_element, at, cells: 1 }),
            }
            if runs.len() > limits::RUNS {
                return Err(WorkbookError::TooMuch(format!(
                    "its cells are out of order in more than {} places",
                    limits::RUNS
                )));
            }
            at += write(&mut out, column, &value)?;
        }
        // The sort is stable: rows with the same number keep the order of the file.
        runs.sort_by_key(|run| run.row);
        let content = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let content = BufReader::with_capacity(WINDOW, content);
        let runs = runs.into_iter();
        Ok(Self { content, at, window: (at, at), runs, row: 0, row_element: 0, left: 0 })
    }

    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        while self.left == 0 {
            let Some(run) = self.runs.next() else { return Ok(None) };
            self.go_to(run.at)?;
            (self.row, self.row_element, self.left) = (run.row, run.row_element, run.cells);
        }
        self.left -= 1;
        let (column, value) = read(&mut self.content)?;
        self.at += bytes(&value);
        Ok(Some(PositionedCell::new(self.row, column, value)))
    }

    /// See [`SheetCells::row_element`].
    pub(crate) fn row_element(&self) -> u64 {
        self.row_element
    }

    /// Moves to a position, without reading the buffered range again.
    fn go_to(&mut self, at: u64) -> Result<(), WorkbookError> {
        let (begin, end) = self.window;
        if at < self.at && (at < begin || self.at > end) {
            let begin = at.saturating_sub(BEFORE);
            self.content.seek_relative(offset(self.at, begin))?;
            self.window = (begin, begin + self.content.fill_buf()?.len() as u64);
            self.at = begin;
        }
        self.content.seek_relative(offset(self.at, at))?;
        self.at = at;
        Ok(())
    }
}

fn offset(from: u64, to: u64) -> i64 {
    to.cast_signed().wrapping_sub(from.cast_signed())
}

/// The bytes of a cell in the file.
fn bytes(value: &CellValue) -> u64 {
    24 + value.text.len() as u64
}

/// Kinds are stored as indexes into this list.
const KINDS: [CellKind; 8] = [
    CellKind::Text,
    CellKind::Number,
    CellKind::LostDigits,
    CellKind::MaybeNumber,
    CellKind::Bool,
    CellKind::Date,
    CellKind::Error,
    CellKind::NoResult,
];

/// Writes column, kind, length and text; returns the number of bytes.
fn write(out: &mut impl Write, column: u64, value: &CellValue) -> Result<u64, WorkbookError> {
    let kind = KINDS.iter().position(|kind| *kind == value.kind).unwrap_or_default();
    let length = value.text.len() as u64;
    for number in [column, kind as u64, length] {
        out.write_all(&number.to_le_bytes())?;
    }
    out.write_all(value.text.as_bytes())?;
    Ok(bytes(value))
}

fn read(content: &mut impl Read) -> Result<(u64, CellValue), WorkbookError> {
    let mut number = || -> Result<u64, WorkbookError> {
        let mut bytes = [0; 8];
        content.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    };
    let column = number()?;
    let kind = number()?;
    let length = number()?;
    let mut text = String::new();
    content.by_ref().take(length).read_to_string(&mut text)?;
    let kind = KINDS.get(kind as usize).copied().unwrap_or_default();
    Ok((column, CellValue::new(text, kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_cells_are_read_back() {
        let cells = [(3, CellValue::new("é\n", CellKind::Text)), (0, CellValue::new("", CellKind::Error))];
        let kinds = KINDS.map(|kind| (16_383, CellValue::new("x".repeat(70_000), kind)));
        let all: Vec<_> = cells.into_iter().chain(kinds).collect();
        let mut bytes = Vec::new();
        let mut length = 0;
        for (column, value) in &all {
            length += write(&mut bytes, *column, value).unwrap();
        }
        assert_eq!(bytes.len() as u64, length);
        let mut content = bytes.as_slice();
        for expected in all {
            assert_eq!(read(&mut content).unwrap(), expected);
        }
    }
}
