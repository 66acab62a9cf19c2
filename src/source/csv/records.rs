//! Reads delimited text as rows with their line numbers, and goes back if a quote is broken.
//!
//! A quote that is never closed, or that closes before other text, may have swallowed any number of rows. So the row
//! with the opening quote is cut to its first line. The following lines, up to the place where the problem was found,
//! are read again, each alone.
//!
//! Memory and time are bounded: a cell over several lines may not exceed the cell limit, and a row over several lines
//! not [`ROW`].

use crate::source::decoded_text::DecodedText;
use crate::source::error::SourceError;
use crate::source::row_issues::{self, LineSpan};

use super::engine::{Engine, EngineEnd, EngineStep, MisplacedQuote, QuotePlace, QuoteTrouble, QuotedPart};
use super::quote_issues::{BrokenQuote, QuoteCause, Until};
use super::row_cells::{RowCells, is_blank};
use super::text_buffer::TextBuffer;

/// The maximum size of a row over several lines, in bytes, in addition to two cells of the limit.
const ROW: usize = 64 * 1024 * 1024;
/// The size up to which a line is kept for another reading, in bytes; at least two cells of the limit.
const LINE: usize = 4 * 1024 * 1024;
/// The number of bytes shown on each side of a broken quote.
const NEAR: usize = 30;

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowEnd {
    Row,
    /// A quote of the row is broken.
    Broken,
    Nothing,
}

/// The rows of a text.
pub(super) struct CsvRecords {
    buffer: TextBuffer,
    engine: Engine,
    pub(super) cells: RowCells,
    limit: usize,
    /// The number of the current row in a spreadsheet.
    pub(super) row: u64,
    /// The lines of the current row.
    pub(super) span: LineSpan,
    next_line: u64,
    /// The broken quote of the current row.
    pub(super) broken: Option<BrokenQuote>,
    /// What the current row is if it begins inside a quoted value.
    pub(super) part: QuotedPart,
    /// Why the current row was read as a line alone.
    pub(super) alone: Option<QuoteCause>,
    /// The number of columns; `None` before the header is read.
    pub(super) columns: Option<usize>,
    /// Lines that begin before this offset in the text are read alone.
    suspect: u64,
    cause: Option<QuoteCause>,
    /// Rows that begin before this offset are read as usual, with a warning because of the broken row.
    doubtful: u64,
    /// Reads rows as if they began inside quotes.
    inside: (Engine, RowCells),
}

impl CsvRecords {
    /// Starts after the first `at` bytes of `buffer`, which came from `text`.
    pub(super) fn new(text: DecodedText, buffer: Vec<u8>, at: usize, engine: Engine, limit: usize) -> Self {
        Self {
            buffer: TextBuffer::new(text, buffer, at),
            inside: (Engine::new(engine.dialect()), RowCells::new(limit)),
            engine,
            cells: RowCells::new(limit),
            limit,
            row: 0,
            span: LineSpan::default(),
            next_line: 1,
            broken: None,
            part: QuotedPart::Middle,
            alone: None,
            columns: None,
            suspect: 0,
            cause: None,
            doubtful: 0,
        }
    }

    pub(super) fn text(&self) -> &DecodedText {
        self.buffer.text()
    }

    /// Reads the next row into `cells`. Empty lines are counted; they are skipped or returned.
    pub(super) fn advance(&mut self) -> Result<RowEnd, SourceError> {
        self.cells.clear();
        self.broken = None;
        self.part = QuotedPart::Middle;
        self.alone = None;
        if self.buffer.position() < self.suspect {
            return self.line_alone();
        }
        loop {
            let (taken, step) = self.engine.feed(self.buffer.ahead(), &mut self.cells);
            self.buffer.pass(taken);
            match step {
                EngineStep::Row => return self.complete_row(),
                EngineStep::Blank => _ = self.count(RowEnd::Nothing),
                EngineStep::Broken(trouble) => return self.go_back(trouble, Until::Bytes(self.limit)),
                EngineStep::More if self.is_too_large() => {
                    return self.go_back(self.engine.open_here(&self.cells), Until::Bytes(ROW));
                }
                EngineStep::More if self.refill()? => {}
                EngineStep::More => return self.end(),
            }
        }
    }

    /// The first quote of the current row inside a cell that does not begin with one.
    pub(super) fn bare(&self) -> Option<QuotePlace> {
        self.engine.bare
    }

    /// The unchanged text of the current row, if it is still in the buffer.
    pub(super) fn raw(&self) -> Option<&[u8]> {
        self.buffer.get(self.index(0)?, self.buffer.at())
    }

    /// The text around a place in the current row.
    pub(super) fn near(&self, place: QuotePlace) -> String {
        self.index(place.at)
            .map_or_else(String::new, |here| self.buffer.shown(NEAR.min(place.at), here, NEAR))
    }

