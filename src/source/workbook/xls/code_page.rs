//! The code pages of texts in Excel 5 and 95: those of Windows, DOS and the Macintosh.

use std::sync::LazyLock;

use oem_cp::code_table::DECODING_TABLE_CP_MAP;
use oem_cp::code_table_type::TableType;

use crate::source::encoding::TextEncoding;

use crate::source::workbook::error::WorkbookError;

/// A code page; bytes below 0x80 are always ASCII.
#[derive(Clone, Copy)]
pub(crate) enum CodePage {
    Encoding(TextEncoding),
    /// The characters from byte 0x80 on.
    Dos(&'static TableType),
    Mac(&'static [char]),
    /// An unsupported code page, or none named (`None`).
    Unknown(Option<u16>),
}

impl CodePage {
    /// The code page of a number. Workbooks have their own numbers for some of Windows and the Macintosh.
    pub(crate) fn numbered(number: u16) -> Self {
        let standard = match number {
            0x8000 | 10_000 => Some(encoding_rs::MACINTOSH),
            0x8001 => Some(encoding_rs::WINDOWS_1252),
            10_001 => Some(encoding_rs::SHIFT_JIS),
            10_002 => Some(encoding_rs::BIG5),
            10_003 => Some(encoding_rs::EUC_KR),
            10_007 | 10_017 => Some(encoding_rs::X_MAC_CYRILLIC),
            10_008 => Some(encoding_rs::GBK),
            // Not character sets of one or two bytes.
            0 | 1200 | 1201 | 12_000 | 12_001 => None,
            other => codepage::to_encoding(other),
        };
        if let Some(encoding) = standard {
            return Self::Encoding(TextEncoding::standard(encoding));
        }
        let mac = || MAC.iter().find(|(own, _)| *own == number).map(|(_, letters)| Self::Mac(letters));
        let dos = DECODING_TABLE_CP_MAP.get(&number).map(Self::Dos);
        dos.or_else(mac).unwrap_or(Self::Unknown(Some(number)))
    }

    /// Decodes a text; invalid bytes become U+FFFD.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<String, WorkbookError> {
        let by_letter = |high: &dyn Fn(usize) -> Option<char>| {
            let letter = |byte: &u8| match byte.checked_sub(0x80) {
                None => char::from(*byte),
                Some(at) => high(usize::from(at)).unwrap_or(char::REPLACEMENT_CHARACTER),
            };
            bytes.iter().map(letter).collect()
        };
        match self {
            Self::Encoding(encoding) => Ok(encoding.decode_lossy(bytes)),
            Self::Dos(TableType::Complete(letters)) => Ok(by_letter(&|at| letters.get(at).copied())),
            Self::Dos(TableType::Incomplete(letters)) => {
                Ok(by_letter(&|at| letters.get(at).copied().flatten()))
            }
            Self::Mac(letters) => Ok(by_letter(&|at| letters.get(at).copied())),
            Self::Unknown(_) if bytes.is_ascii() => Ok(by_letter(&|_| None)),
            Self::Unknown(number) => Err(WorkbookError::CodePage(number)),
        }
    }
}

type Letters = LazyLock<Vec<char>>;

/// Macintosh code pages that are not in the Encoding Standard (Unicode, Mappings/VENDORS/APPLE): Greek, Romanian,
/// Central European, Icelandic, Turkish, Croatian.
static MAC: [(u16, Letters); 6] = [
    (10_006, LazyLock::new(|| GREEK.chars().collect())),
    (10_010, LazyLock::new(|| ROMANIAN.chars().collect())),
    (10_029, LazyLock::new(|| CENTRAL.chars().collect())),
    (10_079, LazyLock::new(|| ICELANDIC.chars().collect())),
    (10_081, LazyLock::new(|| TURKISH.chars().collect())),
    (10_082, LazyLock::new(|| CROATIAN.chars().collect())),
];

const GREEK: &str = "Ä¹²É³ÖÜ΅àâä΄¨çéèêë£™îï•½‰ôö¦€ùûü†ΓΔΘΛΞΠß®©ΣΪ§≠°·Α±≤≥¥ΒΕΖΗΙΚΜΦΫΨΩ\
    άΝ¬ΟΡ≈Τ«»…\u{a0}ΥΧΆΈœ–―“”‘’÷ΉΊΌΎέήίόΏύαβψδεφγηιξκλμνοπώρστθωςχυζϊϋΐΰ\u{ad}";
const ROMANIAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ĂȘ∞±≤≥¥µ∂∑∏π∫ªºΩăș\
    ¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›Țț‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
const CENTRAL: &str = "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅ\
    ņŃ¬√ńŇ∆«»…\u{a0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ";
const ICELANDIC: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûüÝ°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø\
    ¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€ÐðÞþý·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
const TURKISH: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø\
    ¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸĞğİıŞş‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙ\u{f8a0}ˆ˜¯˘˙˚¸˝˛ˇ";
const CROATIAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®Š™´¨≠ŽØ∞±≤≥∆µ∂∑∏š∫ªºΩžø\
    ¿¡¬√ƒ≈Ć«Č…\u{a0}ÀÃÕŒœĐ—“”‘’÷◊\u{f8ff}©⁄€‹›Æ»–·‚„‰ÂćÁčÈÍÎÏÌÓÔđÒÚÛÙıˆ˜¯πË˚¸Êæˇ";

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(437, b"Zo\x89", "Zoë")]
    #[case(737, b"\x8c\xe5\xa1\xa6\xaa", "Νίκος")]
    #[case(775, b"\xb5\xd8uolas", "Ąžuolas")]
    #[case(850, b"Jos\x82", "José")]
    #[case(852, b"\x9d\xa2d\xab", "Łódź")]
    #[case(855, b"\xb8\xeb\xa0\xd4", "Иван")]
    #[case(857, b"I\x9f\x8dk", "Işık")]
    #[case(858, b"\xd5", "€")]
    #[case(860, b"Jo\x84o", "João")]
    #[case(861, b"\x8d\xa2r", "Þór")]
    #[case(862, b"\x99\x8c\x85\x8d", "שלום")]
    #[case(863, b"Zo\x89", "Zoë")]
    #[case(865, b"\x8fse", "Åse")]
    #[case(866, b"\x88\xa2\xa0\xad", "Иван")]
    #[case(869, b"\xb8\x9f\xe4\xe9\xed", "Νίκος")]
    #[case(874, b"\xca", "ส")]
    #[case(932, b"\x93\xfa\x96{", "日本")]
    #[case(949, b"\xc7\xd1", "한")]
    #[case(1250, b"\xa3\xf3d\x9f", "Łódź")]
    #[case(1251, b"\xc8\xe2", "Ив")]
    #[case(10_000, b"Zo\x91", "Zoë")]
    #[case(0x8000, b"Zo\x91", "Zoë")]
    #[case(0x8001, b"Zo\xeb", "Zoë")]
    #[case(10_001, b"\x93\xfa\x96{", "日本")]
    #[case(10_006, b"\xc1\xdd\xeb\xef\xf7", "Νίκος")]
    #[case(10_007, b"\x88\xe2\xe0\xed", "Иван")]
    #[case(10_029, b"\xfc\x97d\x90", "Łódź")]
    #[case(10_079, b"\xde\x97r", "Þór")]
    #[case(10_081, b"I\xdf\xddk", "Işık")]
    fn macintosh_code_pages_are_decoded(#[case] number: u16, #[case] bytes: &[u8], #[case] expected: &str) {
        assert_eq!(CodePage::numbered(number).decode(bytes).unwrap(), expected);
    }

    #[test]
    fn each_table_has_all_letters() {
        for (number, letters) in &MAC {
            assert_eq!(letters.len(), 128, "{number}");
        }
    }

    #[rstest]
    #[case(1361)]
    #[case(1200)]
    #[case(9)]
    #[case(10_004)]
    fn unknown_code_pages_are_not_guessed(#[case] number: u16) {
        let page = CodePage::numbered(number);
        assert_eq!(page.decode(b"Ada"), Ok("Ada".to_owned()));
        assert_eq!(page.decode(b"Zo\xeb"), Err(WorkbookError::CodePage(Some(number))));
    }
}
