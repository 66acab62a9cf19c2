//! OpenDocument spreadsheets (ISO/IEC 26300), read row by row.
//!
//! Beside the value of a cell stands the text that its owner sees. It tells a postcode from a number without following
//! the styles: a number that is shown with zeros in front, or in groups that are no thousands, is a row of digits.

mod cells;
mod shown_moment;
mod text;
mod value;
mod workbook;

pub(crate) use cells::OdsCells;
pub(crate) use workbook::Ods;
