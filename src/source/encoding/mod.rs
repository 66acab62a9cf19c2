//! Detects the encoding of a text from its bytes.
//!
//! A byte order mark decides, and a pattern of zero bytes shows UTF-16. Otherwise the text is ASCII up to its first
//! other byte. ASCII is the same in UTF-8 and Windows-1252, so the decision waits for that byte, however late it
//! comes, also on a pipe. A window of bytes around it decides. If neither UTF-8 nor Windows-1252 is certain, the user
//! must decide.

mod candidates;
mod decision;
mod encoding_names;
mod known_words;
mod letters;
mod oddness;
mod question;
mod scripts;
mod symbols;
mod utf16;
mod utf8;
mod windows_1252;

pub(super) use decision::{
    EncodingDecision, Western, complete_lines, decide, has_japanese_escapes, japanese, line_start, unstated,
};
pub use encoding_names::TextEncoding;
pub(super) use encoding_names::{EncodingKind, page_letter};
pub(super) use known_words::KnownWords;
pub(crate) use oddness::oddness;
pub use question::EncodingReading;
pub(super) use question::{EncodingQuestion, readings};
pub(super) use utf16::{byte_order_mark, is_utf32, utf16_by_bracket, utf16_by_letters, utf16_by_zeros, wide};

#[cfg(test)]
mod tests;
