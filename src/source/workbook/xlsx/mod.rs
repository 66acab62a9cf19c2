//! XLSX (ECMA-376, SpreadsheetML): parts of a zip that name each other, most of them XML. Nothing of what they claim about
//! themselves is believed: neither names and counts nor the extent of a sheet.

mod cell;
mod cells;
mod formula;
mod outline;
mod text;
mod workbook;

pub(crate) use cells::XlsxCells;
pub(crate) use workbook::Xlsx;
