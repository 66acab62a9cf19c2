//! Splits JSON into brackets, strings and the rest, byte by byte and with little memory.
//!
//! It does not validate: a record is checked when it is parsed. The lexer only knows whether it is inside a string,
//! and which brackets are open.

use crate::source::byte_order_marks::END;

/// The meaning of a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonToken {
    /// White space outside strings; also a byte order mark outside all brackets.
    Blank,
    /// An opening bracket or brace.
    Open,
    /// A closing bracket or brace.
    Close,
    /// The quote that begins a string.
    Quote,
    /// A byte of a string.
    Text,
    /// The quote that ends a string.
    TextEnd,
    /// A comma between values.
    Comma,
    /// A colon after a name.
    Colon,
    /// A byte of a number, `true`, `false` or `null`, or of something that is not JSON.
    Plain,
}

/// The maximum number of open brackets whose kind is remembered; deeper ones are counted.
const KNOWN: usize = 4096;

/// The state of the lexer.
#[derive(Debug, Default)]
pub(super) struct Lexer {
    open: Vec<u8>,
    /// The number of open brackets beyond those in `open`.
    deeper: usize,
    text: bool,
    escaped: bool,
    /// The last byte outside strings that is not white space.
    last: u8,
}

impl Lexer {
    /// The number of open brackets and braces.
    pub(super) fn depth(&self) -> usize {
        self.open.len() + self.deeper
    }

    /// True inside a string.
    pub(super) fn is_text(&self) -> bool {
        self.text
    }

    /// The number of leading bytes that are ordinary [`JsonToken::Text`] without a line end.
    pub(super) fn run(&self, bytes: &[u8]) -> usize {
        if !self.text || self.escaped {
            return 0;
        }
        memchr::memchr3(b'"', b'\\', b'\n', bytes).unwrap_or(bytes.len())
    }

    /// True after a closing brace.
    pub(super) fn is_behind_object(&self) -> bool {
        !self.text && self.last == b'}'
    }

    /// True if a value may begin here.
    pub(super) fn may_begin(&self) -> bool {
        matches!(self.last, b':' | b'[') || (self.last == b',' && self.open.last() == Some(&b'['))
    }

    /// Leaves a string and all brackets but the first `depth`.
    pub(super) fn cut_back(&mut self, depth: usize) {
        self.text = false;
        self.escaped = false;
        self.deeper = 0;
        self.last = b',';
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

/// How far the object at the start of a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The object ends before this index.
    Closed(usize),
    /// Brackets are open.
    Open,
    /// A string is open.
    Text,
}

/// Finds the end of the object at the start of a text.
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
