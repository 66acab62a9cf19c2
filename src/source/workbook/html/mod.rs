//! Tables of HTML pages: many systems write one and name it `.xls`. Each table of a page is a sheet.
//!
//! A table in a cell of another is a sheet of its own; its text belongs to that cell too.

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
