//! References to cells as spreadsheets write them (`B7`).

use crate::source::header::letters;

/// Parses a reference (`B7`, `$B$7`) to row and column, from 0. Huge ones saturate, and are refused later.
pub(crate) fn place(reference: &str) -> Option<(u64, u64)> {
    let mut column = 0_u64;
    let mut row = 0_u64;
    let mut letters = true;
    for byte in reference.trim_ascii().bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if letters => {
                let letter = u64::from(byte.to_ascii_uppercase() - b'A') + 1;
                column = column.saturating_mul(26).saturating_add(letter);
            }
            b'0'..=b'9' => {
                letters = false;
                row = row.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
            }
            b'$' => {}
            _ => return None,
        }
    }
    // Row 0 and a missing letter are invalid.
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// A cell in messages: `cell XFD7`. `column` counts from 0, `row` from 1.
pub(crate) fn place_name(column: usize, row: u64) -> String {
    format!("cell {}{row}", letters(column))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("A1", Some((0, 0)))]
    #[case("$XFD$1048576", Some((1_048_575, 16_383)))]
    #[case("aa7", Some((6, 26)))]
    #[case("A0", None)]
    #[case("7", None)]
    #[case("B", None)]
    #[case("A1B", None)]
    #[case("A99999999999999999999999", Some((u64::MAX - 1, 0)))]
    fn cell_references_are_parsed(#[case] reference: &str, #[case] expected: Option<(u64, u64)>) {
        assert_eq!(place(reference), expected);
    }
}
