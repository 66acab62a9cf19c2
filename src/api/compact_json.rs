//! Recognizes JSON that is written exactly as `serde_json` writes it: valid, without spaces, with as few escapes as
//! possible, and no member twice. Its bytes can be passed on without being parsed.
//!
//! All other JSON, valid or not, is left to the parser: also numbers with an exponent and very deep or wide values.

use std::ops::Range;

/// The deepest value that is recognized; the parser accepts more.
const DEPTH: usize = 64;
/// The most members of all objects around a place; names are compared one by one.
const MEMBERS: usize = 256;
/// With a member whose name begins like this, `serde_json` marks values of its own.
const RESERVED: &[u8] = b"$serde_json";

/// Where a record is in a text, and the value of its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CompactRecord {
    pub(super) text: Range<usize>,
    pub(super) id: Option<Range<usize>>,
}

/// The array `records` of a page, which is one of the outer members, or a member of one of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CompactPage {
    pub(super) records: Vec<CompactRecord>,
    /// From the opening bracket of the array to the closing one.
    pub(super) array: Range<usize>,
}

/// The record that is the whole text; `None` if it is not an object in compact JSON.
pub(super) fn record(text: &[u8]) -> Option<CompactRecord> {
    let mut scanner = Scanner::new(text)?;
    let record = scanner.record(0)?;
    (scanner.at == text.len()).then_some(record)
}

/// The records of a page; `None` if it is not an object in compact JSON with one such array of objects.
pub(super) fn page(body: &[u8]) -> Option<CompactPage> {
    let mut scanner = Scanner::new(body)?;
    let mut page = None;
    scanner.envelope(0, &mut page)?;
    scanner.rest().iter().all(|byte| b" \t\r\n".contains(byte)).then_some(page).flatten()
}

/// Adds the names of the members of an object that have a value at any depth: not null, and not empty. Those of the
/// member `nested`, if it is an object, are added instead of its own. False if the text is not compact JSON: then what
/// was added is incomplete.
pub(crate) fn add_filled_names(text: &[u8], nested: &str, names: &mut Vec<u8>) -> bool {
    let Some(mut scanner) = Scanner::new(text) else { return false };
    let mut add = |name: &[u8], prefix: u8| {
        names.extend_from_slice(&[prefix, b'"']);
        names.extend_from_slice(name);
    };
    let whole = scanner.object(|scanner, name| {
        if name == nested.as_bytes() && scanner.is_next(b'{') {
            return scanner.object(|scanner, name| {
                let filled = scanner.value(2)?;
                filled.then(|| add(name, b'.'));
                Some(filled)
            });
        }
        let filled = scanner.value(1)?;
        filled.then(|| add(name, b','));
        Some(filled)
    });
    whole.is_some() && scanner.at == text.len()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The names of the members so far of each object around this place.
    names: Vec<&'a [u8]>,
}

