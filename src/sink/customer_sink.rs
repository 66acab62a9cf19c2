//! [`Sink`], which every format implements, and its options.

use super::error::SinkError;
use super::summary::SinkSummary;

/// The maximum number of rows a workbook sheet has, with its header.
pub(super) const MAX_SHEET_ROWS: u32 = 1_048_576;

/// A file of customers that is being written. It gets its name when it is finished; if it is dropped before that, it
/// disappears.
pub trait Sink: Send {
    /// Adds one customer: a JSON object on one line, as the server sent it.
    ///
    /// # Errors
    /// The file can't be written, or the text is not one line.
    fn write(&mut self, customer: &[u8]) -> Result<(), SinkError>;

    /// Finishes the file and gives it its name.
    fn finish(self: Box<Self>) -> Result<SinkSummary, SinkError>;
}

/// How a file is written.
#[derive(Debug, Clone)]
pub struct SinkOptions {
    /// The file as the user named it, for messages.
    pub name: String,
    /// CSV: add a formula guard and a byte order mark.
    pub excel_safe: bool,
    /// XLSX: the rows of a sheet, including its header. Further rows go to further sheets.
    pub sheet_rows: u32,
}

impl SinkOptions {
    /// The default options.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), excel_safe: false, sheet_rows: MAX_SHEET_ROWS }
    }
}
