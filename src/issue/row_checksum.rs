//! The `_codes` cell of a rejects file, and the checksum in it.
//!
//! Importing a rejects file finds most issues of its rows again. Those with a sticky code are not found: the file does
//! not have the original cells, or the issue was about other rows or about the kind of a cell. Such a row must not pass
//! just because it was written to the file. So its `_codes` cell has a checksum of the cells after the codes:
//! `E001 #9f3c2a11`. As long as the checksum matches the cells, the row has not been corrected.
//!
//! A second checksum, `E001 #9f3c2a11~5be1c0de`, stays the same if a spreadsheet has only changed what it changes when it
//! saves a table: see [`super::bent_cell`]. A duplicate that passes overwrites another row's customer. So its second
//! checksum knows only letters and digits.

use xxhash_rust::xxh3::Xxh3;

use super::bent_cell::{Digits, unbent};
use super::code::Code;
use super::row_issue::{Complaint, Issue};

/// Marks the checksum.
const SIGN: char = '#';
/// Marks the checksum of what a spreadsheet does not change.
const LOOSE: char = '~';
/// Separates the cells in the checksum; no cell contains it.
const SEPARATOR: &[u8] = b"\x1f";

impl Code {
    /// True if a row rejected with this code would pass when it is read from the rejects file.
    pub fn is_sticky(self) -> bool {
        use Code as C;
        let damaged =
            matches!(self, C::Ragged | C::CellTooLong | C::NulByte | C::BadEncoding | C::UnclosedQuote);
        damaged || matches!(self, C::StrayQuote | C::BadJson | C::DigitsLost | C::DuplicateInSource)
    }
}

/// The `_codes` cell of a row: its codes, and the checksum of its cells if one of them is sticky.
///
/// ```
/// use deskferry::issue::{Code, mark, marked};
///
/// let cell = mark(&[Code::Ragged], ["Ada", "Byron"]);
/// assert!(cell.starts_with("E001 #"));
/// assert_eq!(marked(&cell, ["Ada", "Byron"]), [Code::Ragged]);
/// assert!(marked(&cell, ["Ada Byron", ""]).is_empty());
/// ```
pub fn mark<'c>(codes: &[Code], cells: impl IntoIterator<Item = &'c str>) -> String {
    let ids = codes.iter().map(|code| code.id()).collect::<Vec<_>>().join(" ");
    if !codes.iter().any(|code| code.is_sticky()) {
        return ids;
    }
    let cells: Vec<&str> = cells.into_iter().collect();
    format!("{ids} {SIGN}{}{LOOSE}{}", check(&cells), loose_check(codes, &cells))
}

/// The sticky codes of a `_codes` cell; empty if the checksum is missing or does not match the cells.
pub fn marked<'c>(mark: &str, cells: impl IntoIterator<Item = &'c str>) -> Vec<Code> {
    let Some((ids, found)) = mark.split_once(SIGN) else { return Vec::new() };
    let mut codes: Vec<Code> = ids.split_whitespace().filter_map(Code::parse).collect();
    codes.retain(|code| code.is_sticky());
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return codes;
    }
    let cells: Vec<&str> = cells.into_iter().collect();
    let (exact, loose) = found.trim().split_once(LOOSE).unwrap_or((found.trim(), ""));
    if exact.eq_ignore_ascii_case(&check(&cells)) {
        return codes;
    }
    if loose.eq_ignore_ascii_case(&loose_check(&codes, &cells)) {
        return codes;
    }
    // Earlier versions made it for duplicates alone.
    codes.retain(|code| {
        *code == Code::DuplicateInSource && loose.eq_ignore_ascii_case(&letters_check(&cells))
    });
    codes
}

/// True if a `_codes` cell contains this code.
pub fn names(mark: &str, code: Code) -> bool {
    let ids = mark.split(SIGN).next().unwrap_or_default();
    ids.split_whitespace().filter_map(Code::parse).any(|named| named == code)
}

/// The issue of a row whose checksum still matches.
pub fn unchanged(code: Code) -> Issue {
    let message = format!("the row has not changed since it was rejected: {}", code.spec().title);
    let hint = match code {
        Code::DuplicateInSource => {
            "delete the row, or give it another key; if you empty its _codes cell, it overwrites the customer of the \
             row that was used"
        }
        _ => "correct the row, or empty its _codes cell to accept it as it is",
    };
    Issue::error(Complaint::new(code, message, hint))
}

