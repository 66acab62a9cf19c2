//! The state machine of the engine: what each byte means in each state.

use crate::source::csv::dialect::Dialect;
use crate::source::csv::row_cells::RowCells;

use super::quotes::{MisplacedQuote, QuotePlace, QuoteTrouble};

/// The number of bytes searched for cells that can be taken at once.
const AHEAD: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EngineState {
    /// Between rows.
    Between,
    /// Before the first byte of a cell.
    Start,
    /// After white space at the start of a cell.
    Blanks,
    /// In a cell without quotes.
    Plain,
    /// After an escape in a cell without quotes.
    PlainEscape,
    /// Inside quotes.
    Quoted,
    /// After an escape inside quotes.
    Escape,
    /// After a quote that closes the cell unless another quote follows.
    Quote,
    /// After white space that follows a closing quote.
    Closed,
}

pub(super) enum EngineEvent {
    Next,
    Row,
    Broken(QuoteTrouble),
}

/// The engine; it reads rows from pieces of input.
pub(in crate::source::csv) struct Engine {
    pub(super) dialect: Dialect,
    /// The bytes that end a run of text outside quotes.
    pub(super) plain_ends: [bool; 256],
    pub(super) state: EngineState,
    /// The last byte was a carriage return, so a line feed belongs to it.
    pub(super) after_return: bool,
    /// The number of bytes taken of the current row.
    pub(in crate::source::csv) length: usize,
    /// The offset of the second line in the current row.
    pub(in crate::source::csv) second_line: Option<usize>,
    /// The first quote of the current row inside a cell that does not begin with one.
    pub(in crate::source::csv) bare: Option<QuotePlace>,
    /// The first cell of the current row that begins with a quote.
    pub(in crate::source::csv) first_quoted: Option<usize>,
    pub(super) opened: QuotePlace,
    /// The number of escaped quotes and of escaped line ends inside quotes, in all rows.
    pub(in crate::source::csv) escaped: u64,
    pub(in crate::source::csv) escaped_ends: u64,
    /// The number of doubled quotes, and of line feeds inside quotes without an escape, in all rows.
    pub(in crate::source::csv) doubled: u64,
    pub(in crate::source::csv) plain_breaks: u64,
}

impl Engine {
    /// Reads to the end of the row or of the input.
    pub(super) fn run(&mut self, input: &[u8], cells: &mut RowCells) -> (usize, EngineEvent) {
        let mut at = 0;
        while let Some(rest) = input.get(at..).filter(|rest| !rest.is_empty()) {
            let (taken, event) = match self.state {
                EngineState::Between | EngineState::Start => self.start(rest, cells),
                EngineState::Blanks => self.blanks(rest, cells),
                EngineState::Plain => self.plain(rest, cells),
                EngineState::PlainEscape => self.plain_escape(rest, cells),
                EngineState::Quoted => self.quoted(rest, cells),
                EngineState::Escape => self.escape(rest, cells),
                EngineState::Quote | EngineState::Closed => self.closed(rest, cells),
            };
            at += taken;
            self.length += taken;
            if !matches!(event, EngineEvent::Next) {
                return (at, event);
            }
        }
        (at, EngineEvent::Next)
    }

    pub(super) fn place(&self, behind: usize, cells: &RowCells) -> QuotePlace {
        QuotePlace { at: self.length + behind, breaks: cells.breaks, cell: cells.ends.len() }
    }

    /// Ends the row. Returns the length of the line end at the start of `rest`.
    pub(super) fn line_end(&mut self, rest: &[u8]) -> usize {
        self.state = EngineState::Between;
        let pair = rest.starts_with(b"\r\n");
        self.after_return = rest.len() == 1 && rest.starts_with(b"\r");
        1 + usize::from(pair)
    }

    fn start(&mut self, rest: &[u8], cells: &mut RowCells) -> (usize, EngineEvent) {
        match rest.first() {
            first if first.is_some() && first == self.dialect.quote.as_ref() => {
                self.opened = self.place(0, cells);
                self.state = EngineState::Quoted;
                self.first_quoted.get_or_insert(self.opened.cell);
                return (1, EngineEvent::Next);
            }
            Some(first) if self.dialect.quote.is_some() && self.dialect.is_blank(*first) => {
                self.state = EngineState::Blanks;
            }
            _ => self.state = EngineState::Plain,
        }
        match self.plain_cells(rest, cells) {
            Some(taken) => {
                self.state = EngineState::Start;
                self.after_return = false;
                (taken, EngineEvent::Next)
            }
            None => (0, EngineEvent::Next),
        }
    }

