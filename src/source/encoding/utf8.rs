//! Is a text UTF-8, or does it only look so?
//!
//! Well-formed UTF-8 hardly ever arises by chance. One name of two characters of Chinese in fifty is well-formed, though,
//! and its letters come out as a mix that no language has. Only such a text is doubted, and only where it is sound in
//! another encoding.

use std::collections::BTreeSet;

use super::candidates::CandidateEncoding;
use super::encoding_names::TextEncoding;
use super::letters::Languages;
use super::oddness::word_oddness;
use super::windows_1252::{self, ODD};

/// So many different letters may be UTF-8 by chance.
const FEW: usize = 8;
/// A word that is less odd is one that somebody writes.
const WRITTEN: u32 = 3;
/// A word that is odd in UTF-8 may be a little odd in another encoding.
const BEARABLE: u32 = 2;
/// Other encodings are looked for among those that many programs write.
const COMMON: i64 = 2;
/// So many are found, at most.
const RIVALS: usize = 3;

/// Characters beyond ASCII, and places with broken bytes; `whole` where the text ends with the window.
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

/// True for the start of a character that the window's end has cut.
fn could_go_on(broken: &[u8]) -> bool {
    std::str::from_utf8(broken).is_err_and(|fault| fault.error_len().is_none())
}

/// True where some word is UTF-8 that somebody would write, in a text with broken bytes: two letters of Chinese may look
/// like it, and come out as rare signs of other scripts.
pub(super) fn has_sound_word(window: &[u8]) -> bool {
    let mut texts = windows_1252::words(window).filter_map(|word| std::str::from_utf8(word).ok());
    let usual = |letter: char| letter.len_utf8() > 2 || matches!(letter, '\u{a0}'..='\u{24f}');
    texts.any(|text| text.chars().any(usual) || word_oddness(text, Languages::ALL) < ODD)
}

/// The other encodings that a text without broken bytes is as likely to be in: all of its words are sound in them, and
/// not all of them are what somebody would write in UTF-8. None for nearly every text.
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
    // A single character shows nothing, and hardly any text of another encoding has but one.
    if texts().all(is_written) || (letters.len() <= 1 && words.iter().all(|word| is_alone(word))) {
        return Vec::new();
    }
    let bearable = if oddest >= ODD { BEARABLE } else { 0 };
    // Letters of the West come out as some letters of every language where each byte is one.
    let western = letters.iter().all(|letter| matches!(letter, '\u{c0}'..='\u{ff}'));
    let likely = |suspect: &CandidateEncoding| suspect.prior <= COMMON && !(western && suspect.is_page());
    let all = CandidateEncoding::all().into_iter().filter(likely);
    let sound = all.filter(|suspect| words.iter().all(|word| is_sound(suspect, word, bearable)));
    sound.map(|suspect| suspect.encoding).take(RIVALS).collect()
}

/// True for a word that somebody writes. Letters of the West may stand together more oddly.
fn is_written(text: &str) -> bool {
    let western = |letter: char| letter.is_ascii() || matches!(letter, '\u{c0}'..='\u{ff}');
    let bearable = |part: &str| word_oddness(part, Languages::ALL) < ODD;
    word_oddness(text, Languages::ALL) < WRITTEN
        || (text.chars().all(western) && text.split(|letter: char| !letter.is_alphanumeric()).all(bearable))
}

/// True where the character beyond ASCII of a word is a letter, or stands beside none.
fn is_alone(word: &[u8]) -> bool {
    let own = |letter: char| !letter.is_ascii() && letter.is_alphanumeric();
    !word.iter().any(u8::is_ascii_alphabetic)
        || std::str::from_utf8(word).is_ok_and(|text| text.contains(own))
}

/// True for a word of common letters. Katakana of half the width is common where all of a word is written in it.
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
    fn letters_of_any_language_are_utf8(#[case] text: &str) {
        assert_eq!(rivals(format!("Name,City\n{text},Rome\n").as_bytes()), [], "{text}");
    }

    /// Signs beside letters, where another encoding has letters more easily.
    #[test]
    fn signs() {
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
    fn what_looks_so_by_chance_is_not(#[case] bytes: &[u8], #[case] expected: &str) {
        let encoding = TextEncoding::named(expected).unwrap();
        assert!(
            std::str::from_utf8(bytes).is_ok() && rivals(bytes).contains(&encoding),
            "{:?}",
            rivals(bytes)
        );
    }
}
