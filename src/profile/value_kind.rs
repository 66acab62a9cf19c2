//! The kind of a value by its look.
//!
//! Every cell is checked, so this must be fast: it counts the bytes of numbers once, and looks only at the first byte of
//! other texts without `@`.

use serde::{Deserialize, Serialize};

use crate::record::{CellKind, has_any_byte};

/// The kind of a value. In a workbook, the type of the cell decides first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Anything else.
    Text,
    /// Digits, possibly with a sign and one decimal mark.
    Number,
    /// `2020-01-31`, `31/1/20`, possibly followed by a time.
    Date,
    /// One `@` between other characters, and no white space.
    Email,
    /// At least six digits, with a plus or separators.
    Phone,
    /// A text that begins with `http://` or `https://`.
    Web,
    /// `yes`, `no`, `true` or `false`.
    YesNo,
    /// A workbook formula that could not be computed.
    Error,
}

impl ValueKind {
    pub(crate) const ALL: [Self; 8] =
        [Self::Text, Self::Number, Self::Date, Self::Email, Self::Phone, Self::Web, Self::YesNo, Self::Error];

    /// The name of the kind for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Email => "e-mail address",
            Self::Phone => "phone number",
            Self::Web => "web address",
            Self::YesNo => "yes or no",
            Self::Error => "spreadsheet error",
        }
    }

    /// The kind of a text that is trimmed and not empty.
    pub(crate) fn from_cell(text: &str, cell: CellKind) -> Self {
        match cell {
            CellKind::Number | CellKind::LostDigits => Self::Number,
            CellKind::Bool => Self::YesNo,
            CellKind::Date => Self::Date,
            CellKind::Error | CellKind::NoResult => Self::Error,
            CellKind::Text | CellKind::MaybeNumber | CellKind::Covered | CellKind::Absent => {
                Self::from_text(text)
            }
        }
    }

    fn from_text(text: &str) -> Self {
        let bytes = text.as_bytes();
        if bytes.len() > CharacterCounts::MOST {
            return if is_web(bytes) { Self::Web } else { Self::Text };
        }
        if has_any_byte(bytes, 0, [b'@']) {
            return address_kind(bytes);
        }
        match bytes[0] {
            b'0'..=b'9' | b'+' | b'-' | b'(' | b'.' => digits_kind(bytes, CharacterCounts::new(bytes)),
            b'h' | b'H' if is_web(bytes) => Self::Web,
            b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' if is_truth(bytes) => Self::YesNo,
            _ => Self::Text,
        }
    }
}

/// The bytes of a value, counted by class, with eight bits for each class.
#[derive(Clone, Copy)]
struct CharacterCounts(u64);

const DIGITS: usize = 0;
const POINTS: usize = 1;
const DASHES: usize = 2;
const SLASHES: usize = 3;
const JOINTS: usize = 4;
const TIMES: usize = 5;
const OTHERS: usize = 6;

impl CharacterCounts {
    /// The longest value whose bytes can be counted.
    const MOST: usize = u8::MAX as usize;
    /// For each byte, one unit of its class.
    const ONE: [u64; 256] = {
        let mut ones = [1 << (8 * OTHERS); 256];
        let mut byte = 0;
        while byte < 128 {
            ones[byte] = 1
                << (8 * match byte as u8 {
                    b'0'..=b'9' => DIGITS,
                    b'.' | b',' => POINTS,
                    b'-' => DASHES,
                    b'/' => SLASHES,
                    b'+' | b' ' | b'(' | b')' => JOINTS,
                    b'T' | b':' | b'Z' => TIMES,
                    _ => OTHERS,
                });
            byte += 1;
        }
        ones
    };

    fn new(bytes: &[u8]) -> Self {
        Self(bytes.iter().map(|byte| Self::ONE[usize::from(*byte)]).sum())
    }

    fn count(self, mark: usize) -> u8 {
        self.0.to_le_bytes()[mark]
    }

