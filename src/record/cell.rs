//! A cell: its text, and what a workbook knows beyond the text.

/// What a cell was in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// Text, or a cell of a flat file.
    #[default]
    Text,
    /// A number of a workbook or of JSON; the text has no trailing `.0`.
    Number,
    /// A number that holds more digits than a workbook keeps; its text can't be trusted.
    LostDigits,
    /// A number, or text that looks like one: a plain number with a point (`-?\d+(\.\d+)?`) in a rejects file whose row
    /// came from a workbook or from JSON. The decimal conversion alone makes a difference between it and text.
    MaybeNumber,
    /// A truth value; the text is `true` or `false`, in a rejects file in any case.
    Bool,
    /// A date or a date with time of a workbook; the text is ISO 8601 (`2020-01-31` or `2020-01-31T10:00:00`).
    Date,
    /// An error of a workbook; the text is what it shows (`#N/A`).
    Error,
    /// A formula of a workbook that nobody has computed; the text is [`NO_RESULT`].
    NoResult,
    /// A cell without text that is part of a merged one, whose value stands in an earlier row: it says nothing, as a column
    /// that is not there.
    Covered,
    /// A member that the object of a row does not have, though other objects have it: it says nothing.
    Absent,
}

/// What stands in the place of a result that a workbook does not have. It is a text, so that such a cell is never an empty
/// one, and is known again in a rejects file.
pub const NO_RESULT: &str = "#NO-RESULT!";

impl CellKind {
    /// True where nobody knows the datum: such a cell is never an empty one, whatever `null` says.
    pub fn is_unknown(self) -> bool {
        matches!(self, Self::Error | Self::NoResult)
    }

    /// True where the text can't be taken for the datum: that is not known, or has lost digits.
    pub fn is_broken(self) -> bool {
        self.is_unknown() || self == Self::LostDigits
    }
}

/// A cell, borrowed from its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The text, not trimmed.
    pub text: &'a str,
    /// What it was in the source.
    pub kind: CellKind,
}
