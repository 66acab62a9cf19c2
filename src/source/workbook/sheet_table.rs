//! Cells of a sheet put together to rows, each in its place.

use std::collections::{HashSet, VecDeque};

use crate::issue::{Code, Complaint, Issue};
use crate::record::Record;
use crate::source::detection::TitleRows;
use crate::source::error::SourceError;
use crate::source::header::{self, HeaderPlace, HeaderSampleRow, Layout, is_rejects, letters};
use crate::source::read_options::{MergedCells, ReadOptions, SourceFormat};
use crate::source::rejects_columns::RejectNotes;
use crate::source::row_issues;
use crate::source::row_reader::ReadRow;

use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::limits;
use super::merged_cells::{self, Covered, SheetMerges};
use super::open_workbook::{PositionedCell, SheetCells};
use super::sheet_outline::CellMerge;

/// Rows of so many bytes are not sent together with more.
pub(super) const PARCEL: usize = 1024 * 1024;
/// What a cell takes beside its text.
const CELL: usize = 16;

/// The cells of one row that are not empty, by their column from 0.
struct SheetLine {
    /// The row, from 1.
    row: u64,
    cells: Vec<(usize, CellValue)>,
    /// What stands in the sheet a second time: another line has the same row.
    twice: Option<Twice>,
    covered: Vec<Covered>,
}

/// What stands in a sheet a second time.
#[derive(Debug, Clone, Copy)]
enum Twice {
    /// A row, without a cell that both have.
    Row,
    /// The cell of this column.
    Cell(usize),
}

/// The columns of the cells of a line. They mostly come in order, and then nothing needs to be kept.
#[derive(Default)]
struct UsedColumns {
    highest: usize,
    known: HashSet<usize>,
}

impl UsedColumns {
    /// True where one of the cells is of this column.
    fn have(&mut self, column: usize, cells: &[(usize, CellValue)]) -> bool {
        if self.known.is_empty() && column > self.highest {
            return false;
        }
        if self.known.is_empty() {
            self.known.extend(cells.iter().map(|(own, _)| *own));
        }
        self.known.contains(&column)
    }

    fn add(&mut self, column: usize) {
        self.highest = self.highest.max(column);
        if !self.known.is_empty() {
            self.known.insert(column);
        }
    }
}

/// Cells as lines.
struct SheetLines<'a> {
    file: &'a str,
    format: SourceFormat,
    cells: SheetCells<'a>,
    /// The first cell of the next line, and the row of the file in which it stands.
    ahead: Option<(PositionedCell, u64)>,
    ended: bool,
    row: u64,
    /// Why the line that was read last ended: what comes next stands in its row a second time.
    again: Option<Twice>,
}

impl SheetLines<'_> {
    /// The next row with anything in it.
    fn next(&mut self) -> Result<Option<SheetLine>, SourceError> {
        loop {
            let Some(line) = self.gather()? else { return Ok(None) };
            if line.cells.iter().any(|(_, value)| !value.text.trim().is_empty()) {
                return Ok(Some(line));
            }
        }
    }

    fn gather(&mut self) -> Result<Option<SheetLine>, SourceError> {
        let first = match self.ahead.take() {
            Some(first) => Some(first),
            None => self.cell()?.map(|cell| (cell, self.cells.piece())),
        };
        let Some(((row, column, value), piece)) = first else { return Ok(None) };
        let mut text = value.text.len();
        let mut columns = UsedColumns::default();
        columns.add(column as usize);
        let twice = self.again.take();
        let mut line =
            SheetLine { row: row + 1, cells: vec![(column as usize, value)], twice, covered: Vec::new() };
        if line.row < self.row || (line.row == self.row && line.twice.is_none()) {
            return Err(self.trouble(WorkbookError::damaged("its rows are not in order")));
        }
        self.row = line.row;
        while let Some((next, column, value)) = self.cell()? {
            let own = self.cells.piece();
            if next == row {
                self.again = match columns.have(column as usize, &line.cells) {
                    true => Some(Twice::Cell(column as usize)),
                    false => (own != piece).then_some(Twice::Row),
                };
                line.twice = line.twice.or(self.again);
            }
            if next != row || self.again.is_some() {
                self.ahead = Some(((next, column, value), own));
                break;
            }
            columns.add(column as usize);
            text = text.saturating_add(value.text.len());
            line.cells.push((column as usize, value));
            if text > limits::ROW {
                return Err(self.trouble(too_long()));
            }
            if line.cells.len() as u64 > limits::COLUMNS {
                return Err(
                    self.trouble(WorkbookError::damaged("a row has more cells than a sheet has columns"))
                );
            }
        }
        line.cells.sort_by_key(|(column, _)| *column);
        Ok(Some(line))
    }

    fn cell(&mut self) -> Result<Option<PositionedCell>, SourceError> {
        if self.ended {
            return Ok(None);
        }
        let next = self.cells.next();
        // Asked again behind its end, the reader calls the sheet damaged.
        self.ended = matches!(next, Ok(None));
        next.map_err(|trouble| self.trouble(trouble))
    }

    fn trouble(&self, trouble: WorkbookError) -> SourceError {
        trouble.of(self.file, self.format, Some(self.row))
    }
}

