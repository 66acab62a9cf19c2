//! Delimited text: CSV in any of its dialects.

mod backslashes;
mod delimiter_detection;
mod dialect;
mod engine;
mod held_rows;
mod inner_row;
mod quote_detection;
mod quote_issues;
mod reader;
mod records;
mod rejects_dialect;
mod row_cells;
mod rows;
mod sample;
mod text_buffer;

pub(super) use reader::open;

#[cfg(test)]
mod tests;
