//! Cells that are used as they are: no step before the conversion changes them or warns about them.
//!
//! Nearly all cells of a good file are ordinary, so one look at the bytes saves all these steps.

use super::cell_text::CellText;
use super::rule_context::RuleContext;
use crate::convert::{Conversion, broken_cell};
use crate::mapping::damage::{is_empty_word, is_null_date};
use crate::mapping::short_way::ShortWay;
use crate::record::{Cell, CellKind};

impl<'a> RuleContext<'a> {
    pub(super) fn short_way(&self) -> ShortWay {
        self.bound.short_ways.get(self.number).copied().unwrap_or(ShortWay::None)
    }

    /// An ordinary cell, as the long way would take it.
    pub(super) fn ordinary_cell(&self, cell: Cell<'a>) -> Option<CellText<'a>> {
        let is_ordinary = self.short_way() != ShortWay::None && self.is_ordinary(cell);
        is_ordinary.then_some(CellText { text: cell.text.into(), kind: CellKind::Text, odd: false })
    }

    /// True if trimming, and the search for odd cells and words for "empty" all leave the cell as it is. False says
    /// nothing.
    pub(super) fn is_ordinary(&self, cell: Cell<'a>) -> bool {
        let Cell { text, kind } = cell;
        let begins_plainly = self.bound.plain_starts.has(text);
        kind == CellKind::Text
            && if begins_plainly { ends_with_sign(text) } else { begins_and_ends_with_letters(text) }
            && !matches!(text.as_bytes(), [.., b'.', b'0'])
            && !self.damage.may_be_in(text)
            && (begins_plainly || !self.is_word(text))
            && !(matches!(self.rule.conversion, Conversion::Date(_)) && is_null_date(text))
    }

    /// True for a word for "empty", and an error of a spreadsheet.
    fn is_word(&self, text: &str) -> bool {
        is_empty_word(text) || self.bound.mapping.is_null(text) || broken_cell::kind(text).is_some()
    }
}

/// True for a text without white space and marks at its end.
fn ends_with_sign(text: &str) -> bool {
    text.as_bytes().last().is_some_and(u8::is_ascii_graphic)
        || text.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// True for a text without white space, marks, and quotes of a spreadsheet at its ends.
fn begins_and_ends_with_letters(text: &str) -> bool {
    let (Some(first), Some(last)) = (text.as_bytes().first(), text.as_bytes().last()) else { return false };
    match (first.is_ascii(), last.is_ascii()) {
        (true, true) => {
            (first.is_ascii_alphanumeric() || matches!(first, b'+' | b'(')) && last.is_ascii_graphic()
        }
        // White space and marks need a look at whole letters.
        _ => {
            let letters = |letter: char| letter.is_alphanumeric();
            text.starts_with(letters) && text.ends_with(letters)
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ada", true)]
    #[case("+39 02 1", true)]
    #[case("Müller é", true)]
    #[case("健太", true)]
    #[case("a.", true)]
    #[case("", false)]
    #[case(" a", false)]
    #[case("a ", false)]
    #[case("a\u{a0}", false)]
    #[case("\u{feff}a", false)]
    #[case("\u{feff}é", false)]
    #[case("é\u{feff}", false)]
    #[case("=\"1\"", false)]
    #[case("'1", false)]
    #[case("#N/A", false)]
    fn ends_that_need_another_look_are_found(#[case] text: &str, #[case] ordinary: bool) {
        assert_eq!(begins_and_ends_with_letters(text), ordinary);
    }
}
