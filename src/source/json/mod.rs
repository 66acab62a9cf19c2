//! JSON: one object a line; objects over several lines; an array of objects; or the answers of an API, whose customers are
//! the objects of one of its arrays. An object is a row.
//!
//! Objects have no header, so one is made from a first pass over all of the file; what comes by standard input is kept for
//! that. A row's number is that of its line where each has one of its own, and else its place among the records.

mod answer_words;
mod array_content;
mod envelope;
mod envelope_verdict;
mod error_answer;
mod feed;
mod flat;
mod further_pages;
mod lexer;
mod lines;
mod mixed_members;
mod object_outline;
mod objects;
mod reader;
mod record_cuts;
mod record_layout;
mod record_splitter;
mod records;
mod table_object;

pub(super) use reader::{look_over, open};

#[cfg(test)]
mod tests;
