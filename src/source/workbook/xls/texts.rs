//! Texts of old workbooks. Since Excel 97 they are UTF-16, or its low bytes, and may continue in further records. In
//! Excel 5 and 95 they are in the code page of the writing computer.

use super::code_page::CodePage;
use crate::source::workbook::biff::{self, BiffBytes};
use crate::source::workbook::error::WorkbookError;

/// How texts are stored.
#[derive(Clone, Copy)]
pub(crate) enum TextStorageForm {
    Unicode,
    CodePage(CodePage),
}

impl TextStorageForm {
    /// A name or format code after its length, in one byte or two (`long`). A record that is too short gives the text
    /// there is.
    pub(crate) fn name(self, bytes: BiffBytes<'_>, long: bool) -> Result<String, WorkbookError> {
        let mut bytes = bytes;
        let length = if long { bytes.short().map(usize::from) } else { bytes.byte().map(usize::from) };
        let length = length.unwrap_or_default();
        match self {
            Self::CodePage(page) => page.decode(bytes.up_to(length)),
            Self::Unicode => {
                let wide = bytes.byte().is_ok_and(|flags| flags & 1 == 1);
                Ok(RecordParts::new(bytes.0, &[]).letters_there(length, wide).0)
            }
        }
    }

    /// The text of a cell after its length in two bytes; it may continue in further records. An empty text may lack its
    /// flags.
    pub(crate) fn long(self, parts: &mut RecordParts<'_>) -> Result<String, WorkbookError> {
        let length = if parts.rest().is_empty() { 0 } else { usize::from(parts.short()?) };
        match self {
            _ if length == 0 => Ok(String::new()),
            Self::CodePage(page) => page.decode(BiffBytes(parts.rest()).take(length)?),
            Self::Unicode => {
                let flags = parts.byte()?;
                parts.letters(length, flags & 1 == 1)
            }
        }
    }
}

/// A record and those that continue it.
#[derive(Debug)]
pub(crate) struct RecordParts<'a> {
    bytes: &'a [u8],
    /// Where the continuing records begin, from the current one on.
    breaks: &'a [usize],
    at: usize,
}

