//! Creates the sink for a format.

use super::columns::SinkColumns;
use super::csv::CsvSink;
use super::customer_sink::{Sink, SinkOptions};
use super::error::SinkError;
use super::format::SinkFormat;
use super::json::JsonSink;
use super::xlsx;
use crate::file::Output;

/// Creates a file. `columns` must have seen all customers before, if [`SinkColumns::depend_on_customers`] says so.
///
/// # Errors
/// A chosen column is unknown, the format can't have so many columns, or the file can't be written.
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
        SinkFormat::Xlsx => xlsx::open(layout, options, out)?,
    })
}