/// A row of more text than any row has.
pub(super) fn too_long() -> WorkbookError {
    WorkbookError::TooMuch(format!("it has a row of more than {} MB of text", limits::ROW / 1024 / 1024))
}

/// A sheet as a table.
pub(super) struct SheetTable<'a> {
    lines: SheetLines<'a>,
    merged: SheetMerges,
    /// Lines that were read to find the header.
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
        (cells, merges): (SheetCells<'a>, Vec<CellMerge>),
        file: &'a str,
        format: SourceFormat,
        options: &ReadOptions,
    ) -> Result<Self, SourceError> {
        let mut lines = SheetLines { file, format, cells, ahead: None, ended: false, row: 0, again: None };
        let mut merged = SheetMerges::new(merges, options.merged == MergedCells::Fill);
        let mut ahead = look_ahead(&mut lines)?;
        merged.add(lines.cells.merges());
        let sample = sample(&ahead, &merged).map_err(|trouble| lines.trouble(trouble))?;
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
                    if let Some(twice) = line.twice {
                        return Err(lines.trouble(WorkbookError::Damaged(stands_twice(&line, twice))));
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

    /// The columns.
    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The row of the header, from 1; 0 where there is none.
    pub(super) fn header_row(&self) -> u64 {
        self.header_row
    }

    /// What stands above the header.
    pub(super) fn title(&self) -> Option<TitleRows> {
        self.title
    }

    /// Up to `max` rows, fewer where they are large; none at the end.
    pub(super) fn parcel(&mut self, max: usize) -> Result<Vec<ReadRow>, SourceError> {
        let mut rows = Vec::with_capacity(max);
        let mut weight = 0;
        while rows.len() < max && weight < PARCEL {
            let line = self.ahead.pop_front().map_or_else(|| self.lines.next(), |line| Ok(Some(line)))?;
            let Some(mut line) = line else { break };
            self.merged.add(self.lines.cells.merges());
            let covered = self.merged.apply(line.row, &mut line.cells);
            line.covered = covered.map_err(|trouble| self.lines.trouble(trouble))?;
            self.count_blank(&line)?;
            let row = self.row(&line);
            weight += row.as_ref().map_or(0, weigh);
            rows.extend(row);
        }
        Ok(rows)
    }

    /// A few cells can ask for rows of any width.
    fn count_blank(&mut self, line: &SheetLine) -> Result<(), SourceError> {
        let columns = self.layout.columns();
        if columns > limits::WIDE {
            self.blank += columns.saturating_sub(line.cells.len()) as u64;
        }
        if self.blank > limits::BLANK {
            let what =
                format!("it has rows of {columns} columns with more than {} empty cells", limits::BLANK);
            return Err(self.lines.trouble(WorkbookError::TooMuch(what)));
        }
        Ok(())
    }

    /// A row; `None` where it holds nothing but the notes of a rejects file and was not left as it was rejected.
    fn row(&self, line: &SheetLine) -> Option<ReadRow> {
        let columns = self.layout.columns();
        let mut row =
            ReadRow { record: Record::with_capacity(line.row, 0, columns, 128), issues: Vec::new() };
        let (data, beyond) = line.cells.split_at(line.cells.partition_point(|(column, _)| *column < columns));
        for (column, value) in data {
            self.pad(&mut row.record, *column);
            if row.record.len() == *column {
                self.push(&mut row, *column, value);
            }
        }
        self.pad(&mut row.record, columns);
        let notes = if self.layout.rejects { self.layout.width } else { columns };
        let stray = |(column, value): &&(usize, CellValue)| *column >= notes && !value.text.trim().is_empty();
        if let Some((column, value)) = beyond.iter().find(stray) {
            row.issues.push(row_issues::beyond(&place_name(*column, line.row), &value.text));
        }
        row.issues.extend(line.twice.map(|what| twice(line, what)));
        for covered in line.covered.iter().filter(|covered| covered.column < columns) {
            let name = row_issues::column_name(&self.layout.header, covered.column);
            row.issues.push(merged_cells::issue(covered, line.row, &name));
        }
        let blank = row.record.is_blank();
        let row = if self.layout.rejects { self.notes(beyond).apply(row) } else { row };
        (!blank || !row.issues.is_empty()).then_some(row)
    }

    fn notes(&self, cells: &[(usize, CellValue)]) -> RejectNotes {
        let text = |at| cells.iter().find(|(column, _)| *column == at).map(|(_, value)| value.text.clone());
        RejectNotes::read(self.layout.width, |at| text(at).unwrap_or_default())
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

/// The bytes that a row takes in memory, more or less.
pub(super) fn weigh(row: &ReadRow) -> usize {
    let texts: usize = row.record.iter().map(|cell| cell.text.len()).sum();
    texts + row.record.len() * CELL
}

fn names(cells: &[(usize, CellValue)]) -> Vec<String> {
    let width = cells.last().map_or(0, |(column, _)| column + 1);
    let mut names = vec![String::new(); width];
    for (column, value) in cells {
        if let Some(name) = names.get_mut(*column) {
            name.clone_from(&value.text);
        }
    }
    names
}

fn stands_twice(line: &SheetLine, twice: Twice) -> String {
    let both = match twice {
        Twice::Row => String::new(),
        Twice::Cell(column) => format!(", both times with {}", place_name(column, line.row)),
    };
    format!("the sheet has row {} twice{both}", line.row)
}

/// Two rows have this number. Which of them is meant, or whether both are, nobody can say.
fn twice(line: &SheetLine, twice: Twice) -> Issue {
    let message = stands_twice(line, twice) + "; it is unknown which of them is correct";
    let hint = "open the workbook in a spreadsheet, check this row, and save it again";
    let is_it = |own: usize| matches!(twice, Twice::Cell(column) if column == own);
    let text = line.cells.iter().find(|(own, _)| is_it(*own)).map_or("", |(_, value)| &value.text);
    Issue::error(Complaint::new(Code::StandsTwice, message, hint)).with_value(text)
}

/// A cell as a spreadsheet names it: `XFD7`.
pub(super) fn place_name(column: usize, row: u64) -> String {
    format!("cell {}{row}", letters(column))
}

/// The first rows, to find the header among them; fewer where they are large.
fn look_ahead(lines: &mut SheetLines<'_>) -> Result<VecDeque<SheetLine>, SourceError> {
    let mut ahead = VecDeque::new();
    let mut weight = 0;
    while ahead.len() < header::SAMPLE_ROWS && weight < PARCEL {
        let Some(line) = lines.next()? else { break };
        let width = line.cells.last().map_or(0, |(column, _)| column + 1);
        weight += width * CELL + line.cells.iter().map(|(_, value)| value.text.len()).sum::<usize>();
        ahead.push_back(line);
    }
    Ok(ahead)
}

/// The first rows as a reader sees them: a name that is merged over two rows of headers stands in both.
fn sample(ahead: &VecDeque<SheetLine>, merged: &SheetMerges) -> Result<Vec<HeaderSampleRow>, WorkbookError> {
    let last = ahead.back().map_or(0, |line| line.row);
    let mut merged = merged.first_rows(last);
    let row = |line: &SheetLine| {
        let mut cells = line.cells.clone();
        merged.apply(line.row, &mut cells)?;
        Ok(HeaderSampleRow { row: line.row, cells: names(&cells) })
    };
    ahead.iter().map(row).collect()
}

/// Where the header is. That of a rejects file is its first row, whatever is stated.
fn place(
    rows: &[HeaderSampleRow],
    options: &ReadOptions,
    file: &str,
) -> Result<Option<HeaderPlace>, SourceError> {
    if let Some(first) = rows.first().filter(|first| is_rejects(&first.cells)) {
        return Ok(Some(HeaderPlace::Row { row: first.row, columns: 0, title: None }));
    }
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    Ok(header::header_place(rows, options, file)?.map(|place| match place {
        HeaderPlace::Nowhere { .. } => HeaderPlace::Nowhere { columns: widest },
        place => place,
    }))
}
