//! What can be wrong with a quote, and where.

/// A quote that is not where a quote may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::csv) enum MisplacedQuote {
    /// It opens a cell and is never closed.
    Open,
    /// It closes a cell before other text.
    Text,
    /// It stands in a cell that does not begin with a quote.
    Bare,
    /// It opens a cell over several lines, and the row has another number of cells than the header.
    Width,
}

/// A place in the row at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::source::csv) struct QuotePlace {
    /// Bytes of the row before it.
    pub(in crate::source::csv) at: usize,
    /// Line breaks of the row before it.
    pub(in crate::source::csv) breaks: u64,
    /// The cell, from 0.
    pub(in crate::source::csv) cell: usize,
}

/// A broken quote: where it opens, and where that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::csv) struct QuoteTrouble {
    pub(in crate::source::csv) wrong: MisplacedQuote,
    pub(in crate::source::csv) opened: QuotePlace,
    pub(in crate::source::csv) found: QuotePlace,
}

/// What the text of a row is, taken as part of a value in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::source::csv) enum QuotedPart {
    /// It can't be part of one. A value that a later row ends may begin in it, and not before it.
    None,
    /// The value goes on behind it.
    #[default]
    Middle,
    /// The value ends on it, and what follows is well-formed.
    End,
}
