//! Opens delimited text: detects its dialect and reads its header.

use std::sync::Arc;

use crate::file::InputStream;
use crate::source::decoded_text::DecodedText;
use crate::source::detection::{Detection, Provenance};
use crate::source::error::SourceError;
use crate::source::formula_guard::unguarded;
use crate::source::header::{self, HeaderPlace, HeaderSampleRow, Layout};
use crate::source::read_options::{ReadOptions, ShortRows, SourceFormat, StatedCharacter};
use crate::source::rejects_letters::RejectsLetters;
use crate::source::row_reader::OpenedReader;

use super::backslashes::ESCAPE;
use super::delimiter_detection;
use super::dialect::Dialect;
use super::engine::{Engine, MisplacedQuote};
use super::held_rows::HeldRows;
use super::quote_detection::QuoteSample;
use super::quote_issues;
use super::records::{CsvRecords, RowEnd};
use super::rejects_dialect::RejectsHeader;
use super::rows::CsvRows;
use super::sample;

/// The number of bytes from which the dialect is detected.
const SAMPLE: usize = 64 * 1024;

/// Opens delimited text.
pub(in crate::source) fn open(
    mut input: InputStream,
    options: &ReadOptions,
) -> Result<OpenedReader, SourceError> {
    let ours = RejectsHeader::find(input.peek(SAMPLE)?, options);
    let letters = ours.as_ref().map(|header| letters(header, input.name(), options));
    let ours = ours.map(|header| header.options(input.name(), options)).transpose()?;
    let rejects = ours.is_some();
    let options = ours.as_ref().unwrap_or(options);
    let (mut lines, known) = begin(input, options, letters)?;
    let place =
        if rejects { None } else { header::header_place(&known.head, options, lines.text().input().name())? };
    let (layout, title) = match place {
        Some(HeaderPlace::Nowhere { columns }) => (Layout::lettered(columns), None),
        Some(HeaderPlace::Row { row, columns, title }) => {
            (header(&mut lines, Some(row), columns, options)?, title)
        }
        None => (header(&mut lines, None, 0, options)?, None),
    };
    lines.columns = (!layout.rejects).then(|| layout.columns());
    let input = lines.text().input();
    let detection = Detection {
        format: options.format.map_or(Provenance::Found(SourceFormat::Csv), Provenance::Stated),
        compression: input.compression(),
        encoding: Some(lines.text().encoding()),
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
    Ok(OpenedReader { layout, detection, rows: Box::new(rows) })
}

/// What is known about the letters of a rejects file.
fn letters(header: &RejectsHeader, file: &str, options: &ReadOptions) -> RejectsLetters {
    RejectsLetters {
        file: file.to_owned(),
        columns: Arc::clone(&options.known.used),
        runs: header.runs.clone(),
        earlier: options.earlier_words.clone(),
    }
}

/// The reader of the rows below the header.
fn rows(lines: CsvRecords, layout: Layout, known: &KnownText, options: &ReadOptions) -> CsvRows {
    let columns = layout.columns();
    let short_rows = options.short_rows;
    let many_short = short_rows == ShortRows::Fill && header::are_short(&known.head, lines.row, columns);
    CsvRows {
        held: HeldRows::new(layout.width as u64, columns as u64, many_short),
        limit: options.limit(),
        short_rows,
        guarded: options.exported || layout.guarded,
        quotes_seem_text: matches!(known.quote, Some(Provenance::Found(StatedCharacter::None))),
        escape_is_open: !layout.rejects && known.escape.is_none(),
        may_have_escapes: known.may_have_escapes,
        after_backslash: false,
        used: Vec::new(),
        done: false,
        lines,
        layout,
    }
}

/// What is known about a text before its rows are read.
struct KnownText {
    /// The dialect as far as it is displayed; `None` for the usual character.
    delimiter: Provenance<u8>,
    quote: Option<Provenance<StatedCharacter>>,
    escape: Option<Provenance<StatedCharacter>>,
    /// Backslashes may be escapes, but this is not certain.
    may_have_escapes: bool,
    /// A sample of the rows.
    head: Vec<HeaderSampleRow>,
}

fn begin(
    input: InputStream,
    options: &ReadOptions,
    rejects: Option<RejectsLetters>,
) -> Result<(CsvRecords, KnownText), SourceError> {
    let ours = rejects.is_some();
    let stated = options.encoding.map(Provenance::Stated);
    let mut text = DecodedText::open(input, stated, ours || options.exported)?.of_rejects(rejects);
    let mut buffer = Vec::new();
    let mut whole = false;
    while buffer.len() < SAMPLE && !whole {
        whole = !text.fill(&mut buffer)?;
    }
    let sep = delimiter_detection::sep_line(&buffer);
    let at = sep.map_or(0, |(_, length)| length);
    let sample = buffer.get(at..buffer.len().min(SAMPLE)).unwrap_or_default();
    let whole = whole && at + sample.len() == buffer.len();
    let sample = TextSample { text: sample, whole };
    let (dialect, known) = known(sample, options, sep.map(|(delimiter, _)| delimiter), ours)?;
    Ok((CsvRecords::new(text, buffer, at, Engine::new(dialect), options.limit()), known))
}

/// The start of a text.
struct TextSample<'a> {
    text: &'a [u8],
    /// The sample is the complete text.
    whole: bool,
}

