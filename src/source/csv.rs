//! Delimited text as rows.

use crate::file::Input;
use crate::issue::Issue;
use crate::record::Record;

use super::cells::Cells;
use super::dialect;
use super::engine::{End, Engine, Step};
use super::error::SourceError;
use super::fault::{self, Span};
use super::guard::unguarded;
use super::layout::Layout;
use super::notes::Notes;
use super::options::{Format, ReadOptions};
use super::rows::{Opened, Row, Rows};
use super::said::{Said, Told};
use super::text::Text;

/// Text that is looked at before the delimiter is decided.
const SAMPLE: usize = 64 * 1024;
/// A row of a damaged file gets no more issues than this of one kind.
const ISSUES: usize = 10;

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Row,
    Unclosed,
    Nothing,
}

/// The text cut into rows, with their places.
struct Lines {
    text: Text,
    buffer: Vec<u8>,
    at: usize,
    engine: Engine,
    cells: Cells,
    /// The row at hand, as a spreadsheet numbers it.
    row: u64,
    /// The line on which the row at hand begins, and the breaks in it.
    span: Span,
    next_line: u64,
}

impl Lines {
    /// Reads the next row that is not a blank line into `cells`.
    fn advance(&mut self) -> Result<Found, SourceError> {
        self.cells.clear();
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let (taken, step) = self.engine.feed(rest, &mut self.cells);
            self.at += taken;
            match step {
                Step::Row => return Ok(self.count(Found::Row)),
                Step::Blank => _ = self.count(Found::Nothing),
                Step::More if self.refill()? => {}
                Step::More => return Ok(self.end()),
            }
        }
    }

    fn refill(&mut self) -> Result<bool, SourceError> {
        self.buffer.clear();
        self.at = 0;
        self.text.fill(&mut self.buffer)
    }

    fn end(&mut self) -> Found {
        match self.engine.finish(&mut self.cells) {
            End::Nothing => Found::Nothing,
            End::Row => self.count(Found::Row),
            End::Unclosed => self.count(Found::Unclosed),
        }
    }

    fn count(&mut self, found: Found) -> Found {
        self.row += 1;
        self.span = Span { line: self.next_line, breaks: self.cells.breaks };
        self.next_line += 1 + self.cells.breaks;
        found
    }

    fn is_blank(&self) -> bool {
        let text = &self.cells.text;
        let could_be = text.iter().all(|byte| byte.is_ascii_whitespace() || !byte.is_ascii());
        could_be && std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty())
    }

    fn is_clean(&self) -> bool {
        let cells = &self.cells;
        cells.cut.is_empty() && cells.dropped == 0 && memchr::memchr(0, &cells.text).is_none()
    }

    fn escaped(&self) -> Vec<String> {
        self.cells.iter().map(|cell| fault::escape(cell, self.text.is_decoded())).collect()
    }
}

/// A reader of delimited text.
pub(super) struct CsvRows {
    lines: Lines,
    layout: Layout,
    limit: usize,
    /// Guards against formulas are to come off.
    guarded: bool,
    done: bool,
}

/// Opens delimited text: finds its dialect and reads its header.
pub(super) fn open(mut input: Input, options: &ReadOptions) -> Result<Opened, SourceError> {
    let rejects = dialect::is_rejects_file(input.peek(SAMPLE)?);
    let ours = ReadOptions {
        delimiter: Some(b','),
        encoding: Some(encoding_rs::UTF_8),
        header_row: None,
        exported: false,
        name_columns: false,
        ..options.clone()
    };
    let options = if rejects { &ours } else { options };
    let (mut lines, delimiter) = begin(input, options, rejects)?;
    let layout = header(&mut lines, options)?;
    let input = lines.text.input();
    let said = Said {
        format: options.format.map_or(Told::Found(Format::Csv), Told::Stated),
        compression: input.compression(),
        encoding: Some(lines.text.encoding()),
        delimiter: Some(delimiter),
        sheet: None,
        header_row: lines.row,
        rejects: layout.rejects,
        records: None,
    };
    let limit = options.limit();
    let guarded = options.exported;
    let rows = CsvRows { lines, layout: layout.clone(), limit, guarded, done: false };
    Ok(Opened { layout, said, rows: Box::new(rows) })
}