/// Eight hexadecimal digits. All line breaks count as `\n`, because spreadsheets rewrite them when they save a file.
fn check(cells: &[&str]) -> String {
    digits(cells, |cell| cell.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The same for what a spreadsheet does not change.
fn loose_check(codes: &[Code], cells: &[&str]) -> String {
    let own = if codes.contains(&Code::DigitsLost) { Digits::All } else { Digits::Shown };
    match codes.contains(&Code::DuplicateInSource) {
        true => digits(cells, |cell| letters(&unbent(cell, own))),
        false => digits(cells, |cell| unbent(cell, own).into_owned()),
    }
}

/// The same for letters and digits alone.
fn letters_check(cells: &[&str]) -> String {
    digits(cells, letters)
}

/// The ASCII letters and digits of a cell, without leading zeros.
fn letters(cell: &str) -> String {
    let all: String = cell.chars().filter(char::is_ascii_alphanumeric).collect();
    all.trim_start_matches('0').to_ascii_lowercase()
}

fn digits(cells: &[&str], text: impl Fn(&str) -> String) -> String {
    let mut hash = Xxh3::new();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            hash.update(SEPARATOR);
        }
        hash.update(text(cell).as_bytes());
    }
    format!("{:08x}", hash.digest() >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sticky_codes_are_read_back() {
        assert_eq!(mark(&[Code::Email, Code::Boolean], ["a"]), "E201 E208");
        let cell = mark(&[Code::Email, Code::NulByte, Code::NulByte], ["a", "b"]);
        assert_eq!(marked(&cell, ["a", "b"]), [Code::NulByte]);
        assert!(marked(&cell, ["ab", ""]).is_empty());
    }

    #[test]
    fn the_checksum_is_that_of_the_joined_cells() {
        let whole = xxhash_rust::xxh3::xxh3_64(b"Ada\x1f\x1fx\ny");
        let expected = format!("E001 #{}~", &format!("{whole:016x}")[..8]);
        let made = mark(&[Code::Ragged], ["Ada", "", "x\r\ny"]);
        assert!(made.starts_with(&expected), "{made}");
        assert_eq!(marked(&expected, ["Ada", "", "x\ny"]), [Code::Ragged]);
    }

    #[test]
    fn a_row_that_a_spreadsheet_has_bent_is_not_corrected() {
        let cell = mark(&[Code::Ragged], ["Ada", "00123", "03/04/2026"]);
        assert_eq!(marked(&cell, ["Ada", "123", "2026-04-03"]), [Code::Ragged]);
        assert!(marked(&cell, ["Ada", "124", "2026-04-03"]).is_empty());
        let cell = mark(&[Code::DigitsLost], ["Ada", "4.91512E+11"]);
        assert_eq!(marked(&cell, ["Ada", "491512000000"]), [Code::DigitsLost]);
        assert!(marked(&cell, ["Ada", "491512345678"]).is_empty());
    }

    #[test]
    fn a_duplicate_that_a_spreadsheet_has_bent_stays_one() {
        let cell = mark(&[Code::Ragged, Code::DuplicateInSource], ["Łucja", "007", "+39 02 1"]);
        assert_eq!(marked(&cell, ["?ucja", "7", "3902 1"]), [Code::Ragged, Code::DuplicateInSource]);
        let older = format!("E402 #0~{}", letters_check(&["Łucja", "007", "+39 02 1"]));
        assert_eq!(marked(&older, ["?ucja", "7", "3902 1"]), [Code::DuplicateInSource], "older files");
        assert_eq!(marked(&cell, ["Łucja", "007", "+39 02 1"]), [Code::Ragged, Code::DuplicateInSource]);
        assert!(marked(&cell, ["Łucja", "8", "+39 02 1"]).is_empty());
        assert!(
            marked(cell.split(LOOSE).next().unwrap(), ["?ucja", "7", "3902 1"]).is_empty(),
            "older files"
        );
    }

    #[test]
    fn an_invalid_checksum_is_ignored() {
        let good = mark(&[Code::Ragged], ["a"]);
        assert_eq!(marked(&good.to_uppercase(), ["a"]), [Code::Ragged]);
        for cell in ["", "E001", "E001 #", "E001 #0", "#9f3c2a11", &good.replace("E001", "E201")] {
            assert!(marked(cell, ["a"]).is_empty(), "{cell}");
        }
    }
}
