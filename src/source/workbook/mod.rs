//! Reads sheets of workbooks as rows.
//!
//! A thread of its own reads the workbook, because the cells borrow it. Rows arrive over a bounded channel, so only a
//! few hundred are in memory. Every format is streamed, within the `limits`.

mod biff;
mod cell_merge;
mod cell_reference;
mod cell_value;
mod date_time;
mod decoding_reader;
mod digit_codes;
mod digit_mask;
mod error;
mod html;
mod limits;
mod merged_cells;
mod number_format;
mod ods;
mod ole;
mod open_workbook;
mod ordered_cells;
mod package;
mod relations;
mod row_size;
mod sheet;
mod sheet_cells;
mod sheet_choice;
mod sheet_header;
mod sheet_lines;
mod sheet_list;
mod sheet_name;
mod sheet_outline;
mod sheet_table;
mod sheet_thread;
mod sorted_cells;
mod temporary_file;
mod uncomputed_formulas;
mod workbook_format;
mod workbook_rows;
mod xls;
mod xlsb;
mod xlsx;
mod xml2003;
mod xml_part;

pub(super) use html::is_mime;
pub(super) use sheet_list::sheets;
pub use sheet_name::SheetName;
pub(super) use workbook_rows::open;

#[cfg(test)]
mod tests;
