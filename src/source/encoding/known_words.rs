//! Finds the encoding of a text by words that it should contain.

use std::collections::HashSet;

use super::encoding_names::TextEncoding;

/// The encodings in which offices save a text, the likelier ones first.
const OFFICE: [&str; 18] = [
    "utf-8",
    "windows-1252",
    "macintosh",
    "windows-1250",
    "windows-1257",
    "windows-1254",
    "windows-1251",
    "windows-1253",
    "windows-1255",
    "windows-1256",
    "cp850",
    "cp437",
    "cp852",
    "x-mac-cyrillic",
    "shift_jis",
    "gbk",
    "euc-kr",
    "big5",
];

/// Words with other letters than ASCII.
#[derive(Debug, Clone, Default)]
pub(in crate::source) struct KnownWords(HashSet<String>);

impl KnownWords {
    /// Adds the words of a text.
    pub(in crate::source) fn add(&mut self, text: &str) {
        self.0.extend(words(text).map(ToOwned::to_owned));
    }

    /// The encoding in which a text has most of these words; `None` if it has none of them in any.
    pub(in crate::source) fn encoding(&self, text: &[u8]) -> Option<TextEncoding> {
        let mut best = None;
        for encoding in OFFICE.iter().filter_map(|name| TextEncoding::named(name)) {
            let count = if self.0.is_empty() { 0 } else { self.count(text, encoding) };
            if count > best.map_or(0, |(most, _)| most) {
                best = Some((count, encoding));
            }
        }
        best.map(|(_, encoding)| encoding)
    }

    /// The number of these words that the text has in this encoding.
    fn count(&self, text: &[u8], encoding: TextEncoding) -> usize {
        let text = encoding.decode_lossy(text);
        words(&text).filter(|word| self.0.contains(*word)).collect::<HashSet<_>>().len()
    }
}

/// The words of a text that are not ASCII. Every encoding has the signs of ASCII at which it is split.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_between =
        |letter: char| letter.is_whitespace() || (letter.is_ascii() && !letter.is_ascii_alphanumeric());
    text.split(is_between).filter(|word| !word.is_ascii())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"Nome;Citt\xe0\n", Some("windows-1252"))]
    #[case(b"Nome|Citt\x88|x\n", Some("macintosh"))]
    #[case(b"\"Citt\x85\"\n", Some("cp850"))]
    #[case("Città,José\n".as_bytes(), Some("UTF-8"))]
    #[case(b"Nome;City\n", None)]
    #[case(b"Nome;Caff\xe8\n", None)]
    fn known_words_show_the_encoding(#[case] text: &[u8], #[case] expected: Option<&str>) {
        let mut known = KnownWords::default();
        ["Nome", "Città", "José Müller"].into_iter().for_each(|text| known.add(text));
        assert_eq!(known.encoding(text).map(TextEncoding::name), expected);
    }

    #[test]
    fn most_words_win() {
        let mut known = KnownWords::default();
        // Read as Macintosh, the first byte of `é` is `È`.
        ["È", "José", "Zoë"].into_iter().for_each(|text| known.add(text));
        assert_eq!(known.encoding(b"\xe9,Jos\xe9,Zo\xeb").map(TextEncoding::name), Some("windows-1252"));
        assert_eq!(KnownWords::default().encoding(b"Jos\xe9"), None);
    }
}
