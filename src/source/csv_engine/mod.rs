//! Delimited text cut into rows of cells, strictly: behind a closing quote only a delimiter or a line end may stand.
//!
//! The csv crate and its engine take what stands behind a closing quote for text, so one lost quote makes a customer of
//! two. Here it is told, with its place. Input comes in pieces of any size, and nothing but the row at hand is kept.

mod states;

use super::csv_dialect::Dialect;
use super::row_cells::RowCells;

/// What a piece of input came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EngineStep {
    /// The piece is used up, and the row at hand has not ended.
    More,
    /// A line with nothing on it.
    Blank,
    /// A row has ended.
    Row,
    /// A quote of the row at hand is broken. The row has to be given up.
    Broken(QuoteTrouble),
}

/// What the end of the input came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EngineEnd {
    /// No row was at hand.
    Nothing,
    /// The last row had no line end.
    Row,
    /// The last row is still inside of quotes.
    Unclosed(QuoteTrouble),
}

/// A quote that is not where a quote may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MisplacedQuote {
    /// It opens a cell and is never closed.
    Open,
    /// It closes a cell before other text.
    Text,
    /// It stands in a cell that does not begin with a quote.
    Bare,
    /// It opens a cell over several lines, and the row has another number of cells than the header.
    Width,
}

/// A place in the row at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct QuotePlace {
    /// Bytes of the row before it.
    pub(super) at: usize,
    /// Line breaks of the row before it.
    pub(super) breaks: u64,
    /// The cell, from 0.
    pub(super) cell: usize,
}

/// A broken quote: where it opens, and where that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QuoteTrouble {
    pub(super) wrong: MisplacedQuote,
    pub(super) opened: QuotePlace,
    pub(super) found: QuotePlace,
}

/// What the text of a row is, taken as part of a value in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum QuotedPart {
    /// It can't be part of one. A value that a later row ends may begin in it, and not before it.
    None,
    /// The value goes on behind it.
    #[default]
    Middle,
    /// The value ends on it, and what follows is well-formed.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EngineState {
    /// Between rows.
    Between,
    /// Before the first byte of a cell.
    Start,
    /// Behind blanks that a cell begins with.
    Blanks,
    /// In a cell without quotes.
    Plain,
    /// Behind an escape in a cell without quotes.
    PlainEscape,
    /// Between quotes.
    Quoted,
    /// Behind an escape between quotes.
    Escape,
    /// Behind a quote that closes, unless another follows.
    Quote,
    /// Behind blanks after a closing quote.
    Closed,
}

enum EngineEvent {
    Next,
    Row,
    Broken(QuoteTrouble),
}

/// The engine, fed with input.
pub(super) struct Engine {
    dialect: Dialect,
    /// The bytes that end a run of text outside of quotes, and inside of them.
    plain_ends: [bool; 256],
    state: EngineState,
    /// The last byte was a carriage return: a line feed now belongs to it.
    after_return: bool,
    /// Bytes of the row at hand that were taken.
    pub(super) length: usize,
    /// Where the second line of the row at hand begins.
    pub(super) second_line: Option<usize>,
    /// The first quote of the row at hand in a cell that does not begin with one.
    pub(super) bare: Option<QuotePlace>,
    /// The first cell of the row at hand that begins with a quote.
    pub(super) first_quoted: Option<usize>,
    opened: QuotePlace,
    /// Quotes and line ends between quotes that were escaped, since the beginning.
    pub(super) escaped: u64,
    pub(super) escaped_ends: u64,
    /// Quotes that were doubled, and line ends between quotes that were not escaped, since the beginning.
    pub(super) doubled: u64,
    pub(super) plain_breaks: u64,
}

impl Engine {
    pub(super) fn new(dialect: Dialect) -> Self {
        let mut plain_ends = [false; 256];
        let escape = dialect.escape.filter(|_| dialect.quote.is_none());
        for byte in [Some(dialect.delimiter), Some(b'\n'), Some(b'\r'), dialect.quote, escape] {
            if let Some(end) = byte.and_then(|byte| plain_ends.get_mut(usize::from(byte))) {
                *end = true;
            }
        }
        Self {
            dialect,
            plain_ends,
            state: EngineState::Between,
            after_return: false,
            length: 0,
            second_line: None,
            bare: None,
            first_quoted: None,
            opened: QuotePlace::default(),
            escaped: 0,
            escaped_ends: 0,
            doubled: 0,
            plain_breaks: 0,
        }
    }

    /// The characters that have a meaning.
    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Forgets the row at hand: what comes next is the beginning of a line.
    pub(super) fn reset(&mut self) {
        (self.state, self.after_return, self.length, self.second_line) =
            (EngineState::Between, false, 0, None);
    }

