//! How a server changes a value before it stores it.

/// How many characters stay of a text that is cut.
pub const CUT_LENGTH: usize = 10;

/// How the text of a field is changed before it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextStorage {
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// Leading and trailing blanks are removed.
    Trim,
    /// Runs of blanks become one blank.
    Blanks,
    /// Only its digits stay.
    Digits,
    /// Blanks and signs between the digits of a phone number are removed; its `+` stays.
    Compact,
    /// The same, and `+` becomes `00`.
    Zeros,
    /// A phone number is grouped, with a blank behind the country code.
    Grouped,
    /// The time behind a date is cut; a number becomes the start of its day.
    Day,
    /// Each word begins with an upper-case letter.
    Title,
    /// Only its first characters stay, [`CUT_LENGTH`] of them.
    Cut,
}
