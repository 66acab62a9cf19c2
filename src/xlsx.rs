//! What every workbook that deskferry writes needs: the limits of a sheet, and the errors of the library.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::XlsxError;

/// The maximum number of columns of a sheet.
pub(crate) const MAX_COLUMNS: usize = 16_384;
/// The maximum number of UTF-16 code units of a cell.
pub(crate) const MAX_TEXT: usize = 32_767;

/// The library panics if it can't write its temporary file. That means a full disk and not an internal error.
pub(crate) fn caught<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, XlsxError> {
    let full = || io::Error::other("can't write its temporary file (see TMPDIR)");
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(XlsxError::IoError(full())))
}

/// Keeps the first error of the output, and ignores everything after it. The library would wrap the error, and print
/// it.
pub(crate) struct FirstErrorWriter<'a> {
    out: &'a mut (dyn Write + Send),
    fault: Option<io::Error>,
}

impl<'a> FirstErrorWriter<'a> {
    pub(crate) fn new(out: &'a mut (dyn Write + Send)) -> Self {
        Self { out, fault: None }
    }

    /// The first error.
    pub(crate) fn fault(self) -> Option<io::Error> {
        self.fault
    }
}

impl Write for FirstErrorWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.fault.is_none() {
            self.fault = self.out.write_all(bytes).err();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The beginning of a text that is too long for a cell, cut between characters; `None` if it fits.
pub(crate) fn cut(text: &str) -> Option<&str> {
    if text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT {
        return None;
    }
    let mut units = 0;
    let fits = |letter: &(usize, char)| {
        units += letter.1.len_utf16();
        units > MAX_TEXT
    };
    let end = text.char_indices().find(fits).map_or(text.len(), |(at, _)| at);
    text.get(..end)
}

/// True if a cell can have exactly this text. The library escapes control characters as `_x0001_`; after a text such
/// as `_x000D`, that would be read as another character.
pub(crate) fn fits(text: &str) -> bool {
    let is_escaped =
        |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let is_start = |before: &str| {
        let start = before.len().checked_sub(6).and_then(|start| before.get(start..));
        let digits = start.and_then(|start| start.strip_prefix("_x"));
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let mut escaped = text.char_indices().filter(|(_, letter)| is_escaped(*letter));
    cut(text).is_none() && !escaped.any(|(at, _)| text.get(..at).is_some_and(is_start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_library_is_an_error() {
        let fault = caught(|| -> Result<(), XlsxError> { panic!("couldn't write to xml file") }).unwrap_err();
        assert!(fault.to_string().contains("temporary file"), "{fault}");
    }

    #[test]
    fn texts_are_cut_between_characters() {
        let whole = "x".repeat(MAX_TEXT);
        assert_eq!(cut(&whole), None);
        assert_eq!(cut(&"é".repeat(MAX_TEXT)), None, "it is characters that count");
        assert_eq!(cut(&format!("{whole}y")), Some(whole.as_str()));
        let pairs = "😀".repeat(MAX_TEXT);
        assert_eq!(cut(&pairs).map(|text| text.encode_utf16().count()), Some(MAX_TEXT - 1));
    }

    #[test]
    fn a_text_that_would_be_read_otherwise_does_not_fit() {
        for text in ["", "_x000D_", "_x000D\n", "\u{1}_x000D", "x000D\u{1}", "_x00\u{1}"] {
            assert!(fits(text), "{text:?}");
        }
        assert!(!fits("a_x000D\u{1}"));
        assert!(!fits(&"x".repeat(MAX_TEXT + 1)));
    }
}