impl<'a> Scanner<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok()?;
        Some(Self { bytes, at: 0, names: Vec::new() })
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn is_next(&self, byte: u8) -> bool {
        self.bytes.get(self.at) == Some(&byte)
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        self.is_next(byte).then(|| self.at += 1)
    }

    /// An object that contains the records, or an object that contains it.
    fn envelope(&mut self, depth: usize, page: &mut Option<CompactPage>) -> Option<bool> {
        self.object(|scanner, name| {
            if name == b"records" && scanner.is_next(b'[') {
                let found = scanner.records(depth + 1)?;
                return page.replace(found).is_none().then_some(true);
            }
            let is_outer = depth == 0 && scanner.is_next(b'{');
            if is_outer { scanner.envelope(1, page) } else { scanner.value(depth + 1) }
        })
    }

    fn records(&mut self, depth: usize) -> Option<CompactPage> {
        let start = self.at;
        let mut records = Vec::new();
        self.array(|scanner| {
            records.push(scanner.record(depth + 1)?);
            Some(true)
        })?;
        Some(CompactPage { records, array: start..self.at })
    }

    fn record(&mut self, depth: usize) -> Option<CompactRecord> {
        let start = self.at;
        let mut id = None;
        self.object(|scanner, name| {
            let start = scanner.at;
            let filled = scanner.value(depth + 1);
            if name == b"id" {
                id = Some(start..scanner.at);
            }
            filled
        })?;
        Some(CompactRecord { text: start..self.at, id })
    }

    /// Any value; true if it is filled: not null, and not empty at every depth.
    fn value(&mut self, depth: usize) -> Option<bool> {
        match self.bytes.get(self.at)? {
            b'"' => self.text().map(|text| !text.is_empty()),
            b'{' if depth < DEPTH => self.object(|scanner, _| scanner.value(depth + 1)),
            b'[' if depth < DEPTH => self.array(|scanner| scanner.value(depth + 1)),
            b't' => self.word(b"true").map(|()| true),
            b'f' => self.word(b"false").map(|()| true),
            b'n' => self.word(b"null").map(|()| false),
            _ => self.number().map(|()| true),
        }
    }

    /// Passes each name to `value`, which reads the value after it. True if one of the values is filled.
    fn object(&mut self, mut value: impl FnMut(&mut Self, &'a [u8]) -> Option<bool>) -> Option<bool> {
        self.take(b'{')?;
        let first = self.names.len();
        let mut marks = 0_u64;
        let mut filled = false;
        while !self.is_next(b'}') || self.names.len() > first {
            let name = self.text()?;
            self.note_name(first, &mut marks, name)?;
            self.take(b':')?;
            filled |= value(self, name)?;
            if self.take(b',').is_none() {
                break;
            }
        }
        self.names.truncate(first);
        self.take(b'}').map(|()| filled)
    }

    /// Notes the name of a member; `None` if the object has it already. `marks` has a bit for each name so far.
    fn note_name(&mut self, first: usize, marks: &mut u64, name: &'a [u8]) -> Option<()> {
        let ends = name
            .first()
            .zip(name.last())
            .map_or(0, |(first, last)| usize::from(*first) * 5 + usize::from(*last));
        let mark = 1 << ((ends + name.len()) % 64);
        let is_known = *marks & mark != 0 && self.names.get(first..)?.contains(&name);
        *marks |= mark;
        let is_fine = !is_known && !name.starts_with(RESERVED) && self.names.len() < MEMBERS;
        is_fine.then(|| self.names.push(name))
    }

    /// Calls `element` to read each element. True unless the array is empty.
    fn array(&mut self, mut element: impl FnMut(&mut Self) -> Option<bool>) -> Option<bool> {
        self.take(b'[')?;
        if self.take(b']').is_some() {
            return Some(false);
        }
        loop {
            element(self)?;
            if self.take(b',').is_none() {
                return self.take(b']').map(|()| true);
            }
        }
    }

    /// A string; returns what is between its quotes.
    fn text(&mut self) -> Option<&'a [u8]> {
        self.take(b'"')?;
        let start = self.at;
        loop {
            self.at += plain_bytes(self.rest());
            match self.bytes.get(self.at)? {
                b'"' => break,
                b'\\' => self.at += escape(self.bytes.get(self.at + 1..)?)?,
                _ => return None,
            }
        }
        let text = self.bytes.get(start..self.at);
        self.at += 1;
        text
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    /// A number without an exponent.
    fn number(&mut self) -> Option<()> {
        let _minus = self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        (!matches!(self.bytes.get(self.at), Some(b'0'..=b'9' | b'e' | b'E'))).then_some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count > 0).then_some(())
    }
}

/// How many bytes come before the first quote, backslash or control character.
fn plain_bytes(bytes: &[u8]) -> usize {
    let words = bytes.chunks_exact(8);
    let rest = words.remainder();
    let mut count = 0;
    for word in words {
        let marks = word.try_into().map_or(u64::MAX, |word| special_bytes(u64::from_le_bytes(word)));
        if marks != 0 {
            return count + marks.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count + rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)).count()
}

/// The highest bit of each byte that is a quote, a backslash or a control character. Bytes after the first such byte
/// may be marked wrongly.
fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let is_zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let quote = is_zero(word ^ (ONES * u64::from(b'"')));
    let backslash = is_zero(word ^ (ONES * u64::from(b'\\')));
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (quote | backslash | control) & HIGH
}

/// The length of an escape with its backslash, if `serde_json` writes it so. The text begins after the backslash.
fn escape(text: &[u8]) -> Option<usize> {
    match text {
        [b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(2),
        [b'u', b'0', b'0', b'0', b'0'..=b'7' | b'b' | b'e' | b'f', ..]
        | [b'u', b'0', b'0', b'1', b'0'..=b'9' | b'a'..=b'f', ..] => Some(6),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
