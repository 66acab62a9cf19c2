//! Turns the rows of delimited text into records with issues.

use crate::issue::Issue;
use crate::record::Record;
use crate::source::detection::Provenance;
use crate::source::error::SourceError;
use crate::source::formula_guard::unguarded;
use crate::source::header::Layout;
use crate::source::read_options::ShortRows;
use crate::source::rejects_columns::RejectNotes;
use crate::source::row_issues;
use crate::source::row_reader::{ReadRow, RowReader, without_guards};

use super::backslashes::{ESCAPE, first_sign};
use super::dialect::Dialect;
use super::engine::{Engine, MisplacedQuote};
use super::held_rows::{HeldRow, HeldRows};
use super::inner_row::{InnerRow, Widths, inner_row};
use super::quote_issues;
use super::records::{CsvRecords, RowEnd};
use super::row_cells::{RowCells, is_blank};

/// The maximum number of issues of one kind per row.
const ISSUES: usize = 10;
/// No more used records are taken from this number on.
const USED: usize = 4096;

/// The reader of delimited text.
pub(super) struct CsvRows {
    pub(super) lines: CsvRecords,
    pub(super) layout: Layout,
    pub(super) limit: usize,
    pub(super) short_rows: ShortRows,
    /// Formula guards are removed.
    pub(super) guarded: bool,
    /// The sample showed that quotes are text.
    pub(super) quotes_seem_text: bool,
    /// No escape was stated or found.
    pub(super) escape_is_open: bool,
    /// The sample showed that backslashes may be escapes.
    pub(super) may_have_escapes: bool,
    /// The row before ends with a backslash.
    pub(super) after_backslash: bool,
    pub(super) held: HeldRows,
    /// Records whose memory the next rows can use.
    pub(super) used: Vec<Record>,
    pub(super) done: bool,
}

/// The first cell of a row in well-formed quotes, or the one whose quote is not closed.
fn quoted_cell(row: &[u8], delimiter: u8, limit: usize) -> Option<usize> {
    let mut engine = Engine::new(Dialect::usual(delimiter));
    let row = row.trim_ascii_end();
    match engine.alone(row, &mut RowCells::new(limit)) {
        None => engine.first_quoted,
        Some(trouble) => (trouble.wrong == MisplacedQuote::Open).then_some(trouble.opened.cell),
    }
}

impl RowReader for CsvRows {
    fn fill(&mut self, rows: &mut Vec<ReadRow>, max: usize) -> Result<bool, SourceError> {
        while rows.len() < max {
            if self.done {
                let Some(row) = self.held.drain() else { return Ok(false) };
                rows.push(row);
                continue;
            }
            match self.lines.advance()? {
                RowEnd::Nothing => self.done = true,
                found => rows.extend(self.next_row(found)),
            }
        }
        Ok(true)
    }

    fn reuse(&mut self, records: Vec<Record>) {
        if self.used.len() < USED {
            self.used.extend(records);
        }
    }

    fn encoding(&self) -> Option<Provenance<&'static str>> {
        Some(self.lines.text().encoding())
    }
}

impl CsvRows {
    /// Holds the current row back, and returns the row that has waited long enough.
    fn next_row(&mut self, found: RowEnd) -> Option<ReadRow> {
        let width = self.lines.cells.count();
        let row = self.row(found, width);
        self.after_backslash = self.escape_is_open && self.lines.cells.text.last() == Some(&ESCAPE);
        let row = row?;
        if self.layout.rejects {
            return Some(row);
        }
        let lines = &self.lines;
        self.held.several_lines |= lines.span.breaks > 0;
        self.held.push(HeldRow { row, part: lines.part, width, quote: lines.quote() })
    }

    /// The current row, which has `width` cells; `None` if it is blank.
    fn row(&mut self, found: RowEnd, width: u64) -> Option<ReadRow> {
        let whole =
            if self.layout.rejects { self.is_whole(width) } else { width == self.layout.width as u64 };
        let notes = if whole { self.take_notes() } else { None };
        let blank = found == RowEnd::Row && self.lines.is_blank();
        if blank && notes.is_none() {
            return None;
        }
        let inner = self.inner_row(found, width);
        if !self.layout.rejects && found == RowEnd::Row {
            self.fit();
        }
        let sound = found == RowEnd::Row && (whole || !self.layout.rejects) && self.lines.is_clean();
        let row = match sound.then(|| self.sound()).flatten() {
            Some(record) => ReadRow::new(record, Vec::new()),
            None => self.row_with_issues(whole),
        };
        let row = if found == RowEnd::Row { self.with_warnings(row, inner) } else { row };
        let row = if self.guarded { without_guards(row) } else { row };
        let row = match notes {
            Some(notes) => notes.apply(row),
            None => row,
        };
        (!blank || !row.issues.is_empty()).then_some(row)
    }

