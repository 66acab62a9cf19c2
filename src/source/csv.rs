//! Delimited text is opened: its dialect is found and its header read.

use crate::file::Input;

use super::backslashes::ESCAPE;
use super::csv_rows::CsvRows;
use super::dialect;
use super::encoding::TextEncoding;
use super::engine::{Engine, Wrong};
use super::error::SourceError;
use super::evidence::Sample;
use super::guard::unguarded;
use super::head::{self, Place};
use super::header_row::SampleRow;
use super::held::Held;
use super::layout::Layout;
use super::options::{Format, ReadOptions};
use super::quote_fault;
use super::quoting::{Dialect, ShortRows, Sign};
use super::records::{Found, Records};
use super::rows::Opened;
use super::said::{Said, Told};
use super::text::Text;

/// Text that is looked at before delimiter, quotes and escapes are decided.
const SAMPLE: usize = 64 * 1024;

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
    lines.columns = (!layout.rejects).then(|| layout.columns());
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
    let rows = rows(lines, layout.clone(), &known, options);
    Ok(Opened { layout, said, rows: Box::new(rows) })
}

/// A reader of the rows below the header.
fn rows(lines: Records, layout: Layout, known: &Known, options: &ReadOptions) -> CsvRows {
    let (columns, short_rows) = (layout.columns(), options.short_rows);
    let many_short = short_rows == ShortRows::Fill && head::are_short(&known.head, lines.row, columns);
    CsvRows {
        held: Held::new(layout.width as u64, columns as u64, many_short),
        limit: options.limit(),
        short_rows,
        guarded: options.exported || layout.guarded,
        quotes_seem_text: matches!(known.quote, Some(Told::Found(Sign::None))),
        escape_is_open: !layout.rejects && known.escape.is_none(),
        may_have_escapes: known.may_have_escapes,
        after_backslash: false,
        done: false,
        lines,
        layout,
    }
}

/// What is known of a text before its rows are read.
struct Known {
    /// The characters that have a meaning, as they are told; `None` where there is nothing to tell.
    delimiter: Told<u8>,
    quote: Option<Told<Sign>>,
    escape: Option<Told<Sign>>,
    /// Backslashes may be escapes, though that is not certain.
    may_have_escapes: bool,
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
    let sample = Sample { text, whole, first: first(dialect) };
    let found = if ours { (None, None) } else { found_signs(&sample, dialect, options) };
    dialect.quote = found.0.map_or(dialect.quote, Sign::byte);
    dialect.escape = found.1.map_or(dialect.escape, Sign::byte);
    let told =
        |found: Option<Sign>, stated: Option<Sign>| found.map(Told::Found).or(stated.map(Told::Stated));
    let (quote, escape) = (told(found.0, quote), told(found.1, escape));
    let may_have_escapes = !ours && escape.is_none() && sample.may_have_escapes(dialect);
    let head = head::sampled(text, whole, dialect);
    Ok((dialect, Known { delimiter, quote, escape, may_have_escapes, head }))
}

/// Quote and escape as the sample shows them, where they are not stated.
fn found_signs(sample: &Sample<'_>, dialect: Dialect, options: &ReadOptions) -> (Option<Sign>, Option<Sign>) {
    let (text, backslash) = (Some(Sign::None), Some(Sign::Byte(ESCAPE)));
    match (options.quote, options.escape) {
        (_, None) if sample.has_escapes(dialect) => (None, backslash),
        (None, None) if sample.has_escapes_without_quotes(dialect) => (text, backslash),
        (Some(Sign::None), None) if sample.has_escapes_without_quotes(dialect) => (None, backslash),
        (None, Some(Sign::Byte(_))) if !sample.has_quotes(dialect) => (text, None),
        (None, _) if dialect.escape.is_none() && sample.has_quotes_as_text(dialect) => (text, None),
        _ => (None, None),
    }
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
    let quote = quote_fault::name(lines.quote());
    match lines.broken.as_ref().map(|broken| broken.wrong) {
        Some(Wrong::Open) => {
            return Err(fault(&format!("a {quote} opens in it and is never closed; close it")));
        }
        Some(_) => {
            return Err(fault(&format!("a {quote} in it closes before other text; double it, or remove it")));
        }
        None => {}
    }
    if lines.cells.dropped > 0 {
        let (count, most) = (lines.cells.count(), super::cells::MAX_CELLS);
        return Err(fault(&format!(
            "it has {count} columns, but at most {most} are read; remove the empty ones, or set the right \
             --delimiter"
        )));
    }
    if !lines.is_clean() {
        return Err(fault("it contains a NUL byte or a very long name; set the encoding with --encoding"));
    }
    if lines.cells.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
        let encoding = lines.text.encoding();
        return Err(fault(&format!("it is not {}; set the right --encoding", encoding.get())));
    }
    let mut names = lines.escaped();
    if options.exported {
        names.iter_mut().for_each(|name| *name = unguarded(name).to_owned());
    }
    let columns = columns.min(names.len());
    Ok(Layout::new(names, columns, options.name_columns))
}
