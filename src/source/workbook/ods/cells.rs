//! The cells of a table, row by row.

use std::collections::VecDeque;

use quick_xml::events::{BytesStart, Event};

use crate::source::workbook::cell_merge::CellMerge;
use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;
use crate::source::workbook::sheet::PositionedCell;
use crate::source::workbook::uncomputed_formulas::{Area, Uncomputed};
use crate::source::workbook::xml_part::{XmlPart, attribute};

use super::text;
use super::value::OdsValueKind;

/// Adjacent cells that are stored once with a repeat count.
struct OdsCellRun {
    column: u64,
    count: u64,
    value: CellValue,
}

/// A row that was read, and may repeat.
#[derive(Default)]
struct RepeatedRow {
    /// Its number, from 0.
    row: u64,
    /// How many more times it is due.
    left: u64,
    runs: Vec<OdsCellRun>,
}

/// The cells of a table, without the empty ones.
pub(crate) struct OdsCells<'a> {
    pub(crate) markup: XmlPart<'a>,
    /// The next row, from 0.
    row: u64,
    ready: RepeatedRow,
    /// The cells of the next such row, not returned yet.
    waiting: VecDeque<PositionedCell>,
    repeated: u64,
    /// Merged ranges not taken yet.
    merges: Vec<CellMerge>,
    uncomputed: Uncomputed,
    ended: bool,
}

impl<'a> OdsCells<'a> {
    pub(crate) fn new(markup: XmlPart<'a>) -> Self {
        let ready = RepeatedRow::default();
        let waiting = VecDeque::new();
        let uncomputed = Uncomputed::default();
        Self { markup, row: 0, ready, waiting, repeated: 0, merges: Vec::new(), uncomputed, ended: false }
    }

    /// Takes the merged ranges found since the last call.
    pub(crate) fn merges(&mut self) -> Vec<CellMerge> {
        std::mem::take(&mut self.merges)
    }

