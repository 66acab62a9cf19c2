//! Warnings about text that was damaged before it arrived.

use super::double_encoding::{LEAD, may_be_encoded_twice, once_encoded};
use super::entities::without_entities;
use super::repair::Repair;
use super::wrong_code_page::{self, is_strange};
use crate::issue::{Code, Complaint};
use crate::record::has_any_byte;

/// What a quick look at a complete row says about the texts in it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RowDamage {
    ampersand: bool,
    not_ascii: bool,
}

impl RowDamage {
    /// Looks at all texts of a row.
    pub(crate) fn of(row: &str) -> Self {
        Self { ampersand: memchr::memchr(b'&', row.as_bytes()).is_some(), not_ascii: !row.is_ascii() }
    }

    /// True if some text of the row may be damaged.
    pub(crate) fn is_possible(self) -> bool {
        self.ampersand || self.not_ascii
    }

    /// A quick test of one text of the row: may [`complaints`] find something?
    pub(crate) fn may_be_in(self, text: &str) -> bool {
        self.ampersand && may_have_entities(text)
            || self.not_ascii && !text.is_ascii() && has_odd_letters(text)
    }
}

/// A quick test: may letters of the text be lost, from another code page, or encoded twice?
fn has_odd_letters(text: &str) -> bool {
    let mut follows = false;
    let mut pairs = false;
    for letter in text.chars() {
        let ascii = letter.is_ascii();
        if !ascii && (letter == char::REPLACEMENT_CHARACTER || letter == LEAD || is_strange(letter)) {
            return true;
        }
        pairs |= follows && !ascii;
        follows = !ascii;
    }
    // A letter that was encoded twice is now at least two, if it does not begin with `LEAD`.
    pairs && may_be_encoded_twice(text)
}

/// A quick test for an entity.
fn may_have_entities(text: &str) -> bool {
    has_any_byte(text.as_bytes(), 0, [b'&']) && text.find('&') < text.rfind(';')
}

/// The warnings for a damaged text, without what `mended` repairs anyway.
pub(crate) fn complaints(text: &str, mended: Repair) -> Vec<Complaint> {
    let mut found = Vec::new();
    let doubled = if mended.double_utf8 || text.is_ascii() { None } else { once_encoded(text) };
    if doubled.as_deref().unwrap_or(text).contains(char::REPLACEMENT_CHARACTER) {
        found.push(lost_letters());
    } else if let Some(better) = &doubled {
        found.push(encoded_twice(text, better));
    } else if let Some((better, encoding)) = wrong_code_page::better(text) {
        found.push(wrong_code_page::complaint(text, &better, encoding));
    }
    let entities = if mended.entities { None } else { without_entities(text) };
    found.extend(entities.map(|better| entities_left(text, &better)));
    found
}

fn encoded_twice(text: &str, better: &str) -> Complaint {
    let message = format!("the text was encoded twice: {} should be {}", short(text), short(better));
    let hint =
        "set FIELD = { …, repair = [\"double-utf8\"] } in the mapping, or export the file again as UTF-8";
    Complaint::new(Code::EncodedTwice, message, hint)
}

fn lost_letters() -> Complaint {
    let message = "letters were lost before the file was written: U+FFFD (\u{fffd}) is in their place";
    let hint = "export the data again as UTF-8; this file does not have the lost letters";
    Complaint::new(Code::LostLetters, message, hint)
}

fn entities_left(text: &str, better: &str) -> Complaint {
    let message = format!("the text contains HTML entities: {} should be {}", short(text), short(better));
    let hint =
        "set FIELD = { …, repair = [\"entities\"] } in the mapping, or export the file again without HTML";
    Complaint::new(Code::Entities, message, hint)
}

/// The warning for a whole number that arrived with `.0`.
pub(crate) fn fraction_left(text: &str, whole: &str) -> Complaint {
    let message = format!("{} looks like {} after a program read it as a number", short(text), short(whole));
    let hint = "set FIELD = { …, repair = [\"float\"] } in the mapping, or export the column as text";
    Complaint::new(Code::FractionLeft, message, hint)
}

/// The quoted text, cut if it is long.
fn short(text: &str) -> String {
    const MOST: usize = 60;
    let cut: String = text.chars().take(MOST).collect();
    if cut.len() < text.len() { format!("{cut:?}…") } else { format!("{cut:?}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_look_at_the_row_hides_no_damage_of_a_cell(
            cells in prop::collection::vec(prop_oneof!["[a-z ;&]{0,9}", "[a\u{e9}\u{c3}\u{a8}\u{fffd}\0\r\u{200b};&]{0,6}", any::<String>()], 0..5),
        ) {
            let row = RowDamage::of(&cells.concat());
            for cell in &cells {
                let alone = may_have_entities(cell) || !cell.is_ascii() && has_odd_letters(cell);
                prop_assert_eq!(row.may_be_in(cell), alone, "{:?}", cells);
                prop_assert!(row.is_possible() || complaints(cell, Repair::default()).is_empty(), "{:?}", cells);
            }
        }
    }
}
