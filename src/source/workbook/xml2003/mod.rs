//! XML Spreadsheet 2003 (`urn:schemas-microsoft-com:office:spreadsheet`): a complete workbook in one XML file. Database
//! reports still use it, named `.xls`.

mod attributes;
mod cells;
mod formats;
mod style;
mod workbook;

pub(crate) use cells::Xml2003Cells;
pub(crate) use workbook::Xml2003;
