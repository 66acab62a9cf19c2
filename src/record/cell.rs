//! A cell: its text, and what a workbook knows beyond the text.

/// What kind of cell it was in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// Text, or a cell of a flat file.
    #[default]
    Text,
    /// A number in a workbook or in JSON; the text has no trailing `.0`.
    Number,
    /// A number with more digits than a workbook keeps, so its text is unreliable.
    LostDigits,
    /// A number or a text like `-?\d+(\.\d+)?`, in a rejects file, of a row from a workbook or JSON. Only the decimal
    /// conversion treats it differently from text.
    MaybeNumber,
    /// A truth value; the text is `true` or `false` (in a rejects file, in upper or lower case).
    Bool,
    /// A date or time in a workbook; the text is ISO 8601 (`2020-01-31` or `2020-01-31T10:00:00`).
    Date,
    /// An error in a workbook; the text is as shown (`#N/A`).
    Error,
    /// A formula in a workbook without a computed result; the text is [`NO_RESULT`].
    NoResult,
    /// An empty cell that is part of a merged cell with its value in an earlier row. It counts as a missing column.
    Covered,
    /// A member that the JSON object of the row lacks. It counts as a missing column.
    Absent,
}

/// The text of a formula without a result. It is not empty, so that the cell does not count as empty and is recognized
/// in a rejects file.
pub const NO_RESULT: &str = "#NO-RESULT!";

impl CellKind {
    /// True if the value is unknown. Such a cell never counts as empty, whatever `null` in the mapping says.
    pub fn is_unknown(self) -> bool {
        matches!(self, Self::Error | Self::NoResult)
    }

    /// True if the text is not the value: it is unknown, or has lost digits.
    pub fn is_broken(self) -> bool {
        self.is_unknown() || self == Self::LostDigits
    }
}

/// A cell of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The text, not trimmed.
    pub text: &'a str,
    /// Its kind in the source.
    pub kind: CellKind,
}