    /// Takes all cells up to the last delimiter before the next quote or line end, because nothing else in them has a
    /// meaning.
    fn plain_cells(&self, rest: &[u8], cells: &mut RowCells) -> Option<usize> {
        let near = rest.get(..AHEAD).unwrap_or(rest);
        let end = memchr::memchr3(self.dialect.quote?, b'\n', b'\r', near).unwrap_or(near.len());
        let plain = near.get(..memchr::memrchr(self.dialect.delimiter, near.get(..end)?)?)?;
        cells.take_line(plain, self.dialect.delimiter).then_some(plain.len() + 1)
    }

    /// White space before a quote is dropped; before anything else it is text.
    fn blanks(&mut self, rest: &[u8], cells: &mut RowCells) -> (usize, EngineEvent) {
        let end = rest.iter().position(|byte| !self.dialect.is_blank(*byte)).unwrap_or(rest.len());
        if rest.get(end).is_some() && rest.get(end) == self.dialect.quote.as_ref() {
            cells.restart_cell();
            self.state = EngineState::Start;
            return (end, EngineEvent::Next);
        }
        cells.push(rest.get(..end).unwrap_or_default());
        if end < rest.len() {
            self.state = EngineState::Plain;
        }
        (end, EngineEvent::Next)
    }

    fn plain(&mut self, rest: &[u8], cells: &mut RowCells) -> (usize, EngineEvent) {
        if std::mem::take(&mut self.after_return) && rest.starts_with(b"\n") {
            // The line feed of an escaped CRLF.
            cells.push(b"\n");
            return (1, EngineEvent::Next);
        }
        let is_end = |byte: &u8| self.plain_ends.get(usize::from(*byte)).copied().unwrap_or(false);
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        cells.push(rest.get(..end).unwrap_or_default());
        match rest.get(end) {
            None => (end, EngineEvent::Next),
            Some(byte) if Some(*byte) == self.dialect.quote => {
                let place = self.place(end, cells);
                self.bare.get_or_insert(place);
                cells.push(&[*byte]);
                (end + 1, EngineEvent::Next)
            }
            Some(byte) if Some(*byte) == self.dialect.escape && *byte != self.dialect.delimiter => {
                self.state = EngineState::PlainEscape;
                (end + 1, EngineEvent::Next)
            }
            Some(_) => self.end_cell(rest, end, cells),
        }
    }

    /// Ends the cell at the delimiter or line end after `end` bytes.
    fn end_cell(&mut self, rest: &[u8], end: usize, cells: &mut RowCells) -> (usize, EngineEvent) {
        cells.end_cell();
        if rest.get(end) == Some(&self.dialect.delimiter) {
            self.state = EngineState::Start;
            return (end + 1, EngineEvent::Next);
        }
        let length = self.line_end(rest.get(end..).unwrap_or_default());
        (end + length, EngineEvent::Row)
    }

    /// Without quotes, an escape makes a delimiter, line end or escape text. A backslash before a letter may stand
    /// for a control character, as databases write it. Before other text, the escape is text.
    fn plain_escape(&mut self, rest: &[u8], cells: &mut RowCells) -> (usize, EngineEvent) {
        self.state = EngineState::Plain;
        match rest.first() {
            Some(byte) if *byte == self.dialect.delimiter || Some(*byte) == self.dialect.escape => {
                cells.push(&[*byte]);
                (1, EngineEvent::Next)
            }
            Some(b'\n' | b'\r') => {
                cells.breaks += 1;
                let length = 1 + usize::from(rest.starts_with(b"\r\n"));
                self.after_return = rest == b"\r";
                cells.push(rest.get(..length).unwrap_or_default());
                (length, EngineEvent::Next)
            }
            Some(letter)
                if self.dialect.escape == Some(b'\\')
                    && let Some(sign) = sign_of(*letter) =>
            {
                cells.push(&[sign]);
                (1, EngineEvent::Next)
            }
            _ => {
                cells.push(self.dialect.escape.as_slice());
                (0, EngineEvent::Next)
            }
        }
    }

