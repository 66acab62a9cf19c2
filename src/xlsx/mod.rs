//! What every workbook that deskferry writes needs: the limits of a sheet, the errors of the library, and rows that are
//! written faster than by the library.

mod cell_text;
mod library;
mod sheet_rows;
mod spliced_book;

pub(crate) use cell_text::{MAX_TEXT, cut, fits, width};
pub(crate) use library::{FirstErrorWriter, caught};
pub(crate) use sheet_rows::SheetRows;
pub(crate) use spliced_book::save_with_rows;

/// The maximum number of columns of a sheet.
pub(crate) const MAX_COLUMNS: usize = 16_384;
