//! Delimited text as rows.

use crate::file::Input;
use crate::issue::Issue;
use crate::record::Record;

use super::dialect;
use super::encoding::TextEncoding;
use super::engine::{Engine, Wrong};
use super::error::SourceError;
use super::evidence::Sample;
use super::fault;
use super::guard::unguarded;
use super::head::{self, Place};
use super::header_row::SampleRow;
use super::inner_row::{InnerRow, inner_row};
use super::layout::Layout;
use super::notes::Notes;
use super::options::{Format, ReadOptions};
use super::quote_fault;
use super::quoting::{Dialect, ShortRows, Sign};
use super::records::{Found, Records};
use super::rows::{Opened, Row, Rows};
use super::said::{Said, Told};
use super::text::Text;

/// Text that is looked at before delimiter, quotes and escapes are decided.
const SAMPLE: usize = 64 * 1024;
/// A row of a damaged file gets no more issues than this of one kind.
const ISSUES: usize = 10;

/// A reader of delimited text.
pub(super) struct CsvRows {
    lines: Records,
    layout: Layout,
    limit: usize,
    short_rows: ShortRows,
    /// Guards against formulas are to come off.
    guarded: bool,
    done: bool,
}

/// Opens delimited text: finds its dialect and reads its header.
pub(super) fn open(mut input: Input, options: &ReadOptions) -> Result<Opened, SourceError> {
    let rejects = dialect::is_rejects_file(input.peek(SAMPLE)?);
    let ours = ReadOptions {
        delimiter: Some(b','),
        quote: None,
        escape: None,
        short_rows: ShortRows::Reject,
        encoding: Some(TextEncoding::UTF_8),
        header_row: None,
        no_header: false,
        exported: false,
        name_columns: false,
        ..options.clone()
    };
    let options = if rejects { &ours } else { options };
    let (mut lines, known) = begin(input, options, rejects)?;
    let place = match rejects {
        true => None,
        false => head::place(&known.head, options, lines.text.input().name())?,
    };
    let (layout, title) = match place {
        Some(Place::Nowhere { columns }) => (Layout::lettered(columns), None),
        Some(Place::Row { row, columns, title }) => (header(&mut lines, Some(row), columns, options)?, title),
        None => (header(&mut lines, None, 0, options)?, None),
    };
    let input = lines.text.input();
    let said = Said {
        format: options.format.map_or(Told::Found(Format::Csv), Told::Stated),
        compression: input.compression(),
        encoding: Some(lines.text.encoding()),
        delimiter: Some(known.delimiter),
        quote: known.quote,
        escape: known.escape,
        sheet: None,
        header_row: lines.row,
        title,
        no_header: options.no_header,
        rejects: layout.rejects,
        records: None,
    };
    let limit = options.limit();
    let guarded = options.exported;
    let short_rows = options.short_rows;
    let rows = CsvRows { lines, layout: layout.clone(), limit, short_rows, guarded, done: false };
    Ok(Opened { layout, said, rows: Box::new(rows) })
}

/// What is known of a text before its rows are read.
struct Known {
    /// The characters that have a meaning, as they are told; `None` where there is nothing to tell.
    delimiter: Told<u8>,
    quote: Option<Told<Sign>>,
    escape: Option<Told<Sign>>,
    /// A sample of its rows.
    head: Vec<SampleRow>,
}

fn begin(input: Input, options: &ReadOptions, ours: bool) -> Result<(Records, Known), SourceError> {
    let told = if ours { Told::Found } else { Told::Stated };
    let mut text = Text::open(input, options.encoding.map(told), ours || options.exported)?;
    let mut buffer = Vec::new();
    let mut whole = false;
    while buffer.len() < SAMPLE && !whole {
        whole = !text.fill(&mut buffer)?;
    }
    let sep = dialect::sep_line(&buffer).filter(|_| !ours);
    let at = sep.map_or(0, |(_, length)| length);
    let sample = buffer.get(at..buffer.len().min(SAMPLE)).unwrap_or_default();
    let whole = whole && at + sample.len() == buffer.len();
    let (dialect, known) = known((sample, whole), options, sep.map(|(delimiter, _)| delimiter), ours)?;
    Ok((Records::new(text, buffer, at, Engine::new(dialect), options.limit()), known))
}