    fn quoted(&mut self, rest: &[u8], cells: &mut RowCells) -> (usize, EngineEvent) {
        let quote = self.dialect.quote.unwrap_or_default();
        let escape = self.dialect.escape;
        let is_end = |byte: &u8| *byte == quote || Some(*byte) == escape || matches!(byte, b'\n' | b'\r');
        let end = match escape {
            None => memchr::memchr3(quote, b'\n', b'\r', rest),
            Some(_) => rest.iter().position(is_end),
        };
        let Some(end) = end else {
            cells.push(rest);
            self.after_return &= rest.is_empty();
            return self.unless_too_far(rest.len(), cells);
        };
        self.after_return &= end == 0;
        cells.push(rest.get(..end).unwrap_or_default());
        match rest.get(end) {
            Some(b'\n' | b'\r') => {
                self.plain_breaks += u64::from(rest.get(end) == Some(&b'\n'));
                self.line_break(rest, end, cells)
            }
            Some(byte) if *byte == quote => self.quote(rest, end, cells),
            _ => {
                self.state = EngineState::Escape;
                self.after_return = false;
                (end + 1, EngineEvent::Next)
            }
        }
    }

    /// A quote inside quotes, after `end` bytes. A delimiter usually follows, so it is handled here.
    fn quote(&mut self, rest: &[u8], end: usize, cells: &mut RowCells) -> (usize, EngineEvent) {
        self.state = EngineState::Quote;
        self.after_return = false;
        match rest.get(end + 1) {
            Some(next) if *next == self.dialect.delimiter => {
                cells.end_cell();
                self.state = EngineState::Start;
                (end + 2, EngineEvent::Next)
            }
            _ => (end + 1, EngineEvent::Next),
        }
    }

    /// A line break inside quotes, after `end` bytes. CR, LF and CRLF are one break each.
    fn line_break(&mut self, rest: &[u8], end: usize, cells: &mut RowCells) -> (usize, EngineEvent) {
        let is_return = rest.get(end) == Some(&b'\r');
        let inside_pair = !is_return && std::mem::take(&mut self.after_return);
        let length = 1 + usize::from(is_return && rest.get(end + 1) == Some(&b'\n'));
        cells.push(rest.get(end..end + length).unwrap_or_default());
        cells.breaks += u64::from(!inside_pair);
        self.after_return = is_return && length == 1;
        self.second_line.get_or_insert(self.length + end + length);
        self.unless_too_far(end + length, cells)
    }

    /// Reports an unclosed quote if a cell over several lines exceeds the limit.
    fn unless_too_far(&self, taken: usize, cells: &RowCells) -> (usize, EngineEvent) {
        if self.second_line.is_none() || cells.breaks == self.opened.breaks || !cells.is_cutting() {
            return (taken, EngineEvent::Next);
        }
        let found = self.place(taken, cells);
        (taken, EngineEvent::Broken(QuoteTrouble { wrong: MisplacedQuote::Open, opened: self.opened, found }))
    }

    /// An escape makes a quote, an escape or a line end text; before other text, it is text itself.
    fn escape(&mut self, rest: &[u8], cells: &mut RowCells) -> (usize, EngineEvent) {
        self.state = EngineState::Quoted;
        if matches!(rest.first(), Some(b'\n' | b'\r')) {
            self.escaped_ends += 1;
            return self.line_break(rest, 0, cells);
        }
        let next =
            rest.first().filter(|byte| [self.dialect.quote, self.dialect.escape].contains(&Some(**byte)));
        match next {
            Some(byte) => {
                self.escaped += u64::from(Some(*byte) == self.dialect.quote);
                cells.push(&[*byte]);
                (1, EngineEvent::Next)
            }
            None => {
                cells.push(self.dialect.escape.as_slice());
                (0, EngineEvent::Next)
            }
        }
    }

    /// After a closing quote.
    fn closed(&mut self, rest: &[u8], cells: &mut RowCells) -> (usize, EngineEvent) {
        match rest.first() {
            Some(byte) if self.state == EngineState::Quote && Some(*byte) == self.dialect.quote => {
                self.doubled += 1;
                cells.push(&[*byte]);
                self.state = EngineState::Quoted;
                (1, EngineEvent::Next)
            }
            Some(byte) if *byte == self.dialect.delimiter || matches!(byte, b'\n' | b'\r') => {
                self.end_cell(rest, 0, cells)
            }
            Some(byte) if self.dialect.is_blank(*byte) => {
                self.state = EngineState::Closed;
                (1, EngineEvent::Next)
            }
            _ => {
                let found = self.place(0, cells);
                (
                    0,
                    EngineEvent::Broken(QuoteTrouble {
                        wrong: MisplacedQuote::Text,
                        opened: self.opened,
                        found,
                    }),
                )
            }
        }
    }
}

/// The control character that databases write as a backslash and this letter.
fn sign_of(letter: u8) -> Option<u8> {
    Some(match letter {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 0x08,
        b'f' => 0x0c,
        b'v' => 0x0b,
        _ => return None,
    })
}
