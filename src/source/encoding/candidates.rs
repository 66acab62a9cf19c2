//! The encodings that a text may be in, and the languages that are written in each.

use super::encoding_names::TextEncoding;
use super::letters::Languages;

const WEST: &str = "it fr de es pt nl sv da is ca sq";
const EAST: &str = "pl cs sk hu ro hr sq de";
const BALTIC: &str = "lt lv et pl de sv";

/// The name of an encoding, the languages with Latin letters that are written in it, and how much it takes to think of
/// it: files in code pages that few programs write need more to speak for them.
pub(super) const KNOWN: [(&str, &str, i64); 34] = [
    ("windows-1252", WEST, 0),
    ("cp850", WEST, 1),
    ("macintosh", WEST, 1),
    ("cp437", WEST, 2),
    ("windows-1250", EAST, 1),
    ("cp852", EAST, 2),
    ("iso-8859-2", EAST, 2),
    ("iso-8859-15", WEST, 2),
    ("windows-1254", "tr fr de es it", 2),
    ("windows-1257", BALTIC, 2),
    ("iso-8859-13", BALTIC, 2),
    ("iso-8859-4", BALTIC, 3),
    ("iso-8859-10", "is sv da et lt se", 3),
    ("iso-8859-16", "pl hu ro hr sq it fr de", 3),
    ("iso-8859-3", "mt eo tr it de", 3),
    ("iso-8859-14", "cy ga fr de", 3),
    ("windows-1258", "vi fr", 3),
    ("windows-1251", "", 1),
    ("koi8-r", "", 2),
    ("ibm866", "", 2),
    ("iso-8859-5", "", 3),
    ("x-mac-cyrillic", "", 3),
    ("windows-1253", "", 1),
    ("iso-8859-7", "", 2),
    ("windows-1255", "", 2),
    ("iso-8859-8", "", 3),
    ("windows-1256", "fr", 2),
    ("iso-8859-6", "", 3),
    ("windows-874", "", 2),
    ("gbk", "", 1),
    ("big5", "", 1),
    ("shift_jis", "", 1),
    ("euc-jp", "", 1),
    ("euc-kr", "", 1),
];

/// Encodings that hardly any program writes, or that hardly anybody uses for the languages of the West.
const RARE: [&str; 8] = [
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-16",
    "windows-1257",
    "windows-1258",
];

/// An encoding that the text at hand may be in.
pub(super) struct CandidateEncoding {
    pub(super) encoding: TextEncoding,
    pub(super) languages: Languages,
    /// How much speaks against it from the start.
    pub(super) prior: i64,
    letters: Option<[char; 128]>,
}

impl CandidateEncoding {
    /// All that are known, Windows-1252 first.
    pub(super) fn all() -> Vec<Self> {
        let suspect = |(name, languages, prior): &(&str, &str, i64)| {
            let encoding = TextEncoding::named(name)?;
            let languages = Languages::named(languages);
            let prior = *prior;
            let letters = encoding.letters();
            Some(Self { encoding, languages, prior, letters })
        };
        KNOWN.iter().filter_map(suspect).collect()
    }

    /// True where hardly any program writes it.
    pub(super) fn is_rare(&self) -> bool {
        RARE.contains(&self.encoding.name())
    }

    /// True where each byte is a letter.
    pub(super) fn is_page(&self) -> bool {
        self.letters.is_some()
    }

    /// A word in this encoding; `None` where some of its bytes mean nothing.
    pub(super) fn read(&self, word: &[u8]) -> Option<String> {
        let Some(letters) = &self.letters else { return self.encoding.decode(word) };
        let text: String =
            word.iter().map(|byte| super::encoding_names::page_letter(letters, *byte)).collect();
        (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
    }

    /// How rare the characters of a word are in an encoding of East Asia, where the common ones stand together.
    pub(super) fn rarity(&self, word: &[u8]) -> u32 {
        let common: &[std::ops::RangeInclusive<u8>] = match self.encoding.name() {
            "GBK" => &[0xb0..=0xd7, 0xa1..=0xa3],
            "EUC-JP" => &[0xb0..=0xcf, 0xa1..=0xa5],
            "EUC-KR" => &[0xb0..=0xc8, 0xa1..=0xa3],
            "Big5" => &[0xa4..=0xc6, 0xa1..=0xa3],
            "Shift_JIS" => &[0x88..=0x98, 0x81..=0x83],
            _ => return 0,
        };
        let mut rare = 0;
        let mut bytes = word.iter();
        while let Some(lead) = bytes.next() {
            if lead.is_ascii() || (self.encoding.name() == "Shift_JIS" && (0xa1..=0xdf).contains(lead)) {
                continue;
            }
            // What GBK has beside GB2312, and Windows in Korea beside EUC-KR.
            let has_more = matches!(self.encoding.name(), "GBK" | "EUC-KR");
            let extended = bytes.next().is_some_and(|byte| has_more && *byte < 0xa1);
            rare += u32::from(extended || !common.iter().any(|range| range.contains(lead))) * 2;
        }
        rare
    }
}
