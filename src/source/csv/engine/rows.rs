//! Rows from pieces of input.

use crate::source::csv::dialect::Dialect;
use crate::source::csv::row_cells::RowCells;

use super::quotes::{MisplacedQuote, QuotePlace, QuoteTrouble, QuotedPart};
use super::states::{Engine, EngineEvent, EngineState};

/// What a piece of input came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::csv) enum EngineStep {
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
pub(in crate::source::csv) enum EngineEnd {
    /// No row was at hand.
    Nothing,
    /// The last row had no line end.
    Row,
    /// The last row is still inside of quotes.
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

    /// The characters that have a meaning.
    pub(in crate::source::csv) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Forgets the row at hand: what comes next is the beginning of a line.
    pub(in crate::source::csv) fn reset(&mut self) {
        (self.state, self.after_return, self.length, self.second_line) =
            (EngineState::Between, false, 0, None);
    }

    /// Takes from `input` up to the end of the row: how many bytes were taken, and why it stopped there.
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

    /// The input has ended.
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

    /// The row at hand is between quotes that never close: the place is here.
    pub(in crate::source::csv) fn open_here(&self, cells: &RowCells) -> QuoteTrouble {
        QuoteTrouble { wrong: MisplacedQuote::Open, opened: self.opened, found: self.place(0, cells) }
    }

    /// Reads a line, given without its end, as a row by itself. A cell whose quotes are broken is taken as it stands, with
    /// its quotes, up to the next delimiter. The first quote that is broken is handed back.
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
}
