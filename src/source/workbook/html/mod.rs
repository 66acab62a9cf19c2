//! Tables of HTML pages, which many systems export as `.xls`. Each table of a page is a sheet.
//!
//! A nested table is a sheet of its own; its text also belongs to the outer cell.

mod browser_text;
mod cells;
mod encoding;
mod hidden;
mod mime;
mod mime_start;
mod open_table;
mod page;
mod tags;
mod transfer_encoding;

pub(crate) use cells::HtmlCells;
pub(crate) use mime_start::is_mime;
pub(crate) use page::Html;