    /// True if exactly one separator occurs twice, as in a date.
    fn has_date(self) -> bool {
        [POINTS, DASHES, SLASHES].into_iter().filter(|mark| self.count(*mark) == 2).count() == 1
    }
}

/// The kind of a text with `@`.
fn address_kind(bytes: &[u8]) -> ValueKind {
    let at = memchr::memchr(b'@', bytes).unwrap_or(0);
    let local = &bytes[..at];
    let domain = &bytes[at + 1..];
    let is_address = !local.is_empty()
        && memchr::memchr(b'.', domain).is_some()
        && memchr::memchr(b'@', domain).is_none()
        && !local.iter().chain(domain).any(u8::is_ascii_whitespace);
    if is_address { ValueKind::Email } else { ValueKind::Text }
}

fn is_web(bytes: &[u8]) -> bool {
    let begins = |with: &[u8]| bytes.len() > with.len() && bytes[..with.len()].eq_ignore_ascii_case(with);
    begins(b"http://") || begins(b"https://")
}

fn is_truth(bytes: &[u8]) -> bool {
    bytes.len() <= 5
        && [&b"yes"[..], b"no", b"true", b"false"].iter().any(|word| bytes.eq_ignore_ascii_case(word))
}

/// The kind of a text that begins like a number.
fn digits_kind(bytes: &[u8], marks: CharacterCounts) -> ValueKind {
    if marks.count(OTHERS) > 0 {
        return ValueKind::Text;
    }
    if marks.count(TIMES) > 0 {
        return time_kind(bytes);
    }
    let digits = marks.count(DIGITS);
    let points = marks.count(POINTS);
    let sign = matches!(bytes[0], b'-' | b'+');
    match (digits, bytes.len() - usize::from(digits)) {
        (0, _) => ValueKind::Text,
        (4..=8, 2) if marks.has_date() && bytes[0].is_ascii_digit() => ValueKind::Date,
        (6.., _) if bytes[0] == b'+' => ValueKind::Phone,
        (_, 0) => ValueKind::Number,
        (_, 1) if sign || points == 1 => ValueKind::Number,
        (_, 2) if sign && points == 1 => ValueKind::Number,
        (6.., _) => ValueKind::Phone,
        _ => ValueKind::Text,
    }
}

/// A date with a time, or text.
fn time_kind(bytes: &[u8]) -> ValueKind {
    let day = bytes.split(|byte| b"T:Z".contains(byte)).next().unwrap_or_default();
    if bytes.len() <= 35 && CharacterCounts::new(day).has_date() { ValueKind::Date } else { ValueKind::Text }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ada", ValueKind::Text)]
    #[case("12", ValueKind::Number)]
    #[case("-12.50", ValueKind::Number)]
    #[case("1,5", ValueKind::Number)]
    #[case("2020-01-31", ValueKind::Date)]
    #[case("31/1/20", ValueKind::Date)]
    #[case("31.01.2020", ValueKind::Date)]
    #[case("2020-01-31T10:00:00Z", ValueKind::Date)]
    #[case("2020-01-31 10:00", ValueKind::Date)]
    #[case("a@x.org", ValueKind::Email)]
    #[case("0a@x.org", ValueKind::Email)]
    #[case("007@x.org", ValueKind::Email)]
    #[case("a@b@x.org", ValueKind::Text)]
    #[case("a b@x.org", ValueKind::Text)]
    #[case("+39 02 1234", ValueKind::Phone)]
    #[case("(212) 555-0100", ValueKind::Phone)]
    #[case("HTTPS://x.org", ValueKind::Web)]
    #[case("hello", ValueKind::Text)]
    #[case("No", ValueKind::YesNo)]
    #[case("12 Main St", ValueKind::Text)]
    #[case("-", ValueKind::Text)]
    #[case("10:30", ValueKind::Text)]
    #[case("@", ValueKind::Text)]
    #[case("Ünal", ValueKind::Text)]
    fn values_are_classified(#[case] text: &str, #[case] kind: ValueKind) {
        assert_eq!(ValueKind::from_cell(text, CellKind::Text), kind);
    }
}
