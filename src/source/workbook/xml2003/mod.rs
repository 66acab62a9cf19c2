//! XML Spreadsheet 2003 (`urn:schemas-microsoft-com:office:spreadsheet`): a whole workbook in one XML file, which reports of
//! databases write to this day and call `.xls`.

mod attributes;
mod cells;
mod formats;
mod style;
mod workbook;

pub(crate) use cells::Xml2003Cells;
pub(crate) use workbook::Xml2003;