    pub(super) fn is_blank(&self) -> bool {
        let text = &self.cells.text;
        let could_be = text.iter().all(|byte| byte.is_ascii_whitespace() || !byte.is_ascii());
        could_be && is_blank(text)
    }

    pub(super) fn is_clean(&self) -> bool {
        let cells = &self.cells;
        cells.cut.is_empty() && cells.dropped == 0 && memchr::memchr(0, &cells.text).is_none()
    }

    pub(super) fn escaped(&self) -> Vec<String> {
        self.cells.iter().map(|cell| row_issues::escape(cell, self.text().is_decoded())).collect()
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.engine.dialect().delimiter
    }

    pub(super) fn quote(&self) -> u8 {
        self.engine.dialect().quote.unwrap_or_default()
    }

    pub(super) fn has_quotes(&self) -> bool {
        self.engine.dialect().quote.is_some()
    }

    fn complete_row(&mut self) -> Result<RowEnd, SourceError> {
        if self.engine.first_quoted.is_some() || self.engine.bare.is_some() {
            self.part = self.as_part(self.engine.length);
        }
        if self.begins_doubtful_row() {
            self.alone = self.cause;
        }
        match self.second_line() {
            Some(second) if self.is_torn(second) => {
                let opened = self.engine.bare.unwrap_or_default();
                let trouble = QuoteTrouble {
                    wrong: MisplacedQuote::Width,
                    opened,
                    ..self.engine.open_here(&self.cells)
                };
                self.go_back(trouble, Until::Line)
            }
            _ => Ok(self.count(RowEnd::Row)),
        }
    }

    /// True if the lines of the current row do not form one row; its second line begins at `second`.
    ///
    /// The row is not as wide as the header, and a quote is inside a cell that does not begin with one. Or it is too
    /// short, and its first line is the end of a value that lost its opening quote.
    fn is_torn(&mut self, second: usize) -> bool {
        let Some(columns) = self.columns else { return false };
        let count = self.cells.count();
        let cells = &self.cells;
        let is_short = count < columns as u64;
        if self.engine.bare.is_some() {
            return is_short || !cells.iter().skip(columns).all(is_blank);
        }
        let dialect = self.engine.dialect();
        let text = self.index(0).and_then(|start| self.buffer.get_from(start)).unwrap_or_default();
        let first = text.iter().find(|byte| !dialect.is_blank(**byte)).copied();
        is_short && first == dialect.quote && self.as_part(second) == QuotedPart::End
    }

    /// Reads the first `length` bytes of the current row as if they began inside a quoted value.
    fn as_part(&mut self, length: usize) -> QuotedPart {
        let text = self.index(0).and_then(|start| self.buffer.get(start, start + length));
        let (engine, cells) = &mut self.inside;
        text.map_or(QuotedPart::None, |text| engine.as_part(text, cells))
    }

    fn count(&mut self, found: RowEnd) -> RowEnd {
        self.row += 1;
        self.span = LineSpan { line: self.next_line, breaks: self.cells.breaks };
        self.next_line += 1 + self.cells.breaks;
        found
    }

    fn end(&mut self) -> Result<RowEnd, SourceError> {
        match self.engine.finish(&mut self.cells) {
            EngineEnd::Nothing => Ok(RowEnd::Nothing),
            EngineEnd::Row => self.complete_row(),
            EngineEnd::Unclosed(trouble) => self.go_back(trouble, Until::End),
        }
    }

    /// The index in the buffer of a byte of the current row; `None` if it was dropped.
    fn index(&self, of_row: usize) -> Option<usize> {
        (self.buffer.at() + of_row).checked_sub(self.engine.length)
    }

    /// The offset of the second line in the current row. Between rows, the engine still has that of the row before.
    fn second_line(&self) -> Option<usize> {
        self.engine.second_line.filter(|start| *start <= self.engine.length)
    }

    /// True if the current row begins where rows get a warning.
    fn begins_doubtful_row(&self) -> bool {
        self.index(0).is_some_and(|start| self.buffer.position_of(start) < self.doubtful)
    }

    fn is_too_large(&self) -> bool {
        let kept = self.second_line().map_or(0, |start| self.engine.length - start);
        kept > ROW + 2 * self.limit
    }

    /// The maximum length of a line that is kept for another reading.
    fn longest_line(&self) -> usize {
        LINE.max(self.limit.saturating_mul(2))
    }

    /// Reads more. The buffer keeps what may be read again: the current row, or its lines from the second on.
    fn refill(&mut self) -> Result<bool, SourceError> {
        let first_is_short = self.second_line().unwrap_or(self.engine.length) <= self.longest_line();
        let kept = if first_is_short { Some(0) } else { self.second_line() };
        self.buffer.refill(kept.and_then(|start| self.index(start)).unwrap_or(self.buffer.at()))
    }

