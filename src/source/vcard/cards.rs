//! Splits a file of vCards into cards of limited size. A broken card does not affect the next one.

use crate::file::InputStream;
use crate::source::byte_order_marks::without_marks;
use crate::source::detection::Provenance;
use crate::source::error::SourceError;
use crate::source::read_options::ReadOptions;
use crate::source::utf8_input::Utf8Input;

/// The maximum size of a card in bytes, without pictures.
const LIMIT: usize = 8 * 1024 * 1024;
/// The memory that a line costs in addition to its bytes.
const LINE: usize = 32;

/// Properties that are skipped because no customer has them: pictures, sounds, keys.
const LEFT_OUT: [&[u8]; 4] = [b"PHOTO", b"LOGO", b"SOUND", b"KEY"];

/// The lines of a card between `BEGIN` and `END`.
#[derive(Debug, Default)]
pub(super) struct RawCard {
    /// The number of the card in the file, from 1.
    pub(super) number: u64,
    /// The line on which it begins.
    pub(super) line: u64,
    pub(super) lines: Vec<Vec<u8>>,
    /// It has a picture, a sound or a key.
    pub(super) left_out: bool,
    /// What is wrong with it.
    pub(super) fault: Option<String>,
    pub(super) size: usize,
}

/// The cards of a file.
pub(super) struct Cards {
    feed: Utf8Input,
    buffer: Vec<u8>,
    at: usize,
    line: u64,
    /// The last line ended with a carriage return; a line feed after it belongs to it.
    returned: bool,
    count: u64,
    card: Option<RawCard>,
    /// The number of open cards inside the card.
    nested: u64,
    /// The line of the next card's `BEGIN`, if it was already read.
    begun: Option<u64>,
    /// The current property is skipped.
    skipping: bool,
}

impl Cards {
    /// A byte order mark, UTF-16 and a stated encoding apply to the complete file.
    pub(super) fn new(input: InputStream, options: &ReadOptions) -> Result<Self, SourceError> {
        let feed = Utf8Input::open(input, options)?;
        Ok(Self {
            feed,
            buffer: Vec::new(),
            at: 0,
            line: 0,
            returned: false,
            count: 0,
            card: None,
            nested: 0,
            begun: None,
            skipping: false,
        })
    }

