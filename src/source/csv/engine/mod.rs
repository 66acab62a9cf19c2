//! Splits delimited text into rows of cells, strictly: only a delimiter or a line end may follow a closing quote.
//!
//! The csv crate reads what follows a closing quote as text, so one lost quote merges two customers. This engine
//! reports such a quote and its place. Input may come in pieces of any size; only the current row is kept.

mod quotes;
mod rows;
mod states;

pub(super) use quotes::{MisplacedQuote, QuotePlace, QuoteTrouble, QuotedPart};
pub(super) use rows::{EngineEnd, EngineStep};
pub(super) use states::Engine;

#[cfg(test)]
mod tests;
