//! Encodings by name: those of the WHATWG Encoding Standard, and DOS code pages that it lacks.

use std::fmt;

use encoding_rs::Encoding;
use oem_cp::code_table::{DECODING_TABLE_CP437, DECODING_TABLE_CP850, DECODING_TABLE_CP852};

/// A text encoding.
#[derive(Clone, Copy)]
pub struct TextEncoding(EncodingKind);

#[derive(Clone, Copy)]
pub(in crate::source) enum EncodingKind {
    /// An encoding of the Encoding Standard.
    Standard(&'static Encoding),
    /// ASCII plus the characters of the bytes from 0x80 on.
    Page(&'static str, &'static [char; 128]),
}

/// The DOS code pages.
const PAGES: [(&str, &[char; 128]); 3] =
    [("cp850", &DECODING_TABLE_CP850), ("cp437", &DECODING_TABLE_CP437), ("cp852", &DECODING_TABLE_CP852)];

/// Common names that the Encoding Standard lacks, without hyphens and underscores.
const ALIASES: [(&str, &str); 18] = [
    ("ansi", "windows-1252"),
    ("macroman", "macintosh"),
    ("xmacroman", "macintosh"),
    ("cp10000", "macintosh"),
    ("cp932", "shift_jis"),
    ("shiftjis", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("uhc", "euc-kr"),
    ("cp950", "big5"),
    ("cp874", "windows-874"),
    ("latin9", "iso-8859-15"),
    ("ibm850", "cp850"),
    ("850", "cp850"),
    ("ibm437", "cp437"),
    ("437", "cp437"),
    ("ibm852", "cp852"),
    ("852", "cp852"),
];

impl TextEncoding {
    /// UTF-8.
    pub const UTF_8: Self = Self::standard(encoding_rs::UTF_8);
    /// Windows-1252, the encoding of Windows in Western Europe.
    pub const WINDOWS_1252: Self = Self::standard(encoding_rs::WINDOWS_1252);

    /// An encoding of the Encoding Standard.
    pub const fn standard(encoding: &'static Encoding) -> Self {
        Self(EncodingKind::Standard(encoding))
    }

    /// Finds an encoding by one of its names, in any case (`windows-1252`, `latin1`, `utf-16le`, `cp850`,
    /// `mac-roman`).
    pub fn named(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase();
        let bare = label.replace(['-', '_', ' '], "");
        let alias = ALIASES.iter().find(|(alias, _)| *alias == bare).map(|(_, name)| *name);
        let name = alias.unwrap_or(&label);
        let page = PAGES.iter().find(|(page, _)| *page == name || *page == bare);
        page.map(|(name, letters)| Self(EncodingKind::Page(name, letters))).or_else(|| {
            Encoding::for_label_no_replacement(name.as_bytes())
                .or_else(|| Encoding::for_label_no_replacement(bare.as_bytes()))
                .map(Self::standard)
        })
    }

    /// The name, which [`TextEncoding::named`] accepts.
    pub fn name(self) -> &'static str {
        match self.0 {
            EncodingKind::Standard(encoding) => encoding.name(),
            EncodingKind::Page(name, _) => name,
        }
    }

    pub(in crate::source) fn kind(self) -> EncodingKind {
        self.0
    }

    /// The characters of the bytes from 0x80 on, for encodings with one byte per character. Undefined bytes are
    /// U+FFFD.
    pub(crate) fn letters(self) -> Option<[char; 128]> {
        let encoding = match self.0 {
            EncodingKind::Page(_, letters) => return Some(*letters),
            EncodingKind::Standard(encoding) => encoding,
        };
        if !encoding.is_single_byte() {
            return None;
        }
        let mut letters = [char::REPLACEMENT_CHARACTER; 128];
        for (byte, letter) in (0x80..=u8::MAX).zip(&mut letters) {
            let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte));
            *letter = text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        Some(letters)
    }

    /// The encoding in the Encoding Standard; `None` for a DOS code page.
    pub(in crate::source) fn as_standard(self) -> Option<&'static Encoding> {
        match self.0 {
            EncodingKind::Standard(encoding) => Some(encoding),
            EncodingKind::Page(..) => None,
        }
    }

    /// Decodes a text, with U+FFFD for undefined bytes.
    pub(in crate::source) fn decode_lossy(self, bytes: &[u8]) -> String {
        match self.0 {
            EncodingKind::Page(_, letters) => bytes.iter().map(|byte| page_letter(letters, *byte)).collect(),
            EncodingKind::Standard(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }

    /// Decodes a text; `None` if some bytes are undefined.
    pub(in crate::source) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self.0 {
            EncodingKind::Page(_, letters) => {
                Some(bytes.iter().map(|byte| page_letter(letters, *byte)).collect())
            }
            EncodingKind::Standard(encoding) => encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(std::borrow::Cow::into_owned),
        }
    }
}

/// The character of a byte in a code page.
pub(in crate::source) fn page_letter(letters: &[char; 128], byte: u8) -> char {
    let high = byte.checked_sub(0x80).and_then(|at| letters.get(usize::from(at)));
    high.copied().unwrap_or(char::from(byte))
}

impl PartialEq for TextEncoding {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for TextEncoding {}

impl fmt::Debug for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("CP850", "cp850", b"Jos\x82 \x9d", "José Ø")]
    #[case("ibm-850", "cp850", b"\xa4", "ñ")]
    #[case("IBM437", "cp437", b"\xe1", "ß")]
    #[case("cp-852", "cp852", b"\x9f\x88", "čł")]
    #[case("mac-roman", "macintosh", b"Jos\x8e", "José")]
    #[case("MacRoman", "macintosh", b"\x96", "ñ")]
    #[case("gb18030", "gb18030", b"\xc1\xf5", "刘")]
    #[case("GBK", "GBK", b"\xc1\xf5", "刘")]
    #[case("cp932", "Shift_JIS", b"\x93c", "田")]
    #[case("ansi", "windows-1252", b"\x80", "€")]
    #[case("latin-9", "ISO-8859-15", b"\xa4", "€")]
    fn encodings_are_found_by_name(
        #[case] label: &str,
        #[case] name: &str,
        #[case] bytes: &[u8],
        #[case] text: &str,
    ) {
        let found = TextEncoding::named(label).unwrap();
        assert_eq!((found.name(), found.decode(bytes).as_deref()), (name, Some(text)));
        assert_eq!(TextEncoding::named(found.name()), Some(found));
    }

    #[test]
    fn unknown_encoding_names_are_not_found() {
        for label in ["", "cp", "no-such", "replacement", "cp9999"] {
            assert_eq!(TextEncoding::named(label), None, "{label}");
        }
    }
}