    /// The encoding of the complete file.
    pub(super) fn encoding(&self) -> Provenance<&'static str> {
        self.feed.encoding()
    }

    /// True if bytes that can't be decoded arrive as hexadecimal digits.
    pub(super) fn is_decoded(&self) -> bool {
        self.feed.is_decoded()
    }

    /// The next card, possibly broken; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<RawCard>, SourceError> {
        if let Some(line) = self.begun.take() {
            self.begin(line);
        }
        while let Some(line) = self.next_line()? {
            if let Some(card) = self.take(line) {
                return Ok(Some(card));
            }
        }
        Ok(self.card.take().map(|card| broken(card, "before the file ends")))
    }

    fn begin(&mut self, line: u64) {
        self.count += 1;
        self.nested = 0;
        self.skipping = false;
        self.card = Some(RawCard { number: self.count, line, ..RawCard::default() });
    }

    /// Takes a line; returns the card that it ends.
    fn take(&mut self, line: Vec<u8>) -> Option<RawCard> {
        let begins = is_mark(&line, b"BEGIN:VCARD");
        let Some(card) = &mut self.card else {
            return self.outside(&line, begins);
        };
        if begins && card.lines.last().is_some_and(|last| is_named(last, b"AGENT")) {
            self.nested += 1;
        } else if begins && self.nested == 0 {
            self.begun = Some(self.line);
            return self.card.take().map(|card| broken(card, "before the next one begins"));
        } else if is_mark(&line, b"END:VCARD") {
            if self.nested == 0 {
                return self.card.take();
            }
            self.nested -= 1;
        } else if self.nested == 0 && !self.skips(&line) {
            self.keep(line);
        }
        None
    }

    /// Handles a line outside any card.
    fn outside(&mut self, line: &[u8], begins: bool) -> Option<RawCard> {
        if begins {
            self.begin(self.line);
            return None;
        }
        if line.trim_ascii().is_empty() {
            return None;
        }
        self.begin(self.line);
        let mut card = self.card.take()?;
        card.fault = Some("the line is outside any card".to_owned());
        card.lines.push(line.get(..line.len().min(200)).unwrap_or_default().to_vec());
        Some(card)
    }

    /// True for a line of a skipped property.
    fn skips(&mut self, line: &[u8]) -> bool {
        let folded = line.first().is_none_or(|first| matches!(first, b' ' | b'\t'));
        if self.skipping && (folded || !line.contains(&b':')) {
            return true;
        }
        self.skipping = LEFT_OUT.iter().any(|name| is_named(line, name));
        if let Some(card) = self.card.as_mut().filter(|_| self.skipping) {
            card.left_out = true;
        }
        self.skipping
    }

    fn keep(&mut self, line: Vec<u8>) {
        let Some(card) = &mut self.card else { return };
        // An empty line ends a quoted-printable value that continues after `=`; otherwise it has no meaning.
        let goes_on = card.lines.last().is_some_and(|last| last.ends_with(b"="));
        if line.is_empty() && !goes_on {
            return;
        }
        card.size += line.len() + LINE;
        if card.size > LIMIT {
            card.fault = Some(format!("the card is longer than {LIMIT} bytes"));
        } else {
            card.lines.push(line);
        }
    }

    /// A line without its end and without byte order marks at its start. Each card of a concatenated file may have
    /// one.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, SourceError> {
        let mut line = self.read_line()?;
        if let Some(line) = &mut line {
            line.drain(..line.len() - without_marks(line).len());
        }
        Ok(line)
    }

    /// A line without its end (CR, LF or CRLF), cut at the size of a card.
    fn read_line(&mut self) -> Result<Option<Vec<u8>>, SourceError> {
        let mut line = Vec::new();
        let mut any = false;
        loop {
            if self.at == self.buffer.len() && !self.refill()? {
                self.line += u64::from(any);
                return Ok(any.then_some(line));
            }
            if std::mem::take(&mut self.returned) && self.buffer.get(self.at) == Some(&b'\n') {
                self.at += 1;
                continue;
            }
            let left = self.buffer.get(self.at..).unwrap_or_default();
            let end = memchr::memchr2(b'\n', b'\r', left);
            let text = left.get(..end.unwrap_or(left.len())).unwrap_or_default();
            let room = (LIMIT + 1).saturating_sub(line.len());
            line.extend_from_slice(text.get(..room).unwrap_or(text));
            any = true;
            self.returned = end.and_then(|end| left.get(end)) == Some(&b'\r');
            self.at += text.len() + usize::from(end.is_some());
            if end.is_some() {
                self.line += 1;
                return Ok(Some(line));
            }
        }
    }

    fn refill(&mut self) -> Result<bool, SourceError> {
        self.buffer.clear();
        self.at = 0;
        self.feed.fill(&mut self.buffer)
    }
}

fn broken(card: RawCard, before: &str) -> RawCard {
    let fault = format!("the card does not end {before}: the line END:VCARD is missing");
    RawCard { fault: Some(fault), ..card }
}

/// True for a line with this mark, in any case and with any white space.
fn is_mark(line: &[u8], mark: &[u8]) -> bool {
    let letters = line.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_uppercase);
    line.len() < 64 && letters.eq(mark.iter().copied())
}

/// True for a line that begins a property of this name, with or without a group prefix.
fn is_named(line: &[u8], name: &[u8]) -> bool {
    let end = line.iter().position(|byte| matches!(byte, b':' | b';')).unwrap_or(line.len());
    let head = line.get(..end).unwrap_or_default();
    let head = head.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    head.trim_ascii().eq_ignore_ascii_case(name)
}