    /// Takes from `input` up to the end of the row: how many bytes were taken, and why it stopped there.
    pub(super) fn feed(&mut self, input: &[u8], cells: &mut RowCells) -> (usize, EngineStep) {
        let mut at = 0;
        if self.state == EngineState::Between {
            at = usize::from(
                !input.is_empty() && std::mem::take(&mut self.after_return) && input.starts_with(b"\n"),
            );
            let rest = input.get(at..).unwrap_or_default();
            match rest.first() {
                None => return (at, EngineStep::More),
                Some(b'\n' | b'\r') => {
                    self.length = 0;
                    return (at + self.line_end(rest), EngineStep::Blank);
                }
                Some(_) => self.begin(),
            }
            if let Some(taken) = self.plain_line(rest, cells) {
                return (at + taken, EngineStep::Row);
            }
        }
        let (taken, event) = self.run(input.get(at..).unwrap_or_default(), cells);
        let step = match event {
            EngineEvent::Next => EngineStep::More,
            EngineEvent::Row => EngineStep::Row,
            EngineEvent::Broken(trouble) => EngineStep::Broken(trouble),
        };
        (at + taken, step)
    }

    /// The input has ended.
    pub(super) fn finish(&mut self, cells: &mut RowCells) -> EngineEnd {
        match self.state {
            EngineState::Between => return EngineEnd::Nothing,
            EngineState::Quoted | EngineState::Escape => return EngineEnd::Unclosed(self.open_here(cells)),
            EngineState::PlainEscape => cells.push(self.dialect.escape.as_slice()),
            _ => {}
        }
        cells.end_cell();
        self.state = EngineState::Between;
        EngineEnd::Row
    }

    /// The row at hand is between quotes that never close: the place is here.
    pub(super) fn open_here(&self, cells: &RowCells) -> QuoteTrouble {
        QuoteTrouble { wrong: MisplacedQuote::Open, opened: self.opened, found: self.place(0, cells) }
    }

    /// Reads a line, given without its end, as a row by itself. A cell whose quotes are broken is taken as it stands, with
    /// its quotes, up to the next delimiter. The first quote that is broken is handed back.
    pub(super) fn alone(&mut self, line: &[u8], cells: &mut RowCells) -> Option<QuoteTrouble> {
        self.begin();
        let mut first = None;
        let mut at = 0;
        loop {
            let trouble = match self.run(line.get(at..).unwrap_or_default(), cells).1 {
                EngineEvent::Broken(trouble) => trouble,
                _ => match self.finish(cells) {
                    EngineEnd::Unclosed(trouble) => trouble,
                    _ => break,
                },
            };
            first.get_or_insert(trouble);
            at = trouble.opened.at;
            cells.restart_cell();
            (self.length, self.state) = (at, EngineState::Plain);
        }
        let bare = self.bare.take().map(|place| QuoteTrouble {
            wrong: MisplacedQuote::Bare,
            opened: place,
            found: place,
        });
        self.reset();
        first.or(bare)
    }

    /// What the text of a row is if it stands inside of a value in quotes.
    pub(super) fn as_part(&mut self, text: &[u8], cells: &mut RowCells) -> QuotedPart {
        if self.text_follows_first_quote(text) {
            return QuotedPart::None;
        }
        self.begin();
        self.state = EngineState::Quoted;
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            cells.clear();
            if self.state == EngineState::Between {
                self.begin();
            }
            let (taken, event) = self.run(rest, cells);
            at += taken;
            if matches!(event, EngineEvent::Broken(_)) || self.bare.is_some() {
                return QuotedPart::None;
            }
        }
        match self.state {
            EngineState::Quoted | EngineState::Escape => QuotedPart::Middle,
            _ => QuotedPart::End,
        }
    }

    /// Text stands behind the first quote: then it closes no value. Most rows with values in quotes are known by that.
    fn text_follows_first_quote(&self, text: &[u8]) -> bool {
        let Dialect { delimiter, quote: Some(quote), escape: None } = self.dialect else { return false };
        let first = memchr::memchr(quote, text);
        let next = first.and_then(|at| text.get(at + 1)).copied();
        next.is_some_and(|next| {
            !matches!(next, b'\n' | b'\r' | b' ' | b'\t') && next != delimiter && next != quote
        })
    }

    fn begin(&mut self) {
        (self.state, self.length, self.second_line) = (EngineState::Start, 0, None);
        (self.bare, self.first_quoted) = (None, None);
    }

    /// Takes a whole line at once where no character on it has a meaning but the delimiter.
    fn plain_line(&mut self, rest: &[u8], cells: &mut RowCells) -> Option<usize> {
        let end = match self.dialect.quote.or(self.dialect.escape) {
            Some(sign) => memchr::memchr3(sign, b'\n', b'\r', rest),
            None => memchr::memchr2(b'\n', b'\r', rest),
        }?;
        let (line, behind) = rest.split_at_checked(end)?;
        if !matches!(behind.first(), Some(b'\n' | b'\r')) || !cells.take_line(line, self.dialect.delimiter) {
            return None;
        }
        self.length = end + self.line_end(behind);
        Some(self.length)
    }

    /// The row ends at the line end that `rest` begins with: how long that is.
    fn line_end(&mut self, rest: &[u8]) -> usize {
        self.state = EngineState::Between;
        let pair = rest.starts_with(b"\r\n");
        self.after_return = rest.len() == 1 && rest.starts_with(b"\r");
        1 + usize::from(pair)
    }
}

#[cfg(test)]
mod tests;
