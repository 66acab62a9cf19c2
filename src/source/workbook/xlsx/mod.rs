//! XLSX (ECMA-376, SpreadsheetML): a zip archive of parts that refer to each other, mostly XML. Stated names, counts
//! and dimensions are not trusted.

mod calamine_value;
mod cell;
mod cells;
mod formula;
mod outline;
mod plain;
mod shared_texts;
mod text;
mod workbook;

pub(crate) use cells::XlsxCells;
pub(crate) use workbook::Xlsx;
