//! JSON as brackets, texts and what stands between them, byte by byte and with little memory.
//!
//! Nothing is judged here: whether a record is sound JSON is found out when it is read. This only knows what is inside
//! of a text, and which brackets are open.

use crate::source::byte_order_marks::END;

/// What a byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonToken {
    /// White space outside of texts; also a byte order mark before everything.
    Blank,
    /// A bracket or brace opens.
    Open,
    /// One closes.
    Close,
    /// A text begins.
    Quote,
    /// A byte of a text.
    Text,
    /// A text ends.
    TextEnd,
    /// A comma between values.
    Comma,
    /// A colon behind a name.
    Colon,
    /// A byte of a number, of `true`, `false` and `null`; or of anything that is no JSON.
    Plain,
}

/// So many open brackets are told apart; those inside are counted.
const KNOWN: usize = 4096;

/// Where the reading of JSON stands.
#[derive(Debug, Default)]
pub(super) struct Lexer {
    open: Vec<u8>,
    /// Brackets open beyond those.
    deeper: usize,
    text: bool,
    escaped: bool,
    /// The last byte outside of texts that is not blank.
    last: u8,
}

impl Lexer {
    /// Brackets and braces that are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len() + self.deeper
    }

    /// True inside of a text.
    pub(super) fn is_text(&self) -> bool {
        self.text
    }

    /// How many of these bytes are plain letters of the text at hand: all of them are [`JsonToken::Text`], and none is a line end.
    pub(super) fn run(&self, bytes: &[u8]) -> usize {
        if !self.text || self.escaped {
            return 0;
        }
        memchr::memchr3(b'"', b'\\', b'\n', bytes).unwrap_or(bytes.len())
    }

    /// True behind a brace that closes.
    pub(super) fn is_behind_object(&self) -> bool {
        !self.text && self.last == b'}'
    }

    /// True where a value may begin.
    pub(super) fn may_begin(&self) -> bool {
        matches!(self.last, b':' | b'[') || (self.last == b',' && self.open.last() == Some(&b'['))
    }

    /// Forgets a text and all brackets but the first `depth`.
    pub(super) fn cut_back(&mut self, depth: usize) {
        (self.text, self.escaped, self.deeper, self.last) = (false, false, 0, b',');
        self.open.truncate(depth);
    }

    /// Takes one byte.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> JsonToken {
        if self.text {
            return self.in_text(byte);
        }
        let token = match byte {
            _ if byte.is_ascii_whitespace() => return JsonToken::Blank,
            0xef | 0xbb | 0xbf | END if self.depth() == 0 => return JsonToken::Blank,
            b'"' => {
                self.text = true;
                JsonToken::Quote
            }
            b'[' | b'{' => {
                self.push(byte);
                JsonToken::Open
            }
            b']' | b'}' => {
                self.pop();
                JsonToken::Close
            }
            b',' => JsonToken::Comma,
            b':' => JsonToken::Colon,
            _ => JsonToken::Plain,
        };
        self.last = byte;
        token
    }

    fn in_text(&mut self, byte: u8) -> JsonToken {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => {
                self.text = false;
                return JsonToken::TextEnd;
            }
            _ => {}
        }
        JsonToken::Text
    }

    fn push(&mut self, byte: u8) {
        if self.open.len() < KNOWN { self.open.push(byte) } else { self.deeper += 1 }
    }

    fn pop(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.open.pop();
        }
    }
}

/// How far a text goes in which an object begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The object closes before this place.
    Closed(usize),
    /// Brackets are open.
    Open,
    /// A text is open.
    Text,
}

/// Looks for the end of the object with which a text begins.
pub(super) fn extent(text: &[u8]) -> Extent {
    let mut lexer = Lexer::default();
    let mut at = 0;
    while let Some(byte) = text.get(at).copied() {
        let run = lexer.run(text.get(at..).unwrap_or_default());
        if run > 0 {
            at += run;
            continue;
        }
        at += 1;
        if lexer.take(byte) == JsonToken::Close && lexer.depth() == 0 {
            return Extent::Closed(at);
        }
    }
    if lexer.is_text() { Extent::Text } else { Extent::Open }
}
