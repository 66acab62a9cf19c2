//! Reads rows from pieces of input.

use crate::source::csv::dialect::Dialect;
use crate::source::csv::row_cells::RowCells;

use super::quotes::{MisplacedQuote, QuotePlace, QuoteTrouble, QuotedPart};
use super::states::{Engine, EngineEvent, EngineState};

/// The result of reading a piece of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::csv) enum EngineStep {
    /// The piece is used up within a row.
    More,
    /// An empty line.
    Blank,
    /// A row has ended.
    Row,
    /// A quote of the current row is broken; the row must be abandoned.
    Broken(QuoteTrouble),
}

/// The result of the end of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::csv) enum EngineEnd {
    /// No row had begun.
    Nothing,
    /// The last row has no line end.
    Row,
    /// The last row is still inside quotes.
    Unclosed(QuoteTrouble),
}

impl Engine {
    pub(in crate::source::csv) fn new(dialect: Dialect) -> Self {
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

    pub(in crate::source::csv) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Abandons the current row: the next byte begins a line.
    pub(in crate::source::csv) fn reset(&mut self) {
        self.state = EngineState::Between;
        self.after_return = false;
        self.length = 0;
        self.second_line = None;
    }

    /// Reads from `input` up to the end of the row. Returns the number of bytes taken and the reason to stop.
    pub(in crate::source::csv) fn feed(&mut self, input: &[u8], cells: &mut RowCells) -> (usize, EngineStep) {
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

    /// Ends the input.
    pub(in crate::source::csv) fn finish(&mut self, cells: &mut RowCells) -> EngineEnd {
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

    /// The current row has an open quote, found unclosed at this place.
    pub(in crate::source::csv) fn open_here(&self, cells: &RowCells) -> QuoteTrouble {
        QuoteTrouble { wrong: MisplacedQuote::Open, opened: self.opened, found: self.place(0, cells) }
    }

    /// Reads a line without its end as a row. A cell with broken quotes is taken literally, up to the next delimiter.
    /// Returns the first broken quote.
    pub(in crate::source::csv) fn alone(
        &mut self,
        line: &[u8],
        cells: &mut RowCells,
    ) -> Option<QuoteTrouble> {
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
            self.length = at;
            self.state = EngineState::Plain;
        }
        let bare = self.bare.take().map(|place| QuoteTrouble {
            wrong: MisplacedQuote::Bare,
            opened: place,
            found: place,
        });
        self.reset();
        first.or(bare)
    }

    /// Reads the text of a row as if it began inside a quoted value.
    pub(in crate::source::csv) fn as_part(&mut self, text: &[u8], cells: &mut RowCells) -> QuotedPart {
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

    /// True if text follows the first quote, so that it can't close a value. This identifies most rows with quoted
    /// values quickly.
    fn text_follows_first_quote(&self, text: &[u8]) -> bool {
        let Dialect { delimiter, quote: Some(quote), escape: None } = self.dialect else { return false };
        let first = memchr::memchr(quote, text);
        let next = first.and_then(|at| text.get(at + 1)).copied();
        next.is_some_and(|next| {
            !matches!(next, b'\n' | b'\r' | b' ' | b'\t') && next != delimiter && next != quote
        })
    }

    fn begin(&mut self) {
        self.state = EngineState::Start;
        self.length = 0;
        self.second_line = None;
        self.bare = None;
        self.first_quoted = None;
    }

    /// Takes a complete line at once if only delimiters have a meaning in it.
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
}
