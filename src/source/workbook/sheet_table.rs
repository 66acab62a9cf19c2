//! Makes rows with a header from the cells of a sheet.

use std::collections::VecDeque;

use crate::issue::{Code, Complaint, Issue};
use crate::record::Record;
use crate::source::detection::TitleRows;
use crate::source::error::SourceError;
use crate::source::header::HeaderPlace;
use crate::source::header::{Layout, RejectPlaces};
use crate::source::read_options::{MergedCells, ReadOptions, SourceFormat};
use crate::source::rejects_columns::RejectNotes;
use crate::source::row_issues;
use crate::source::row_reader::ReadRow;

use super::cell_merge::CellMerge;
use super::cell_reference::place_name;
use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::limits;
use super::merged_cells::{self, SheetMerges};
use super::ordered_cells::OrderedCells;
use super::row_size::{PARCEL_BYTES, weigh};
use super::sheet_header::{look_ahead, names, place, sample};
use super::sheet_lines::{Duplicate, SheetLine, SheetLines};

/// A sheet with its header, read row by row.
pub(super) struct SheetTable<'a> {
    lines: SheetLines<'a>,
    merged: SheetMerges,
    /// Lines read in search of the header.
    ahead: VecDeque<SheetLine>,
    layout: Layout,
    header_row: u64,
    title: Option<TitleRows>,
    limit: usize,
    blank: u64,
}

