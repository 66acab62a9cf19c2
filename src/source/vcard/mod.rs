//! Reads vCard files of versions 2.1, 3.0 and 4.0, one row per card.
//!
//! `cards` splits the file, so that only broken cards are rejected. `card_text` turns a card into UTF-8 text, which
//! the calcard crate parses. `property` finds the kinds of its values, and `columns` puts them into columns.

mod card_text;
mod cards;
mod columns;
mod property;
mod reader;
mod undeclared_encoding;

pub(super) use reader::open;

#[cfg(test)]
mod tests;
