//! Text for comparisons that ignore case and Unicode composition.
//!
//! This is Unicode's full case folding (`ß` is `ss`, a final sigma is a sigma), in NFC. Beyond that, `I`, `i`, the
//! dotless `ı` and the dotted `İ` are one letter. In some files `I` is the capital of `i`, in others of `ı`, so keeping
//! them apart would duplicate customers.

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The combining dot that folding a dotted capital leaves behind.
const DOT_ABOVE: char = '\u{307}';

/// Folds a text. Texts that differ only in case and composition have the same result.
pub fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let folded = UniCase::unicode(text.nfd().collect::<String>()).to_folded_case();
    let mut on_i = false;
    let plain = folded.nfd().filter_map(|letter| {
        if !is_combining_mark(letter) {
            on_i = matches!(letter, 'i' | 'ı');
        }
        match letter {
            'ı' => Some('i'),
            DOT_ABOVE if on_i => None,
            letter => Some(letter),
        }
    });
    plain.collect::<String>().nfc().collect()
}

/// True for a letter whose folding is more than a change of case. A server may not treat all spellings that
/// [`fold_case`] unites as the same.
pub fn folds_oddly(letter: char) -> bool {
    if letter.is_ascii() {
        return false;
    }
    let mut lower = letter.to_lowercase();
    let simple = lower.next().filter(|_| lower.next().is_none());
    let folded = fold_case(letter.encode_utf8(&mut [0; 4]));
    let is_other = simple.is_none_or(|simple| !folded.nfc().eq(simple.to_string().nfc()));
    is_other || folded.is_ascii() || matches!(letter, 'σ' | 'Σ')
}

/// True for a combining mark.
pub fn is_combining(letter: char) -> bool {
    is_combining_mark(letter)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ADA@X.org", "ada@x.org")]
    #[case("E\u{301}té", "ÉTÉ")]
    #[case("Straße", "STRASSE")]
    #[case("STRAẞE", "strasse")]
    #[case("ΟΔΥΣΣΕΥΣ", "οδυσσευς")]
    #[case("ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς")]
    #[case("IŞIK", "ışık")]
    #[case("İSTANBUL", "istanbul")]
    #[case("I\u{307}stanbul", "İstanbul")]
    #[case("ıNFO@x.org", "info@X.org")]
    #[case("ﬁn", "FIN")]
    #[case("ŉ", "ʼN")]
    #[case("Ǆ", "ǆ")]
    #[case("ᏸ", "Ᏸ")]
    fn texts_that_fold_alike(#[case] one: &str, #[case] other: &str) {
        assert_eq!(fold_case(one), fold_case(other), "{one} {other}");
        assert_eq!(fold_case(&fold_case(one)), fold_case(one), "folding twice changes nothing");
    }

    #[rstest]
    #[case("e", "é")]
    #[case("o", "ö")]
    #[case("l", "ł")]
    #[case("oe", "œ")]
    #[case("j\u{307}", "j")]
    #[case("x\u{307}", "x")]
    #[case("i\u{301}", "i")]
    fn texts_that_do_not_fold_alike(#[case] one: &str, #[case] other: &str) {
        assert_ne!(fold_case(one), fold_case(other), "{one} {other}");
    }

    #[test]
    fn letters_with_unusual_folding() {
        for odd in ['ß', 'ẞ', 'ς', 'σ', 'Σ', 'ı', 'İ', 'ſ', 'ﬁ', 'ŉ', '\u{212a}'] {
            assert!(folds_oddly(odd), "{odd}");
        }
        for plain in ['a', 'I', 'é', 'É', 'ö', 'Ж', 'ж', 'α', 'Ω', '李', 'ł', '\u{301}'] {
            assert!(!folds_oddly(plain), "{plain}");
        }
    }
}