impl<'a> RecordParts<'a> {
    pub(crate) fn new(bytes: &'a [u8], breaks: &'a [usize]) -> Self {
        Self { bytes, breaks, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn skip(&mut self, count: usize) -> Result<(), WorkbookError> {
        BiffBytes(self.rest()).take(count)?;
        self.at += count;
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, WorkbookError> {
        let byte = BiffBytes(self.rest()).byte()?;
        self.at += 1;
        Ok(byte)
    }

    fn short(&mut self) -> Result<u16, WorkbookError> {
        let short = BiffBytes(self.rest()).short()?;
        self.at += 2;
        Ok(short)
    }

    fn long(&mut self) -> Result<u32, WorkbookError> {
        let long = BiffBytes(self.rest()).long()?;
        self.at += 4;
        Ok(long)
    }

    /// Reads `count` UTF-16 units. Each continuing record has a new flag for one or two bytes per unit, and may have no
    /// units at all.
    fn letters(&mut self, count: usize, wide: bool) -> Result<String, WorkbookError> {
        match self.letters_there(count, wide) {
            (text, 0) => Ok(text),
            _ => Err(WorkbookError::damaged("a text ends too early")),
        }
    }

    /// The units that are there, and how many are missing.
    fn letters_there(&mut self, count: usize, wide: bool) -> (String, usize) {
        let mut units = Vec::with_capacity(count);
        let mut left = count;
        let mut wide = wide;
        while left > 0 {
            let end = self.next_break();
            if end == self.at {
                if end >= self.bytes.len() {
                    break;
                }
                // A record without the flag is skipped.
                self.breaks = self.breaks.get(1..).unwrap_or_default();
                if self.breaks.first() != Some(&end) {
                    wide = self.byte().is_ok_and(|flags| flags & 1 == 1);
                }
                continue;
            }
            let width = if wide { 2 } else { 1 };
            let fit = left.min((end - self.at) / width);
            let part = self.bytes.get(self.at..self.at + fit * width).unwrap_or_default();
            if wide {
                units.extend(part.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(part.iter().map(|byte| u16::from(*byte)));
            }
            (self.at, left) = (self.at + fit * width, left - fit);
            if left > 0 {
                self.at = end;
            }
        }
        (biff::text(units), left)
    }

    /// The end of the current record; the position itself if another record begins there.
    fn next_break(&mut self) -> usize {
        while self.breaks.first().is_some_and(|begin| *begin < self.at) {
            self.breaks = self.breaks.get(1..).unwrap_or_default();
        }
        self.breaks.first().copied().unwrap_or(self.bytes.len()).min(self.bytes.len())
    }

    /// The shared texts. After each, formatting and phonetic data may follow.
    pub(crate) fn shared(&mut self) -> Result<Vec<String>, WorkbookError> {
        self.skip(8)?;
        let mut texts = Vec::new();
        while self.rest().len() >= 3 {
            let length = self.short()?;
            let flags = self.byte()?;
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
    fn a_text_continues_in_another_width() {
        // Three characters of one byte, then two of two bytes after a flag.
        let bytes = [5, 0, 0, b'a', b'b', b'c', 1, 0x39, 0x04, b'!', 0];
        let text = TextStorageForm::Unicode.long(&mut RecordParts::new(&bytes, &[6])).unwrap();
        assert_eq!(text, "abcй!");
    }

    #[rstest]
    // Continuing records with a flag only, once and more often, before more characters.
    #[case(&[3, 0, 0, b'a', 0, b'b', b'c'], &[4, 4], "abc")]
    #[case(&[3, 0, 0, b'a', 0, 0, b'b', b'c'], &[4, 5], "abc")]
    #[case(&[3, 0, 0, b'a', 0, 0, 0, b'b', b'c'], &[4, 5, 6], "abc")]
    #[case(&[3, 0, 0, b'a', 1, 0, b'b', b'c'], &[4, 5], "abc")]
    #[case(&[3, 0, 0, b'a', 0, 1, b'b', 0, b'c', 0], &[4, 5], "abc")]
    #[case(&[3, 0, 0, 0, b'a', b'b', b'c'], &[3], "abc")]
    // A surrogate pair split between records.
    #[case(&[2, 0, 1, 0x3d, 0xd8, 1, 0x00, 0xde], &[5], "😀")]
    fn a_continuing_record_may_be_empty(
        #[case] bytes: &[u8],
        #[case] breaks: &[usize],
        #[case] expected: &str,
    ) {
        assert_eq!(TextStorageForm::Unicode.long(&mut RecordParts::new(bytes, breaks)).unwrap(), expected);
    }

    #[rstest]
    #[case(&[3, 0, 0, b'a', 0, 0], &[4, 5])]
    #[case(&[3, 0, 0, b'a'], &[4])]
    #[case(&[3, 0, 1, b'a', 0, 9], &[])]
    fn a_text_that_ends_too_early_is_an_error(#[case] bytes: &[u8], #[case] breaks: &[usize]) {
        let error = TextStorageForm::Unicode.long(&mut RecordParts::new(bytes, breaks)).unwrap_err();
        assert_eq!(error.to_string(), "a text ends too early");
    }

    #[test]
    fn a_million_records_are_read_fast() {
        let letters = 1_000_000;
        let mut bytes = vec![0; 8];
        let mut breaks = Vec::new();
        for _ in 0..letters / 50_000 {
            bytes.extend([0x50, 0xc3, 0]);
            for _ in 0..50_000 {
                breaks.push(bytes.len());
                bytes.extend([0, b'a']);
            }
        }
        let begin = std::time::Instant::now();
        let texts = RecordParts::new(&bytes, &breaks).shared().unwrap();
        assert_eq!(texts.iter().map(String::len).sum::<usize>(), letters);
        assert!(begin.elapsed() < std::time::Duration::from_secs(20), "{:?}", begin.elapsed());
    }

    #[test]
    fn shared_texts_with_formatting_and_phonetics_are_read() {
        let mut bytes = vec![0; 8];
        bytes.extend([1, 0, 8, 1, 0, b'a', 9, 9, 9, 9]);
        bytes.extend([1, 0, 4, 2, 0, 0, 0, b'b', 9, 9]);
        bytes.extend([0, 0, 0]);
        assert_eq!(RecordParts::new(&bytes, &[]).shared().unwrap(), ["a", "b", ""]);
        bytes.extend([200, 0, 0, b'c']);
        let error = RecordParts::new(&bytes, &[]).shared().unwrap_err();
        assert_eq!(error.to_string(), "a text ends too early");
    }

    #[test]
    fn texts_in_a_code_page_are_decoded() {
        let cyrillic = TextStorageForm::CodePage(CodePage::numbered(1251));
        assert_eq!(cyrillic.name(BiffBytes(&[2, 0xc8, 0xe2]), false).unwrap(), "Ив");
        let long = cyrillic.long(&mut RecordParts::new(&[2, 0, 0xc8, 0xe2], &[])).unwrap();
        assert_eq!(long, "Ив");
    }

    #[rstest]
    #[case(&[])]
    #[case(&[0, 0])]
    #[case(&[0, 0, 0])]
    fn an_empty_text_may_be_truncated(#[case] bytes: &[u8]) {
        for writing in [TextStorageForm::Unicode, TextStorageForm::CodePage(CodePage::numbered(1252))] {
            assert_eq!(writing.long(&mut RecordParts::new(bytes, &[])).unwrap(), "");
        }
    }

    #[rstest]
    #[case(&[3, 0, 0, b'0', b'0'], "00")]
    #[case(&[3, 0, 1, b'0', 0, b'0', 0, b'0'], "00")]
    #[case(&[3, 0, 0], "")]
    #[case(&[3, 0], "")]
    #[case(&[3], "")]
    #[case(&[], "")]
    fn a_name_may_be_truncated(#[case] bytes: &[u8], #[case] expected: &str) {
        assert_eq!(TextStorageForm::Unicode.name(BiffBytes(bytes), true).unwrap(), expected);
    }
}