    /// Lines inside a value that look like rows; the current row has `width` cells.
    fn inner_row(&self, found: RowEnd, width: u64) -> Option<InnerRow> {
        if found != RowEnd::Row || self.lines.span.breaks == 0 {
            return None;
        }
        let columns = self.layout.columns() as u64;
        let fill = self.short_rows == ShortRows::Fill && width < columns;
        inner_row(
            &self.lines.cells,
            self.lines.delimiter(),
            Widths { columns, usual: self.held.usual(), fill, parts: !self.guarded },
        )
    }

    /// True for a row of a rejects file with all its data. Offices leave out empty cells at the end of a row, or add
    /// some.
    fn is_whole(&self, width: u64) -> bool {
        let cells = &self.lines.cells;
        let least = self.layout.places.as_ref().map_or(self.layout.width, |places| places.least());
        let added = || cells.dropped == 0 && cells.iter().skip(self.layout.width).all(is_blank);
        width >= least as u64 && (width <= self.layout.width as u64 || added())
    }

    /// Takes the cells that deskferry added to the data of a rejects file.
    fn take_notes(&mut self) -> Option<RejectNotes> {
        let places = self.layout.places.as_ref()?;
        let cells = &mut self.lines.cells;
        let text = |at| {
            let cell = String::from_utf8_lossy(cells.get(at).unwrap_or_default());
            if self.guarded { unguarded(&cell).to_owned() } else { cell.into_owned() }
        };
        let notes = RejectNotes::read(places, text);
        cells.keep(places.data());
        Some(notes)
    }

    /// Adjusts the row to the width of the header if nothing is lost or invented: extra empty cells are cut off, and
    /// missing ones are added with `--short-rows fill`. A line read alone stays unchanged.
    fn fit(&mut self) {
        let columns = self.layout.columns();
        let cells = &mut self.lines.cells;
        let stays = self.lines.alone.is_some() && cells.ends.len() != self.layout.width;
        if cells.ends.len() == columns || stays {
            return;
        }
        if cells.ends.len() > columns && cells.dropped == 0 && cells.iter().skip(columns).all(is_blank) {
            cells.truncate(columns);
        }
        while cells.ends.len() < columns && self.short_rows == ShortRows::Fill {
            cells.end_cell();
        }
    }

    /// The record of a row without problems; its cells are copied at once.
    fn sound(&mut self) -> Option<Record> {
        let lines = &self.lines;
        let cells = &self.lines.cells;
        if cells.ends.len() != self.layout.columns() {
            return None;
        }
        let text = std::str::from_utf8(&cells.text).ok()?;
        let used = self.used.pop().unwrap_or_default();
        used.filled_again(lines.row, lines.span.line, text, &cells.ends)
    }

    /// A row that is ragged or damaged, or has cells after the named columns.
    fn row_with_issues(&self, whole: bool) -> ReadRow {
        let texts = self.lines.escaped();
        let mut record = Record::new(self.lines.row, self.lines.span.line);
        let kept = self.layout.columns();
        match texts.split_at_checked(kept.saturating_sub(1)) {
            // Nothing is lost: the last column gets the extra cells with their delimiters.
            Some((before, rest)) if !self.layout.rejects && texts.len() > kept => {
                before.iter().for_each(|text| record.push(text));
                record.push(&rest.join(&char::from(self.lines.delimiter()).to_string()));
            }
            _ => texts.iter().take(kept).for_each(|text| record.push(text)),
        }
        let mut issues = Vec::new();
        match &self.lines.broken {
            Some(broken) => issues.push(broken.issue(&self.column(broken.cell), self.lines.alone)),
            // The notes of a rejects file are already cut off.
            None if whole && self.layout.rejects => {}
            None => issues.extend(self.width_issue(&texts)),
        }
        issues.extend(self.cut_issues(&texts));
        issues.extend(self.byte_issues(&texts));
        ReadRow::new(record, issues)
    }

    /// Adds warnings to a well-formed row. A rejects file gets none, because deskferry wrote it strictly.
    fn with_warnings(&self, mut row: ReadRow, inner: Option<InnerRow>) -> ReadRow {
        let lines = &self.lines;
        if self.layout.rejects {
            return row;
        }
        if let Some(cause) = lines.alone.filter(|_| row.issues.is_empty()) {
            row.issues.push(cause.warning());
        }
        if let Some(place) = lines.bare() {
            let line = lines.span.line + place.breaks;
            let column = self.column(place.cell);
            row.issues.push(quote_issues::bare(line, &lines.near(place), lines.quote(), &column));
        }
        if row.issues.is_empty() {
            row.issues.extend(inner.map(|inner| self.row_in_cell(&inner)));
            row.issues.extend(self.quoted_as_text());
            row.issues.extend(self.unread_escape());
        }
        row
    }

