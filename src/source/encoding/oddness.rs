//! Measures how odd a text is: 0 for one that people would write. Text read in a wrong encoding is odd.
//!
//! Only non-ASCII characters are judged, by their neighbors: the case and script of a letter, the languages that use
//! it, the vowels and consonants around it, and the side of a word on which a sign may be.

use super::letters::{self, Languages, LetterContext};
use super::scripts::{IMPOSSIBLE, LetterScript, script};
use super::symbols::{self, SymbolRule};

/// The oddness of a text that may be damaged: 0 for one that people would write in any language.
pub(crate) fn oddness(text: &str) -> u32 {
    text.split_whitespace().map(|word| word_oddness(word, Languages::ALL)).sum()
}

/// The oddness of a text without spaces in these languages.
pub(super) fn word_oddness(text: &str, languages: Languages) -> u32 {
    if text.is_ascii() {
        return 0;
    }
    let letters: Vec<char> = text.chars().collect();
    let mut total = 0;
    for (at, letter) in letters.iter().enumerate().filter(|(_, letter)| !letter.is_ascii()) {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let after = letters.get(at + 1).copied();
        total += match script(*letter) {
            LetterScript::None => symbols::oddness(SymbolRule { sign: *letter, before, after }, text),
            LetterScript::Mark => mark(before),
            script => cased(*letter, script, before, after),
        };
    }
    total + words(&letters, languages)
}

/// A combining mark belongs on a vowel.
fn mark(before: Option<char>) -> u32 {
    let vowel = |letter: char| letters::is_vowel(letter.to_lowercase().next().unwrap_or(letter));
    if before.is_some_and(vowel) { 0 } else { IMPOSSIBLE }
}

/// Compares the case and script of a letter with those of its neighbors.
fn cased(letter: char, own: LetterScript, before: Option<char>, after: Option<char>) -> u32 {
    let mixed = |other: Option<char>| {
        let other = other.map_or(LetterScript::None, script);
        let differs = !matches!(other, LetterScript::None | LetterScript::Mark) && other != own;
        match (differs, own == LetterScript::EastAsian || other == LetterScript::EastAsian) {
            (true, true) => 5,
            (true, false) => IMPOSSIBLE,
            (false, _) => 0,
        }
    };
    let digits = [before, after].into_iter().flatten().any(|other| other.is_ascii_digit());
    let digits = if digits && own != LetterScript::EastAsian { 3 } else { 0 };
    let upper = |other: Option<char>| other.is_some_and(char::is_uppercase);
    let lower = |other: Option<char>| other.is_some_and(char::is_lowercase);
    let case = if letter.is_uppercase() && lower(before) {
        IMPOSSIBLE
    } else if letter.is_uppercase() && upper(before) && lower(after) {
        3
    } else if letter.is_lowercase() && upper(after) && letter != 'ß' {
        4
    } else {
        0
    };
    let rare = u32::from(matches!(letter, '\u{ff66}'..='\u{ff9f}'));
    mixed(before) + mixed(after) + digits + case + rare
}

/// Checks Latin words: one language must use all letters, and neighbors must fit.
fn words(letters: &[char], languages: Languages) -> u32 {
    let latin = |letter: &char| script(*letter) == LetterScript::Latin;
    let words = letters.split(|letter| !latin(letter)).filter(|word| !word.iter().all(char::is_ascii));
    words.map(|word| latin_word(word, languages)).sum()
}

fn latin_word(word: &[char], languages: Languages) -> u32 {
    let lower: Vec<char> =
        word.iter().map(|letter| letter.to_lowercase().next().unwrap_or(*letter)).collect();
    let get = |at: usize| lower.get(at).copied();
    let mut total = 0;
    let mut all = languages;
    for (at, letter) in lower.iter().enumerate().filter(|(_, letter)| !letter.is_ascii()) {
        all = all.and(Languages::writing(*letter));
        let before = at.checked_sub(1).and_then(get);
        let before_last = at.checked_sub(2).and_then(get);
        let place = LetterContext {
            before_last,
            before,
            letter: *letter,
            after: get(at + 1),
            after_next: get(at + 2),
        };
        total += letters::rarity(*letter) + letters::oddness(place) + crowded(*letter, place.before);
    }
    let foreign = lower.iter().filter(|letter| !letter.is_ascii()).count();
    let capitals = word.iter().filter(|letter| letter.is_ascii_uppercase()).count();
    let small = word.iter().any(char::is_ascii_lowercase);
    let shouted = word.iter().any(|letter| !letter.is_ascii() && letter.is_lowercase() && *letter != 'ß');
    total += if all.is_empty() { 3 } else { 0 };
    total += if capitals > 1 && !small && shouted { 6 } else { 0 };
    total + alone(word.len(), foreign)
}

/// Words of only non-ASCII letters.
fn alone(length: usize, foreign: usize) -> u32 {
    match (length == foreign, length) {
        (true, 1) => 1,
        (true, 2..=3) => 3,
        (true, _) => 9,
        (false, _) => 0,
    }
}

/// Two adjacent non-ASCII letters, except for common pairs.
fn crowded(letter: char, before: Option<char>) -> u32 {
    const PAIRS: [(char, char); 13] = [
        ('ç', 'ã'),
        ('ç', 'õ'),
        ('ä', 'ä'),
        ('ö', 'ö'),
        ('é', 'é'),
        ('ř', 'í'),
        ('š', 'í'),
        ('č', 'í'),
        ('ž', 'í'),
        ('ś', 'ć'),
        ('ż', 'ó'),
        ('ł', 'ó'),
        ('þ', 'ó'),
    ];
    match before {
        Some(before) if !before.is_ascii() && !PAIRS.contains(&(before, letter)) => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn west(text: &str) -> u32 {
        word_oddness(text, Languages::named("it fr de es pt nl sv da is ca sq"))
    }

    #[rstest]
    #[case("José")]
    #[case("Müller-Lüdenscheidt")]
    #[case("STRAßE")]
    #[case("MUÑOZ")]
    #[case("D’Angelo")]
    #[case("dell’Orto")]
    #[case("“Bar”")]
    #[case("Conceição")]
    #[case("Søren")]
    #[case("Nicolò")]
    #[case("Noël")]
    #[case("1–2")]
    #[case("m²")]
    #[case("€")]
    fn usual_texts_have_low_oddness(#[case] text: &str) {
        assert!(west(text) <= 2, "{text}: {}", west(text));
    }

    #[rstest]
    #[case("Jos‚")]
    #[case("JosŽ")]
    #[case("Nœ–ez")]
    #[case("M\u{a0}laga")]
    #[case("Lefčvre")]
    #[case("Wa³êsa")]
    #[case("ÃÑõ·¼")]
    #[case("Èâàíîâ")]
    #[case("JosÃ©")]
    #[case("Gdañsk")]
    #[case("Mar’a")]
    fn wrongly_decoded_texts_have_high_oddness(#[case] text: &str) {
        assert!(west(text) >= 3, "{text}: {}", west(text));
    }
}
