//! Splits column names into comparable words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a name in lower case, without accents. `E-Mail Straße` gives `e`, `mail`, `strasse`; `firstName`
/// gives `first`, `name`.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut small = false;
    for letter in name.nfd().filter(|letter| !is_combining_mark(*letter)) {
        let begins = !letter.is_alphanumeric() || (small && letter.is_uppercase());
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            small = letter.is_lowercase();
            word.extend(letter.to_lowercase().flat_map(spelled));
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

fn spelled(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'ß' => ('s', Some('s')),
        'œ' => ('o', Some('e')),
        'æ' => ('a', Some('e')),
        letter => (letter, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words_without_case_accents_and_punctuation() {
        assert_eq!(name_words("E-Mail  Straße_2"), ["e", "mail", "strasse", "2"]);
        assert_eq!(name_words("firstName"), ["first", "name"]);
        assert_eq!(name_words("Prénom (bureau)").concat(), "prenombureau");
        assert_eq!(name_words("Pre\u{301}nom").concat(), "prenom");
        assert_eq!(name_words("--").concat(), "");
    }
}
