//! OpenDocument spreadsheets (ISO/IEC 26300), read row by row.
//!
//! A cell stores its displayed text along with its value. That text distinguishes a postcode from a number without following
//! styles: leading zeros, or groups that are not thousands, make it a row of digits.

mod cells;
mod shown_moment;
mod text;
mod value;
mod workbook;

pub(crate) use cells::OdsCells;
pub(crate) use workbook::Ods;
