//! Reads the rows of a sample, to detect the dialect of a text.

use crate::source::header::{HeaderSampleRow, SAMPLE_ROWS};

use super::dialect::Dialect;
use super::engine::{Engine, EngineEnd, EngineStep, MisplacedQuote};
use super::row_cells::RowCells;

/// What is known about a row of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CsvSampleRow<'a> {
    /// The row, from 1; blank rows count.
    pub(super) number: u64,
    /// Its first line.
    pub(super) line: &'a [u8],
    /// The number of its cells.
    pub(super) width: u64,
    /// It spans several lines.
    pub(super) several_lines: bool,
    /// One of its quotes is never closed, or text follows a closing quote. Then the row is only its first line.
    pub(super) broken: bool,
    /// A quote is inside a cell that does not begin with one.
    pub(super) bare: bool,
    /// It contains a quote.
    pub(super) quoted: bool,
    /// A cell begins with a quote.
    pub(super) in_quotes: bool,
    /// A quote opens on its first line and is not closed there.
    pub(super) open: bool,
    /// It has quotes, and some cell contains a character that requires them.
    pub(super) needs_quotes: bool,
}

/// Quotes and line ends inside quoted values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Escapes {
    /// The number of escaped quotes and of escaped line ends.
    pub(super) quotes: u64,
    pub(super) ends: u64,
    /// The number of doubled quotes.
    pub(super) doubled: u64,
    /// The number of line feeds without an escape.
    pub(super) plain_ends: u64,
}

/// The rows of the sample. After a broken quote, the next line is read as if no quote were open.
pub(super) struct SampleRows<'a> {
    rest: &'a [u8],
    /// The sample is the complete text.
    whole: bool,
    engine: Engine,
    cells: RowCells,
    number: u64,
}

impl<'a> SampleRows<'a> {
    pub(super) fn new(sample: &'a [u8], whole: bool, dialect: Dialect) -> Self {
        let cells = RowCells::new(sample.len());
        Self { rest: sample, whole, engine: Engine::new(dialect), cells, number: 0 }
    }

    /// The escapes in the rows so far.
    pub(super) fn escapes(&self) -> Escapes {
        let Engine { escaped, escaped_ends, doubled, plain_breaks, .. } = self.engine;
        Escapes { quotes: escaped, ends: escaped_ends, doubled, plain_ends: plain_breaks }
    }

    /// The cells of the last row.
    pub(super) fn cells(&self) -> &RowCells {
        &self.cells
    }

    fn row(&mut self, taken: usize) -> CsvSampleRow<'a> {
        let (raw, rest) = self.rest.split_at_checked(taken).unwrap_or((self.rest, &[]));
        self.rest = rest;
        let Dialect { delimiter, quote, .. } = self.engine.dialect();
        let has =
            |text: &[u8], sign: Option<u8>| sign.is_some_and(|sign| memchr::memchr(sign, text).is_some());
        let quoted = has(raw, quote);
        let text = &self.cells.text;
        let needs = || memchr::memchr3(delimiter, b'\n', b'\r', text).is_some() || has(text, quote);
        CsvSampleRow {
            number: self.number,
            line: first_line(raw),
            width: self.cells.count(),
            several_lines: self.cells.breaks > 0,
            broken: false,
            bare: self.engine.bare.is_some(),
            quoted,
            in_quotes: self.engine.first_quoted.is_some(),
            open: self.cells.breaks > 0,
            needs_quotes: quoted && needs(),
        }
    }

    /// Reads the first line of the rest as a row.
    fn broken(&mut self) -> CsvSampleRow<'a> {
        let line = first_line(self.rest);
        let behind = self.rest.get(line.len()..).unwrap_or_default();
        let end = if behind.starts_with(b"\r\n") { 2 } else { 1 };
        self.cells.clear();
        let trouble = self.engine.alone(line, &mut self.cells);
        let open = trouble.is_some_and(|trouble| trouble.wrong == MisplacedQuote::Open);
        CsvSampleRow { broken: true, open, ..self.row((line.len() + end).min(self.rest.len())) }
    }
}

impl<'a> Iterator for SampleRows<'a> {
    type Item = CsvSampleRow<'a>;

    fn next(&mut self) -> Option<CsvSampleRow<'a>> {
        loop {
            self.cells.clear();
            let (taken, step) = self.engine.feed(self.rest, &mut self.cells);
            self.number += 1;
            match step {
                EngineStep::Row => return Some(self.row(taken)),
                EngineStep::Broken(_) => return Some(self.broken()),
                EngineStep::Blank => self.rest = self.rest.get(taken..).unwrap_or_default(),
                EngineStep::More if !self.whole => return None,
                EngineStep::More => match self.engine.finish(&mut self.cells) {
                    EngineEnd::Nothing => return None,
                    EngineEnd::Row => return Some(self.row(taken)),
                    EngineEnd::Unclosed(_) => return Some(self.broken()),
                },
            }
        }
    }
}

fn first_line(text: &[u8]) -> &[u8] {
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// The first rows that are not blank; `whole` is true if `text` is complete.
pub(super) fn first_rows(text: &[u8], whole: bool, dialect: Dialect) -> Vec<HeaderSampleRow> {
    let mut sample = SampleRows::new(text, whole, dialect);
    let mut rows = Vec::new();
    while rows.len() < SAMPLE_ROWS {
        let Some(row) = sample.next() else { break };
        rows.extend(filled(row.number, sample.cells()));
    }
    rows
}

/// The row, unless it is blank.
fn filled(row: u64, cells: &RowCells) -> Option<HeaderSampleRow> {
    let cells: Vec<String> = cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    cells.iter().any(|cell| !cell.trim().is_empty()).then_some(HeaderSampleRow { row, cells })
}
