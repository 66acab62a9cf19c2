//! Removes marks that are not part of the text: byte order marks before a line or cell, `^Z` before a line or at the
//! end, and padding at the end.
//!
//! Concatenated files have one byte order mark each, and some programs write two. DOS ended texts with `^Z`; CP/M
//! padded the last 128 bytes with `^Z` or NUL.

/// U+FEFF in UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";
/// The first byte of a byte order mark.
const FIRST: u8 = 0xef;
/// `^Z`.
pub(super) const END: u8 = 0x1a;
/// The size of a CP/M disk record in bytes; padding is shorter.
const RECORD: usize = 128;
/// The maximum number of bytes held back until more is read.
const HELD: usize = 64 * 1024;

/// Removes marks from a text that arrives in pieces.
pub(super) struct MarkRemover {
    /// Marks after the start of the file are removed, too.
    inside: bool,
    /// Bytes held back because they may be the beginning of a mark or the end of the file.
    held: Vec<u8>,
    /// The byte before the next piece; `None` at the start of the file.
    before: Option<u8>,
}

impl MarkRemover {
    /// `inside` is true if marks are removed from the complete text and not only from its start.
    pub(super) fn new(inside: bool) -> Self {
        Self { inside, held: Vec::new(), before: None }
    }

    /// Appends the bytes held back to `out`. Call it before the next piece is appended.
    pub(super) fn begin(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.held);
    }

    /// Removes the marks from the piece in `out[start..]`; `last` is true for the last piece.
    pub(super) fn tidy(&mut self, out: &mut Vec<u8>, start: usize, last: bool) {
        let piece = out.get(start..).unwrap_or_default();
        let ends = self.inside && memchr::memchr(END, piece).is_some();
        if ends || memchr::memmem::find(piece, MARK).is_some() {
            self.take_marks(out, start);
        }
        let piece = out.get(start..).unwrap_or_default();
        let end = start + end_of(piece, self.before, last);
        if last {
            out.truncate(end);
        } else if out.len() - end <= HELD {
            self.held = out.split_off(end);
        }
        self.before = out.get(start..).and_then(<[u8]>::last).copied().or(self.before);
    }

    #[cold]
    fn take_marks(&self, out: &mut Vec<u8>, start: usize) {
        let piece = out.split_off(start);
        let mut rest = piece.as_slice();
        let mut before = self.before;
        while let Some(found) = memchr::memchr2(END, FIRST, rest) {
            let (text, behind) = rest.split_at(found);
            out.extend_from_slice(text);
            before = text.last().copied().or(before);
            let length = if behind.starts_with(MARK) { MARK.len() } else { 1 };
            let (mark, behind) = behind.split_at(length);
            let is_none = match mark {
                MARK => self.is_before_a_cell(before),
                [END] => self.is_before_a_line(before),
                _ => false,
            };
            if !is_none {
                out.extend_from_slice(mark);
                before = mark.last().copied();
            }
            rest = behind;
        }
        out.extend_from_slice(rest);
    }

    /// `^Z` at the start of a line is the end of a file to which another one was appended.
    fn is_before_a_line(&self, before: Option<u8>) -> bool {
        self.inside && before.is_some_and(is_end)
    }

    fn is_before_a_cell(&self, before: Option<u8>) -> bool {
        let delimits = |byte: u8| matches!(byte, b'\n' | b'\r' | b',' | b';' | b'\t' | b'|' | b'"');
        before.is_none_or(|byte| self.inside && delimits(byte))
    }
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The end of the part of a piece that is certainly text. The rest may be the end of the file: `^Z`, empty lines and
/// NUL padding. Except in the `last` piece, it may also be the beginning of a mark.
fn end_of(piece: &[u8], before: Option<u8>, last: bool) -> usize {
    let is_fill = |byte: &u8| matches!(*byte, END | b'\n' | b'\r' | 0);
    let text = piece.iter().rposition(|byte| !is_fill(byte)).map_or(0, |at| at + 1);
    let tail = piece.get(text..).unwrap_or_default();
    let at_line = text == 0 && before.is_some_and(is_end);
    // A NUL inside a cell is not padding.
    let line = if at_line { Some(0) } else { tail.iter().position(|byte| is_end(*byte)) };
    let nul = line.and_then(|line| Some(line + memchr::memchr(0, tail.get(line..)?)?));
    let few = |_: &usize| memchr::memchr_iter(0, tail).count() < RECORD;
    if let Some(end) = nul.filter(few).into_iter().chain(memchr::memchr(END, tail)).min() {
        return text + end;
    }
    let part = (1..MARK.len()).rev().find(|count| piece.ends_with(MARK.get(..*count).unwrap_or_default()));
    piece.len() - part.filter(|_| !last).unwrap_or(0)
}

/// The text without byte order marks at its start.
pub(super) fn without_marks(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.strip_prefix(MARK) {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn passed(text: &[u8], inside: bool, size: usize) -> Vec<u8> {
        let mut marks = MarkRemover::new(inside);
        let mut all = Vec::new();
        let pieces = text.chunks(size).count();
        for (at, piece) in text.chunks(size).enumerate() {
            let mut out = Vec::new();
            marks.begin(&mut out);
            out.extend_from_slice(piece);
            marks.tidy(&mut out, 0, at + 1 == pieces);
            all.extend(out);
        }
        all
    }

    #[rstest]
    #[case("\u{feff}\u{feff}a,b\n", "a,b\n")]
    #[case("a\n\u{feff}b,\u{feff}c;\u{feff}\u{feff}\"d\"\n", "a\nb,c;\"d\"\n")]
    #[case("a\u{feff}b\n", "a\u{feff}b\n")]
    #[case("a\r\n\u{1a}", "a\r\n")]
    #[case("a\u{1a}\r\n\u{1a}\n", "a")]
    #[case("a\u{1a}b\n", "a\u{1a}b\n")]
    #[case("a\n\u{1a}\u{1a}\u{1a}\u{1a}", "a\n")]
    #[case("a\n\0\0\0", "a\n")]
    #[case("a\n\u{1a}\0\0", "a\n")]
    #[case("a\n\u{1a}b\n\u{1a}\u{feff}c\r\n\u{1a}\n", "a\nb\nc\r\n\n")]
    #[case("a\0b\n", "a\0b\n")]
    #[case("a\0\n", "a\0\n")]
    #[case("a\0\n\0", "a\0\n")]
    #[case("a\n\u{1a}\n\u{1a}\nb\n", "a\n\n\nb\n")]
    #[case("é\u{feff}", "é\u{feff}")]
    #[case("", "")]
    fn byte_order_marks_are_removed(#[case] text: &str, #[case] kept: &str) {
        for size in [1, 2, 3, 5, 100] {
            assert_eq!(String::from_utf8(passed(text.as_bytes(), true, size)).unwrap(), kept, "{size}");
        }
    }

    #[test]
    fn an_export_keeps_marks_inside_the_text() {
        let text = "\u{feff}\u{feff}a,\u{feff}b\n\u{feff}c";
        assert_eq!(passed(text.as_bytes(), false, 100), "a,\u{feff}b\n\u{feff}c".as_bytes());
    }

    #[test]
    fn only_few_bytes_are_held_back() {
        let mut marks = MarkRemover::new(true);
        let mut out = vec![END; 3 * HELD];
        marks.tidy(&mut out, 0, false);
        assert_eq!((out.len(), marks.held.len()), (3 * HELD, 0));
    }
}
