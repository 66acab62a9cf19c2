//! Texts of old workbooks. Those of Excel 97 and later are UTF-16 or its lower bytes, and go on in further records; those
//! of Excel 5 and 95 are in the code page of the machine that wrote them.

use encoding_rs::Encoding;

use super::biff::{self, Bytes};
use super::trouble::Trouble;

/// How texts are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Writing {
    Unicode,
    CodePage(&'static Encoding),
}

impl Writing {
    /// By the number of a code page. Those of the Macintosh and of Windows have numbers of their own here.
    pub(super) fn code_page(number: u16) -> Self {
        let encoding = match number {
            0x8000 => Some(encoding_rs::MACINTOSH),
            0x8001 => Some(encoding_rs::WINDOWS_1252),
            other => codepage::to_encoding(other),
        };
        Self::CodePage(encoding.unwrap_or(encoding_rs::WINDOWS_1252))
    }

    /// A text behind a length in one byte.
    pub(super) fn short(self, bytes: &mut Bytes<'_>) -> Result<String, Trouble> {
        let length = usize::from(bytes.byte()?);
        self.text(length, bytes)
    }

    fn text(self, length: usize, bytes: &mut Bytes<'_>) -> Result<String, Trouble> {
        match self {
            Self::CodePage(encoding) => {
                Ok(encoding.decode_without_bom_handling(bytes.take(length)?).0.into_owned())
            }
            Self::Unicode => match bytes.byte()? & 1 {
                1 => bytes.take(length * 2).map(biff::utf16),
                _ => bytes.take(length).map(low_bytes),
            },
        }
    }

    /// A text behind a length in two bytes, in a record that may go on.
    pub(super) fn long(self, parts: &mut Parts<'_>) -> Result<String, Trouble> {
        match self {
            Self::CodePage(_) => {
                let mut bytes = Bytes(parts.rest());
                let length = usize::from(bytes.short()?);
                self.text(length, &mut bytes)
            }
            Self::Unicode => {
                let (length, flags) = (parts.short()?, parts.byte()?);
                parts.letters(usize::from(length), flags & 1 == 1)
            }
        }
    }
}

/// Every byte is a letter of its own, as in Latin-1.
fn low_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// A record together with those that go on with it.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    bytes: &'a [u8],
    /// Where each further record begins, as far as it has not been passed.
    breaks: &'a [usize],
    at: usize,
}

