//! What every format does: [`Sink`], and its options.

use super::error::SinkError;
use super::summary::SinkSummary;

/// The most rows a workbook sheet has, with its header.
pub(super) const MAX_SHEET_ROWS: u32 = 1_048_576;

/// A file of customers that is being written. It appears under its name when it is finished; dropped before that, it
/// leaves nothing behind.
pub trait Sink: Send {
    /// Adds one customer: a JSON object on one line, as the server sent it.
    ///
    /// # Errors
    /// The file can't be written, or the text is no line.
    fn write(&mut self, customer: &[u8]) -> Result<(), SinkError>;

    /// Ends the file and gives it its name.
    fn finish(self: Box<Self>) -> Result<SinkSummary, SinkError>;
}

/// How a file is written.
#[derive(Debug, Clone)]
pub struct SinkOptions {
    /// The file as its user named it, for messages.
    pub name: String,
    /// CSV: text that a spreadsheet would compute gets an apostrophe before it, and the file a byte order mark.
    pub excel_safe: bool,
    /// XLSX: rows of a sheet, with its header; the rest goes to further sheets.
    pub sheet_rows: u32,
}

impl SinkOptions {
    /// The usual options.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), excel_safe: false, sheet_rows: MAX_SHEET_ROWS }
    }
}