    /// Abandons the current row and continues from its second line.
    fn go_back(&mut self, trouble: QuoteTrouble, until: Until) -> Result<RowEnd, SourceError> {
        let found = self.index(trouble.found.at).unwrap_or(self.buffer.at());
        let broken = self.describe(&trouble, self.next_line, until);
        let cause =
            QuoteCause { row: self.row + 1, line: self.next_line, wrong: trouble.wrong, quote: self.quote() };
        self.cause = Some(cause);
        // Lines up to the place of the problem are read again; for a split row, up to its end. Lines that were
        // already read twice are read alone the next time, so that no line is read repeatedly.
        let is_second = self.begins_doubtful_row();
        let reached = if self.second_line().is_some() {
            self.buffer.position_of((found + 1).min(self.buffer.len()))
        } else {
            0
        };
        let found = self.buffer.position_of(found);
        (self.suspect, self.doubtful) = match trouble.wrong {
            MisplacedQuote::Width if !is_second => (0, reached.min(found)),
            MisplacedQuote::Width => (reached.min(found), 0),
            _ => (reached, 0),
        };
        match (self.index(0), self.second_line().and_then(|start| self.index(start))) {
            (Some(start), _) => {
                self.buffer.go_to(start);
                self.engine.reset();
                self.read_line()?;
            }
            (None, Some(second)) => {
                self.buffer.go_to(second);
                self.engine.reset();
                self.buffer.skip_pair();
            }
            (None, None) => {
                self.engine.reset();
                self.buffer.skip_line()?;
            }
        }
        self.cells.breaks = 0;
        self.broken = Some(broken);
        Ok(self.count(RowEnd::Broken))
    }

    /// Reads the next line alone.
    fn line_alone(&mut self) -> Result<RowEnd, SourceError> {
        self.alone = self.cause;
        let found = match self.read_line()? {
            None => RowEnd::Row,
            Some(broken) => {
                self.broken = Some(broken);
                RowEnd::Broken
            }
        };
        Ok(self.count(found))
    }

    /// Reads the next line into `cells` as a row, and skips its end. Returns its broken quote.
    fn read_line(&mut self) -> Result<Option<BrokenQuote>, SourceError> {
        self.cells.clear();
        let length = self.buffer.line_length(self.longest_line())?;
        let line = self.buffer.ahead().get(..length).unwrap_or_default();
        let trouble = self.engine.alone(line, &mut self.cells);
        if trouble.is_some() || self.engine.first_quoted.is_some() {
            let (engine, cells) = &mut self.inside;
            self.part = engine.as_part(line, cells);
        }
        let broken = trouble.map(|trouble| self.describe(&trouble, self.next_line, Until::Line));
        self.buffer.pass(length);
        if !matches!(self.buffer.ahead().first(), None | Some(b'\n' | b'\r')) {
            // A line this long is not read completely: its last cell counts as too long.
            self.cells.cut.push(self.cells.ends.len().saturating_sub(1));
            self.buffer.skip_line()?;
            return Ok(broken);
        }
        self.buffer.pass(1);
        self.buffer.skip_pair();
        Ok(broken)
    }

    /// Describes a broken quote of a row that begins on `line`.
    fn describe(&self, trouble: &QuoteTrouble, line: u64, until: Until) -> BrokenQuote {
        let opened = self.index(trouble.opened.at);
        let found = self.index(trouble.found.at);
        let apart = trouble.found.at - trouble.opened.at;
        let near = match trouble.wrong {
            MisplacedQuote::Open | MisplacedQuote::Width => {
                opened.map(|opened| self.buffer.shown(0, opened, 2 * NEAR))
            }
            MisplacedQuote::Text if trouble.found.breaks == trouble.opened.breaks => {
                found.map(|found| self.buffer.shown(NEAR.min(apart), found, NEAR))
            }
            MisplacedQuote::Text => opened.map(|opened| self.buffer.shown(0, opened, 2 * NEAR)),
            MisplacedQuote::Bare => {
                found.map(|found| self.buffer.shown(NEAR.min(trouble.found.at), found, NEAR))
            }
        };
        let before_quote = found.and_then(|found| self.buffer.byte(found.checked_sub(2)?));
        BrokenQuote {
            wrong: trouble.wrong,
            cell: trouble.opened.cell,
            opened: line + trouble.opened.breaks,
            found: line + trouble.found.breaks,
            until,
            near: near.unwrap_or_default(),
            backslash: trouble.wrong == MisplacedQuote::Text && before_quote == Some(b'\\'),
            quote: self.quote(),
        }
    }
}