impl<'a> Parts<'a> {
    pub(super) fn new(bytes: &'a [u8], breaks: &'a [usize]) -> Self {
        Self { bytes, breaks, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(super) fn skip(&mut self, count: usize) -> Result<(), Trouble> {
        Bytes(self.rest()).take(count)?;
        self.at += count;
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, Trouble> {
        let byte = Bytes(self.rest()).byte()?;
        self.at += 1;
        Ok(byte)
    }

    fn short(&mut self) -> Result<u16, Trouble> {
        let short = Bytes(self.rest()).short()?;
        self.at += 2;
        Ok(short)
    }

    fn long(&mut self) -> Result<u32, Trouble> {
        let long = Bytes(self.rest()).long()?;
        self.at += 4;
        Ok(long)
    }

    /// Letters; where they go on in another record, that says anew whether they are of one byte or of two. It may hold nothing
    /// else, and another may follow.
    fn letters(&mut self, count: usize, wide: bool) -> Result<String, Trouble> {
        let (mut units, mut left, mut wide) = (Vec::with_capacity(count), count, wide);
        while left > 0 {
            let end = self.next_break();
            if end == self.at {
                if end >= self.bytes.len() {
                    return Err(Trouble::damaged("a text ends too early"));
                }
                // A record without even that byte is passed over.
                self.breaks = self.breaks.get(1..).unwrap_or_default();
                if self.breaks.first() != Some(&end) {
                    wide = self.byte()? & 1 == 1;
                }
                continue;
            }
            let width = if wide { 2 } else { 1 };
            let fit = left.min((end - self.at) / width);
            let part = self.bytes.get(self.at..self.at + fit * width).unwrap_or_default();
            match wide {
                true => units.extend(part.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))),
                false => units.extend(part.iter().map(|byte| u16::from(*byte))),
            }
            (self.at, left) = (self.at + fit * width, left - fit);
            if left > 0 {
                self.at = end;
            }
        }
        Ok(biff::text(units))
    }

    /// Where the record at hand ends; the place itself where another one begins.
    fn next_break(&mut self) -> usize {
        while self.breaks.first().is_some_and(|begin| *begin < self.at) {
            self.breaks = self.breaks.get(1..).unwrap_or_default();
        }
        self.breaks.first().copied().unwrap_or(self.bytes.len()).min(self.bytes.len())
    }

    /// The texts that cells share, up to the end of the record: behind each may stand its fonts and how it is spoken.
    pub(super) fn shared(&mut self) -> Result<Vec<String>, Trouble> {
        self.skip(8)?;
        let mut texts = Vec::new();
        while self.rest().len() >= 3 {
            let (length, flags) = (self.short()?, self.byte()?);
            let fonts = if flags & 8 == 0 { 0 } else { usize::from(self.short()?) * 4 };
            let spoken = if flags & 4 == 0 { 0 } else { self.long()? as usize };
            texts.push(self.letters(usize::from(length), flags & 1 == 1)?);
            self.skip(fonts.saturating_add(spoken))?;
        }
        Ok(texts)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_text_goes_on_in_another_record_and_in_another_width() {
        // Three letters of one byte, then two of two bytes behind a byte that says so.
        let bytes = [5, 0, 0, b'a', b'b', b'c', 1, 0x39, 0x04, b'!', 0];
        let text = Writing::Unicode.long(&mut Parts::new(&bytes, &[6])).unwrap();
        assert_eq!(text, "abcй!");
    }

    #[rstest]
    // Nothing but the byte that says how wide, once and twice; then letters.
    #[case(&[3, 0, 0, b'a', 0, b'b', b'c'], &[4, 4], "abc")]
    #[case(&[3, 0, 0, b'a', 0, 0, b'b', b'c'], &[4, 5], "abc")]
    #[case(&[3, 0, 0, b'a', 0, 0, 0, b'b', b'c'], &[4, 5, 6], "abc")]
    #[case(&[3, 0, 0, b'a', 1, 0, b'b', b'c'], &[4, 5], "abc")]
    #[case(&[3, 0, 0, b'a', 0, 1, b'b', 0, b'c', 0], &[4, 5], "abc")]
    #[case(&[3, 0, 0, 0, b'a', b'b', b'c'], &[3], "abc")]
    // A letter of two halves, one in each record.
    #[case(&[2, 0, 1, 0x3d, 0xd8, 1, 0x00, 0xde], &[5], "😀")]
    fn a_record_may_hold_no_letter(#[case] bytes: &[u8], #[case] breaks: &[usize], #[case] expected: &str) {
        assert_eq!(Writing::Unicode.long(&mut Parts::new(bytes, breaks)).unwrap(), expected);
    }

    #[rstest]
    #[case(&[3, 0, 0, b'a', 0, 0], &[4, 5])]
    #[case(&[3, 0, 0, b'a'], &[4])]
    #[case(&[3, 0, 1, b'a', 0, 9], &[])]
    fn a_text_that_ends_too_early(#[case] bytes: &[u8], #[case] breaks: &[usize]) {
        let fault = Writing::Unicode.long(&mut Parts::new(bytes, breaks)).unwrap_err();
        assert_eq!(fault.to_string(), "a text ends too early");
    }

    #[test]
    fn a_million_records_take_no_time() {
        let letters = 1_000_000;
        let (mut bytes, mut breaks) = (vec![0; 8], Vec::new());
        for _ in 0..letters / 50_000 {
            bytes.extend([0x50, 0xc3, 0]);
            for _ in 0..50_000 {
                breaks.push(bytes.len());
                bytes.extend([0, b'a']);
            }
        }
        let begin = std::time::Instant::now();
        let texts = Parts::new(&bytes, &breaks).shared().unwrap();
        assert_eq!(texts.iter().map(String::len).sum::<usize>(), letters);
        assert!(begin.elapsed() < std::time::Duration::from_secs(5), "{:?}", begin.elapsed());
    }

    #[test]
    fn shared_texts_with_fonts_and_speech() {
        let mut bytes = vec![0; 8];
        bytes.extend([1, 0, 8, 1, 0, b'a', 9, 9, 9, 9]);
        bytes.extend([1, 0, 4, 2, 0, 0, 0, b'b', 9, 9]);
        bytes.extend([0, 0, 0]);
        assert_eq!(Parts::new(&bytes, &[]).shared().unwrap(), ["a", "b", ""]);
        bytes.extend([200, 0, 0, b'c']);
        let fault = Parts::new(&bytes, &[]).shared().unwrap_err();
        assert_eq!(fault.to_string(), "a text ends too early");
    }

    #[test]
    fn code_pages() {
        let cyrillic = Writing::code_page(1251);
        assert_eq!(cyrillic.short(&mut Bytes(&[2, 0xc8, 0xe2])).unwrap(), "Ив");
        let long = cyrillic.long(&mut Parts::new(&[2, 0, 0xc8, 0xe2], &[])).unwrap();
        assert_eq!(long, "Ив");
        assert_eq!(Writing::code_page(9).short(&mut Bytes(&[1, 0xe9])).unwrap(), "é");
    }
}
