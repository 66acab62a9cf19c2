//! Files to customers, and files to cells.

use std::{fs::File, io::BufWriter, io::Write};

use calamine::{Reader, Xlsx, open_workbook};
use csv::StringRecord;

use crate::{Outcome, customer::Customer};

const BUFFER: usize = 1 << 16;

pub(crate) fn map(csv: &str, out: &str) -> Outcome<usize> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(BUFFER).from_path(csv)?;
    let mut writer = BufWriter::with_capacity(BUFFER, File::create(out)?);
    let (mut row, mut rows) = (StringRecord::new(), 0);
    while reader.read_record(&mut row)? {
        rows += 1;
        if let Some(customer) = Customer::of(&row) {
            serde_json::to_writer(&mut writer, &customer)?;
            writer.write_all(b"\n")?;
        }
    }
    writer.flush()?;
    Ok(rows)
}

pub(crate) fn cells(xlsx: &str) -> Outcome<usize> {
    let mut book: Xlsx<_> = open_workbook(xlsx)?;
    let sheet = book.sheet_names().first().ok_or("no sheet")?.clone();
    let mut reader = book.worksheet_cells_reader(&sheet)?;
    let mut cells = 0;
    while reader.next_cell()?.is_some() {
        cells += 1;
    }
    Ok(cells)
}