/// What is stated, and what the sample shows of the rest.
fn known(
    (text, whole): (&[u8], bool),
    options: &ReadOptions,
    sep: Option<u8>,
    ours: bool,
) -> Result<(Dialect, Known), SourceError> {
    let (quote, escape) = (options.quote, options.escape);
    let usual = Dialect::usual(b',');
    let mut dialect = Dialect {
        quote: quote.map_or(usual.quote, Sign::byte),
        escape: escape.and_then(Sign::byte),
        ..usual
    };
    let first = |dialect| head::first_row(&head::sampled(text, whole, dialect), options);
    let top = |dialect| head::top(&head::sampled(text, whole, dialect), options);
    let found = || sep.unwrap_or_else(|| dialect::delimiter(text, whole, top, dialect));
    let delimiter = match options.delimiter {
        Some(stated) if !ours => Told::Stated(stated),
        Some(own) => Told::Found(own),
        None => Told::Found(found()),
    };
    dialect.delimiter = *delimiter.get();
    let mut dialect = dialect.checked()?;
    let (mut told_quote, mut told_escape) = (quote.map(Told::Stated), escape.map(Told::Stated));
    let sample = Sample { text, whole, first: first(dialect) };
    if !ours && escape.is_none() && sample.has_escapes(dialect) {
        dialect.escape = Some(b'\\');
        told_escape = Some(Told::Found(Sign::Byte(b'\\')));
    } else if !ours && quote.is_none() && dialect.escape.is_none() && sample.has_quotes_as_text(dialect) {
        dialect.quote = None;
        told_quote = Some(Told::Found(Sign::None));
    }
    let head = head::sampled(text, whole, dialect);
    Ok((dialect, Known { delimiter, quote: told_quote, escape: told_escape, head }))
}

/// Reads on to the header: the row that was stated or found, or the first that is not blank.
fn header(
    lines: &mut Records,
    row: Option<u64>,
    columns: usize,
    options: &ReadOptions,
) -> Result<Layout, SourceError> {
    loop {
        let found = lines.advance()?;
        let file = || lines.text.input().name().to_owned();
        let missing = |row| Err(SourceError::NoHeader { file: file(), row });
        match (found, row) {
            (Found::Nothing, Some(row)) if lines.row > 0 => return missing(row),
            (Found::Nothing, _) => return Err(SourceError::Empty { file: file() }),
            (_, Some(row)) if lines.row > row => return missing(row),
            _ if row.is_some_and(|row| lines.row < row) || lines.is_blank() => {}
            _ => return take_header(lines, columns, options),
        }
    }
}

