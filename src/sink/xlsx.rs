//! XLSX: every cell is text, so that no spreadsheet computes, rounds or changes it.
//!
//! The library writes rows to a temporary file as they come. Control characters that XML does not allow become
//! `_x0001_`, as in Excel.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::customer_sink::{MAX_SHEET_ROWS, Sink, SinkOptions};
use super::error::SinkError;
use super::sink_table::SinkTable;
use super::summary::{Note, SinkSummary};
use crate::api::CustomerRecord;
use crate::customer::CustomerColumn;
use crate::features::MissingFeature;
use crate::file::{FileError, Output};
use crate::xlsx::{FirstErrorWriter, MAX_COLUMNS, MAX_TEXT, caught, cut};

/// An error if this build writes no workbooks.
pub(super) fn check() -> Result<(), MissingFeature> {
    Ok(())
}

/// Begins a workbook.
pub(super) fn open(
    columns: Vec<CustomerColumn>,
    options: &SinkOptions,
    out: Box<dyn Output>,
) -> Result<Box<dyn Sink>, SinkError> {
    Ok(Box::new(XlsxSink::open(columns, options, out)?))
}

/// A workbook.
struct XlsxSink {
    name: String,
    table: SinkTable,
    book: Workbook,
    out: Box<dyn Output>,
    sheet: usize,
    sheet_rows: u32,
    /// The next row of the current sheet.
    row: u32,
}

impl XlsxSink {
    fn open(
        columns: Vec<CustomerColumn>,
        options: &SinkOptions,
        out: Box<dyn Output>,
    ) -> Result<Self, SinkError> {
        let name = options.name.clone();
        if columns.len() > MAX_COLUMNS {
            return Err(SinkError::TooWide { file: name, columns: columns.len(), most: MAX_COLUMNS });
        }
        let table = SinkTable::new(columns);
        let sheet_rows = options.sheet_rows.clamp(2, MAX_SHEET_ROWS);
        let mut sink = Self { name, table, book: Workbook::new(), out, sheet: 0, sheet_rows, row: 0 };
        caught(|| sink.begin()).map_err(|error| sink.sink_error(error))?;
        Ok(sink)
    }

    /// Adds a sheet with its header.
    fn begin(&mut self) -> Result<(), XlsxError> {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        let number = self.sheet + 1;
        sheet.set_name(if number == 1 { "customers".to_owned() } else { format!("customers-{number}") })?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(self.table.names()) {
            sheet.write_string(0, column, cut(name).unwrap_or(name))?;
        }
        self.row = 1;
        Ok(())
    }

    fn sink_error(&self, source: XlsxError) -> SinkError {
        SinkError::Workbook { file: self.name.clone(), source: Box::new(source) }
    }
}

/// Writes a cell; true if its text was cut.
fn put(sheet: &mut Worksheet, row: u32, at: usize, text: &str) -> Result<bool, XlsxError> {
    let column = u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)?;
    let short = cut(text);
    sheet.write_string(row, column, short.unwrap_or(text))?;
    Ok(short.is_some())
}

impl Sink for XlsxSink {
    fn write(&mut self, customer: &[u8]) -> Result<(), SinkError> {
        let customer = CustomerRecord::read(customer);
        if self.row == self.sheet_rows {
            self.sheet += 1;
            caught(|| self.begin()).map_err(|error| self.sink_error(error))?;
        }
        let row = self.row;
        let table = &mut self.table;
        let book = &mut self.book;
        let sheet = self.sheet;
        let written = caught(|| {
            let sheet = book.worksheet_from_index(sheet)?;
            table.row(&customer, |table, at, text| {
                if put(sheet, row, at, &text)? {
                    table.note_cut(at, &customer, text.encode_utf16().count());
                }
                Ok(())
            })
        });
        written.map_err(|error| self.sink_error(error))?;
        self.row += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<SinkSummary, SinkError> {
        let mut held = FirstErrorWriter::new(&mut self.out);
        let book = &mut self.book;
        let saved = caught(|| book.save_to_writer(&mut held));
        if let Some(error) = held.fault() {
            return Err(FileError::writing(&self.name, error).into());
        }
        saved.map_err(|error| self.sink_error(error))?;
        self.out.finish()?;
        let mut summary = self.table.summary(MAX_TEXT);
        if self.sheet > 0 {
            summary.notes.push(Note::Sheets { count: self.sheet + 1 });
        }
        Ok(summary)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use super::*;
    use crate::file::RemoteError;
    use crate::storage::StoreError;

    struct Refusing(fn() -> io::Error);

    impl Write for Refusing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err((self.0)())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Output for Refusing {
        fn finish(self: Box<Self>) -> Result<(), FileError> {
            Ok(())
        }
    }

    #[test]
    fn errors_of_the_output_are_kept() {
        let fault = |error| {
            let out = Box::new(Refusing(error));
            let sink =
                XlsxSink::open(CustomerColumn::known().collect(), &SinkOptions::new("a.xlsx"), out).unwrap();
            Box::new(sink).finish().unwrap_err()
        };
        let store = fault(|| io::Error::other(RemoteError::from(StoreError::NoBucket)));
        let is_store =
            matches!(&store, SinkError::File(error) if StoreError::of(error) == Some(&StoreError::NoBucket));
        assert!(is_store, "{store:?}");
        let full = fault(|| io::ErrorKind::StorageFull.into());
        let is_full = matches!(&full, SinkError::File(FileError::Write { source, .. })
            if source.kind() == io::ErrorKind::StorageFull);
        assert!(is_full, "{full:?}");
    }
}