impl<'a> SheetTable<'a> {
    /// Reads up to the header: the stated row, or the one that is found.
    pub(super) fn open(
        cells: OrderedCells<'a>,
        merges: Vec<CellMerge>,
        file: &'a str,
        format: SourceFormat,
        options: &ReadOptions,
    ) -> Result<Self, SourceError> {
        let mut lines = SheetLines::new(cells, file, format);
        let mut merged = SheetMerges::new(merges, options.merged == MergedCells::Fill);
        let mut ahead = look_ahead(&mut lines)?;
        merged.add(lines.merges());
        let sample = sample(&ahead, &merged).map_err(|error| lines.error(error))?;
        let Some(place) = place(&sample, options, file)? else {
            return Err(SourceError::Empty { file: file.to_owned() });
        };
        let limit = options.limit();
        let (header_row, columns, title) = match place {
            HeaderPlace::Row { row, columns, title } => (row, columns, title),
            HeaderPlace::Nowhere { columns } => {
                let layout = Layout::lettered(columns);
                return Ok(Self {
                    lines,
                    merged,
                    ahead,
                    layout,
                    header_row: 0,
                    title: None,
                    limit,
                    blank: 0,
                });
            }
        };
        loop {
            let line = ahead.pop_front().map_or_else(|| lines.next(), |line| Ok(Some(line)))?;
            match line {
                Some(line) if line.row < header_row => {}
                Some(line) if line.row == header_row => {
                    if let Some(duplicate) = line.duplicate {
                        return Err(lines.error(WorkbookError::Damaged(duplicate_message(&line, duplicate))));
                    }
                    let seen = sample.into_iter().find(|row| row.row == header_row);
                    let names = seen.map_or_else(|| names(&line.cells), |row| row.cells);
                    let columns = columns.min(names.len() + limits::NAMELESS);
                    let layout = Layout::new(names, columns, options.name_columns);
                    return Ok(Self { lines, merged, ahead, layout, header_row, title, limit, blank: 0 });
                }
                _ => return Err(SourceError::NoHeader { file: file.to_owned(), row: header_row }),
            }
        }
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The header row, from 1; 0 if there is none.
    pub(super) fn header_row(&self) -> u64 {
        self.header_row
    }

    /// The rows above the header.
    pub(super) fn title(&self) -> Option<TitleRows> {
        self.title
    }

    /// The next rows: up to `max`, fewer if they are large, none at the end.
    pub(super) fn parcel(&mut self, max: usize) -> Result<Vec<ReadRow>, SourceError> {
        let mut rows = Vec::with_capacity(max);
        let mut weight = 0;
        while rows.len() < max && weight < PARCEL_BYTES {
            let line = self.ahead.pop_front().map_or_else(|| self.lines.next(), |line| Ok(Some(line)))?;
            let Some(mut line) = line else { break };
            self.merged.add(self.lines.merges());
            let covered = self.merged.apply(line.row, &mut line.cells);
            line.covered = covered.map_err(|error| self.lines.error(error))?;
            self.count_blank(&line)?;
            let row = self.row(&line);
            weight += row.as_ref().map_or(0, weigh);
            rows.extend(row);
        }
        Ok(rows)
    }

    /// Limits empty cells, because a few cells can make all rows very wide.
    fn count_blank(&mut self, line: &SheetLine) -> Result<(), SourceError> {
        let columns = self.layout.columns();
        if columns > limits::WIDE {
            self.blank += columns.saturating_sub(line.cells.len()) as u64;
        }
        if self.blank > limits::BLANK {
            let what =
                format!("it has rows of {columns} columns with more than {} empty cells", limits::BLANK);
            return Err(self.lines.error(WorkbookError::TooMuch(what)));
        }
        Ok(())
    }

    /// Makes a row. `None` if it is blank apart from the notes of a rejects file and has no issue.
    fn row(&self, line: &SheetLine) -> Option<ReadRow> {
        let columns = self.layout.columns();
        let mut row = ReadRow::new(Record::with_capacity(line.row, 0, columns, 128), Vec::new());
        let own = self.layout.places.as_deref().map(|places| data_of(places, line));
        let (data, beyond) = match &own {
            Some((data, beyond)) => (data.as_slice(), beyond.as_slice()),
            None => line.cells.split_at(line.cells.partition_point(|(column, _)| *column < columns)),
        };
        for (column, value) in data {
            self.pad(&mut row.record, *column);
            if row.record.len() == *column {
                self.push(&mut row, *column, value);
            }
        }
        self.pad(&mut row.record, columns);
        let stray = |(_, value): &&(usize, CellValue)| !value.text.trim().is_empty();
        if let Some((column, value)) = beyond.iter().find(stray) {
            row.issues.push(row_issues::beyond(&place_name(*column, line.row), &value.text));
        }
        row.issues.extend(line.duplicate.map(|duplicate| duplicate_issue(line, duplicate)));
        for covered in line.covered.iter().filter(|covered| covered.column < columns) {
            let name = row_issues::column_name(&self.layout.header, covered.column);
            row.issues.push(merged_cells::issue(covered, line.row, &name));
        }
        let blank = row.record.is_blank();
        let row = match &self.layout.places {
            Some(places) => notes(places, line).apply(row),
            None => row,
        };
        (!blank || !row.issues.is_empty()).then_some(row)
    }

    fn pad(&self, record: &mut Record, to: usize) {
        while record.len() < to {
            record.push("");
        }
    }

    fn push(&self, row: &mut ReadRow, column: usize, value: &CellValue) {
        let name = || row_issues::column_name(&self.layout.header, column);
        match row_issues::mend(&value.text, self.limit, name) {
            None => row.record.push_kind(&value.text, value.kind),
            Some((text, issues)) => {
                row.issues.extend(issues);
                row.record.push_kind(&text, value.kind);
            }
        }
    }
}

type PlacedCells = Vec<(usize, CellValue)>;

/// The cells with data of a row of a rejects file, by their number, and those that are neither data nor ours.
fn data_of(places: &RejectPlaces, line: &SheetLine) -> (PlacedCells, PlacedCells) {
    let mut data = Vec::new();
    let mut beyond = Vec::new();
    for (column, value) in &line.cells {
        match places.number(*column) {
            Some(number) => data.push((number, value.clone())),
            None if places.is_own(*column) => {}
            None => beyond.push((*column, value.clone())),
        }
    }
    (data, beyond)
}

fn notes(places: &RejectPlaces, line: &SheetLine) -> RejectNotes {
    let text = |at| line.cells.iter().find(|(column, _)| *column == at).map(|(_, value)| value.text.clone());
    RejectNotes::read(places, |at| text(at).unwrap_or_default())
}

fn duplicate_message(line: &SheetLine, duplicate: Duplicate) -> String {
    let both = match duplicate {
        Duplicate::Row => String::new(),
        Duplicate::Cell(column) => format!(", both times with {}", place_name(column, line.row)),
    };
    format!("the sheet has row {} twice{both}", line.row)
}

/// The error of a row whose number the sheet has twice.
fn duplicate_issue(line: &SheetLine, duplicate: Duplicate) -> Issue {
    let message = duplicate_message(line, duplicate) + "; it is unknown which of them is correct";
    let hint = "open the workbook in a spreadsheet, check this row, and save it again";
    let is_it = |own: usize| matches!(duplicate, Duplicate::Cell(column) if column == own);
    let text = line.cells.iter().find(|(own, _)| is_it(*own)).map_or("", |(_, value)| &value.text);
    Issue::error(Complaint::new(Code::StandsTwice, message, hint)).with_value(text)
}
