//! Whether only an office program has changed a value, and lost a part of it, when it saved a table.
//!
//! Narrower than [`super::bent_cell`]: only exactly what such a save makes of a value is known. What a person may have
//! written as well counts as a correction, for example another number, added zeros, or a date in another order.

use std::iter::repeat_n;

use encoding_rs::WINDOWS_1252;
use unicode_normalization::char::decompose_canonical;

use super::bent_date::{is_local_date, is_made_date};
use super::bent_number::{has_lost_digits, is_longer_time, is_scientific, is_shorter_number, is_ungrouped};

/// How an office program has changed a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bend {
    /// Nobody writes like that: letters became `?`, or digits were lost.
    Damaged,
    /// In a column with an error, a person may have written the new value.
    Rewritten,
}

/// How a file was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved<'a> {
    /// The years that a spreadsheet may have added to a day.
    pub years: &'a [i32],
    /// In Windows-1252, in which some letters become similar ones.
    pub western: bool,
}

/// How a spreadsheet has changed `before` to `after`; `None` if it has not, or if a person may have.
///
/// ```
/// use deskferry::issue::{Bend, Saved, bend};
///
/// let saved = Saved { years: &[2026], western: true };
/// assert_eq!(bend("00184", "184", saved), Some(Bend::Rewritten));
/// assert_eq!(bend("184", "00184", saved), None);
/// ```
pub fn bend(before: &str, after: &str, saved: Saved<'_>) -> Option<Bend> {
    let (before, after) = (before.trim(), after.trim());
    if before == after || after.is_empty() {
        return None;
    }
    if has_lost_letters(before, after, false) || has_lost_digits(before, after) {
        return Some(Bend::Damaged);
    }
    if has_lost_letters(before, after, saved.western) {
        // A similar letter alone may be of a person, a `?` beside it is not.
        let is_damaged = after.matches('?').count() > before.matches('?').count();
        return Some(if is_damaged { Bend::Damaged } else { Bend::Rewritten });
    }
    let is_rewritten = is_shorter_number(before, after)
        || is_ungrouped(before, after)
        || is_scientific(before, after)
        || is_longer_time(before, after)
        || is_translated(before, after)
        || is_local_date(before, after)
        || is_made_date(before, after, saved.years);
    is_rewritten.then_some(Bend::Rewritten)
}

/// `Łódź` became `?ód?`, or if `western` is set `Lódz`. A character that takes two units of UTF-16 becomes `??`.
fn has_lost_letters(before: &str, after: &str, western: bool) -> bool {
    let units = |text: &str| -> Vec<char> {
        let lines = text.replace("\r\n", "\n");
        lines.chars().flat_map(|letter| repeat_n(letter, letter.len_utf16())).collect()
    };
    let (before, after) = (units(before), units(after));
    let is_kept = |(before, after): (&char, &char)| {
        before == after
            || (*after == '?' && !before.is_ascii())
            || (western && similar(*before).is_some_and(|letter| letter == *after))
    };
    before != after && before.len() == after.len() && before.iter().zip(&after).all(is_kept)
}

/// The letter by which a save in Windows-1252 replaces one that this encoding does not have.
fn similar(letter: char) -> Option<char> {
    let mut bytes = [0; 4];
    let (_, _, lost) = WINDOWS_1252.encode(letter.encode_utf8(&mut bytes));
    if !lost {
        return None;
    }
    let stroked =
        [('Ł', 'L'), ('ł', 'l'), ('Đ', 'D'), ('đ', 'd'), ('Ħ', 'H'), ('ħ', 'h'), ('Ŧ', 'T'), ('ŧ', 't')];
    let mut base = stroked.iter().find(|(own, _)| *own == letter).map(|(_, base)| *base);
    if base.is_none() {
        decompose_canonical(letter, |part| base = base.or(Some(part)));
    }
    base.filter(char::is_ascii_alphabetic)
}

/// The words for true and false that spreadsheets write in place of `true` and `false`.
const WORDS: [(&str, &[&str]); 2] = [
    ("true", &["TRUE", "WAHR", "VERO", "VRAI", "VERDADERO"]),
    ("false", &["FALSE", "FALSCH", "FALSO", "FAUX"]),
];

fn is_translated(before: &str, after: &str) -> bool {
    WORDS.iter().any(|(own, words)| before.eq_ignore_ascii_case(own) && words.contains(&after))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn bent(before: &str, after: &str) -> Option<Bend> {
        bend(before, after, Saved { years: &[2025, 2026, 2027], western: true })
    }

    #[rstest]
    #[case("Łódź 漢", "Lódz ?")]
    #[case("Łódź", "?ód?")]
    #[case("Ada 😀", "Ada ??")]
    #[case("393483528686", "3.93484E+11")]
    #[case("+393483528686", "3,93484E+11")]
    #[case("12345678901234567890", "12345678901234500000")]
    fn nobody_writes_what_is_damaged(#[case] before: &str, #[case] after: &str) {
        assert_eq!(bent(before, after), Some(Bend::Damaged));
    }

    #[rstest]
    #[case("00184", "184")]
    #[case("+39061234567", "39061234567")]
    #[case("1.50", "1.5")]
    #[case("1,0", "1")]
    #[case("true", "WAHR")]
    #[case("2026-04-03", "03/04/2026")]
    #[case("2026-04-03 00:00:00", "3.4.26")]
    #[case("03/04/1926", "03/04/26")]
    #[case("1/2", "01-feb")]
    #[case("1,500", "1500")]
    #[case("9:30", "09:30:00")]
    #[case("Łódź", "Lódz")]
    #[case("Đorđević", "Dordevic")]
    fn a_spreadsheet_rewrites_values(#[case] before: &str, #[case] after: &str) {
        assert_eq!(bent(before, after), Some(Bend::Rewritten));
    }

    #[rstest]
    #[case("184", "00184")]
    #[case("39061234567", "+39061234567")]
    #[case("1500", "15")]
    #[case("1.5", "15")]
    #[case("1.5", "1,5")]
    #[case("393483528686", "3.94E+11")]
    #[case("3.93484E+11", "393483528686")]
    #[case("12345678901234567890", "12345678901234567000")]
    #[case("03/04/2026", "04/03/2026")]
    #[case("03/04/2026", "2026-04-03")]
    #[case("03/04/26", "03/04/2026")]
    #[case("vero", "TRUE")]
    #[case("10/12", "10/12/1985")]
    #[case("Lodz", "Łódź")]
    #[case("Łódź", "Lodz")]
    #[case("José", "Jose")]
    #[case("Who", "Wh?")]
    #[case("Łódź", "")]
    #[case(" x ", "x")]
    fn a_correction_stays(#[case] before: &str, #[case] after: &str) {
        assert_eq!(bent(before, after), None);
    }

    #[test]
    fn only_a_save_in_windows_1252_takes_similar_letters() {
        let saved = Saved { years: &[], western: false };
        assert_eq!(bend("Łódź", "Lódz", saved), None);
        assert_eq!(bend("Łódź", "?ód?", saved), Some(Bend::Damaged));
    }
}