    fn row_in_cell(&self, inner: &InnerRow) -> Issue {
        let text = row_issues::escape(&inner.text, self.lines.text().is_decoded());
        let quote = self.lines.has_quotes().then(|| self.lines.quote());
        quote_issues::row_in_cell(inner, self.lines.span.line, &text, quote, &self.column(inner.cell))
    }

    /// Warns about a quoted value if the sample showed that quotes are text.
    fn quoted_as_text(&self) -> Option<Issue> {
        let lines = &self.lines;
        if !self.quotes_seem_text || memchr::memchr(b'"', &lines.cells.text).is_none() {
            return None;
        }
        let cell = quoted_cell(lines.raw()?, lines.delimiter(), self.limit)?;
        let text = row_issues::escape(lines.cells.get(cell)?, lines.text().is_decoded());
        Some(quote_issues::quoted_as_text(&text, &self.column(cell)))
    }

    /// Warns about a possible escape if no escape is certain.
    fn unread_escape(&self) -> Option<Issue> {
        let cells = &self.lines.cells;
        if !self.may_have_escapes || memchr::memchr(ESCAPE, &cells.text).is_none() {
            return None;
        }
        let mut signs = cells.iter().enumerate().filter_map(|(cell, text)| Some((cell, first_sign(text)?)));
        let (cell, sign) = signs.next()?;
        let text = row_issues::escape(cells.get(cell)?, self.lines.text().is_decoded());
        Some(quote_issues::unread_escape(&row_issues::escape(sign, false), &text, &self.column(cell)))
    }

    /// True if this row, or the one before, has a backslash before a delimiter or line end.
    fn has_escape(&self) -> bool {
        let raw = self.lines.raw().unwrap_or_default();
        let is_before = |next: u8| memchr::memmem::find(raw, &[ESCAPE, next]).is_some();
        self.escape_is_open
            && (self.after_backslash || [self.lines.delimiter(), b'\n', b'\r'].into_iter().any(is_before))
    }

    fn column(&self, cell: usize) -> String {
        row_issues::column_name(&self.layout.header, cell)
    }

    fn width_issue(&self, texts: &[String]) -> Option<Issue> {
        let mut issue = self.width_fault(texts)?;
        if self.has_escape() {
            let hint = "if a backslash escapes the delimiter or line break after it, use --escape '\\'; if \
                        not, ";
            issue.hint.insert_str(0, hint);
        }
        Some(match self.lines.alone {
            Some(cause) => cause.explains(issue),
            None => issue,
        })
    }

    fn width_fault(&self, texts: &[String]) -> Option<Issue> {
        let count = self.lines.cells.count();
        let columns = self.layout.columns();
        let width = self.layout.width;
        if !self.layout.rejects && count <= columns as u64 {
            let short = || row_issues::short(count, &self.layout.header, self.lines.span);
            return (count < columns as u64).then(short);
        }
        let is_text = |text: &String| !text.trim().is_empty();
        let beyond = texts.iter().skip(columns).position(is_text).filter(|_| count <= width as u64);
        if let Some(at) = beyond.filter(|_| !self.layout.rejects) {
            let text = texts.get(columns + at)?;
            return Some(row_issues::beyond(&format!("column {}", columns + at + 1), text));
        }
        let expected = if self.layout.rejects { width } else { columns };
        let extra = texts.get(expected..).unwrap_or_default();
        Some(row_issues::ragged(count, expected, extra, self.lines.span))
    }

    fn cut_issues(&self, texts: &[String]) -> Vec<Issue> {
        let cut = self.lines.cells.cut.iter().take(ISSUES);
        let text = |cell: &usize| texts.get(*cell).map_or("", String::as_str);
        let issue =
            |cell: &usize| row_issues::too_long(self.limit, self.lines.span, &self.column(*cell), text(cell));
        cut.map(issue).collect()
    }

    fn byte_issues(&self, texts: &[String]) -> Vec<Issue> {
        let mut issues = Vec::new();
        for (at, (cell, text)) in self.lines.cells.iter().zip(texts).enumerate() {
            if issues.len() >= ISSUES {
                break;
            }
            if memchr::memchr(0, cell).is_some() {
                issues.push(row_issues::nul(&self.column(at), text));
            }
            if std::str::from_utf8(cell).is_err() {
                issues.push(row_issues::bad_bytes(
                    self.lines.text().encoding().get(),
                    &self.column(at),
                    text,
                ));
            }
        }
        issues
    }
}
