//! One row of a source: its cells, the header that it shares with the other rows, and its position.
//!
//! A cell is always text, as its owner sees it. What a workbook knows beyond the text (a date, an error) is a
//! [`CellKind`] next to it.

mod any_byte;
mod case_folding;
mod cell;
mod earlier_cells;
mod header;
mod name_order;
mod origin;
mod row;
mod row_key;
mod spreadsheet_errors;

pub(crate) use any_byte::{each_place, has_any_byte};
pub use case_folding::{fold_case, folds_oddly, is_combining};
pub use cell::{Cell, CellKind, NO_RESULT};
pub use earlier_cells::EarlierCells;
pub use header::{ColumnMatch, Header, HeaderColumn, HeaderError, fold_name};
pub use name_order::name_order;
pub use origin::SourceOrigin;
pub use row::Record;
pub use row_key::{NoRowKey, RowHasher, RowKey, is_same_cell};
pub(crate) use spreadsheet_errors::{ERROR_BEGINNINGS, is_error};
