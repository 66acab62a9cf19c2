//! Texts that a help desk has rewritten in a way that can't be computed, but that still read the same.

use unicode_normalization::UnicodeNormalization;

use super::change::Change;
use super::stored_value::{ChangedFields, text};
use crate::record::is_combining;

const ESCAPES: [(&str, &str); 6] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];

/// A text without escaping (`&amp;`), case and accents, which a help desk may change.
pub(crate) fn plain_text(text: &str) -> String {
    let mut text = text.to_lowercase();
    for (escaped, letter) in ESCAPES {
        text = text.replace(escaped, letter);
    }
    text.nfd().filter(|letter| !is_combining(*letter)).collect()
}

/// True if both texts have the same letters and digits, and at least one.
pub(super) fn same_letters(one: &str, other: &str) -> bool {
    let letters = |text: &str| plain_text(text).chars().filter(|letter| letter.is_alphanumeric()).collect();
    let one: String = letters(one);
    !one.is_empty() && one == letters(other)
}

/// True if a field came back with the letters and digits that were sent, in a form that can't be computed.
pub(crate) fn is_rewritten(changed: &ChangedFields) -> bool {
    let both = text(&changed.sent).zip(text(&changed.stored));
    let is_unknown = changed.changes.as_ref().is_none_or(|all| all.contains(&Change::Case));
    is_unknown && both.is_some_and(|(sent, stored)| same_letters(sent, stored))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("(+39) 02-11", "+390211", true)]
    #[case("Smith & Sons", "smith &amp; sons", true)]
    #[case("Jos\u{e9}", "Jose", true)]
    #[case("+39 02 11", "+39 02 12", false)]
    #[case("a long text", "a long", false)]
    #[case("+", "-", false)]
    fn other_signs_make_no_other_text(#[case] one: &str, #[case] other: &str, #[case] expected: bool) {
        assert_eq!(same_letters(one, other), expected);
    }
}
