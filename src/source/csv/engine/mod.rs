//! Delimited text cut into rows of cells, strictly: behind a closing quote only a delimiter or a line end may stand.
//!
//! The csv crate and its engine take what stands behind a closing quote for text, so one lost quote makes a customer of
//! two. Here it is told, with its place. Input comes in pieces of any size, and nothing but the row at hand is kept.

mod quotes;
mod rows;
mod states;

pub(super) use quotes::{MisplacedQuote, QuotePlace, QuoteTrouble, QuotedPart};
pub(super) use rows::{EngineEnd, EngineStep};
pub(super) use states::Engine;

#[cfg(test)]
mod tests;
