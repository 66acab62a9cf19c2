//! One look at a text, which rules out most ways to change it.

use super::change::{Change, LONGEST_PHONE};

/// What the bytes of an ASCII text are; nothing of another text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextLook<'t> {
    text: &'t str,
    /// A bit for each class of bytes; all bits if the text is not ASCII.
    classes: u8,
}

const UPPER: u8 = 1;
const LOWER: u8 = 1 << 1;
const DIGIT: u8 = 1 << 2;
const SPACE: u8 = 1 << 3;
const OTHER_BLANK: u8 = 1 << 4;
const PLUS: u8 = 1 << 5;
const APOSTROPHE: u8 = 1 << 6;
const OTHER: u8 = 1 << 7;
const NOT_ASCII: u8 = u8::MAX;

const LETTER: u8 = UPPER | LOWER;
const BLANK: u8 = SPACE | OTHER_BLANK;

/// The class of each byte.
const CLASSES: [u8; 256] = {
    let mut classes = [NOT_ASCII; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            b'0'..=b'9' => DIGIT,
            b' ' => SPACE,
            b'\t'..=b'\r' => OTHER_BLANK,
            b'+' => PLUS,
            b'\'' => APOSTROPHE,
            _ => OTHER,
        };
        byte += 1;
    }
    classes
};

impl<'t> TextLook<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let classes = text.bytes().fold(0, |classes, byte| classes | CLASSES[usize::from(byte)]);
        Self { text, classes }
    }

    /// False if the text surely does not show the change ([`Change::is_shown_by_text`]).
    pub(crate) fn may_show(self, change: Change) -> bool {
        self.classes == NOT_ASCII || self.may_show_in_ascii(change)
    }

    fn may_show_in_ascii(self, change: Change) -> bool {
        let has = |classes| self.classes & classes != 0;
        // A number alone stays as it is.
        let has_number = has(DIGIT | PLUS) && has(!DIGIT);
        match change {
            Change::Composed | Change::Decomposed | Change::Case => false,
            Change::Blanks => has(OTHER_BLANK) || has(SPACE) && self.text.contains("  "),
            Change::Trimmed => has(BLANK),
            Change::Day => has(DIGIT) && self.text.as_bytes().get(4) == Some(&b'-'),
            Change::Zeros => has(PLUS),
            Change::Grouped => has(PLUS) && self.text.len() <= LONGEST_PHONE,
            Change::Compact => has_number && !has(LETTER | OTHER_BLANK | APOSTROPHE),
            Change::Digits => has(DIGIT) && has(!DIGIT),
            Change::SignedDigits => has_number,
            Change::Lower => has(UPPER),
            Change::Upper => has(LOWER),
            Change::Title => has(LETTER),
            Change::TitleAtBlanks => has(LETTER) && has(PLUS | OTHER),
            Change::TitleAtSpaces => has(LETTER) && has(OTHER_BLANK),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_change_that_is_ruled_out_is_not_shown(
            text in prop_oneof![
                "[ \t\r\0a-cA-C0-2+'./()-]{0,12}",
                "[+]?[0-9 ./()-]{0,16}",
                "20[0-9]{2}-[01][0-9]-[0-3][0-9][T ]?[0-9]{0,3}",
                "[a-z \u{e9}\u{301}\u{a0}\u{200b}\u{ff0b}\u{130}\u{1c5}]{0,8}",
                any::<String>(),
                "[a-zA-Z0-9 +-]{0,900}",
            ],
        ) {
            let look = TextLook::of(&text);
            for change in Change::ALL {
                prop_assert!(look.may_show(change) || !change.is_shown_by_text(&text), "{:?} {:?}", text, change);
            }
        }
    }

    #[test]
    fn most_changes_are_ruled_out() {
        let left = |text: &str| {
            let look = TextLook::of(text);
            Change::ALL.into_iter().filter(|change| look.may_show(*change)).collect::<Vec<_>>()
        };
        assert_eq!(left("Ada Byron"), [Change::Trimmed, Change::Lower, Change::Upper, Change::Title]);
        assert_eq!(left("40121"), []);
        assert_eq!(left("é").len(), Change::ALL.len());
    }
}