fn begin(input: Input, options: &ReadOptions, ours: bool) -> Result<(Lines, Told<u8>), SourceError> {
    let told = if ours { Told::Found } else { Told::Stated };
    let mut text = Text::open(input, options.encoding.map(told))?;
    let mut buffer = Vec::new();
    let mut whole = false;
    while buffer.len() < SAMPLE && !whole {
        whole = !text.fill(&mut buffer)?;
    }
    let sep = dialect::sep_line(&buffer).filter(|_| !ours);
    let at = sep.map_or(0, |(_, length)| length);
    let sample = buffer.get(at..buffer.len().min(SAMPLE)).unwrap_or_default();
    let whole = whole && at + sample.len() == buffer.len();
    let found =
        || sep.map_or_else(|| dialect::delimiter(sample, whole, options.header_row.unwrap_or(1)), |(d, _)| d);
    let delimiter = match options.delimiter {
        Some(stated) if !ours => Told::Stated(stated),
        Some(own) => Told::Found(own),
        None => Told::Found(found()),
    };
    let engine = Engine::new(checked(*delimiter.get())?);
    let (cells, span) = (Cells::new(options.limit()), Span { line: 0, breaks: 0 });
    Ok((Lines { text, buffer, at, engine, cells, row: 0, span, next_line: 1 }, delimiter))
}

fn checked(delimiter: u8) -> Result<u8, SourceError> {
    let impossible = matches!(delimiter, b'"' | b'\n' | b'\r' | 0) || !delimiter.is_ascii();
    if impossible { Err(SourceError::Delimiter { delimiter: delimiter.into() }) } else { Ok(delimiter) }
}

/// Reads on to the header: the stated row, or the first that is not blank.
fn header(lines: &mut Lines, options: &ReadOptions) -> Result<Layout, SourceError> {
    let stated = options.header_row.unwrap_or(1);
    loop {
        let found = lines.advance()?;
        let here = lines.row == stated || options.header_row.is_none();
        let file = || lines.text.input().name().to_owned();
        match found {
            Found::Nothing if lines.row == 0 || options.header_row.is_none() => {
                return Err(SourceError::Empty { file: file() });
            }
            Found::Nothing => return Err(SourceError::NoHeader { file: file(), row: stated }),
            _ if lines.row > stated && options.header_row.is_some() => {
                return Err(SourceError::NoHeader { file: file(), row: stated });
            }
            _ if here && !lines.is_blank() => return take_header(lines, found, options),
            _ => {}
        }
    }
}

fn take_header(lines: &Lines, found: Found, options: &ReadOptions) -> Result<Layout, SourceError> {
    let (file, row) = (lines.text.input().name(), lines.row);
    let fault = |what: &str| SourceError::HeaderText { file: file.to_owned(), row, what: what.to_owned() };
    if found == Found::Unclosed {
        return Err(fault("a double quote opens in it and is never closed; close it"));
    }
    if !lines.is_clean() {
        return Err(fault("it holds a NUL byte or a name far too long; state the encoding with --encoding"));
    }
    if lines.cells.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
        let encoding = lines.text.encoding();
        return Err(fault(&format!("it is not {}; state the right --encoding", encoding.get())));
    }
    let mut names = lines.escaped();
    if options.exported {
        names.iter_mut().for_each(|name| *name = unguarded(name).to_owned());
    }
    Layout::new(names, file, row, options.name_columns)
}

/// The row as it was before the export guarded its cells.
fn without_guards(row: Row) -> Row {
    if row.record.iter().all(|cell| unguarded(cell.text) == cell.text) {
        return row;
    }
    let mut record = Record::new(row.record.row, row.record.line);
    row.record.iter().for_each(|cell| record.push(unguarded(cell.text)));
    Row { record, ..row }
}

impl Rows for CsvRows {
    fn fill(&mut self, rows: &mut Vec<Row>, max: usize) -> Result<bool, SourceError> {
        while rows.len() < max && !self.done {
            match self.lines.advance()? {
                Found::Nothing => self.done = true,
                found => rows.extend(self.row(found)),
            }
        }
        Ok(!self.done)
    }

    fn encoding(&self) -> Option<Told<&'static str>> {
        Some(self.lines.text.encoding())
    }
}

