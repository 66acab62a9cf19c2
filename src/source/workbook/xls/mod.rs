//! Workbooks of Excel 5 to 2003 ([MS-XLS]): one stream of records in an OLE container.

mod cell_record;
mod cells;
mod code_page;
mod globals;
mod record_numbers;
mod records;
mod texts;
mod workbook;

pub(crate) use cells::XlsCells;
pub(crate) use workbook::Xls;
