//! Which changes explain a stored text, and what is altered by them.

use proptest::prelude::*;
use rstest::rstest;

use super::*;

proptest! {
    #[test]
    fn what_a_change_alters_is_known_without_making_it(
        text in "[ \t\u{a0}\u{2028}a-cA-CéÉe\u{301}ßǅΣσςİ0-9+.'()-]{0,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T a]?[0-9]?|\\+[0-9 ]{5,14}|.{0,8}"
    ) {
        for change in Change::ALL {
            let changed = change.apply(&text);
            prop_assert_eq!(change.alters_text(&text), changed != text, "{:?}", change);
            let similar = match change {
                Change::TitleAtBlanks => Change::Title.apply(&text),
                Change::TitleAtSpaces => Change::TitleAtBlanks.apply(&text),
                _ => String::new(),
            };
            let shown = changed != text && !changed.trim().is_empty() && changed != similar;
            prop_assert_eq!(change.is_shown_by_text(&text), shown, "{:?}", change);
        }
    }
}

#[rstest]
#[case("Ada@X.org", "ada@x.org", Some(&[Change::Lower][..]))]
#[case(" Ada  B ", "ada b", Some(&[Change::Blanks, Change::Trimmed, Change::Lower][..]))]
#[case("+39 02", "3902", Some(&[Change::Digits][..]))]
#[case("ada byron", "Ada Byron", Some(&[Change::Title][..]))]
#[case("ada byron", "Ada byron", Some(&[Change::Case][..]))]
#[case("+39 02 555-1234", "+39025551234", Some(&[Change::Compact][..]))]
#[case("+39 02 555-1234", "0039025551234", Some(&[Change::Compact, Change::Zeros][..]))]
#[case("+39025551234", "+39 02 555 1234", Some(&[Change::Grouped][..]))]
#[case("+39 02 555 ext. 7", "+39025557", Some(&[Change::SignedDigits][..]))]
#[case("+39 02 555 ext. 7", "0039025557", Some(&[Change::SignedDigits, Change::Zeros][..]))]
#[case("o'neil-van x", "O'neil-van X", Some(&[Change::TitleAtBlanks][..]))]
#[case("jean\tluc x", "Jean\tluc X", Some(&[Change::TitleAtSpaces][..]))]
#[case("ΟΔΟΣ ΙΙ", "Οδος Ιι", Some(&[Change::Title][..]))]
#[case("(+39) 02 555-1234", "+39 02 555 1234", Some(&[Change::Grouped][..]))]
#[case("2024-05-01T10:00:00Z", "2024-05-01", Some(&[Change::Day][..]))]
#[case("2024-05-01", "2024-05-02", None)]
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
