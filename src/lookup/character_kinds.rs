//! The kinds of characters in a key. A server whose search finds one key may fail for a key with a `+` or an
//! apostrophe, so the search is tested for each kind of character.

use std::fmt;

use crate::mapping::alternative_of_key;
use crate::record::{folds_oddly, is_combining};

/// A set of kinds of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CharacterKinds(u128);

/// The letters A to Z in either case; `UPPER` also marks upper case.
const LETTER: u32 = 'a' as u32;
const UPPER: u32 = 'A' as u32;
const DIGIT: u32 = '0' as u32;
/// Kinds beyond ASCII, numbered like control characters.
const SEVERAL_BLANKS: u32 = 1;
const LATIN: u32 = 2;
const CASED: u32 = 3;
const UNCASED: u32 = 4;
const BEYOND_BMP: u32 = 5;
const COMBINING: u32 = 6;
const ODD: u32 = 7;
const CONTROL: u32 = 8;

impl CharacterKinds {
    /// The kinds in a searched value. Dots in the domain of an email address don't count, as every address has them.
    pub fn of(value: &str) -> Self {
        let value = value.trim();
        let local = value.rfind('@').unwrap_or(value.len());
        let mut kinds = Self::default();
        for (at, letter) in value.char_indices() {
            if letter != '.' || at < local {
                kinds.add(letter);
            }
        }
        if value.contains("  ") {
            kinds.0 |= 1 << SEVERAL_BLANKS;
        }
        kinds
    }

    /// The kinds in an existing customer's value. Spaces around it are odd: a search for the trimmed value may not find
    /// it.
    pub fn of_stored(value: &str) -> Self {
        let odd = u128::from(value.trim() != value) << ODD;
        Self(Self::of(value).0 | odd)
    }

    fn add(&mut self, letter: char) {
        let kind = match letter {
            'a'..='z' => LETTER,
            'A'..='Z' => {
                self.0 |= 1 << UPPER;
                LETTER
            }
            '0'..='9' => DIGIT,
            letter if letter.is_ascii_control() => CONTROL,
            letter if letter.is_ascii() => u32::from(letter),
            letter if is_combining(letter) => COMBINING,
            letter if u32::from(letter) > 0xffff => BEYOND_BMP,
            letter if u32::from(letter) < 0x250 && letter.is_alphabetic() => LATIN,
            letter if letter.is_lowercase() || letter.is_uppercase() => CASED,
            _ => UNCASED,
        };
        self.0 |= 1 << kind;
        if folds_oddly(letter) {
            self.0 |= 1 << ODD;
        }
    }

    /// The union of both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds that `other` does not have.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// True without any kind.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// True if both have a kind in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The kinds that both have.
    pub(super) fn shared(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// True if a letter may have another case.
    pub(super) fn is_cased(self) -> bool {
        self.0 & (1 << LETTER | 1 << UPPER | 1 << LATIN | 1 << CASED) != 0
    }

    /// True if only full case folding unites the spellings of a letter: ß, the final sigma, the dotless i.
    pub fn fold_oddly(self) -> bool {
        self.0 & 1 << ODD != 0
    }

    /// Upper case alone, if it is among them.
    pub fn upper(self) -> Self {
        Self(self.0 & 1 << UPPER)
    }
}

impl fmt::Display for CharacterKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for kind in (0..128).filter(|kind| self.0 & 1 << kind != 0) {
            f.write_str(comma)?;
            comma = ", ";
            match kind {
                LETTER => f.write_str("letters")?,
                UPPER => f.write_str("upper case")?,
                DIGIT => f.write_str("digits")?,
                SEVERAL_BLANKS => f.write_str("several spaces")?,
                LATIN => f.write_str("letters such as é")?,
                CASED => f.write_str("letters of other scripts")?,
                UNCASED => f.write_str("characters beyond ASCII")?,
                BEYOND_BMP => f.write_str("characters such as emoji")?,
                COMBINING => f.write_str("combining marks")?,
                ODD => f.write_str("letters such as ß")?,
                CONTROL => f.write_str("control characters")?,
                32 => f.write_str("a space")?,
                other => write!(f, "`{}`", char::from_u32(other).unwrap_or('?'))?,
            }
        }
        Ok(())
    }
}

/// The kinds of characters in all keys to be looked up, by alternative.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WantedKinds(Vec<Option<CharacterKinds>>);

impl WantedKinds {
    /// Adds a key by its canonical form and its search values.
    pub fn add(&mut self, canonical: &str, values: &[String]) {
        let (Some(at), Some(value)) = (alternative_of_key(canonical), values.first()) else { return };
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        if let Some(kinds) = self.0.get_mut(at) {
            *kinds = Some(kinds.unwrap_or_default().and(CharacterKinds::of(value)));
        }
    }

    /// The kinds of these keys.
    pub fn of<'k>(keys: impl Iterator<Item = (&'k str, &'k [String])>) -> Self {
        let mut wanted = Self::default();
        keys.for_each(|(canonical, values)| wanted.add(canonical, values));
        wanted
    }

    /// True if a key of an alternative was added.
    pub(super) fn has(&self, alternative: usize) -> bool {
        self.0.get(alternative).is_some_and(Option::is_some)
    }

    /// The alternatives of the keys with their kinds.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, CharacterKinds)> {
        self.0.iter().enumerate().filter_map(|(at, kinds)| Some((at, (*kinds)?)))
    }

    /// True if a key has no other kinds of characters.
    pub(super) fn covers(&self, canonical: &str, values: &[String]) -> bool {
        let known = alternative_of_key(canonical).and_then(|at| self.0.get(at).copied().flatten());
        let value = values.first();
        known.zip(value).is_some_and(|(known, value)| CharacterKinds::of(value).without(known).is_empty())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ada@x.org", "`@`, letters")]
    #[case("ada.b@x.org", "`.`, `@`, letters")]
    #[case("O'Hara+1@x.org", "`'`, `+`, digits, `@`, upper case, letters")]
    #[case("a_b%c*@x.org", "`%`, `*`, `@`, `_`, letters")]
    #[case("José  Núñez", "several spaces, letters such as é, a space, upper case, letters")]
    #[case("Straße", "letters such as é, letters such as ß, upper case, letters")]
    #[case("李😀", "characters beyond ASCII, characters such as emoji")]
    #[case("Жe\u{301}", "letters of other scripts, combining marks, letters")]
    #[case("v1.2", "`.`, digits, letters")]
    fn kinds_of_characters_in_a_value(#[case] value: &str, #[case] expected: &str) {
        assert_eq!(CharacterKinds::of(value).to_string(), expected);
    }

    #[test]
    fn wanted_kinds_are_separate_for_each_alternative() {
        let mut wanted = WantedKinds::default();
        let values = |value: &str| vec![value.to_owned()];
        wanted.add("1\u{1f}a+b", &values("a+b"));
        assert_eq!(wanted.each().collect::<Vec<_>>(), [(1, CharacterKinds::of("a+b"))]);
        assert!(wanted.covers("1\u{1f}c", &values("c")) && !wanted.covers("0\u{1f}c", &values("c")));
        assert!(!wanted.covers("1\u{1f}c'", &values("c'")));
    }
}
