//! CSV: UTF-8 with commas, a header, quotes where needed, and `\n` at the end of each row.

use std::io;

use csv::{ByteRecord, Writer};

use super::customer_sink::{Sink, SinkOptions};
use super::error::SinkError;
use super::sink_table::SinkTable;
use super::summary::SinkSummary;
use crate::api::CustomerRecord;
use crate::customer::CustomerColumn;
use crate::file::{FileError, Output};
use crate::source::guarded;

/// The byte order mark, by which Excel recognizes UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A CSV file.
pub(super) struct CsvSink {
    name: String,
    safe: bool,
    table: SinkTable,
    writer: Writer<Box<dyn Output>>,
    row: ByteRecord,
}

impl CsvSink {
    pub(super) fn open(
        columns: Vec<CustomerColumn>,
        options: &SinkOptions,
        mut out: Box<dyn Output>,
    ) -> Result<Self, SinkError> {
        let name = options.name.clone();
        let safe = options.excel_safe;
        if safe {
            out.write_all(BYTE_ORDER_MARK).map_err(|error| FileError::writing(&name, error))?;
        }
        let table = SinkTable::new(columns);
        let header = table.names().iter().map(|name| guarded(name, safe).into_owned()).collect::<Vec<_>>();
        let mut sink = Self { name, safe, table, writer: Writer::from_writer(out), row: ByteRecord::new() };
        header.iter().for_each(|name| sink.row.push_field(name.as_bytes()));
        sink.put()?;
        Ok(sink)
    }

    fn put(&mut self) -> Result<(), SinkError> {
        let written = self.writer.write_byte_record(&self.row);
        self.row.clear();
        written.map_err(|error| FileError::writing(&self.name, plain(error)).into())
    }
}

/// The error of the system. Its kind tells a closed pipe from a full disk.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

impl Sink for CsvSink {
    fn write(&mut self, customer: &[u8]) -> Result<(), SinkError> {
        let customer = CustomerRecord::read(customer);
        let row = &mut self.row;
        let safe = self.safe;
        self.table.row(&customer, |_, _, text| {
            row.push_field(guarded(&text, safe).as_bytes());
            Ok::<(), SinkError>(())
        })?;
        self.put()
    }

    fn finish(self: Box<Self>) -> Result<SinkSummary, SinkError> {
        let fault = |error| FileError::writing(&self.name, error);
        let out = self.writer.into_inner().map_err(|error| fault(error.into_error()))?;
        out.finish()?;
        Ok(self.table.summary(usize::MAX))
    }
}
