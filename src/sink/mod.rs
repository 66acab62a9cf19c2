//! Customers to files: JSON Lines, one JSON array, CSV, XLSX.
//!
//! A [`Sink`] takes customers as the server gave them, one after the other, and none of them is kept in memory. What a
//! table can't keep is never dropped without a word: [`SinkSummary::notes`] says it. The forms are specified in
//! `docs/export-formats.md`; the shipped mapping `deskferry` reads them back.
//!
//! ```
//! use deskferry::file::create;
//! use deskferry::sink::{SinkColumns, SinkFormat, SinkOptions, open};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("customers.csv");
//! let ada = serde_json::json!({"id": "7", "name": "Ada", "customFields": {"segment": "Gold"}});
//! let mut columns = SinkColumns::chosen(["id", "name", "customFields.segment"])?;
//! columns.observe(ada.as_object().ok_or("no object")?);
//!
//! let out = create(&path)?;
//! let mut sink = open(SinkFormat::Csv, &columns, &SinkOptions::new("customers.csv"), out)?;
//! sink.write(ada.to_string().as_bytes())?;
//! assert_eq!(sink.finish()?.customers, 1);
//! assert_eq!(std::fs::read_to_string(path)?, "id,name,customFields.segment\n7,Ada,Gold\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columns;
mod csv;
mod error;
mod format;
mod json;
mod mapped_json_lines;
mod sink_table;
mod summary;
mod xlsx;

pub use columns::SinkColumns;
pub use error::SinkError;
pub use format::SinkFormat;
pub use mapped_json_lines::JsonLines;
pub use summary::{Note, SinkSummary};

use crate::file::Output;

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
        Self { name: name.into(), excel_safe: false, sheet_rows: xlsx::MAX_ROWS }
    }
}

/// Begins a file. All customers must have been shown to `columns` before, unless the format is JSON and no columns were
/// chosen.
///
/// # Errors
/// A column was chosen that nobody knows, there are more columns than the format has, or the file can't be written.
pub fn open(
    format: SinkFormat,
    columns: &SinkColumns,
    options: &SinkOptions,
    out: Box<dyn Output>,
) -> Result<Box<dyn Sink>, SinkError> {
    let layout = columns.layout()?;
    Ok(match format {
        SinkFormat::Jsonl | SinkFormat::Json => {
            let chosen = columns.is_chosen().then_some(layout);
            Box::new(json::JsonSink::open(format, chosen, options, out)?)
        }
        SinkFormat::Csv => Box::new(csv::CsvSink::open(layout, options, out)?),
        SinkFormat::Xlsx => Box::new(xlsx::XlsxSink::open(layout, options, out)?),
    })
}

#[cfg(test)]
mod conformance;
