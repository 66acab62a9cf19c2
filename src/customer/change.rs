//! How a help desk changes a text when it stores it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// How a text is changed when it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A letter and its marks become one character (Unicode NFC).
    Composed,
    /// A letter with marks becomes several characters (Unicode NFD).
    Decomposed,
    /// Runs of blanks become one blank.
    Blanks,
    /// Leading and trailing blanks are removed.
    Trimmed,
    /// Only its digits stay.
    Digits,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// Case is changed in a way that can't be computed.
    Case,
}

/// In the order of application; [`Change::Case`] is missing because its result can't be computed.
const CHANGES: [Change; 7] = [
    Change::Composed,
    Change::Decomposed,
    Change::Blanks,
    Change::Trimmed,
    Change::Digits,
    Change::Lower,
    Change::Upper,
];

impl Change {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Composed => text.nfc().collect(),
            Self::Decomposed => text.nfd().collect(),
            Self::Blanks => collapsed(text),
            Self::Trimmed => text.trim().to_owned(),
            Self::Digits => text.chars().filter(char::is_ascii_digit).collect(),
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
            Self::Case => text.to_owned(),
        }
    }

    /// The fewest changes that turn one text into the other; `None` if no known changes do.
    pub fn between(sent: &str, stored: &str) -> Option<BTreeSet<Self>> {
        let of = |mask: u32| CHANGES.into_iter().enumerate().filter(move |(at, _)| mask >> at & 1 == 1);
        let made = |mask: u32| of(mask).fold(sent.to_owned(), |text, (_, change)| change.apply(&text));
        let mut masks: Vec<u32> = (1..1 << CHANGES.len()).collect();
        masks.sort_by_key(|mask| mask.count_ones());
        let found = masks.into_iter().find(|mask| !stored.is_empty() && made(*mask) == stored);
        match found {
            Some(mask) => Some(of(mask).map(|(_, change)| change).collect()),
            None if sent.to_lowercase() == stored.to_lowercase() => Some(BTreeSet::from([Self::Case])),
            None => None,
        }
    }

    /// `in lower case`.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Composed => "with letters and accents combined",
            Self::Decomposed => "with letters and accents separated",
            Self::Blanks => "with several spaces reduced to one",
            Self::Trimmed => "without the spaces around it",
            Self::Digits => "as digits only",
            Self::Lower => "in lower case",
            Self::Upper => "in upper case",
            Self::Case => "with different capitalization",
        }
    }
}

fn collapsed(text: &str) -> String {
    let mut blank = false;
    text.chars()
        .filter_map(|letter| {
            let again = blank && letter.is_whitespace();
            blank = letter.is_whitespace();
            (!again).then_some(if blank { ' ' } else { letter })
        })
        .collect()
}

/// Applies changes to a text.
pub(super) fn made(text: &str, changes: &BTreeSet<Change>) -> String {
    let done = CHANGES.iter().filter(|change| changes.contains(change));
    done.fold(text.to_owned(), |text, change| change.apply(&text))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ada@X.org", "ada@x.org", Some(&[Change::Lower][..]))]
    #[case(" Ada  B ", "ada b", Some(&[Change::Blanks, Change::Trimmed, Change::Lower][..]))]
    #[case("+39 02", "3902", Some(&[Change::Digits][..]))]
    #[case("ada byron", "Ada Byron", Some(&[Change::Case][..]))]
    #[case("e\u{301}", "é", Some(&[Change::Composed][..]))]
    #[case("é", "e\u{301}", Some(&[Change::Decomposed][..]))]
    #[case("Ada", "Bob", None)]
    #[case("Ada", "", None)]
    fn stored_changes_are_recognized(
        #[case] sent: &str,
        #[case] stored: &str,
        #[case] expected: Option<&[Change]>,
    ) {
        let expected = expected.map(|changes| changes.iter().copied().collect());
        assert_eq!(Change::between(sent, stored), expected);
    }
}