fn take_header(lines: &Records, columns: usize, options: &ReadOptions) -> Result<Layout, SourceError> {
    let (file, row) = (lines.text.input().name(), lines.row);
    let fault = |what: &str| SourceError::HeaderText { file: file.to_owned(), row, what: what.to_owned() };
    match lines.broken.as_ref().map(|broken| broken.wrong) {
        Some(Wrong::Open) => return Err(fault("a double quote opens in it and is never closed; close it")),
        Some(_) => {
            return Err(fault("a double quote closes in it before other text; double it, or take it out"));
        }
        None => {}
    }
    if lines.cells.dropped > 0 {
        let (count, most) = (lines.cells.count(), super::cells::MAX_CELLS);
        return Err(fault(&format!(
            "it has {count} columns, and {most} are read at most; take the empty ones out, or state the right --delimiter"
        )));
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
    let columns = columns.min(names.len());
    Ok(Layout::new(names, columns, options.name_columns))
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
        if !self.layout.rejects && found == Found::Row {
            self.fit();
        }
        let sound = found == Found::Row && (whole || !self.layout.rejects) && self.lines.is_clean();
        let row = match sound.then(|| self.sound()).flatten() {
            Some(record) => Row { record, issues: Vec::new() },
            None => self.faulty(whole),
        };
        let row = self.with_warnings(row, found);
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

    /// Brings the row to the width of the header where that loses and invents nothing: empty cells beyond it are cut off,
    /// and missing ones are added where that is asked for. A line that was read by itself stays as it is.
    fn fit(&mut self) {
        let (columns, cells) = (self.layout.columns(), &mut self.lines.cells);
        let stays = self.lines.alone.is_some() && cells.ends.len() != self.layout.width;
        if cells.ends.len() == columns || stays {
            return;
        }
        let is_blank = |cell: &[u8]| std::str::from_utf8(cell).is_ok_and(|text| text.trim().is_empty());
        if cells.ends.len() > columns && cells.dropped == 0 && cells.iter().skip(columns).all(is_blank) {
            cells.truncate(columns);
        }
        while cells.ends.len() < columns && self.short_rows == ShortRows::Fill {
            cells.end_cell();
        }
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
    fn faulty(&self, whole: bool) -> Row {
        let texts = self.lines.escaped();
        let mut record = Record::new(self.lines.row, self.lines.span.line);
        texts.iter().take(self.layout.columns()).for_each(|text| record.push(text));
        let mut issues = Vec::new();
        match &self.lines.broken {
            Some(broken) => issues.push(broken.issue(&self.column(broken.cell), self.lines.alone)),
            // The notes of a rejects file were cut off by now.
            None if whole && self.layout.rejects => {}
            None => issues.extend(self.width_issue(&texts)),
        }
        issues.extend(self.cut_issues(&texts));
        issues.extend(self.byte_issues(&texts));
        Row { record, issues }
    }

    /// What may be wrong with a row that is sound by itself. What was written by us was written strictly.
    fn with_warnings(&self, mut row: Row, found: Found) -> Row {
        let lines = &self.lines;
        if found != Found::Row || self.layout.rejects {
            return row;
        }
        if let Some(cause) = lines.alone.filter(|_| row.issues.is_empty()) {
            row.issues.push(cause.warning());
        }
        if let Some(place) = lines.bare() {
            let line = lines.span.line + place.breaks;
            let column = self.column(place.cell);
            row.issues.push(quote_fault::bare(line, &lines.near(place), lines.quote(), &column));
        }
        if lines.span.breaks > 0 && row.issues.is_empty() {
            let inner = inner_row(&lines.cells, lines.delimiter(), self.layout.columns());
            row.issues.extend(inner.map(|inner| self.row_in_cell(inner)));
        }
        row
    }

    fn row_in_cell(&self, inner: InnerRow) -> Issue {
        let begins = self.lines.span.line;
        let text = fault::escape(&inner.text, self.lines.text.is_decoded());
        let column = self.column(inner.cell);
        quote_fault::row_in_cell(
            begins + inner.line,
            &text,
            begins + inner.begins,
            self.lines.quote(),
            &column,
        )
    }

    fn column(&self, cell: usize) -> String {
        fault::column_name(&self.layout.header, cell)
    }

    fn width_issue(&self, texts: &[String]) -> Option<Issue> {
        let issue = self.width_fault(texts)?;
        Some(match self.lines.alone {
            Some(cause) => cause.explains(issue),
            None => issue,
        })
    }

    fn width_fault(&self, texts: &[String]) -> Option<Issue> {
        let (count, columns, width) = (self.lines.cells.count(), self.layout.columns(), self.layout.width);
        if !self.layout.rejects && count <= columns as u64 {
            let short = || fault::short(count, &self.layout.header, self.lines.span);
            return (count < columns as u64).then(short);
        }
        let is_text = |text: &String| !text.trim().is_empty();
        let beyond = texts.iter().skip(columns).position(is_text).filter(|_| count <= width as u64);
        if let Some(at) = beyond.filter(|_| !self.layout.rejects) {
            let text = texts.get(columns + at)?;
            return Some(fault::beyond(&format!("column {}", columns + at + 1), text));
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
