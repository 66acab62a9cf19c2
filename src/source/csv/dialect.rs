//! The dialect of delimited text: the characters with a meaning.

use crate::source::error::SourceError;

/// The characters with a meaning in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// Separates cells.
    pub(super) delimiter: u8,
    /// Encloses a cell that contains a delimiter, a line end or a quote. A doubled quote inside it is text.
    pub(super) quote: Option<u8>,
    /// Makes the quote after it text. Without quotes, it makes a delimiter or line end text.
    pub(super) escape: Option<u8>,
}

impl Dialect {
    /// Double quotes that are doubled inside values, as nearly all programs write them.
    pub(super) fn usual(delimiter: u8) -> Self {
        Self { delimiter, quote: Some(b'"'), escape: None }
    }

    /// True for white space that may separate a quote from a delimiter.
    pub(super) fn is_blank(self, byte: u8) -> bool {
        matches!(byte, b' ' | b'\t') && byte != self.delimiter
    }

    /// Rejects characters that are impossible or have two meanings.
    pub(super) fn checked(mut self) -> Result<Self, SourceError> {
        let impossible = |byte: u8| matches!(byte, b'\n' | b'\r' | 0) || !byte.is_ascii();
        self.escape = self.escape.filter(|escape| Some(*escape) != self.quote);
        let signs = [self.quote, self.escape];
        if impossible(self.delimiter) || self.delimiter == b'"' || signs.contains(&Some(self.delimiter)) {
            return Err(SourceError::Delimiter { delimiter: self.delimiter.into() });
        }
        match signs.into_iter().flatten().find(|sign| impossible(*sign)) {
            Some(sign) => Err(SourceError::Sign { sign: sign.into() }),
            None => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_has_only_one_meaning() {
        let dialect = |delimiter, quote, escape| Dialect { delimiter, quote, escape }.checked();
        let same = dialect(b',', Some(b'\''), Some(b'\'')).unwrap();
        assert_eq!(same, Dialect { delimiter: b',', quote: Some(b'\''), escape: None }, "it is doubled");
        assert!(matches!(dialect(b';', Some(b';'), None), Err(SourceError::Delimiter { delimiter: ';' })));
        assert!(matches!(dialect(b';', None, Some(b';')), Err(SourceError::Delimiter { delimiter: ';' })));
        assert!(matches!(dialect(b',', Some(b'\n'), None), Err(SourceError::Sign { sign: '\n' })));
    }
}