    /// Reads over the table; returns whether it has any text. An error in a row counts as text: it is reported when
    /// the sheet is read, if it is chosen at all.
    pub(crate) fn has_data(&mut self) -> Result<bool, WorkbookError> {
        let table = self.markup.depth();
        let mut data = false;
        let mut row_error = None;
        while !data && !self.ended {
            // Repeats need not be counted here.
            row_error = self.read_row(false).err();
            data = row_error.is_some() || self.ready.runs.iter().any(|run| !run.value.text.trim().is_empty());
            self.merges.clear();
        }
        // If the rest can't be skipped, the whole file is unreadable.
        self.markup.leave(table).map_err(|error| row_error.unwrap_or(error))?;
        Ok(data)
    }

    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            let RepeatedRow { row, left, runs } = &mut self.ready;
            if *left > 0 {
                let placed = |run: &OdsCellRun, column| PositionedCell::new(*row, column, run.value.clone());
                let cells = runs
                    .iter()
                    .flat_map(|run| (run.column..run.column + run.count).map(move |at| placed(run, at)));
                self.waiting.extend(cells);
                (*row, *left) = (*row + 1, *left - 1);
            } else if self.ended {
                return Ok(None);
            } else {
                self.read_row(true)?;
            }
        }
    }

    /// Reads up to the end of the next row or of the table. With `counted`, the limits on cells apply.
    fn read_row(&mut self, counted: bool) -> Result<(), WorkbookError> {
        loop {
            let mut skipped = false;
            match self.markup.next()? {
                Event::Start(start) if start.name().as_ref() == "table:table-row" => {
                    let count = repeats(&start, "table:number-rows-repeated")?;
                    return self.row(count, counted);
                }
                Event::Start(start) => {
                    skipped =
                        matches!(start.name().as_ref(), "table:shapes" | "office:forms" | "table:table");
                }
                Event::End(end) if end.name().as_ref() == "table:table" => {
                    self.ended = true;
                    return Ok(());
                }
                Event::Eof => return Err(WorkbookError::damaged("it ends in the middle of a table")),
                _ => {}
            }
            if skipped {
                self.markup.skip()?;
            }
            self.markup.end_cell();
        }
    }

    fn row(&mut self, count: u64, counted: bool) -> Result<(), WorkbookError> {
        let row = self.row;
        let runs = self.runs().map_err(|error| error.at(&format!("row {}", row + 1)))?;
        self.row = row.saturating_add(count);
        if runs.is_empty() {
            return Ok(());
        }
        if !counted {
            self.ready = RepeatedRow { row, left: 0, runs };
            return Ok(());
        }
        if self.row > limits::ROWS {
            return Err(WorkbookError::TooMuch(format!("it has cells below row {}", limits::ROWS)));
        }
        let cells: u64 = runs.iter().map(|run| run.count).sum();
        self.repeated = self.repeated.saturating_add(cells * count - runs.len() as u64);
        if self.repeated > limits::REPEATED {
            let row = row + 1;
            let most = limits::REPEATED;
            let what =
                format!("row {row} repeats its cells {count} times, but deskferry accepts at most {most}");
            return Err(WorkbookError::TooMuch(what));
        }
        self.ready = RepeatedRow { row, left: count, runs };
        Ok(())
    }

    /// Adds the empty cells of formulas without a result. A row with nothing else stays empty.
    fn fill(&mut self, runs: &mut Vec<OdsCellRun>) -> Result<(), WorkbookError> {
        if self.uncomputed.is_empty() {
            return Ok(());
        }
        let mut read: Vec<u64> = runs.iter().flat_map(|run| run.column..run.column + run.count).collect();
        let missing = self.uncomputed.missing(self.row, &mut read)?;
        if !runs.is_empty() {
            runs.extend(missing.into_iter().map(|column| OdsCellRun {
                column,
                count: 1,
                value: CellValue::no_result(),
            }));
        }
        Ok(())
    }

    fn runs(&mut self) -> Result<Vec<OdsCellRun>, WorkbookError> {
        let mut runs = Vec::new();
        let mut column = 0_u64;
        let mut text = 0_usize;
        loop {
            let (kind, count, spans, matrix) = match self.markup.next()? {
                Event::Start(start) => match start.name().as_ref() {
                    "table:table-cell" | "table:covered-table-cell" => {
                        let count = repeats(&start, "table:number-columns-repeated")?;
                        let kind = OdsValueKind::from_tag(&start)?;
                        let matrix = if kind.is_formula() { Some(matrix(&start)?) } else { None };
                        let rows = repeats(&start, "table:number-rows-spanned")?;
                        (kind, count, (rows, repeats(&start, "table:number-columns-spanned")?), matrix)
                    }
                    other => return Err(WorkbookError::damaged(format!("it has <{other}> between cells"))),
                },
                Event::End(_) => {
                    self.fill(&mut runs)?;
                    return Ok(runs);
                }
                _ => continue,
            };
            let shown = text::shown(&mut self.markup)?;
            let value = kind.value(shown);
            if let Some((rows, columns)) =
                matrix.filter(|_| value.as_ref().is_some_and(CellValue::has_no_result))
            {
                let row = self.row;
                let last = column.saturating_add(columns - 1);
                let rows = (row, row.saturating_add(rows - 1));
                self.uncomputed.add(Area { rows, columns: (column, last) })?;
            }
            if let Some(value) = value {
                if column.saturating_add(count) > limits::COLUMNS {
                    return Err(WorkbookError::TooMuch(format!(
                        "it has cells beyond column {}",
                        limits::COLUMNS
                    )));
                }
                text = text.saturating_add(value.text.len().saturating_mul(count as usize));
                if text > limits::ROW {
                    return Err(WorkbookError::row_too_long());
                }
                runs.push(OdsCellRun { column, count, value });
            }
            if spans != (1, 1) && column < limits::COLUMNS {
                let (last, right) =
                    (self.row.saturating_add(spans.0 - 1), column.saturating_add(spans.1 - 1));
                self.merges.push(CellMerge { first: self.row, last, column, right });
            }
            column = column.saturating_add(count);
            self.markup.end_cell();
        }
    }
}

/// The rows and columns of a matrix formula.
fn matrix(start: &BytesStart<'_>) -> Result<(u64, u64), WorkbookError> {
    let rows = repeats(start, "table:number-matrix-rows-spanned")?;
    Ok((rows, repeats(start, "table:number-matrix-columns-spanned")?))
}

/// A repeat or span count; 1 if the attribute is missing.
fn repeats(start: &BytesStart<'_>, name: &str) -> Result<u64, WorkbookError> {
    let Some(text) = attribute(start, name)? else { return Ok(1) };
    let count = text.trim().parse::<u64>().ok().filter(|count| *count > 0);
    count.ok_or_else(|| WorkbookError::damaged(format!("{name} is {text:?}, which is not a number")))
}
