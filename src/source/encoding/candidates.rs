//! The encodings that a text may have, with the languages written in them.

use super::encoding_names::TextEncoding;
use super::letters::Languages;

const WEST: &str = "it fr de es pt nl sv da is ca sq";
const EAST: &str = "pl cs sk hu ro hr sq de";
const BALTIC: &str = "lt lv et pl de sv";

/// The name of an encoding, the languages with Latin letters written in it, and its handicap: rare code pages need
/// more evidence.
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

/// Encodings that programs rarely write, or that are rarely used for Western languages.
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

/// An encoding that the text may have.
pub(super) struct CandidateEncoding {
    pub(super) encoding: TextEncoding,
    pub(super) languages: Languages,
    /// The handicap of the encoding.
    pub(super) prior: i64,
    letters: Option<[char; 128]>,
}

impl CandidateEncoding {
    /// All known encodings, Windows-1252 first.
    pub(super) fn all() -> Vec<Self> {
        let suspect = |(name, languages, prior): &(&str, &str, i64)| {
            let encoding = TextEncoding::named(name)?;
            Some(Self {
                encoding,
                languages: Languages::named(languages),
                prior: *prior,
                letters: encoding.letters(),
            })
        };
        KNOWN.iter().filter_map(suspect).collect()
    }

    /// True if programs rarely write it.
    pub(super) fn is_rare(&self) -> bool {
        RARE.contains(&self.encoding.name())
    }

    /// True if each byte is a character.
    pub(super) fn is_page(&self) -> bool {
        self.letters.is_some()
    }

    /// A word in this encoding; `None` if some bytes are undefined.
    pub(super) fn read(&self, word: &[u8]) -> Option<String> {
        let Some(letters) = &self.letters else { return self.encoding.decode(word) };
        let text: String =
            word.iter().map(|byte| super::encoding_names::page_letter(letters, *byte)).collect();
        (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
    }

    /// The rarity of the characters of a word in an East Asian encoding, in which common characters have their own
    /// ranges.
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
            // Characters that GBK adds to GB2312, and Windows to EUC-KR.
            let has_more = matches!(self.encoding.name(), "GBK" | "EUC-KR");
            let extended = bytes.next().is_some_and(|byte| has_more && *byte < 0xa1);
            rare += u32::from(extended || !common.iter().any(|range| range.contains(lead))) * 2;
        }
        rare
    }
}
