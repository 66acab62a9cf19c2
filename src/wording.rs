//! Words that depend on a number, and times.

use std::fmt::Display;

use jiff::Timestamp;

/// `1 row`, `2 rows`.
pub fn counted<N: Display + PartialEq + From<u8>>(number: N, one: &str, more: &str) -> String {
    format!("{number} {}", if number == N::from(1) { one } else { more })
}

/// `4,012`: groups of three digits, as English writes them.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time in UTC to the second, for files: `2026-11-24T02:30:00Z`.
pub fn in_seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The same for people: `2026-11-24 02:30:00 UTC`.
pub fn utc_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        let rows = |number: u64| counted(number, "row", "rows");
        assert_eq!([0, 1, 2].map(rows), ["0 rows", "1 row", "2 rows"]);
    }

    #[test]
    fn digits_are_grouped() {
        let expected = ["0", "999", "1,000", "50,103", "1,234,567"].map(ToOwned::to_owned);
        assert_eq!([0, 999, 1000, 50_103, 1_234_567].map(thousands), expected);
    }
}
