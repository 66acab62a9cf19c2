//! What can be wrong with a quote, and where it is.

/// How a quote is misplaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::csv) enum MisplacedQuote {
    /// It opens a cell and is never closed.
    Open,
    /// It closes a cell, but text follows.
    Text,
    /// It is inside a cell that does not begin with a quote.
    Bare,
    /// It opens a cell over several lines, and the row is not as wide as the header.
    Width,
}

/// A place in the current row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::source::csv) struct QuotePlace {
    /// The number of bytes before it in the row.
    pub(in crate::source::csv) at: usize,
    /// The number of line breaks before it in the row.
    pub(in crate::source::csv) breaks: u64,
    /// The cell, from 0.
    pub(in crate::source::csv) cell: usize,
}

/// A misplaced quote: where it opens, and where the problem was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::csv) struct QuoteTrouble {
    pub(in crate::source::csv) wrong: MisplacedQuote,
    pub(in crate::source::csv) opened: QuotePlace,
    pub(in crate::source::csv) found: QuotePlace,
}

/// What a row is if it begins inside a quoted value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::source::csv) enum QuotedPart {
    /// It can't be part of the value. A value that ends in a later row may begin in this row, but not in an earlier
    /// one.
    None,
    /// The value continues after it.
    #[default]
    Middle,
    /// The value ends in it, and the rest is well-formed.
    End,
}