/// Combines what is stated with what the sample shows.
fn known(
    TextSample { text, whole }: TextSample<'_>,
    options: &ReadOptions,
    sep: Option<u8>,
    ours: bool,
) -> Result<(Dialect, KnownText), SourceError> {
    let quote = options.quote;
    let escape = options.escape;
    let usual = Dialect::usual(b',');
    let mut dialect = Dialect {
        quote: quote.map_or(usual.quote, StatedCharacter::byte),
        escape: escape.and_then(StatedCharacter::byte),
        ..usual
    };
    let first = |dialect| header::first_row(&sample::first_rows(text, whole, dialect), options);
    let top = |dialect| header::top(&sample::first_rows(text, whole, dialect), options);
    let found = || sep.unwrap_or_else(|| delimiter_detection::delimiter(text, whole, top, dialect));
    let delimiter = match options.delimiter {
        Some(stated) if !ours || options.flags.delimiter => Provenance::Stated(stated),
        Some(own) => Provenance::Found(own),
        None => Provenance::Found(found()),
    };
    dialect.delimiter = *delimiter.get();
    let mut dialect = dialect.checked()?;
    let sample = QuoteSample { text, whole, first: first(dialect) };
    let (found_quote, found_escape) =
        if ours { (None, None) } else { found_signs(&sample, dialect, options) };
    dialect.quote = found_quote.map_or(dialect.quote, StatedCharacter::byte);
    dialect.escape = found_escape.map_or(dialect.escape, StatedCharacter::byte);
    let known = |found: Option<StatedCharacter>, stated: Option<StatedCharacter>| {
        found.map(Provenance::Found).or(stated.map(Provenance::Stated))
    };
    let quote = known(found_quote, quote);
    let escape = known(found_escape, escape);
    let may_have_escapes = !ours && escape.is_none() && sample.may_have_escapes(dialect);
    let head = sample::first_rows(text, whole, dialect);
    Ok((dialect, KnownText { delimiter, quote, escape, may_have_escapes, head }))
}

/// Detects the quote and escape from the sample, if they are not stated.
fn found_signs(
    sample: &QuoteSample<'_>,
    dialect: Dialect,
    options: &ReadOptions,
) -> (Option<StatedCharacter>, Option<StatedCharacter>) {
    let text = Some(StatedCharacter::None);
    let backslash = Some(StatedCharacter::Byte(ESCAPE));
    match (options.quote, options.escape) {
        (_, None) if sample.has_escapes(dialect) => (None, backslash),
        (None, None) if sample.has_escapes_without_quotes(dialect) => (text, backslash),
        (Some(StatedCharacter::None), None) if sample.has_escapes_without_quotes(dialect) => {
            (None, backslash)
        }
        (None, Some(StatedCharacter::Byte(_))) if !sample.has_quotes(dialect) => (text, None),
        (None, _) if dialect.escape.is_none() && sample.has_quotes_as_text(dialect) => (text, None),
        _ => (None, None),
    }
}

/// Reads up to the header: the given row, or the first one that is not blank.
fn header(
    lines: &mut CsvRecords,
    row: Option<u64>,
    columns: usize,
    options: &ReadOptions,
) -> Result<Layout, SourceError> {
    loop {
        let found = lines.advance()?;
        let file = || lines.text().input().name().to_owned();
        let missing = |row| Err(SourceError::NoHeader { file: file(), row });
        match (found, row) {
            (RowEnd::Nothing, Some(row)) if lines.row > 0 => return missing(row),
            (RowEnd::Nothing, _) => return Err(SourceError::Empty { file: file() }),
            (_, Some(row)) if lines.row > row => return missing(row),
            _ if row.is_some_and(|row| lines.row < row) || lines.is_blank() => {}
            _ => return take_header(lines, columns, options),
        }
    }
}

fn take_header(lines: &CsvRecords, columns: usize, options: &ReadOptions) -> Result<Layout, SourceError> {
    let file = lines.text().input().name();
    let row = lines.row;
    let fault = |what: &str| SourceError::HeaderText { file: file.to_owned(), row, what: what.to_owned() };
    let quote = quote_issues::name(lines.quote());
    match lines.broken.as_ref().map(|broken| broken.wrong) {
        Some(MisplacedQuote::Open) => {
            return Err(fault(&format!("a {quote} opens in it and is never closed; close it")));
        }
        Some(_) => {
            return Err(fault(&format!(
                "text follows a closing {quote} in it; double that quote, or remove it"
            )));
        }
        None => {}
    }
    if lines.cells.dropped > 0 {
        let count = lines.cells.count();
        let most = super::row_cells::MAX_CELLS;
        return Err(fault(&format!(
            "it has {count} columns, but deskferry reads at most {most}; remove the empty ones, or set the \
             right --delimiter"
        )));
    }
    if !lines.is_clean() {
        return Err(fault("it contains a NUL byte or a very long name; set the encoding with --encoding"));
    }
    if lines.cells.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
        let encoding = lines.text().encoding();
        return Err(fault(&format!("it is not {}; set the right --encoding", encoding.get())));
    }
    let mut names = lines.escaped();
    if options.exported {
        names.iter_mut().for_each(|name| *name = unguarded(name).to_owned());
    }
    let columns = columns.min(names.len());
    Ok(Layout::new(names, columns, options.name_columns))
}