impl CsvRows {
    /// The row at hand; `None` where it is blank.
    fn row(&mut self, found: Found) -> Option<Row> {
        let whole = self.lines.cells.count() == self.layout.width as u64;
        let notes = (whole && self.layout.rejects).then(|| self.take_notes());
        let blank = found == Found::Row && self.lines.is_blank();
        if blank && notes.is_none() {
            return None;
        }
        let sound = found == Found::Row && whole && self.lines.is_clean();
        let row = match sound.then(|| self.sound()).flatten() {
            Some(record) => Row { record, issues: Vec::new() },
            None => self.faulty(found, whole),
        };
        let row = if self.guarded { without_guards(row) } else { row };
        let row = match notes {
            Some(notes) => notes.apply(row),
            None => row,
        };
        (!blank || !row.issues.is_empty()).then_some(row)
    }

    /// Cuts off what a rejects file has behind the data.
    fn take_notes(&mut self) -> Notes {
        let cells = &mut self.lines.cells;
        let text = |at| String::from_utf8_lossy(cells.get(at).unwrap_or_default()).into_owned();
        let notes = Notes::read(self.layout.width, text);
        cells.truncate(self.layout.columns());
        notes
    }

    /// The record of a row with nothing wrong: its cells are taken over in one go.
    fn sound(&self) -> Option<Record> {
        let (lines, cells) = (&self.lines, &self.lines.cells);
        if cells.ends.len() != self.layout.columns() {
            return None;
        }
        let text = std::str::from_utf8(&cells.text).ok()?;
        Record::from_joined(lines.row, lines.span.line, text.to_owned(), cells.ends.clone())
    }

    /// A row that is ragged, damaged, or has cells behind the named columns.
    fn faulty(&self, found: Found, whole: bool) -> Row {
        let texts = self.lines.escaped();
        let mut record = Record::new(self.lines.row, self.lines.span.line);
        texts.iter().take(self.layout.columns()).for_each(|text| record.push(text));
        let mut issues = Vec::new();
        match found {
            Found::Unclosed => {
                let last = texts.len().saturating_sub(1);
                let opening = texts.last().map_or("", String::as_str);
                issues.push(fault::unclosed(self.lines.span, &self.column(last), opening));
            }
            // The notes of a rejects file were cut off by now.
            _ if whole && self.layout.rejects => {}
            _ => issues.extend(self.width_issue(&texts)),
        }
        issues.extend(self.cut_issues(&texts));
        issues.extend(self.byte_issues(&texts));
        Row { record, issues }
    }

    fn column(&self, cell: usize) -> String {
        fault::column_name(&self.layout.header, cell)
    }

    fn width_issue(&self, texts: &[String]) -> Option<Issue> {
        let (count, columns, width) = (self.lines.cells.count(), self.layout.columns(), self.layout.width);
        let fits = count == columns as u64 || count == width as u64;
        if fits && !self.layout.rejects {
            let extra = texts.get(columns..)?;
            let at = extra.iter().position(|text| !text.trim().is_empty())?;
            return Some(fault::beyond(&format!("column {}", columns + at + 1), extra.get(at)?));
        }
        let expected = if self.layout.rejects { width } else { columns };
        let extra = texts.get(expected..).unwrap_or_default();
        Some(fault::ragged(count, expected, extra, self.lines.span))
    }

    fn cut_issues(&self, texts: &[String]) -> Vec<Issue> {
        let cut = self.lines.cells.cut.iter().take(ISSUES);
        let text = |cell: &usize| texts.get(*cell).map_or("", String::as_str);
        let issue =
            |cell: &usize| fault::too_long(self.limit, self.lines.span, &self.column(*cell), text(cell));
        cut.map(issue).collect()
    }

    fn byte_issues(&self, texts: &[String]) -> Vec<Issue> {
        let mut issues = Vec::new();
        for (at, (cell, text)) in self.lines.cells.iter().zip(texts).enumerate() {
            if issues.len() >= ISSUES {
                break;
            }
            if memchr::memchr(0, cell).is_some() {
                issues.push(fault::nul(&self.column(at), text));
            }
            if std::str::from_utf8(cell).is_err() {
                issues.push(fault::bad_bytes(self.lines.text.encoding().get(), &self.column(at), text));
            }
        }
        issues
    }
}
