//! Other spellings of a key that the server may have stored and that are the same key here: `strasse` and `straße`.
//!
//! Only sequences that are rare in keys are respelled, so this takes few more calls. A dotless i, a long s or the
//! Kelvin sign would double the calls for nearly every key.

use unicode_normalization::UnicodeNormalization;

/// A sequence in lower case, and the letter that full case folding expands to it.
const LETTERS: [(&str, char); 6] = [
    ("ss", 'ß'),
    ("ffi", '\u{fb03}'),
    ("ffl", '\u{fb04}'),
    ("ff", '\u{fb00}'),
    ("fi", '\u{fb01}'),
    ("fl", '\u{fb02}'),
];

/// The maximum number of spellings of one key that are searched.
const MOST: usize = 8;

/// All spellings of a value, its own first; `None` if there are too many.
pub(super) fn spellings(value: &str) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    // Spellings in which a letter replaces a sequence, with the index where the sequence ends.
    let mut ahead: Vec<(usize, String)> = Vec::new();
    for (at, letter) in value.char_indices() {
        all.extend(ahead.extract_if(.., |(place, _)| *place == at).map(|(_, text)| text));
        let rest = value.get(at..).unwrap_or_default();
        for (sequence, special) in LETTERS {
            if rest.get(..sequence.len()).is_some_and(|own| own.eq_ignore_ascii_case(sequence)) {
                ahead.extend(all.iter().map(|text| (at + sequence.len(), format!("{text}{special}"))));
            }
        }
        all.iter_mut().for_each(|text| text.push(letter));
        if all.len() + ahead.len() > MOST {
            return None;
        }
    }
    all.extend(ahead.into_iter().map(|(_, text)| text));
    Some(all)
}

/// The Unicode forms in which a server may have stored a value: as it is, composed and decomposed.
pub(super) fn composed(value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned()];
    if !value.is_ascii() {
        forms.extend([value.nfc().collect(), value.nfd().collect()]);
        forms.sort_unstable();
        forms.dedup();
    }
    forms
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::record::fold_case;

    #[rstest]
    #[case("ada@example.org", &["ada@example.org"])]
    #[case("HANS STRASSE", &["HANS STRASSE", "HANS STRAßE"])]
    #[case("sss", &["sss", "sß", "ßs"])]
    #[case("Office", &["Office", "Of\u{fb01}ce", "O\u{fb00}ice", "O\u{fb03}ce"])]
    #[case("é", &["é"])]
    fn all_spellings_fold_to_the_same_key(#[case] value: &str, #[case] expected: &[&str]) {
        let mut found = spellings(value).unwrap();
        assert_eq!(found[0], value, "its own is the first");
        found[1..].sort_unstable();
        assert!(found.iter().all(|one| fold_case(one) == fold_case(value)), "{found:?}");
        assert_eq!(found, expected);
    }

    #[test]
    fn too_many_spellings_give_none() {
        assert_eq!(spellings("ss-ss-ss").map(|all| all.len()), Some(8));
        assert_eq!(spellings("ss-ss-ss-ss"), None);
    }

    #[test]
    fn a_value_is_searched_for_in_both_compositions() {
        assert_eq!(composed("ada@example.org"), ["ada@example.org"]);
        assert_eq!(composed("José").len(), 2);
    }
}
