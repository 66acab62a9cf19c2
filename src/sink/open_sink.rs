//! The sink for a format.

use super::columns::SinkColumns;
use super::csv::CsvSink;
use super::customer_sink::{Sink, SinkOptions};
use super::error::SinkError;
use super::format::SinkFormat;
use super::json::JsonSink;
use super::xlsx::XlsxSink;
use crate::file::Output;

/// Begins a file. All customers must have been shown to `columns` before, unless the format is JSON and no columns were
/// chosen.
///
/// # Errors
/// A column was chosen that nobody knows, there are more columns than the format has, or the file can't be written.
pub fn open_sink(
    format: SinkFormat,
    columns: &SinkColumns,
    options: &SinkOptions,
    out: Box<dyn Output>,
) -> Result<Box<dyn Sink>, SinkError> {
    let layout = columns.layout()?;
    Ok(match format {
        SinkFormat::Jsonl | SinkFormat::Json => {
            let chosen = columns.is_chosen().then_some(layout);
            Box::new(JsonSink::open(format, chosen, options, out)?)
        }
        SinkFormat::Csv => Box::new(CsvSink::open(layout, options, out)?),
        SinkFormat::Xlsx => Box::new(XlsxSink::open(layout, options, out)?),
    })
}
