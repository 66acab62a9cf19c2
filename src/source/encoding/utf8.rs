//! Checks whether well-formed UTF-8 is another encoding by chance.
//!
//! Well-formed UTF-8 is rarely an accident. However, one in fifty Chinese names of two characters is well-formed in
//! another encoding, and reads as a mix of letters that no language has. Only such a text is doubted, and only if it
//! makes sense in another encoding.

use std::collections::BTreeSet;

use super::candidates::CandidateEncoding;
use super::encoding_names::TextEncoding;
use super::letters::Languages;
use super::oddness::word_oddness;
use super::windows_1252::{self, ODD};

/// A text with more different letters can't be UTF-8 by chance.
const FEW: usize = 8;
/// A word below this oddness is one that people would write.
const WRITTEN: u32 = 3;
/// The tolerated oddness in another encoding for a word that is odd in UTF-8.
const BEARABLE: u32 = 2;
/// The maximum handicap of other encodings that are considered.
const COMMON: i64 = 2;
/// The maximum number of other encodings returned.
const RIVALS: usize = 3;

/// Counts non-ASCII characters and places with broken bytes; `whole` is true if the text ends with the window.
pub(super) fn parts(window: &[u8], whole: bool) -> (usize, usize) {
    let mut good = 0_usize;
    let mut bad = 0_usize;
    let mut chunks = window.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        let cut_off = chunks.peek().is_none() && !whole && could_go_on(chunk.invalid());
        bad += usize::from(!chunk.invalid().is_empty() && !cut_off);
    }
    (good, bad)
}

/// True if the bytes may be the start of a character cut by the end of the window.
fn could_go_on(broken: &[u8]) -> bool {
    std::str::from_utf8(broken).is_err_and(|fault| fault.error_len().is_none())
}

/// True if some word is UTF-8 that people would write, in a text with broken bytes. Two Chinese characters may look
/// well-formed, but read as rare signs of other scripts.
pub(super) fn has_sound_word(window: &[u8]) -> bool {
    let mut texts = windows_1252::words(window).filter_map(|word| std::str::from_utf8(word).ok());
    let usual = |letter: char| letter.len_utf8() > 2 || matches!(letter, '\u{a0}'..='\u{24f}');
    texts.any(|text| text.chars().any(usual) || word_oddness(text, Languages::ALL) < ODD)
}

/// The other encodings that are as likely for a text without broken bytes; nearly always none. All words make sense
/// in them, and some word is odd in UTF-8.
pub(super) fn rivals(window: &[u8]) -> Vec<TextEncoding> {
    let mut words = BTreeSet::new();
    let mut letters = BTreeSet::new();
    for word in windows_1252::words(window) {
        let Ok(text) = std::str::from_utf8(word) else { continue };
        if words.insert(word) {
            letters.extend(text.chars().filter(|letter| !letter.is_ascii()));
        }
        if letters.len() > FEW {
            return Vec::new();
        }
    }
    let texts = || words.iter().filter_map(|word| std::str::from_utf8(word).ok());
    let oddest = texts().map(|text| word_oddness(text, Languages::ALL)).max().unwrap_or_default();
    // A single character proves nothing, and other encodings rarely have only one.
    if texts().all(is_written) || (letters.len() <= 1 && words.iter().all(|word| is_alone(word))) {
        return Vec::new();
    }
    let bearable = if oddest >= ODD { BEARABLE } else { 0 };
    // In a single-byte encoding, Western letters always read as some letters.
    let western = letters.iter().all(|letter| matches!(letter, '\u{c0}'..='\u{ff}'));
    let likely = |suspect: &CandidateEncoding| suspect.prior <= COMMON && !(western && suspect.is_page());
    let all = CandidateEncoding::all().into_iter().filter(likely);
    let sound = all.filter(|suspect| words.iter().all(|word| is_sound(suspect, word, bearable)));
    sound.map(|suspect| suspect.encoding).take(RIVALS).collect()
}

/// True for a word that people would write. Western letters are tolerated more.
fn is_written(text: &str) -> bool {
    let western = |letter: char| letter.is_ascii() || matches!(letter, '\u{c0}'..='\u{ff}');
    let bearable = |part: &str| word_oddness(part, Languages::ALL) < ODD;
    word_oddness(text, Languages::ALL) < WRITTEN
        || (text.chars().all(western) && text.split(|letter: char| !letter.is_alphanumeric()).all(bearable))
}

/// True if the non-ASCII character of a word is a letter, or has no letter next to it.
fn is_alone(word: &[u8]) -> bool {
    let own = |letter: char| !letter.is_ascii() && letter.is_alphanumeric();
    !word.iter().any(u8::is_ascii_alphabetic)
        || std::str::from_utf8(word).is_ok_and(|text| text.contains(own))
}

/// True for a word of common characters. Half-width katakana are common only in words that consist of them.
fn is_sound(suspect: &CandidateEncoding, word: &[u8], bearable: u32) -> bool {
    let narrow = |letter: char| matches!(letter, '\u{ff66}'..='\u{ff9f}');
    suspect.read(word).is_some_and(|text| {
        text.chars().all(narrow) || word_oddness(&text, suspect.languages) + suspect.rarity(word) <= bearable
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Oʻahu")]
    #[case("ʻĀina")]
    #[case("ə")]
    #[case("Əli Məmmədov")]
    #[case("Հայկ")]
    #[case("Աննա")]
    #[case("ʤ")]
    #[case("פרץ")]
    #[case("דָּוִד")]
    #[case("გია")]
    #[case("😀")]
    #[case("👩‍💻")]
    #[case("ﬁ")]
    #[case("नमन")]
    #[case("Jose\u{301}")]
    #[case("Α\u{301}ννα")]
    #[case("é ü")]
    #[case("ŁÓDŹ")]
    #[case("é||éß")]
    #[case("ßß")]
    #[case("ééééé")]
    #[case("Ὀδυσσεύς")]
    #[case("Ꭰ")]
    #[case("ߒߞߏ")]
    fn letters_of_any_language_are_read_as_utf8(#[case] text: &str) {
        assert_eq!(rivals(format!("Name,City\n{text},Rome\n").as_bytes()), [], "{text}");
    }

    /// Signs next to letters, where another encoding is likelier to have letters.
    #[test]
    fn symbols_are_read_as_utf8() {
        let signs = ('\u{a1}'..='\u{bf}').chain('\u{2010}'..='\u{2027}').chain('\u{20a0}'..='\u{20bf}');
        let mut doubted = Vec::new();
        for sign in signs.chain(['′', '″', '№', '™', '→', '✓', '★', '�']) {
            for text in [format!("O{sign}ahu"), format!("{sign}12"), format!("12{sign}"), sign.to_string()] {
                let found = rivals(text.as_bytes());
                if !found.is_empty() {
                    doubted.push(format!("{text} {found:?}"));
                }
            }
        }
        assert!(doubted.is_empty(), "{doubted:?}");
    }

    #[rstest]
    #[case::ou_qiang(b"\xc5\xb7\xc7\xbf", "GBK")]
    #[case::fujii_in_half_width(b"\xcc\xbc\xde\xb2", "Shift_JIS")]
    #[case::iniguez_in_cp850(b"\xd6\xa4iguez", "Shift_JIS")]
    fn texts_that_look_like_utf8_by_chance_have_a_rival(#[case] bytes: &[u8], #[case] expected: &str) {
        let encoding = TextEncoding::named(expected).unwrap();
        assert!(
            std::str::from_utf8(bytes).is_ok() && rivals(bytes).contains(&encoding),
            "{:?}",
            rivals(bytes)
        );
    }
}
