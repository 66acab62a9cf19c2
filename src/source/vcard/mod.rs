//! vCard files of versions 2.1, 3.0 and 4.0: one row a card.
//!
//! `cards` cuts the file, so that a broken card is rejected alone, `plain` makes one text in UTF-8 of a card, which calcard
//! parses, `property` says of which kind its values are, and `columns` puts them in columns.

mod card_text;
mod cards;
mod columns;
mod property;
mod reader;
mod undeclared_encoding;

pub(super) use reader::open;

#[cfg(test)]
mod tests;
