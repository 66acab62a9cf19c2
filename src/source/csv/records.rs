//! Delimited text as rows with their places, and the way back where a quote is broken.
//!
//! A quote that never closes, or closes before other text, may have taken in any number of rows. So the row in which it
//! opens is given up at its first line, and the lines behind it, up to the one where that was found, are read again, each
//! by itself.
//!
//! Memory and time are bounded. A cell over several lines may not outgrow the limit of a cell, and a row over several
//! lines not [`ROW`].

use crate::source::decoded_text::DecodedText;
use crate::source::error::SourceError;
use crate::source::row_issues::{self, LineSpan};

use super::engine::{Engine, EngineEnd, EngineStep, MisplacedQuote, QuotePlace, QuoteTrouble, QuotedPart};
use super::quote_issues::{BrokenQuote, QuoteCause, Until};
use super::row_cells::{RowCells, is_blank};
use super::text_buffer::TextBuffer;

/// A row over several lines may have so many bytes, and two cells of the limit.
const ROW: usize = 64 * 1024 * 1024;
/// A line is kept for another look as long as it has no more bytes than this, or two cells of the limit.
const LINE: usize = 4 * 1024 * 1024;
/// So many bytes are shown on each side of a broken quote.
const NEAR: usize = 30;

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowEnd {
    Row,
    /// A quote of the row is broken.
    Broken,
    Nothing,
}

/// The text cut into rows.
pub(super) struct CsvRecords {
    buffer: TextBuffer,
    engine: Engine,
    pub(super) cells: RowCells,
    limit: usize,
    /// The row at hand, as a spreadsheet numbers it.
    pub(super) row: u64,
    /// The line on which the row at hand begins, and the breaks in it.
    pub(super) span: LineSpan,
    next_line: u64,
    /// The broken quote of the row at hand.
    pub(super) broken: Option<BrokenQuote>,
    /// What the row at hand is if it stands inside of a value in quotes.
    pub(super) part: QuotedPart,
    /// The row at hand is a line that was read by itself because of this.
    pub(super) alone: Option<QuoteCause>,
    /// How many cells the header has; `None` before it is known.
    pub(super) columns: Option<usize>,
    /// Lines that begin before this place in the text are read by themselves.
    suspect: u64,
    cause: Option<QuoteCause>,
    /// Rows that begin before this place are read as usual, and warned because of the broken row.
    doubtful: u64,
    /// Reads rows as if they stood inside of quotes.
    inside: (Engine, RowCells),
}

impl CsvRecords {
    /// Begins behind the first `at` bytes of `buffer`, which were taken from `text`.
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

    /// The text that is read.
    pub(super) fn text(&self) -> &DecodedText {
        self.buffer.text()
    }

