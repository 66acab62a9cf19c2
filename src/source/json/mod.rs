//! Reads JSON: one object per line, objects over several lines, an array of objects, or API responses with the
//! customers in one of their arrays. Each object is a row.
//!
//! Objects have no header, so a first pass over the file collects their names; standard input is copied for this. The
//! number of a row is that of its line if every object has a line of its own, otherwise its position among the
//! records.

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
