//! Words that were read in a wrong encoding before they arrived, such as `Jos‚` from a DOS file.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::issue::{Code, Complaint};
use crate::source::{TextEncoding, oddness};

/// Encodings in which such words were probably written.
const WRITTEN: [&str; 2] = ["cp850", "macintosh"];
/// A wrong word is at least this odd, and at most `WELL` odd when read in the right encoding.
const ODD: u32 = 4;
const WELL: u32 = 1;

/// The name of a code page, and its letters for the bytes from 0x80.
type PageLetters = (&'static str, [char; 128]);

static PAGES: LazyLock<Vec<PageLetters>> = LazyLock::new(|| {
    WRITTEN.iter().filter_map(|name| Some((*name, TextEncoding::named(name)?.letters()?))).collect()
});

static WESTERN: LazyLock<HashMap<char, u8>> = LazyLock::new(|| {
    let letters = TextEncoding::WINDOWS_1252.letters().into_iter().flatten();
    letters.zip(0x80..=u8::MAX).collect()
});

/// True for signs that appear inside a word only after wrong decoding. Apostrophes, dashes and dots are common in
/// prose and prove nothing.
pub(super) fn is_strange(letter: char) -> bool {
    matches!(
        letter,
        '¡'..='¥'
            | '‚'
            | 'ƒ'
            | '„'
            | '†'
            | '‡'
            | 'ˆ'
            | '‰'
            | 'Š'
            | '‹'
            | 'Œ'
            | 'Ž'
            | '‘'
            | '“'
            | '”'
            | '•'
            | '˜'
            | '™'
            | 'š'
            | '›'
            | 'œ'
            | 'ž'
            | 'Ÿ'
    )
}

/// Quotes around a word prove nothing. `‚` and `„` never follow one.
const QUOTES: [char; 7] = ['‚', '„', '‘', '“', '”', '‹', '›'];
const CLOSING: [char; 5] = ['‘', '“', '”', '‹', '›'];

/// Returns the right text and its encoding, or `None` if no word was read wrongly.
pub(crate) fn better(text: &str) -> Option<(String, &'static str)> {
    if !text.contains(is_strange) || !text.split(' ').any(is_odd) {
        return None;
    }
    PAGES.iter().find_map(|(name, letters)| {
        let mut changed = false;
        let mut word = |word: &str| match read(word, letters) {
            Some(better) => {
                changed = true;
                better
            }
            None => word.to_owned(),
        };
        let words: Vec<String> = text.split(' ').map(&mut word).collect();
        changed.then(|| (words.join(" "), *name))
    })
}

/// True for a word that hardly anyone would write.
fn is_odd(word: &str) -> bool {
    let bare = word.trim_start_matches(QUOTES).trim_end_matches(CLOSING);
    bare.contains(is_strange) && word.chars().any(char::is_alphabetic) && oddness(word) >= ODD
}

/// Reads a word in another encoding, or returns `None` if that is no improvement.
fn read(word: &str, letters: &[char; 128]) -> Option<String> {
    if !is_odd(word) {
        return None;
    }
    let letter = |letter: char| {
        if letter.is_ascii() {
            return Some(letter);
        }
        letters.get(usize::from(WESTERN.get(&letter)?.checked_sub(0x80)?)).copied()
    };
    let better: String = word.chars().map(letter).collect::<Option<_>>()?;
    (oddness(&better) <= WELL).then_some(better)
}

/// The warning for a text that was read in a wrong encoding.
pub(crate) fn complaint(text: &str, better: &str, encoding: &str) -> Complaint {
    let message = format!("{text:?} reads better as {encoding}: {better:?}; it was not changed");
    let hint = format!(
        "correct the cell, or export its row again as UTF-8; if all rows read better this way, add --encoding \
         {encoding}"
    );
    Complaint::new(Code::Misread, message, hint)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Jos‚", "José", "cp850")]
    #[case("Jos‚ Garc¡a", "José García", "cp850")]
    #[case("Espa¤a", "España", "cp850")]
    #[case("Bj”rn", "Björn", "cp850")]
    #[case("H‚lŠne", "Hélène", "cp850")]
    #[case("JosŽ", "José", "macintosh")]
    fn words_read_with_a_wrong_code_page_are_recognized(
        #[case] text: &str,
        #[case] wanted: &str,
        #[case] encoding: &str,
    ) {
        assert_eq!(better(text), Some((wanted.to_owned(), encoding)));
    }

    #[rstest]
    #[case("José Núñez")]
    #[case("Šárka Žáková")]
    #[case("Œuvres de la sœur")]
    #[case("„Zur Post“")]
    #[case("“Bar”")]
    #[case("‘Bar’")]
    #[case("rock’n’roll")]
    #[case("Montag–freitag")]
    #[case("£50")]
    #[case("5¢")]
    #[case("ACME™")]
    #[case("ŠKODA")]
    #[case("LEŠ")]
    #[case("Wałęsa")]
    #[case("¡Hola!")]
    fn other_words_are_unchanged(#[case] text: &str) {
        assert_eq!(better(text), None);
    }
}