    /// Reads the next row into `cells`. Lines with nothing on them are counted, and passed over or handed on.
    pub(super) fn advance(&mut self) -> Result<RowEnd, SourceError> {
        self.cells.clear();
        (self.broken, self.part, self.alone) = (None, QuotedPart::Middle, None);
        if self.buffer.position() < self.suspect {
            return self.line_alone();
        }
        loop {
            let (taken, step) = self.engine.feed(self.buffer.ahead(), &mut self.cells);
            self.buffer.pass(taken);
            match step {
                EngineStep::Row => return self.whole_row(),
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

    /// The first quote of the row at hand in a cell that does not begin with one.
    pub(super) fn bare(&self) -> Option<QuotePlace> {
        self.engine.bare
    }

    /// The text of the row at hand as it stands in the file, as long as it is kept.
    pub(super) fn raw(&self) -> Option<&[u8]> {
        self.buffer.get(self.index(0)?, self.buffer.at())
    }

    /// What stands around a place of the row at hand.
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

    fn whole_row(&mut self) -> Result<RowEnd, SourceError> {
        if self.engine.first_quoted.is_some() || self.engine.bare.is_some() {
            self.part = self.as_part(self.engine.length);
        }
        if self.is_doubtful() {
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

    /// The row at hand, whose second line begins at `second`, has lines that are no row together: it has not as many cells as
    /// the header, and a quote stands in a cell that does not begin with one, or its first line is the end of a value that
    /// has lost its first quote.
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

    /// What the first `length` bytes of the row at hand are if they stand inside of a value in quotes.
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
            EngineEnd::Row => self.whole_row(),
            EngineEnd::Unclosed(trouble) => self.go_back(trouble, Until::End),
        }
    }

    /// Where a byte of the row at hand stands in the buffer; `None` where it is no longer there.
    fn index(&self, of_row: usize) -> Option<usize> {
        (self.buffer.at() + of_row).checked_sub(self.engine.length)
    }

    /// Where the second line of the row at hand begins. Between two rows the engine still has that of the one before.
    fn second_line(&self) -> Option<usize> {
        self.engine.second_line.filter(|start| *start <= self.engine.length)
    }

    /// The row at hand begins where rows are doubtful.
    fn is_doubtful(&self) -> bool {
        self.index(0).is_some_and(|start| self.buffer.position_of(start) < self.doubtful)
    }

    fn is_too_large(&self) -> bool {
        let kept = self.second_line().map_or(0, |start| self.engine.length - start);
        kept > ROW + 2 * self.limit
    }

    /// The longest line that is kept for another look.
    fn longest_line(&self) -> usize {
        LINE.max(self.limit.saturating_mul(2))
    }

    /// Reads on. Of the buffer stays what may be looked at again: the row at hand, or its lines from the second on.
    fn refill(&mut self) -> Result<bool, SourceError> {
        let first_is_short = self.second_line().unwrap_or(self.engine.length) <= self.longest_line();
        let kept = if first_is_short { Some(0) } else { self.second_line() };
        self.buffer.refill(kept.and_then(|start| self.index(start)).unwrap_or(self.buffer.at()))
    }

    /// Gives the row at hand up, and goes back to its second line.
    fn go_back(&mut self, trouble: QuoteTrouble, until: Until) -> Result<RowEnd, SourceError> {
        let found = self.index(trouble.found.at).unwrap_or(self.buffer.at());
        let broken = self.told(&trouble, self.next_line, until);
        let cause =
            QuoteCause { row: self.row + 1, line: self.next_line, wrong: trouble.wrong, quote: self.quote() };
        self.cause = Some(cause);
        // The line with the place where it was found begins before or at it; a torn row ends before the next line. Lines that
        // were read as usual once more are read by themselves the next time, so that no line is read again and again.
        let is_second = self.is_doubtful();
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

    /// The line at hand as a row by itself.
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

    /// Reads the line at hand into `cells`, as a row by itself, and goes behind its end: what is broken on it.
    fn read_line(&mut self) -> Result<Option<BrokenQuote>, SourceError> {
        self.cells.clear();
        let length = self.buffer.line_length(self.longest_line())?;
        let line = self.buffer.ahead().get(..length).unwrap_or_default();
        let trouble = self.engine.alone(line, &mut self.cells);
        if trouble.is_some() || self.engine.first_quoted.is_some() {
            let (engine, cells) = &mut self.inside;
            self.part = engine.as_part(line, cells);
        }
        let broken = trouble.map(|trouble| self.told(&trouble, self.next_line, Until::Line));
        self.buffer.pass(length);
        if !matches!(self.buffer.ahead().first(), None | Some(b'\n' | b'\r')) {
            // Nobody reads a line as long as this: its last cell is said to be too long.
            self.cells.cut.push(self.cells.ends.len().saturating_sub(1));
            self.buffer.skip_line()?;
            return Ok(broken);
        }
        self.buffer.pass(1);
        self.buffer.skip_pair();
        Ok(broken)
    }

    /// A broken quote, to be told of. The row begins on `line`.
    fn told(&self, trouble: &QuoteTrouble, line: u64, until: Until) -> BrokenQuote {
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
